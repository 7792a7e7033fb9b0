"""Photos are erased some days after their case has ended, and sooner where no case named them."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import and_, delete, or_, select

from anlan.cases.photos.settings import settings
from anlan.cases.photos.shelf import PUBLIC, subject
from anlan.model.cause import Cause
from anlan.store.cases import CaseRow
from anlan.store.cases.photos import CasePhoto, CasePhotoBody
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.vault import overwrite, wipe


def erase(
    database: Database,
    cause: Cause,
    city: str,
    keep_days: int | None = None,
    now: datetime | None = None,
) -> int:
    """Erase the photos of a city whose time has come; return how many. Again, it does nothing.

    What is erased can't be read any more wherever a copy of the picture lies, since its key is
    gone; only where a copy holds the key, too, as an older backup does, it can.

    Args:
        database: where.
        cause: by whom.
        city: whose.
        keep_days: how long after a case's end, by the city's pack.
        now: the moment, by default this one.
    """
    moment = now or datetime.now(UTC)
    days = settings().keep_days if keep_days is None else keep_days
    total = 0
    for some in (partial(_ended, city, moment, days), partial(_waiting, city, moment)):
        while count := _erase_some(database, cause, some):
            total += count
    if total:
        wipe(database, CasePhoto.__tablename__, CasePhotoBody.__tablename__)
    return total


def _erase_some(database: Database, cause: Cause, some: Callable[[Change], int]) -> int:
    with change(database, cause) as made:
        overwrite(made)
        return some(made)


def _ended(city: str, now: datetime, days: int, made: Change) -> int:
    """Erase photos of cases that have ended; that there were some, and when they went, stays."""
    due = (
        select(CasePhoto, CaseRow.number)
        .join(CaseRow, CaseRow.id == CasePhoto.case_id)
        .where(CasePhoto.city == city, CasePhoto.erased_at.is_(None))
        .where(CaseRow.ended_at <= now - timedelta(days=days))
        .order_by(CasePhoto.id)
        .limit(settings().batch)
        .with_for_update(of=CasePhoto)
    )
    rows = made.session.execute(due).all()
    _burn(made, [photo for photo, _ in rows])
    for photo, _ in rows:
        photo.sealed, photo.sha256, photo.erased_at = "", "", now
    for number, count in Counter(number for _, number in rows).items():
        made.record(f"case:{city}/{number}", "case.photos_erased", after={"n": count})
    return len(rows)


def _waiting(city: str, now: datetime, made: Change) -> int:
    """Drop photos that no report or act has named."""
    before = now - timedelta(days=settings().waiting_days)
    sooner = now - timedelta(hours=settings().public.waiting_hours)
    old = or_(
        CasePhoto.made_at <= before,
        and_(CasePhoto.who.startswith(PUBLIC), CasePhoto.made_at <= sooner),
    )
    due = (
        select(CasePhoto)
        .where(CasePhoto.city == city, CasePhoto.case_id.is_(None), old)
        .order_by(CasePhoto.id)
        .limit(settings().batch)
        .with_for_update()
    )
    rows = list(made.session.scalars(due))
    _burn(made, rows)
    for photo in rows:
        made.record(subject(photo), "photo.dropped")
        made.session.delete(photo)
    return len(rows)


def _burn(made: Change, photos: list[CasePhoto]) -> None:
    numbers = [each.id for each in photos]
    made.session.execute(delete(CasePhotoBody).where(CasePhotoBody.photo_id.in_(numbers)))
