"""``grade``: a million risk points by the facts of the day, and one fact that changes.

A register of a million points under four schemes, a third of them with facts that hold or fade,
stands in a database and, as a server keeps it, in memory. Measured is, first, all of it graded for
a moment by what grades each point in a server: facts read, values and colours computed, points of
each colour counted for all divisions of five levels. Then, on the way that a server goes, one fact
is told in the register's room: how long until the snapshot that map and areas are made of has its
point's colour, and the risk of all areas of five levels is computed from it. The peer does the
first with pandas on the same rows, which it has in memory.
"""

import io
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from anlan import cities
from anlan.cities import jiangcheng
from anlan.model.cause import Cause
from anlan.model.colour import COLOURS
from anlan.risk.living import OPEN, Facts, Living, Points, areas, living, tally
from anlan.risk.register.draft import Told
from anlan.risk.register.live import LEVELS, LiveRegister, Shown
from anlan.risk.register.room import RegisterRoom
from anlan.risk.schemes import grade
from anlan.store.change import change
from anlan.store.columns import columns
from anlan.store.database import Database
from anlan.store.risk import RiskFact, RiskPoint
from anlan.store.schema import prepare
from anlan.store.tables import Table
from benchmarks.result import Result
from benchmarks.servers import postgres

NAME = "grade"
CITY = "jiangcheng"
POINTS, FACTS = 1_000_000, 400_000
AT = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
BLOCK = 20_000
CHANGES = 20


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure on each database."""
    many, facts = (POINTS // 20, FACTS // 20) if quick else (POINTS, FACTS)
    with postgres() as server, tempfile.TemporaryDirectory() as name:
        room = _room(Path(name))
        urls = {"": f"sqlite:///{name}/anlan.db"} | (
            {"-postgresql": server.url()} if server else {}
        )
        for suffix, url in urls.items():
            database = Database(url)
            prepare(database)
            _fill(database, room, many, facts)
            yield from _measured(database, room, suffix)
            database.close()


def _measured(database: Database, room: RegisterRoom, suffix: str) -> Iterator[Result]:
    live = LiveRegister(database, CITY, room)
    began = time.perf_counter()
    shown = live.snapshot()
    loaded = time.perf_counter() - began
    _graded(room, shown, _first(_facts(database, room, shown)))  # what it needs is imported
    began = time.perf_counter()
    facts = _facts(database, room, shown)
    found = _graded(room, shown, facts)
    counted = _counts(shown, found.colour)
    took = time.perf_counter() - began
    began = time.perf_counter()
    theirs = _pandas(room, shown, facts)
    their_seconds = time.perf_counter() - began
    if abs(theirs - found.value).max() > 1e-6 * found.value.max():
        raise ValueError("the peer comes to other values")
    red = int((found.colour == COLOURS.index("red")).sum())
    size = (
        f"{len(shown.rows):,} points, {len(facts.point):,} facts, {red:,} red,"
        f" {sum(len(each) for each in counted):,} divisions counted; read into memory once in"
        f" {loaded:.1f} s"
    )
    yield Result(f"grade{suffix}", took, "s", 5, "<=", "pandas", their_seconds, size)
    taken = [_change(database, live, room, n) for n in range(CHANGES)]
    size = f"the slowest of {CHANGES}, median {statistics.median(taken):.2f} s"
    yield Result(f"grade-change{suffix}", max(taken), "s", 1, size=size)


def _change(database: Database, live: LiveRegister, room: RegisterRoom, n: int) -> float:
    """Return how long a fact takes to its point's colour and the counts of five levels."""
    with database.session() as session:
        query = select(RiskPoint).where(RiskPoint.now_colour == 0, RiskPoint.id > 1000 * n)
        row = session.scalars(query.order_by(RiskPoint.id).limit(1)).one()
        code, key = row.code, row.id
    shown = live.snapshot()
    before, ground = _counts(shown, shown.rows["now_colour"]), room.ground(shown.areas, {})
    began = time.perf_counter()
    with change(database, Cause("local:bench", origin="bench")) as made:
        room.tell(made, [Told(code, "hazard_major", f"bench {n}", AT)], AT)
    while True:
        shown = live.snapshot()
        mine = shown.rows[shown.rows["id"] == key][0]
        if mine["now_colour"] == COLOURS.index("red"):
            break
    after = _counts(shown, shown.rows["now_colour"])
    told = [areas(each, ground) for each in after]
    took = time.perf_counter() - began
    for level, (was, now) in enumerate(zip(before, after, strict=True)):
        if (now - was)[mine["area"][level]].tolist() != [-1, 0, 0, 1]:
            raise ValueError(f"level {level} doesn't show it")
        if told[level].worst[mine["area"][level]] != COLOURS.index("red"):
            raise ValueError(f"the worst of level {level} isn't red")
    return took


