"""The starter pack that `anlan city new` writes is a city: files of its shape become routes."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from use_town import anlan

PREMISES, VISITS, FIRST = 90, 1400, date(2021, 1, 4)


def write(path: Path, header: str, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the pack as it was written, and files with the columns it names."""
    folder = tmp_path_factory.mktemp("starter")
    assert anlan(folder / "home", "city", "new", folder / "mytown").code == 0
    rng = np.random.default_rng(3)
    places = [
        (f"P{n}", f"Shop {n}", ("bakery", "bar")[n % 2], f"{n} Main St", "NS"[n % 2],
         round(rng.uniform(2.3, 2.4), 5), round(rng.uniform(48.8, 48.9), 5), "2019-05-06")
        for n in range(PREMISES)
    ]  # fmt: skip
    write(
        folder / "premises.csv",
        "premises_id,name,type,address,district,longitude,latitude,registered_on",
        places,
    )
    visits = []
    for n in range(VISITS):
        place = int(rng.integers(PREMISES))
        found = int(rng.random() < (0.5 if place % 5 == 0 else 0.15))
        day = FIRST + timedelta(days=n * 1090 // VISITS)
        where = places[place]
        visits.append((f"V{n}", where[0], day, where[5], where[6], "ABC"[n % 3], found))
    header = "visit_id,premises_id,visited_on,longitude,latitude,inspector,serious"
    write(folder / "visits_all.csv", header, visits)
    return folder


def test_the_pack_as_written_does_the_whole_job(town: Path) -> None:
    home, pack = town / "home", town / "mytown"
    for words in (("city", "check", pack), ("ingest", pack, "--data", town), ("backtest", pack),
                  ("score", pack), ("plan", pack)):  # fmt: skip
        done = anlan(home, *words)
        assert done.code == 0, done.said
    runs = home / "mytown" / "runs"
    plans = runs / "plan"
    run = plans / (plans / "latest").read_text(encoding="utf-8").strip()
    plan = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    stops = [stop for team in plan["teams"] for stop in team["stops"]]
    assert len(plan["teams"]) == 2 and len(stops) > 4
    assert any(stop["random"] for stop in stops)
    judged = runs / "backtest"
    report = judged / (judged / "latest").read_text(encoding="utf-8").strip() / "report.en.json"
    assert len(json.loads(report.read_text(encoding="utf-8"))["folds"]) == 6
