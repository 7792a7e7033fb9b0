"""What people do to alarms: acknowledge, own, escalate, shelve, close, note.

Whoever acts does so in a post: a role and its office, never a person. Which act is possible when is
in the table of :mod:`anlan.watch.alarms.life`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from anlan.cases.clock.wall import micros
from anlan.model.errors import WatchError
from anlan.store.change import Change
from anlan.watch.alarms import life
from anlan.watch.alarms.life import Act, Alarm, Reason
from anlan.watch.alarms.rows import Work, lock, queue
from anlan.watch.alarms.settings import causes
from anlan.watch.alarms.site import Site
from anlan.watch.alarms.telling import conclude

Handled = Literal[
    "acknowledge", "own", "escalate", "de_escalate", "shelve", "unshelve", "close", "note"
]
ACTS: tuple[Handled, ...] = get_args(Handled)
LONGEST = 500
"""So many characters a reason or a note may have."""


@dataclass(frozen=True)
class Handling:
    """An act of somebody.

    Attributes:
        post: in which post: ``role@office``.
        until: of shelving.
        reason: of closing.
        cause: why an alarm was false, one of ``causes.toml``; why it is shelved.
        note: words for whoever comes after.
        owner: the post that takes it on, where it isn't ``post``.
    """

    act: Handled
    post: str
    until: datetime | None = None
    reason: Reason | None = None
    cause: str = ""
    note: str = ""
    owner: str = ""


def handle(
    made: Change,
    site: Site,
    number: int,
    by: Handling,
    at: datetime,
    version: int | None = None,
) -> Work:
    """Do an act to an alarm; return it as it then is.

    Args:
        made: the transaction.
        site: whose alarm.
        number: which one.
        by: the act.
        at: now.
        version: the one that was acted on; None where it doesn't matter.

    Raises:
        WatchError: there is no such alarm, it has changed meanwhile, the act isn't possible now,
            or lacks what it needs.
    """
    queue(made.session, site.city)
    work = lock(made.session, site.city, number)
    if work is None:
        raise none(site, number)
    if version is not None and work.row["version"] != version:
        raise ChangedError(number)
    act(made, site, work, by, at)
    conclude(made, site, [work], at)
    return work


class ChangedError(WatchError):
    """Somebody else has changed an alarm meanwhile."""

    def __init__(self, number: int) -> None:
        super().__init__("error.alarm.changed", number=number)


def none(site: Site, number: int) -> WatchError:
    """Return the error that there is no such alarm."""
    return WatchError("error.alarm.none", number=number, city=site.city)


def act(made: Change, site: Site, work: Work, by: Handling, at: datetime) -> None:
    """Do an act to an alarm that is then to be written.

    Raises:
        WatchError: see :func:`handle`.
    """
    check(by)
    told = _told(by)
    if by.act == "note":
        if not by.note:
            raise WatchError("error.alarm.needs", act="note", what="note")
        work.move(made, "note", work.alarm, at, by.post, **told)
        return
    if by.act == "escalate" and work.alarm.step >= len(site.ladder.steps) - 1:
        raise WatchError("error.alarm.top")
    after = life.step(work.alarm, _act(by, work.alarm, at))
    if by.act in {"escalate", "de_escalate"}:
        told["step"] = after.step
    if by.act == "unshelve":
        told["colour"] = after.colour
    work.move(made, by.act, after, at, by.post, **told)


def check(by: Handling) -> None:
    """Refuse an act that says too much, or a cause that is none.

    Raises:
        WatchError: says which.
    """
    for name, words in (("note", by.note), ("cause", by.cause)):
        if len(words) > LONGEST:
            raise WatchError("error.alarm.long", what=name, longest=LONGEST)
    if by.act == "close" and by.cause and by.cause not in causes():
        raise WatchError("error.alarm.cause", found=by.cause, known=", ".join(causes()))


def _act(by: Handling, alarm: Alarm, at: datetime) -> Act:
    # Claims may be of a clock that is ahead of ours by a little; a life never goes back.
    when = max(micros(at), alarm.changed)
    return Act(
        name=by.act,
        at=when,
        post=by.owner or by.post,
        until=None if by.until is None else micros(by.until),
        reason=by.reason,
        cause=by.cause,
    )


def _told(by: Handling) -> dict[str, Any]:
    told: dict[str, Any] = {
        "until": by.until.isoformat() if by.until else None,
        "reason": by.reason,
        "cause": by.cause,
        "note": by.note,
        "owner": by.owner,
    }
    return {name: value for name, value in told.items() if value}


def allowed(site: Site, alarm: Alarm) -> list[Handled]:
    """Return what may be done to an alarm now."""
    now = life.allowed(alarm)
    top = alarm.step >= len(site.ladder.steps) - 1
    acts = [each for each in ACTS if each in now and not (top and each == "escalate")]
    return [*acts, "note"]