def _facts(database: Database, room: RegisterRoom, shown: Shown) -> Facts:
    """Return the facts of all points that are shown."""
    query = select(
        RiskFact.point_id, RiskFact.modifier, RiskFact.began_at, RiskFact.ended_at
    ).where(RiskFact.city == CITY)
    with database.session() as session:
        told = columns(session, query)
    ids, modifiers = shown.rows["id"], told["modifier"].combine_chunks().dictionary_encode()
    order = np.argsort(ids)
    places = room.modifiers.places
    known = np.array([places[each] for each in modifiers.dictionary.to_pylist()], np.int16)
    ends = told["ended_at"].cast("int64").fill_null(OPEN).to_numpy()
    return Facts(
        order[np.searchsorted(ids, told["point_id"].to_numpy(), sorter=order)],
        known[modifiers.indices.to_numpy()],
        told["began_at"].cast("int64").to_numpy() // 10**6,
        np.where(ends == OPEN, OPEN, ends // 10**6),
    )


def _graded(room: RegisterRoom, shown: Shown, facts: Facts) -> Living:
    """Return what all points are at the moment."""
    rows, schemes = shown.rows, list(room.schemes.values())
    points = Points(rows["residual"], rows["scheme"], rows["floor"])
    return living(schemes, points, facts, int(AT.timestamp()), room.modifiers)


def _counts(shown: Shown, colour: Any) -> list[Any]:
    """Return how many points of each colour each division of each level has."""
    area = shown.rows["area"].astype(np.int64)
    return [tally(area[:, level], colour, len(shown.areas)) for level in range(LEVELS)]


def _first(facts: Facts) -> Facts:
    return Facts(*(getattr(facts, name)[:10] for name in Facts.__dataclass_fields__))


def _room(folder: Path) -> RegisterRoom:
    jiangcheng.generate(folder / "files", 0.05, seed=1)
    pack = cities.load(CITY)
    return RegisterRoom.of(pack.city, pack.divisions(folder / "files"))


def _fill(database: Database, room: RegisterRoom, many: int, facts: int) -> None:
    """Write points as the register leaves them, and facts of a third of them."""
    chance = np.random.default_rng(3)
    grids = room.paths("grid")
    schemes = list(room.schemes.values())
    fields = ["fire", "construction", "chemicals", "special_equipment", "crowded_places"]
    for first in range(0, many, BLOCK):
        size = min(BLOCK, many - first)
        values, colours, of = np.zeros(size), np.zeros(size, np.int8), chance.integers(0, 4, size)
        for place, scheme in enumerate(schemes):
            rows = np.flatnonzero(of == place)
            scores = {each.symbol: chance.choice(each.values, len(rows)) for each in scheme.factors}
            graded = grade(scheme, scores)
            values[rows], colours[rows] = graded.values, graded.colours
        with database.writing() as session:
            _put(session, RiskPoint, [
                {
                    "id": first + n + 1, "city": CITY, "code": f"P-{first + n}", "name": "点",
                    "type": "place", "field": fields[n % 5], "division": grids[place],
                    "department": "housing", "lon": 114.3, "lat": 30.6, "asset_id": None,
                    "unit": "", "unit_code": "", "owner": "", "scheme": schemes[of[n]].id,
                    "scheme_version": "1", "inherent_value": values[n],
                    "inherent_colour": int(colours[n]), "residual_value": values[n],
                    "residual_colour": int(colours[n]), "floor": 0, "floor_rule": "",
                    "now_value": values[n], "now_colour": int(colours[n]), "made_at": AT,
                    "reviewed_at": AT, "review_at": AT, "patrolled_at": AT, "patrol_due": AT.date(),
                    "patrol_late": False, "retired_at": None, "version": 1,
                }
                for n, place in enumerate(chance.integers(0, len(grids), size))
            ])  # fmt: skip
    names = list(room.modifiers.places)
    with database.writing() as session:
        for first in range(0, facts, BLOCK):
            began = AT - timedelta(days=60)
            _put(session, RiskFact, [
                {
                    "city": CITY, "point_id": int(point), "modifier": names[int(modifier)],
                    "key": f"{first + n}", "began_at": began,
                    "ended_at": None if n % 3 == 0 else AT - timedelta(days=n % 40),
                }
                for n, (point, modifier) in enumerate(zip(
                    chance.integers(1, many // 3, BLOCK), chance.integers(0, len(names), BLOCK),
                    strict=True,
                ))
            ])  # fmt: skip


def _put(session: Session, of: type[Table], rows: list[dict[str, Any]]) -> None:
    """Write rows; to PostgreSQL by its own bulk way: one by one takes minutes."""
    if session.get_bind().dialect.name != "postgresql":
        session.execute(insert(of), rows)
        return
    names = {column.key: column.name for column in of.__table__.columns}
    written = io.BytesIO(pl.DataFrame(rows, infer_schema_length=None).write_csv(
        include_header=False).encode())  # fmt: skip
    columns_ = ", ".join(f'"{names[key]}"' for key in rows[0])
    driver: Any = session.connection().connection.cursor()
    driver.execute(
        f"COPY {of.__tablename__} ({columns_}) FROM STDIN WITH (FORMAT csv)", stream=written
    )


def _pandas(room: RegisterRoom, shown: Shown, facts: Facts) -> Any:
    """Return the values of all points as a script with pandas computes them."""
    by = room.modifiers
    frame = pd.DataFrame({"point": facts.point, "modifier": facts.modifier, "ended": facts.ended})
    rules = pd.DataFrame(
        {"factor": [each.factor for each in by.modifiers],
         "half": [each.half_life_days * 86_400 for each in by.modifiers]}
    )  # fmt: skip
    frame = frame.join(rules, on="modifier")
    since = np.where(frame["ended"] == OPEN, 0, int(AT.timestamp()) - frame["ended"])
    with np.errstate(divide="ignore", invalid="ignore"):
        faded = 0.5 ** (since / frame["half"])
    frame["much"] = np.where(frame["ended"] == OPEN, 1.0, np.where(frame["half"] > 0, faded, 0.0))
    best = frame.sort_values("much").groupby(["point", "modifier"], as_index=False).last()
    best["effect"] = best["factor"] ** best["much"]
    factor = best.groupby("point")["effect"].prod().clip(by.bounds.least, by.bounds.most)
    values = pd.Series(shown.rows["residual"])
    values = values.mul(factor, fill_value=1.0)
    colour = np.zeros(len(values), np.int8)
    for place, scheme in enumerate(room.schemes.values()):
        bands = sorted(scheme.bands, key=lambda band: band.at_least)
        cut = pd.cut(
            values[shown.rows["scheme"] == place],
            [-np.inf, *(band.at_least for band in bands[1:]), np.inf],
            right=False,
            labels=False,
        )
        colour[cut.index] = cut
    told = pd.DataFrame({f"level{n}": shown.rows["area"][:, n] for n in range(LEVELS)})
    told["colour"] = colour
    for level in range(LEVELS):
        told.groupby([f"level{level}", "colour"]).size()
    return values.to_numpy()
