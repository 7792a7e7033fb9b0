"""Records of departments that are notices: permits of works, events, as long as they hold."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import polars as pl

from anlan.model.cause import Cause
from anlan.model.city import Source
from anlan.model.notices import NoticeSource
from anlan.pool import records
from anlan.risk.register import notices
from anlan.risk.register.notices import Around, Notice
from anlan.risk.register.renewing import renew_all
from anlan.risk.register.room import RegisterRoom
from anlan.risk.register.rows import few
from anlan.store import Workspace
from anlan.store.change import change


def tell_records(
    workspace: Workspace, room: RegisterRoom, cause: Cause, at: datetime
) -> tuple[int, list[str]]:
    """Tell the records that hold now to the risk points around them.

    Returns:
        How many are new or have changed, and the codes of the points whose colour changed.
    """
    fresh, changed = 0, []
    for declared in room.city.notices:
        rows = records.read(workspace, room.city, declared.source)
        if rows.is_empty():
            continue
        source = room.city.source(declared.source)
        for part in few(list(holding(room, declared, source, rows, at))):
            touched: set[int] = set()
            with change(workspace.database, cause) as made:
                for each in part:
                    told = notices.tell(made, room, each, at)
                    fresh += told.fresh
                    touched |= set(told.touched)
            changed += renew_all(workspace.database, cause, room, sorted(touched), at)
    return fresh, changed


def holding(
    room: RegisterRoom, declared: NoticeSource, source: Source, rows: pl.DataFrame, at: datetime
) -> Iterator[Notice]:
    """Yield the notices that records are which hold at a moment; of those without a place none.

    Days are the city's: a record holds to the end of its last one.
    """
    columns = ["_key", source.event_time, declared.until, declared.title, "_lon", "_lat"]
    placed = rows.select(columns).drop_nulls(["_key", source.event_time, "_lon", "_lat"])
    for key, since, until, title, lon, lat in placed.iter_rows():
        begun, over = _moment(room, since, 0), _moment(room, until, 1)
        if begun is None or begun > at or (over is not None and over <= max(at, begun)):
            continue
        yield Notice(
            f"{declared.source} {key}",
            declared.modifier,
            str(title or declared.source)[:200],
            begun,
            over,
            around=Around(lon, lat, declared.metres),
        )


def _moment(room: RegisterRoom, value: date | datetime | None, days: int) -> datetime | None:
    """Return a moment as it is, and of a day its beginning, or that of one so many days later."""
    if value is None or isinstance(value, datetime):
        return value
    return room.midnight(value + timedelta(days=days))
