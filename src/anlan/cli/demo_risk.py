"""``anlan demo risk``: a quarter of the register, from spreadsheets to the monthly report."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from rich.table import Table
from sqlalchemy import func, select

from anlan import cities
from anlan.api.state import CityState
from anlan.cases.evaluation.periods import Period, period
from anlan.cases.gathering import Gatherer
from anlan.cases.reports import SHAPE
from anlan.cities.jiangcheng import firms, people
from anlan.cities.jiangcheng.quarter import Quarter, settings
from anlan.cli.app import Common, common
from anlan.cli.demo_cases import CITY, SEED, grids, make_city
from anlan.cli.risk import placed, problems_of, write_report
from anlan.model.colour import COLOURS
from anlan.risk.register import ground
from anlan.risk.register.equipment import Done, Piece, put_many
from anlan.risk.register.influences import ask, graph_of, read, replace_all
from anlan.risk.register.month_report import shown as figure
from anlan.risk.register.month_report import tell
from anlan.risk.register.monthly import FIGURES, Counts, total
from anlan.risk.register.sheet import Problem
from anlan.risk.register.sheet import read as read_sheet
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.risk import RiskPoint
from anlan.store.schema import prepare
from anlan.store.verify import verify
from anlan.words import say

SHOWN = 5
"""So many rows of a table are shown."""


def risk() -> None:
    """Live through a quarter of the register of risks."""
    here, started = common(), time.perf_counter()
    home = here.home / "risk"
    layers = home / CITY / "layers"
    if not (layers / "divisions.geojson").is_file():
        _say(here, "city")
        make_city(home, layers)
    database = Database(here.database) if here.database else Database.in_folder(home)
    prepare(database)
    state = CityState(cities.load(CITY), home, here.database)
    with database.session() as session:
        known = session.scalar(select(func.count()).select_from(RiskPoint)) or 0
    if not known:
        _live(here, home, database, state)
    _colours(here, database)
    _what_if(here, database)
    _report(here, home, database, state)
    state.close()
    found = verify(database)
    here.tell("ledger_whole", n=found.entries, anchored=found.anchored)
    here.tell("risk.done", seconds=f"{time.perf_counter() - started:.0f}", home=home)
    database.close()


def _say(here: Common, step: str) -> None:
    here.console.rule(say(f"cli.demo_risk.{step}", here.lang), align="left")


def _live(here: Common, home: Path, database: Database, state: CityState) -> None:
    """Let the firms send their lists, and the quarter pass."""
    start = _start(state)
    sent = firms.write(home / "lists", _spots(state), settings()["firms"], SEED)
    _say(here, "lists")
    refused = _take_in(here, database, state, sent, start)
    _say(here, "mended")
    mended = firms.write(home / "mended", _spots(state), settings()["firms"], SEED, right=True)
    again = [each for each, was in zip(mended, sent, strict=True) if was.file.name in refused]
    _take_in(here, database, state, again, start)
    _equip(database, state, start)
    with change(database, here.cause) as made:
        file = home / "influences.csv"
        firms.write_influences(file, sent, SEED)
        replace_all(made, CITY, read(file))
    _count(here, home, database, state)
    _colours(here, database)
    _say(here, "quarter")
    zone = ZoneInfo(state.pack.city.zone)
    here.tell("cases_day", day=f"{start.astimezone(zone):%Y-%m-%d}")
    with database.session() as session:
        points = list(session.scalars(select(RiskPoint).order_by(RiskPoint.id)))
        session.expunge_all()
    gatherer = Gatherer(database, state.cases, lambda: pl.DataFrame(schema=SHAPE))
    quarter = Quarter(
        database, state.public, Keyring.of(home), gatherer, grids(home), start,
        register=state.register, points=points,
    )  # fmt: skip
    quarter.run(start + timedelta(days=settings()["days"] + 60))
    here.tell(
        "risk.lived", patrols=f"{quarter.patrols:,}", found=quarter.found, changed=quarter.changed
    )
    here.tell("risk.kept", missed=f"{quarter.missed:,}", reviews=f"{quarter.reviews:,}")


def _start(state: CityState) -> datetime:
    """Return the midnight in the city with which the last whole quarter but one began."""
    zone = ZoneInfo(state.pack.city.zone)
    today = datetime.now(zone).date()
    month = (today.year * 12 + today.month - 1) // 3 * 3 - 6
    begin = date(month // 12, month % 12 + 1, 1)
    return datetime.combine(begin, datetime.min.time(), zone).astimezone(UTC)


def _spots(state: CityState) -> list[firms.Spot]:
    """Return a point in each grid of the city."""
    found = []
    for each in sorted(state.divisions.standing("grid"), key=lambda grid: grid.code):
        assert each.shape is not None  # noqa: S101 - the generator gives every grid its polygon
        middle = each.shape.representative_point()
        found.append(firms.Spot(each.code, round(middle.x, 6), round(middle.y, 6)))
    return found


def _take_in(
    here: Common, database: Database, state: CityState, sent: list[firms.Firm], at: datetime
) -> set[str]:
    """Register what firms sent; return the names of the files in which something was refused."""
    registered, notes = 0, 0
    refused: dict[str, list[Problem]] = {}
    for firm in sent:
        told = read_sheet(firm.file, {"field": firm.field}, risks=state.pack.city.risks)
        good, bad = placed(state.register, told, at)
        with change(database, here.cause) as made:
            registered += len(state.register.put_many(made, [each.draft for each in good], at))
        notes += sum(len(each.notes) for each in good)
        if problems := [*told.problems, *bad]:
            refused[firm.file.name] = problems
    rows = sum(len({each.row for each in problems}) for problems in refused.values())
    here.tell("risk.lists", files=len(sent), points=registered, refused=rows, notes=notes)
    if refused:
        shown = [each for problems in refused.values() for each in problems][:SHOWN]
        here.console.print(problems_of(here, shown))
    return set(refused)


def _equip(database: Database, state: CityState, at: datetime) -> None:
    """Register the lifts of the property firms, some of them overdue."""
    chosen = settings()["lifts"]
    today = state.register.today(at)
    with database.session() as session:
        query = select(RiskPoint).where(RiskPoint.field == "special_equipment")
        points = list(session.scalars(query.where(RiskPoint.name.contains("电梯"))))
    pieces = []
    for n, point in enumerate(points):
        for lift in range(chosen["each"]):
            late = (n * chosen["each"] + lift) % 10 < 10 * chosen["overdue"]
            accepted = date(today.year - 4, today.month, 1) - timedelta(days=30 if late else -60)
            done = {"lift_inspection": Done(accepted + timedelta(days=360)),
                    "lift_self_test": Done(today - timedelta(days=100)),
                    "lift_upkeep": Done(today - timedelta(days=10))}  # fmt: skip
            pieces.append(
                Piece(f"{point.code}-L{lift + 1}", "lift", f"{point.unit}电梯{lift + 1}",
                      point.division, accepted, accepted, point.department, point.lon, point.lat,
                      point.unit, point.unit_code, point.code, done=done)
            )  # fmt: skip
    with change(database, common().cause) as made:
        put_many(made, state.register, pieces)


def _count(here: Common, home: Path, database: Database, state: CityState) -> None:
    """Take in how many people are where at which hour."""
    file = home / "ground.csv"
    people.write(file, state.register, state.divisions, SEED)
    with change(database, here.cause) as made:
        kept = ground.replace_all(made, CITY, state.divisions, ground.read(file))
    here.tell("risk.counted", n=len(kept), file=file)


def _colours(here: Common, database: Database) -> None:
    """Say how many points there are of each colour, without measures, with them, and now."""
    _say(here, "colours")
    shown = Table("", *(say(f"risk.colour.{each}", here.lang) for each in reversed(COLOURS)))
    with database.session() as session:
        for kind in ("inherent", "residual", "now"):
            column = getattr(RiskPoint, f"{kind}_colour")
            told: dict[int, int] = dict(
                list(session.execute(select(column, func.count()).group_by(column)))
            )
            counts = (f"{told.get(n, 0):,}" for n in reversed(range(len(COLOURS))))
            shown.add_row(say(f"cli.demo_risk.{kind}", here.lang), *counts)
    here.console.print(shown)


def _what_if(here: Common, database: Database) -> None:
    """Tell what fails if the first substation is down for four hours."""
    _say(here, "what_if")
    with database.session() as session:
        found = ask(graph_of(session, CITY), ["SUB-1"], 240.0)
    here.tell("risk.what_if", n=len(found))
    shown = Table(show_header=False, box=None)
    for each in found[:SHOWN]:
        shown.add_row(each.code, f"{each.start:g}–{each.end:g} min", each.cause)
    here.console.print(shown)


def _report(here: Common, home: Path, database: Database, state: CityState) -> None:
    """Write the report of each month of the quarter, and show the quarter's sums."""
    _say(here, "reports")
    month = period(f"{_start(state).astimezone(ZoneInfo(state.pack.city.zone)):%Y-%m}")
    sums: dict[str, Counts] = {}
    for _ in range(3):
        with database.session() as session:
            told = tell(session, state.register, month.name, "district")
        write_report(told, home / "reports")
        sums[month.name] = told.sums
        month = Period("month", month.end)
    quarter = total(sums)
    shown = Table(show_header=False, box=None)
    for each in FIGURES:
        if not each.state:
            shown.add_row(each.title(here.lang), figure(each, quarter))
    here.console.print(shown)
