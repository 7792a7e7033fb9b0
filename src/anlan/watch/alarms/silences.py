"""Silences and maintenance windows: made, ended, listed. Each has a reason and an end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.errors import WatchError
from anlan.store.change import Change
from anlan.store.watch import AlarmSilence
from anlan.watch.alarms.handle import LONGEST
from anlan.watch.alarms.site import Site
from anlan.watch.rules.span import words


@dataclass(frozen=True)
class Wanted:
    """Which alarms are to be quiet: what is empty matches all; at least one is given.

    Attributes:
        division: a path, with all below it.
        maintenance: work goes on there, and its alarms are tests.
        begins_at: None for at once.
    """

    reason: str
    until_at: datetime
    begins_at: datetime | None = None
    maintenance: bool = False
    rule: str = ""
    kind: str = ""
    class_: str = ""
    object: str = ""
    area: str = ""
    division: str = ""


class ChangedError(WatchError):
    """Somebody else has changed a silence or a warden meanwhile."""

    def __init__(self, number: int) -> None:
        super().__init__("error.silence.changed", id=number)


def silence(made: Change, site: Site, wanted: Wanted, at: datetime) -> AlarmSilence:
    """Let alarms be quiet for a time.

    Raises:
        WatchError: no reason, no end that is to come, too long a time, or all alarms of a city.
    """
    begins = wanted.begins_at or at
    _check(site, wanted, begins, at)
    row = AlarmSilence(
        city=site.city,
        maintenance=wanted.maintenance,
        rule=wanted.rule,
        kind=wanted.kind,
        class_=wanted.class_,
        object=wanted.object,
        area=wanted.area,
        division=wanted.division,
        reason=wanted.reason.strip(),
        begins_at=begins,
        until_at=wanted.until_at,
        made_at=at,
        made_by=made.entries.cause.who,
        version=1,
    )
    made.session.add(row)
    made.session.flush()
    told = {name: value for name in _MATCHED if (value := getattr(wanted, name))}
    made.record(
        subject(site, row.id),
        "alarm_silence.made",
        after=told
        | {"reason": row.reason, "maintenance": row.maintenance}
        | {"begins": begins.isoformat(), "until": wanted.until_at.isoformat()},
    )
    return row


_MATCHED = ("rule", "kind", "class_", "object", "area", "division")


def _check(site: Site, wanted: Wanted, begins: datetime, at: datetime) -> None:
    longest = site.damping.silence.longest
    if not wanted.reason.strip():
        raise WatchError("error.silence.reason")
    if len(wanted.reason) > LONGEST:
        raise WatchError("error.alarm.long", what="reason", longest=LONGEST)
    if wanted.until_at <= max(begins, at):
        raise WatchError("error.silence.until")
    if wanted.until_at - begins > timedelta(microseconds=longest):
        raise WatchError("error.silence.longest", longest=words(longest, "en"))
    if not any(getattr(wanted, name) for name in _MATCHED):
        raise WatchError("error.silence.all")


def end(made: Change, site: Site, number: int, version: int, at: datetime) -> AlarmSilence:
    """End a silence before its time.

    Raises:
        WatchError: there is no such silence, it has ended, or somebody else has changed it.
    """
    row = find(made.session, site, number, lock=True)
    if row.version != version:
        raise ChangedError(number)
    if row.ended_at is not None or row.until_at <= at:
        raise WatchError("error.silence.over", id=number)
    row.ended_at, row.version = at, row.version + 1
    made.record(subject(site, number), "alarm_silence.ended", after={"at": at.isoformat()})
    return row


def find(session: Session, site: Site, number: int, *, lock: bool = False) -> AlarmSilence:
    """Return a silence.

    Raises:
        WatchError: there is none.
    """
    query = select(AlarmSilence).where(AlarmSilence.city == site.city, AlarmSilence.id == number)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise WatchError("error.silence.none", id=number, city=site.city)
    return row


def silences(session: Session, site: Site, at: datetime) -> Sequence[AlarmSilence]:
    """Return the silences that hold or are to come, the next to end first."""
    query = select(AlarmSilence).where(
        AlarmSilence.city == site.city,
        AlarmSilence.until_at > at,
        AlarmSilence.ended_at.is_(None),
    )
    return session.scalars(query.order_by(AlarmSilence.until_at, AlarmSilence.id)).all()


def subject(site: Site, number: int) -> str:
    """Return what the ledger calls a silence."""
    return f"alarm_silence:{site.city}/{number}"
