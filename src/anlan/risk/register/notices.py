"""Notices: a warning, an event, works or an outage is one fact for all points of an area."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from anlan.model.errors import RegisterError
from anlan.risk.living.sources import sources
from anlan.risk.register.kinds import kinds
from anlan.risk.register.reach import Span, spans_of
from anlan.risk.register.room import RegisterRoom
from anlan.store.change import Change
from anlan.store.risk import RiskFact, RiskNotice, RiskPoint

MARGIN = 1000
"""Points that were being registered while others were told may have ids that much lower."""


@dataclass(frozen=True)
class Around:
    """What lies within so many metres of a place."""

    lon: float
    lat: float
    metres: float


@dataclass(frozen=True)
class Notice:
    """What moves all points of an area; see :class:`anlan.store.risk.tables.RiskNotice`.

    Where it holds is said in one of three ways: ``divisions``, ``around`` or ``assets``. Without
    ``fields`` it moves points of those that its modifier names.
    """

    key: str
    modifier: str
    title: str
    since: datetime
    until: datetime | None = None
    divisions: tuple[str, ...] = ()
    around: Around | None = None
    assets: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def check(self) -> None:
        """See that it makes sense.

        Raises:
            RegisterError: it doesn't; it is named by its key.
        """
        known = sources().modifiers
        if self.modifier not in known:
            choices = ", ".join(known)
            raise RegisterError("error.notice.modifier", found=self.modifier, choices=choices)
        if not self.key.strip() or not self.title.strip():
            raise RegisterError("error.notice.nameless", key=self.key or "-")
        if self.until is not None and self.until <= self.since:
            raise RegisterError("error.notice.until", key=self.key)
        if bool(self.divisions) + bool(self.around) + bool(self.assets) != 1:
            raise RegisterError("error.notice.where", key=self.key)
        if self.assets and self.until is None:
            raise RegisterError("error.notice.outage", key=self.key)
        most = sources().most_metres
        if self.around and not 0 < self.around.metres <= most:
            raise RegisterError(
                "error.notice.metres", key=self.key, found=self.around.metres, most=f"{most:g}"
            )
        for each in self.fields:
            if each not in kinds().fields:
                choices = ", ".join(kinds().fields)
                raise RegisterError("error.notice.field", found=each, choices=choices)


@dataclass(frozen=True)
class Told:
    """A notice that was told: whether it is new or another than before, and to which points.

    ``touched`` are the ids of points to be graded anew, by
    :func:`anlan.risk.register.renewing.renew_all` once the notice is committed.
    """

    fresh: bool
    points: int
    touched: Sequence[int] = field(default_factory=tuple)


def placed(room: RegisterRoom, notice: Notice) -> Notice:
    """Return a notice that makes sense, its divisions as paths.

    Raises:
        RegisterError: it makes none, or a division isn't the city's.
    """
    notice.check()
    paths = []
    for each in notice.divisions:
        if each == room.city.name:  # the whole city
            paths.append(each)
            continue
        path = room.tree.paths.get(each.rpartition("/")[2])
        if path is None:
            raise RegisterError("error.notice.division", key=notice.key, found=each)
        paths.append(path)
    return replace(notice, divisions=tuple(paths))


def tell(made: Change, room: RegisterRoom, notice: Notice, at: datetime) -> Told:
    """Tell a notice that was :func:`placed` to all points it is about.

    The same again changes nothing; another of the same key takes its place.

    Raises:
        RegisterError: an asset that is down has no influence.
    """
    session, city = made.session, room.city.name
    row = find(session, city, notice.key)
    if row is not None and row.withdrawn_at is None and _same(row, notice):
        return Told(False, row.points)
    touched: set[int] = set()
    if row is None:
        row = RiskNotice(city=city, key=notice.key, made_at=at)
        session.add(row)
    else:
        touched |= _told_to(session, row)
        session.execute(delete(RiskFact).where(*_facts_of(row)))
    _write(row, notice)
    row.seen = session.scalar(select(func.max(RiskPoint.id))) or 0
    spans = spans_of(session, room, row)
    _insert(session, row, spans)
    row.points = len(spans)
    session.flush()
    made.record(_subject(row), "risk.notice", None, _after(row))
    return Told(True, row.points, sorted(touched | {key for key, _, _ in spans}))


def end(made: Change, room: RegisterRoom, key: str, at: datetime, *, void: bool = False) -> Told:
    """End a notice now; ``void`` is that it was a mistake: nothing of it is left.

    Raises:
        RegisterError: there is no such notice.
    """
    session = made.session
    row = find(session, room.city.name, key)
    if row is None:
        raise none(room.city.name, key)
    if row.withdrawn_at is not None:
        return Told(False, row.points)
    touched = _told_to(session, row)
    facts = _facts_of(row)
    if void:
        session.execute(delete(RiskFact).where(*facts))
    else:
        session.execute(delete(RiskFact).where(*facts, RiskFact.began_at > at))
        holding = or_(RiskFact.ended_at.is_(None), RiskFact.ended_at > at)
        session.execute(update(RiskFact).where(*facts, holding).values(ended_at=at))
    row.withdrawn_at = at
    session.flush()
    made.record(_subject(row), "risk.notice_ended", None, {"title": row.title, "void": void})
    return Told(True, row.points, sorted(touched))


def catch_up(made: Change, room: RegisterRoom, at: datetime) -> list[int]:
    """Tell standing notices to points that were registered after them; return their ids."""
    session = made.session
    newest = session.scalar(select(func.max(RiskPoint.id))) or 0
    touched: set[int] = set()
    for row in standing(session, room.city.name, at):
        if row.seen >= newest or row.assets:
            continue
        told = _told_to(session, row, after=row.seen - MARGIN)
        spans = [
            each for each in spans_of(session, room, row, row.seen - MARGIN) if each[0] not in told
        ]
        _insert(session, row, spans)
        row.seen, row.points = newest, row.points + len(spans)
        touched |= {key for key, _, _ in spans}
    session.flush()
    return sorted(touched)


def seasons(made: Change, room: RegisterRoom, at: datetime) -> list[int]:
    """Tell the high seasons that have begun; return the ids of the points they move."""
    touched: list[int] = []
    for season in sources().seasons:
        found = season.at(room.today(at))
        if found is None:
            continue
        key = f"season {season.id} {found[0].year}"
        if find(made.session, room.city.name, key) is not None:
            continue
        since, until = (room.midnight(day) for day in found)
        notice = Notice(
            key, "season", season.name.zh, since, until, (room.city.name,), fields=season.fields
        )
        touched += tell(made, room, notice, at).touched
    return touched


def standing(session: Session, city: str, at: datetime) -> Sequence[RiskNotice]:
    """Return the notices that hold or are to come, the newest first."""
    query = select(RiskNotice).where(
        RiskNotice.city == city,
        RiskNotice.withdrawn_at.is_(None),
        or_(RiskNotice.until.is_(None), RiskNotice.until > at),
    )
    return session.scalars(query.order_by(RiskNotice.id.desc())).all()


def find(session: Session, city: str, key: str) -> RiskNotice | None:
    """Return the notice of a key, which nobody else can change until the transaction's end."""
    query = select(RiskNotice).where(RiskNotice.city == city, RiskNotice.key == key)
    return session.scalar(query.with_for_update())


