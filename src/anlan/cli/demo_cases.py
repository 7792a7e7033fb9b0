"""``anlan demo cases``: a day's reports by every channel, and what becomes of each."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import shapely.geometry
from rich.table import Table
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from anlan import cities
from anlan.api.state import CityState
from anlan.cases import rows
from anlan.cases.evaluation.periods import period
from anlan.cases.evaluation.report import as_report, tell
from anlan.cases.evaluation.rest import evaluate
from anlan.cases.evaluation.room import EvaluationRoom
from anlan.cases.gathering import Gatherer
from anlan.cases.reports import SHAPE
from anlan.cities import jiangcheng
from anlan.cities.jiangcheng.day import Day, Grids, told
from anlan.cli import generate
from anlan.cli.app import Common, common
from anlan.paper import FORMS
from anlan.store.cases import CaseListing, CaseMove, CaseRow, CaseRung
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.schema import prepare
from anlan.store.verify import verify
from anlan.store.whole import whole_file
from anlan.words import LANGUAGES, say

CITY, SCALE, SEED = "jiangcheng", 0.002, 1
SHAPES = "divisions.geojson"
SPAN = timedelta(days=30)
"""So long after the day nothing is left open."""


def cases() -> None:
    """Live through a day of cases, until the last of them is closed."""
    here, started = common(), time.perf_counter()
    home = here.home / "cases"
    layers = home / CITY / "layers"
    if not (layers / SHAPES).is_file():
        _say(here, "city")
        make_city(home, layers)
    database = Database(here.database) if here.database else Database.in_folder(home)
    prepare(database)
    with database.session() as session:
        known = session.scalar(select(func.count()).select_from(CaseRow)) or 0
    if not known:
        _live(here, home, database)
    _tell(here, database)
    _evaluate(here, home, database)
    found = verify(database)
    here.tell("ledger_whole", n=found.entries, anchored=found.anchored)
    here.tell("cases_done", seconds=f"{time.perf_counter() - started:.0f}", home=home)
    database.close()


def _say(here: Common, step: str) -> None:
    here.console.rule(say(f"cli.cases.{step}", here.lang), align="left")


def make_city(home: Path, layers: Path) -> None:
    """Make the divisions of a small Jiangcheng under a home."""
    home.mkdir(parents=True, exist_ok=True)
    files = home / "files"
    generate.show(generate.make(files, SCALE, SEED, jiangcheng.SPINE))
    layers.mkdir(parents=True, exist_ok=True)
    (layers / SHAPES).write_bytes((files / SHAPES).read_bytes())


def _live(here: Common, home: Path, database: Database) -> None:
    """Let the day pass."""
    state = CityState(cities.load(CITY), home, here.database)
    gatherer = Gatherer(database, state.cases, lambda: pl.DataFrame(schema=SHAPE))
    day = Day(database, state.public, Keyring.of(home), gatherer, grids(home), _morning(state))
    _say(here, "day")
    here.tell("cases_day", day=f"{day.start:%Y-%m-%d}")
    day.run(day.start + SPAN)
    state.close()


def _morning(state: CityState) -> datetime:
    """Return the midnight before a working day that is long enough ago."""
    zone = ZoneInfo(state.pack.city.zone)
    calendar = next(iter(state.cases.clockwork.calendars.values()))
    today = datetime.now(zone).date()
    for ago in range(told()["days_ago"], told()["days_ago"] + 20):
        day = today - timedelta(days=ago)
        if calendar.works(day):
            return datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)
    raise AssertionError("no working day within twenty")


def grids(home: Path) -> Grids:
    """Return a point in each grid."""
    read = json.loads((home / CITY / "layers" / SHAPES).read_text(encoding="utf-8"))["features"]
    shapes = (each["geometry"] for each in read if each["properties"]["level"] == "grid")
    points = (shapely.geometry.shape(shape).representative_point() for shape in shapes)
    return [(point.x, point.y) for point in points]


def _evaluate(here: Common, home: Path, database: Database) -> None:
    """Evaluate what rests, and write the report of the day's month."""
    _say(here, "evaluation")
    while evaluate(database, CITY):
        pass
    with database.session() as session:
        day = session.scalars(select(CaseRow.opened_at).order_by(CaseRow.id)).first()
    if day is None:
        return
    pack = cities.load(CITY)
    layers = home / CITY / "layers"
    room = EvaluationRoom.of(pack.city, pack.divisions(layers), database, home / CITY)
    month = period(f"{day.astimezone(ZoneInfo(pack.city.zone)):%Y-%m}")
    (home / "reports").mkdir(exist_ok=True)
    for lang in LANGUAGES:
        report = as_report(tell(room, month, lang, "district"))
        for form, written in FORMS.items():
            file = home / "reports" / f"{CITY}-{month.name}-{lang}.{form}"
            with whole_file(file) as draft:
                draft.write_bytes(written(report))
            here.tell("case.report", file=file)


def _tell(here: Common, database: Database) -> None:
    """Say what became of the day's reports, and of one of them step by step."""
    with database.session() as session:

        def many(*where: ColumnElement[bool]) -> int:
            return session.scalar(select(func.count()).select_from(CaseRow).where(*where)) or 0

        def acts(*names: str) -> int:
            query = select(func.count(CaseMove.case_id.distinct()))
            return session.scalar(query.where(CaseMove.act.in_(names))) or 0

        def by(column: InstrumentedAttribute[str], word: Callable[[str], str]) -> None:
            query = select(column, func.count()).select_from(CaseRow).group_by(column)
            shown = Table(show_header=False, box=None)
            for name, count in sorted(session.execute(query), key=lambda each: -each[1]):
                shown.add_row(word(name), f"{count:,}")
            here.console.print(shown)

        _say(here, "channels")
        by(CaseRow.channel, lambda name: say(f"case.channel.{name}", here.lang))
        _say(here, "ends")
        by(CaseRow.state, lambda name: say(f"case.state.{name}", here.lang))
        _say(here, "between")
        shown = Table(show_header=False, box=None)
        for key, count in (
            ("returned", many(CaseRow.return_count > 0)),
            ("rework", many(CaseRow.rework_count > 0)),
            ("extended", acts("supervise.grant_extension")),
            ("paused", acts("supervise.suspend")),
            ("split", acts("dispatch.split")),
            ("joined", acts("file.gather")),
            ("risen", many(CaseRow.raised > 0)),
            ("escalated", session.scalar(select(func.count(CaseRung.case_id.distinct()))) or 0),
            ("listed", session.scalar(select(func.count()).select_from(CaseListing)) or 0),
            ("called", acts("close.call_back")),
        ):
            shown.add_row(say(f"cli.cases.{key}", here.lang), f"{count:,}")
        here.console.print(shown)
        _story(here, database)


def _story(here: Common, database: Database) -> None:
    """Tell the case with the longest way, move by move."""
    with database.session() as session:
        row = session.scalars(select(CaseRow).order_by(CaseRow.moves.desc(), CaseRow.id)).first()
        if row is None:
            return
        _say(here, "story")
        zone = ZoneInfo(cities.load(CITY).city.zone)
        here.console.print(f"{row.number}  {row.title}", highlight=False)
        shown = Table(show_header=False, box=None)
        for made in rows.moves(session, row):
            shown.add_row(
                f"{made.at.astimezone(zone):%m-%d %H:%M}",
                say(f"case.act.{made.act}", here.lang),
                say(f"case.role.{made.role}", here.lang),
                say(f"case.state.{made.to_state}", here.lang),
            )
        here.console.print(shown)
