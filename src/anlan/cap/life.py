"""The life of an alert: updated, cancelled, ended, acknowledged, with references filled in.

A chain is what was sent of one event so far, in any order. What follows names all of it that hasn't
expired, not only the last message: a receiver who missed the last one must still take the first
one down. An update stands in place of what it names, so it repeats whatever still holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum

from anlan.cap.errors import LifeError
from anlan.cap.model import Alert, Info, Reference
from anlan.cap.moments import moment, wire


def update(
    chain: Sequence[Alert],
    *,
    identifier: str,
    sent: datetime,
    infos: Iterable[Info],
    note: str | None = None,
) -> Alert:
    """Return the message that stands in place of a chain, say larger, smaller, longer.

    Raises:
        LifeError: the chain is empty, of several senders, over, or sent later than this.
    """
    return _next(chain, "Update", identifier, sent, note, infos)


def cancel(
    chain: Sequence[Alert],
    *,
    identifier: str,
    sent: datetime,
    note: str,
    infos: Iterable[Info] = (),
) -> Alert:
    """Return the message that takes a chain back, because it was wrong or is no longer needed.

    It is as public as the chain was. ``note`` says why, and ``infos`` may say so to people.

    Raises:
        LifeError: the chain is empty, of several senders, over, or sent later than this.
    """
    return _next(chain, "Cancel", identifier, sent, note, infos)


def end(
    chain: Sequence[Alert],
    *,
    identifier: str,
    sent: datetime,
    expires: datetime,
    texts: Mapping[str, tuple[str, str]],
) -> Alert:
    """Return the message that says the danger is over: all clear, in each language of the latest.

    It isn't a cancel, which would say that the warning was none. ``texts`` has a headline and a
    description by language; ``expires`` is how long people shall see it.

    Raises:
        LifeError: as ``update``; or a language has no text.
    """
    latest = _latest(chain, sent)
    missing = sorted({info.spoken for info in latest.infos} - set(texts))
    if missing:
        raise LifeError("life.texts", languages=", ".join(missing))
    infos = [
        replace(
            info,
            response_types=("AllClear",),
            urgency="Past",
            certainty="Observed",
            effective=None,
            onset=None,
            expires=wire(expires),
            headline=texts[info.spoken][0],
            description=texts[info.spoken][1],
            instruction=None,
            resources=(),
        )
        for info in latest.infos
    ]
    return update(chain, identifier=identifier, sent=sent, infos=infos)


def acknowledge(alert: Alert, *, sender: str, identifier: str, sent: datetime) -> Alert:
    """Return the receipt of a message, to its sender."""
    return _answer(alert, "Ack", sender, identifier, sent, None)


def reject(alert: Alert, *, sender: str, identifier: str, sent: datetime, note: str) -> Alert:
    """Return the refusal of a message with its reason, to its sender."""
    return _answer(alert, "Error", sender, identifier, sent, note)


def _answer(
    alert: Alert, kind: str, sender: str, identifier: str, sent: datetime, note: str | None
) -> Alert:
    return Alert(
        identifier=identifier,
        sender=sender,
        sent=wire(sent),
        status=alert.status,
        msg_type=kind,
        scope="Private",
        addresses=alert.sender,
        note=note,
        references=str(alert.key),
    )


def _next(
    chain: Sequence[Alert],
    kind: str,
    identifier: str,
    sent: datetime,
    note: str | None,
    infos: Iterable[Info],
) -> Alert:
    return replace(
        _latest(chain, sent),
        identifier=identifier,
        sent=wire(sent),
        msg_type=kind,
        note=note,
        references=_references(chain, sent),
        infos=tuple(infos),
    )


def _latest(chain: Sequence[Alert], sent: datetime) -> Alert:
    """Return the newest message of a chain that can still be changed."""
    if not chain:
        raise LifeError("life.empty")
    senders = sorted({each.sender for each in chain})
    if len(senders) > 1:
        raise LifeError("life.senders", senders=", ".join(senders))
    latest = max(chain, key=_sent)
    if _sent(latest) > sent:
        raise LifeError("life.earlier", sent=wire(sent), latest=latest.sent)
    if latest.msg_type == "Cancel":
        raise LifeError("life.cancelled", identifier=latest.identifier)
    if all(_over(each, sent) for each in chain):
        raise LifeError("life.over", identifier=latest.identifier)
    return latest


def _sent(alert: Alert) -> datetime:
    at = moment(alert.sent)
    if at is None:
        raise LifeError("life.sent", identifier=alert.identifier, sent=alert.sent)
    return at


def _over(alert: Alert, at: datetime) -> bool:
    ends = alert.expires_at
    return ends is not None and ends <= at


def _references(chain: Sequence[Alert], sent: datetime) -> str:
    """Return what a following message names: all of the chain that hasn't expired."""
    alive = [each for each in sorted(chain, key=_sent) if not _over(each, sent)]
    known = {each.key for each in chain}
    # What a message of the chain names, but isn't at hand, may still be shown somewhere.
    named = [ref for each in alive for ref in each.referred if ref not in known]
    return " ".join(map(str, dict.fromkeys([*named, *(each.key for each in alive)])))


class State(Enum):
    """What a receiver makes of a message."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    APART = "apart"
    """Never in force: exercise, test, draft, system; or a cancel, receipt or refusal."""


def states(messages: Iterable[Alert], now: datetime) -> dict[Reference, State]:
    """Return what each of a receiver's messages is by now.

    A message only changes those of its own sender, so that nobody takes back another's alert; and
    an exercise only exercises.
    """
    held = {each.key: each for each in messages}
    by_name = {(key.sender, key.identifier, moment(key.sent)): key for key in held}
    found: dict[Reference, State] = {}
    for key, alert in held.items():
        if alert.status != "Actual" or alert.msg_type not in {"Alert", "Update"}:
            found[key] = State.APART
        else:
            found[key] = State.EXPIRED if _over(alert, now) else State.ACTIVE
    for alert in sorted(held.values(), key=_sent):
        if alert.msg_type not in {"Update", "Cancel"} or alert.status != "Actual":
            continue
        for reference in alert.referred:
            name = (reference.sender, reference.identifier, moment(reference.sent))
            named = by_name.get(name)
            if named is None or named.sender != alert.sender or found[named] is State.APART:
                continue
            if _sent(held[named]) <= _sent(alert) and held[named] is not alert:
                after = State.CANCELLED if alert.msg_type == "Cancel" else State.SUPERSEDED
                found[named] = after
    return found
