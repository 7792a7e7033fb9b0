"""``cases-rate``: new cases by HTTP for ten minutes, with routing, clock and ledger.

A server in a process of its own; senders, as a hotline's system or a department's, post batches of
reports one after the other, each with a key of the sender's own, and wait where the server asks
them to. Some are sent again, as after a lost answer, and some are refused. Afterwards every key
that was answered must have one case with the number told, a deadline, an office and an entry in a
ledger that verifies. The server joins those of one cause meanwhile, as ever.
"""

import json
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from sqlalchemy import func, select

from anlan.cities import jiangcheng
from anlan.store.accounts import Grant
from anlan.store.cases import CaseMove, CaseRow
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.verify import verify
from benchmarks.result import Result
from benchmarks.servers import postgres, serving, token_of

NAME = "cases-rate"
CITY = "jiangcheng"
SENDERS, BATCH = 4, 100
TOO_MANY = 429
AGAIN = 0.02
"""Share of the batches that are sent a second time."""
CLASSES = ("e0102", "e0403", "c0118", "e0110", "c0101")
CHANNELS = ("hotline", "department", "collector", "alarm")


@dataclass
class Told:
    """What a sender was told: the number of each key, and how many answers contradicted it."""

    numbers: dict[str, str] = field(default_factory=dict)
    wrong: int = 0
    refused: int = 0
    taken: list[float] = field(default_factory=list)


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure new cases a second on each database."""
    seconds = 20.0 if quick else 600.0
    with postgres() as server, tempfile.TemporaryDirectory() as name:
        urls = {"": None} | ({"-postgresql": server.url()} if server else {})
        for suffix, url in urls.items():
            yield from _measured(Path(name) / f"home{suffix}", url, seconds, suffix)


def _measured(home: Path, url: str | None, seconds: float, suffix: str) -> Iterator[Result]:
    points = _points(home)
    database = Database(url) if url else Database.in_folder(home)
    secret = token_of(database, Grant(role="administrator", city=CITY))
    with serving(home, CITY, url) as address:
        began = time.perf_counter()
        told = _send(address, secret, points, seconds)
        took = time.perf_counter() - began
    wrong = _wrong(database, told)
    many = sum(len(each.numbers) for each in told)
    slow = sorted(taken for each in told for taken in each.taken)
    size = (
        f"{many:,} cases in {took:,.0f} s, {SENDERS} senders of batches of {BATCH}, p95 of a batch"
        f" {1000 * slow[int(0.95 * len(slow))]:.0f} ms; {wrong} lost, doubled or contradicted"
    )
    limit = 500 if not wrong else float("inf")
    yield Result(f"cases-rate{suffix}", many / took, "cases/s", limit, ">=", size=size)
    database.close()


def _points(home: Path) -> np.ndarray[Any, Any]:
    """Return places within the city, having made its divisions."""
    files = home.with_name(f"{home.name}-files")
    jiangcheng.generate(files, 0.001, seed=1)
    layers = home / CITY / "layers"
    layers.mkdir(parents=True)
    (layers / "divisions.geojson").write_bytes((files / "divisions.geojson").read_bytes())
    read = json.loads((files / "divisions.geojson").read_text(encoding="utf-8"))["features"]
    grids = [each for each in read if each["properties"]["level"] == "grid"]
    return np.array([np.mean(each["geometry"]["coordinates"][0][:-1], axis=0) for each in grids])


def _send(address: str, secret: str, points: Any, seconds: float) -> list[Told]:
    """Let senders post for so long, each a process of its own; return what each was told."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(SENDERS) as pool:
        asked = [(address, secret, points, seconds, number) for number in range(SENDERS)]
        return pool.starmap(_sender, asked)


def _sender(address: str, secret: str, points: Any, seconds: float, number: int) -> Told:
    chance, told = np.random.default_rng(number), Told()
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    until, serial = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        batch = [_report(chance, points, f"{number}-{serial + n}") for n in range(BATCH)]
        serial += BATCH
        body = json.dumps(batch)
        for _ in range(2 if chance.random() < AGAIN else 1):
            started = time.perf_counter()
            connection.request("POST", f"/api/cities/{CITY}/cases/batch", body, headers)
            answer = connection.getresponse()
            read = answer.read()
            if answer.status == TOO_MANY:  # what wasn't taken is sent once more
                connection.close()
                time.sleep(float(answer.headers["Retry-After"]))
                connection.request("POST", f"/api/cities/{CITY}/cases/batch", body, headers)
                answer = connection.getresponse()
                read = answer.read()
            told.taken.append(time.perf_counter() - started)
            if answer.status != 200:
                raise ValueError(read[:300])
            for each in json.loads(read):
                if each["number"] is None:
                    told.refused += 1
                elif told.numbers.setdefault(each["outside_key"], each["number"]) != each["number"]:
                    told.wrong += 1
    return told


def _report(chance: Any, points: Any, key: str) -> dict[str, Any]:
    lon, lat = points[chance.integers(len(points))]
    outside = chance.random() < 0.01
    return {
        "title": "井盖破损，请尽快处理",
        "text": "在路口东侧，行人和车辆都要绕行。",
        "kind": "event",
        "channel": str(chance.choice(CHANNELS)),
        "class_code": str(chance.choice(CLASSES)),
        "lon": 0.0 if outside else float(lon),
        "lat": 0.0 if outside else float(lat),
        "outside_key": key,
    }


def _wrong(database: Database, told: list[Told]) -> int:
    """Return how many acknowledged reports were lost, doubled, or lack what each case has.

    Those that were found to be of one cause meanwhile have their clock and office with the first.
    """
    numbers = {key: number for each in told for key, number in each.numbers.items()}
    clocked = CaseRow.due_at.is_not(None) & (CaseRow.routed_department != "")
    with database.session() as session:
        query = select(
            CaseRow.outside_key, CaseRow.number, clocked | CaseRow.merged_into.is_not(None)
        )
        rows = {number: (key, whole) for key, number, whole in session.execute(query)}
        first = select(func.count()).select_from(CaseMove).where(CaseMove.act == "collect.report")
        moves = session.scalar(first) or 0
        entries = set(session.scalars(select(Entry.subject).where(Entry.act == "case.reported")))
    bad = sum(each.wrong for each in told) + abs(len(rows) - len(numbers))
    bad += abs(len(set(numbers.values())) - len(numbers)) + abs(moves - len(rows))
    for key, number in numbers.items():
        kept = rows.get(number)
        sound = kept is not None and kept[0] == key and kept[1]
        bad += not (sound and f"case:{CITY}/{number}" in entries)
    return bad if verify(database).fault is None else bad + 1
