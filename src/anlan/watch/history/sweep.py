"""Delete the files that nobody reads any more: those that others took the place of, and strays."""

from datetime import timedelta

from sqlalchemy import delete, select

from anlan.store import lock
from anlan.store.watch import WatchFile
from anlan.watch.history.days import moment
from anlan.watch.history.held import Place
from anlan.watch.history.settings import settings


def sweep(place: Place, now: int) -> int:
    """Delete files whose place another has taken some time ago; return how many.

    A backup that copies files holds them all back; so does whoever writes some just now.
    """
    with (
        lock.tried(place.folder.parents[1] / lock.SWEEP) as unread,
        lock.tried(place.lock) as unwritten,
    ):
        if not (unread and unwritten):
            return 0
        return _gone(place, now) + _strays(place)


def _gone(place: Place, now: int) -> int:
    before = moment(now) - timedelta(seconds=settings().grace_seconds)
    with place.database.session() as session:
        query = select(WatchFile).where(WatchFile.city == place.city, WatchFile.gone_at < before)
        rows = session.scalars(query).all()
    for row in rows:
        (place.folder / row.name).unlink(missing_ok=True)
    if rows:
        with place.database.writing() as session:
            session.execute(delete(WatchFile).where(WatchFile.id.in_([row.id for row in rows])))
    return len(rows)


def _strays(place: Place) -> int:
    """Delete what a killed pass left: under the lock no other is being written."""
    with place.database.session() as session:
        query = select(WatchFile.name).where(WatchFile.city == place.city)
        named = set(session.scalars(query))
    strays = [
        path
        for path in place.folder.glob("*/*")
        if path.relative_to(place.folder).as_posix() not in named
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