def none(city: str, key: str) -> RegisterError:
    """Return the error that there is no such notice."""
    return RegisterError("error.notice.none", city=city, key=key)


def _same(row: RiskNotice, notice: Notice) -> bool:
    around = None
    if row.lon is not None and row.lat is not None and row.metres is not None:
        around = Around(row.lon, row.lat, row.metres)
    there = Notice(
        row.key, row.modifier, row.title, row.since, row.until, tuple(row.divisions), around,
        tuple(row.assets), tuple(row.fields),
    )  # fmt: skip
    return there == notice


def _write(row: RiskNotice, notice: Notice) -> None:
    row.modifier, row.title = notice.modifier, notice.title
    row.since, row.until, row.withdrawn_at = notice.since, notice.until, None
    row.fields, row.divisions = list(notice.fields), list(notice.divisions)
    row.assets = list(notice.assets)
    row.lon, row.lat, row.metres = (
        (notice.around.lon, notice.around.lat, notice.around.metres)
        if notice.around
        else (None, None, None)
    )
    row.points, row.seen = 0, 0


def _insert(session: Session, row: RiskNotice, spans: Sequence[Span]) -> None:
    if spans:
        same = {"city": row.city, "modifier": row.modifier, "key": _key(row)}
        session.execute(insert(RiskFact), [
            same | {"point_id": key, "began_at": began, "ended_at": ended}
            for key, began, ended in spans
        ])  # fmt: skip


def _told_to(session: Session, row: RiskNotice, after: int = 0) -> set[int]:
    query = select(RiskFact.point_id).where(*_facts_of(row), RiskFact.point_id > after)
    return set(session.scalars(query))


def _facts_of(row: RiskNotice) -> tuple[ColumnElement[bool], ...]:
    return RiskFact.city == row.city, RiskFact.key == _key(row)


def _key(row: RiskNotice) -> str:
    return f"notice {row.key}"


def _subject(row: RiskNotice) -> str:
    return f"risk_notice:{row.city}/{row.key}"


def _after(row: RiskNotice) -> dict[str, object]:
    return {
        "modifier": row.modifier,
        "title": row.title,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else "",
        "points": row.points,
    }
