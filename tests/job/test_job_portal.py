"""``anlan ingest --portal``: the command line against a real server that speaks the protocol."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from anlan import cities
from anlan.pool import records
from anlan.store import Workspace
from support.socrata_server import SocrataServer, Stumble, serving

SOURCES = Path(__file__).parents[2] / "src" / "anlan" / "cities" / "chicago"


def complaints(count: int) -> list[dict[str, object]]:
    return [
        {
            ":updated_at": "2014-01-02T00:00:00",
            "service_request_number": f"14-{number:08}",
            "creation_date": "2014-01-02T00:00:00.000" if number else "2014-13-77",
            "status": "Open",
            "type_of_service_request": "Sanitation Code Violation",
            "street_address": "1 W MADISON ST",
            "zip_code": "60614",
            "latitude": "41.91",
            "longitude": "-87.65",
        }
        for number in range(count)
    ]


def complaining(count: int, *stumbles: Stumble) -> SocrataServer:
    return SocrataServer(
        complaints(count), served_columns(), dataset="me59-5fac", stumbles=list(stumbles)
    )


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Chicago's pack in a folder of its own; its portal is filled in by :func:`run`."""
    folder = tmp_path / "chicago"
    (folder / "contracts").mkdir(parents=True)
    for path in [*SOURCES.glob("*.toml"), *SOURCES.glob("*.csv"), *SOURCES.glob("contracts/*")]:
        (folder / path.relative_to(SOURCES)).write_bytes(path.read_bytes())
    return folder


def run(pack: Path, server: SocrataServer, *more: str) -> subprocess.CompletedProcess[str]:
    text = (SOURCES / "city.toml").read_text(encoding="utf-8")
    named = f'"{server.domain}"\nallow_networks = ["127.0.0.0/8"]'
    text = text.replace('"data.cityofchicago.org"', named)
    (pack / "city.toml").write_text(text, encoding="utf-8")
    home = str(pack.parent / "home")
    return subprocess.run(
        [sys.executable, "-m", "anlan", "--home", home, "ingest", str(pack), *more],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_portal_rows_are_taken_in_and_bad_ones_quarantined(pack: Path) -> None:
    with serving(complaining(40)) as server:
        first = run(pack, server, "--portal", "--source", "sanitation_complaints")
        again = run(pack, server, "--portal", "--source", "sanitation_complaints")
    assert first.returncode == 0, first.stderr
    assert re.search(r"sanitation_\w*\W+40\W+39\W+0\W+0\W+1\b", first.stdout), first.stdout
    assert again.returncode == 0, again.stderr
    assert len(server.queries("page")) == 1, "what has not changed is not read again"


def test_portal_that_is_down_is_said_and_nothing_is_kept(pack: Path) -> None:
    down = Stumble(status=404, kind="about", times=99)
    with serving(complaining(3, down)) as server:
        done = run(pack, server, "--portal", "--source", "sanitation_complaints")
    assert done.returncode == 1
    assert server.domain in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stdout + done.stderr


def test_portal_of_a_source_without_one_is_refused_by_name(pack: Path) -> None:
    with serving(complaining(0)) as server:
        done = run(pack, server, "--portal", "--source", "weather")
    assert done.returncode == 1
    assert "weather declares no open portal" in done.stderr


def test_portal_and_folder_together_are_refused(pack: Path) -> None:
    with serving(complaining(0)) as server:
        done = run(pack, server, "--portal", "--data", str(pack))
        neither = run(pack, server)
    assert done.returncode == neither.returncode == 2


def test_portal_columns_become_the_contracts(pack: Path) -> None:
    row = {
        "inspection_id": "1340001",
        "dba_name": "TACO PLACE",
        "license_": "2216009",
        "facility_type": "Restaurant",
        "risk": "Risk 1 (High)",
        "address": "1 W MADISON ST",
        "zip": "60602",
        "inspection_date": "2013-05-06T00:00:00.000",
        "inspection_type": "Canvass",
        "results": "Fail",
        "violations": "3. POTENTIALLY HAZARDOUS FOOD - Comments: 41 F. | 33. FOOD CONTACT - dirty",
        "latitude": "41.8819",
        "longitude": "-87.6278",
        ":updated_at": "2014-01-02T00:00:00",
    }
    columns = [name for name in row if not name.startswith(":")]
    with serving(SocrataServer([row], columns, dataset="4ijn-s7e5")) as server:
        done = run(pack, server, "--portal", "--source", "food_inspections")
    assert done.returncode == 0, done.stdout + done.stderr
    city = cities.load(str(pack)).city
    workspace = Workspace(pack.parent / "home", city.name)
    (kept,) = records.read(workspace, city, "food_inspections").iter_rows(named=True)
    workspace.close()
    assert (kept["critical_violations"], kept["serious_violations"]) == (1, 0)
    assert kept["minor_violations"] == 1
    assert kept["violations_cited"] == "3 33"
    assert str(kept["inspection_date"]) == "2013-05-06"
    assert kept["_asset"] == "2216009"


def served_columns() -> list[str]:
    """The columns of the portal's dataset, under its own names."""
    text = (SOURCES / "contracts" / "sanitation_complaints.yaml").read_text(encoding="utf-8")
    names = re.findall(r"^      - name: (\w+)", text, re.MULTILINE)
    theirs = {
        "type": "type_of_service_request",
        "nature_of_violation": "what_is_the_nature_of_this_code_violation_",
    }
    return [theirs.get(name, name) for name in names]
