"""Visits agreed for an hour: from a file handed to the planner, or from a source of the pack.

Every appointment is checked before anything is planned, and the plan is refused while one of them
can't be kept: somebody waits at that door. How to give them: ``docs/howto/plan-a-day.md``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from anlan.model.city import City
from anlan.model.errors import AnlanError, RoutingError, SourceError
from anlan.model.target import Planning, Target
from anlan.plan import DayPlan
from anlan.plan.export import clock, start_of
from anlan.pool import records
from anlan.pool.connectors import connector_for
from anlan.risk.features.measures import column_of
from anlan.risk.results import to_day
from anlan.store import Workspace

COLUMNS = ("asset", "from", "to")
"""The columns of a file of appointments."""
TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(:[0-5]\d)?")
DAY = 24 * 60


@dataclass(frozen=True)
class Agreed:
    """A row that says when to be where, as sent; ``where`` names the row in an error."""

    where: AnlanError
    asset: str | None
    begin: str | None
    end: str | None


@dataclass(frozen=True)
class Appointments:
    """The appointments of a day: minutes of the shift by asset, and the row of each."""

    windows: Mapping[str, tuple[float, float]]
    rows: Mapping[str, Agreed]

    def keep(self, plan: DayPlan) -> None:
        """Refuse a plan that breaks an appointment.

        Raises:
            RoutingError: names the first that can't be kept, and how many others.
        """
        lost = [each for each in plan.left_out if each.why == "appointment"]
        if not lost:
            return
        first = self.rows[lost[0].asset]
        raise RoutingError(
            f"error.appointment.{lost[0].reason}",
            where=first.where,
            asset=first.asset,
            begin=first.begin,
            end=first.end,
            others=AnlanError("error.appointment.others", n=len(lost) - 1) if len(lost) > 1 else "",
        )


def of_file(path: Path) -> Iterator[Agreed]:
    """Yield the rows of a CSV with the columns ``asset``, ``from`` and ``to``.

    Raises:
        SourceError: it is missing, damaged, lacks a column, or a row can't be read.
    """
    if not path.is_file():
        raise SourceError("error.appointment.file", file=path)
    opened = connector_for("csv").open(path)
    absent = [name for name in COLUMNS if name not in opened.columns]
    if absent:
        found = ", ".join(opened.columns)
        raise SourceError(
            "error.appointment.columns", file=path.name, absent=", ".join(absent), found=found
        )
    for chunk in opened.chunks:
        for row, _, problem in chunk.broken.iter_rows():
            raise SourceError(
                "error.appointment.broken", where=_row(path, row), problem=AnlanError(problem)
            )
        for row, *cells in chunk.frame.select("_row", *COLUMNS).iter_rows():
            yield Agreed(_row(path, row), *cells)


def _row(path: Path, row: int) -> AnlanError:
    return AnlanError("error.appointment.row", file=path.name, row=row)


def of_source(workspace: Workspace, city: City, target: Target, when: date) -> Iterator[Agreed]:
    """Yield the appointments of a day from the source the pack declares, if it does."""
    declared = city.planning.appointments
    if declared is None:
        return
    source = city.source(declared.source)
    if source.asset is None or source.asset.kind != target.asset:
        return
    table = records.read(workspace, city, source.name)
    if not table.height:
        return
    begin, end = (column_of(table, name, source.name) for name in (declared.begin, declared.end))
    day = to_day(when)
    today = table.with_columns(_begin=begin.cast(pl.String), _end=end.cast(pl.String)).filter(
        (pl.col("_event_day") == day) & (pl.col("_known_day") <= day)
    )
    for key, *said in today.sort("_key").select("_key", "_asset", "_begin", "_end").iter_rows():
        yield Agreed(AnlanError("error.appointment.record", source=source.name, key=key), *said)


def checked(agreed: Iterable[Agreed], places: pl.DataFrame, planning: Planning) -> Appointments:
    """Return the appointments in minutes of the shift.

    Args:
        agreed: the rows.
        places: the ranking's assets, with ``asset``, ``lon`` and ``lat``.
        planning: the shift.

    Raises:
        RoutingError: a place that isn't ranked, has no position or comes twice; a time that is
            none, lies outside the shift, or an end before its beginning.
    """
    known = places.select("asset", pl.all_horizontal(pl.col("lon", "lat").is_not_null()))
    placed: dict[str, bool] = dict(known.iter_rows())
    windows: dict[str, tuple[float, float]] = {}
    rows: dict[str, Agreed] = {}
    for each in agreed:
        asset = _place(each, placed)
        if asset in rows:
            raise RoutingError(
                "error.appointment.twice", where=each.where, asset=asset, first=rows[asset].where
            )
        rows[asset] = each
        windows[asset] = _window(each, planning)
    return Appointments(windows, rows)


def _place(each: Agreed, placed: Mapping[str, bool]) -> str:
    if each.asset is None or each.asset not in placed:
        raise RoutingError("error.appointment.asset", where=each.where, asset=each.asset or "")
    if not placed[each.asset]:
        raise RoutingError("error.appointment.no_position", where=each.where, asset=each.asset)
    return each.asset


def _window(each: Agreed, planning: Planning) -> tuple[float, float]:
    begin, end = (
        _minute(each, column, text, planning)
        for column, text in (("from", each.begin), ("to", each.end))
    )
    if end < begin:
        raise RoutingError(
            "error.appointment.order", where=each.where, begin=each.begin, end=each.end
        )
    return begin, end


def _minute(each: Agreed, column: str, text: str | None, planning: Planning) -> float:
    """Return a local time as minutes of the shift; a shift may run past midnight."""
    found = TIME.fullmatch((text or "").strip())
    if found is None:
        raise RoutingError(
            "error.appointment.time", where=each.where, column=column, value=text or ""
        )
    minute = float((int(found[1]) * 60 + int(found[2]) - start_of(planning.shift_start)) % DAY)
    if minute > planning.shift_minutes:
        raise RoutingError(
            "error.appointment.shift",
            where=each.where,
            column=column,
            value=text,
            start=clock(0, planning.shift_start),
            end=clock(planning.shift_minutes, planning.shift_start),
        )
    return minute
