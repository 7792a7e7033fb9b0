"""Take messages of a feed in: right ones that concern the city, each once, in order of sending."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import shapely
from cryptography import x509
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan import cap
from anlan.alerts.message import Desk
from anlan.alerts.settings import levels
from anlan.cap import geometry
from anlan.cap.errors import CapError, SignatureError
from anlan.cap.signing import verify
from anlan.model.alerts import FollowedFeed
from anlan.store.alerts import AlertInbound
from anlan.store.alerts.tables import CANCELLED, EXPIRED, SUPERSEDED
from anlan.store.change import Change

APART = "apart"
"""How a message ended that never was in force: an exercise, a test, a cancel."""
ADVICE = 20
"""So many hints about a message are kept."""


@dataclass(frozen=True)
class Received:
    """A message that is right, with what is known of who sent it.

    ``places`` are the paths of the city's divisions that it touches.
    """

    alert: cap.Alert
    document: bytes
    sent: datetime
    digest: str
    signature: str
    signer: str
    places: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """A message that wasn't taken, and why."""

    reason: str


def receive(
    document: bytes,
    feed: FollowedFeed,
    roots: Sequence[x509.Certificate],
    desk: Desk,
    now: datetime,
) -> Received | Refused:
    """Return a message as it can be taken, or why it can't; never raises for what was received."""
    profile = cap.profile(feed.profile) if feed.profile else None
    checked = cap.check(document, profile=profile, now=now)
    if checked.alert is None:
        return Refused(" ".join(each.say() for each in checked.errors[:3]))
    alert, sent = checked.alert, cap.moment(checked.alert.sent)
    if sent is None or (feed.senders and alert.sender not in feed.senders):
        return Refused(f"sender {alert.sender}")
    if alert.scope != "Public" or alert.msg_type not in {"Alert", "Update", "Cancel"}:
        return Refused(f"{alert.scope} {alert.msg_type}")
    signature, signer = "none", ""
    try:
        told = verify(document, roots, now)
        # Only what the signature covers is trusted.
        alert, signature, signer = told.alert, "trusted", told.signers[0].subject
    except SignatureError as error:
        signature = "none" if error.key == "sign.none" else "untrusted"
    try:
        places = _places(alert, desk)
    except CapError as error:
        return Refused(str(error))
    advice = tuple(dict.fromkeys(each.rule for each in checked.advice))[:ADVICE]
    digest = sha256(cap.canonical(alert)).hexdigest()
    return Received(alert, document, sent, digest, signature, signer, places, advice)


def take(
    made: Change, desk: Desk, feed: FollowedFeed, received: Iterable[Received], now: datetime
) -> list[Refused]:
    """Write messages down, the earliest first; return those that contradict what is known.

    What concerns no place of the city isn't kept, unless it takes something back.
    """
    refused: list[Refused] = []
    for each in sorted(received, key=lambda one: one.sent):
        known = _known(made.session, desk.city.name, each.alert)
        if known is not None and known.digest == each.digest:
            continue
        if known is not None:
            refused.append(Refused(f"{each.alert.identifier} has come before with another content"))
        elif each.places or each.alert.msg_type == "Cancel":
            _write(made, desk, feed, each, now)
    return refused


def _write(made: Change, desk: Desk, feed: FollowedFeed, given: Received, now: datetime) -> None:
    alert, city = given.alert, desk.city.name
    first = next(iter(alert.infos), None)
    row = AlertInbound(
        city=city, feed=feed.name, sender=alert.sender, identifier=alert.identifier,
        status=alert.status, msg_type=alert.msg_type,
        event=first.event if first else alert.note or alert.msg_type,
        severity=first.severity if first else "Unknown", headlines=_headlines(alert),
        document=given.document.decode("utf-8", "replace"), digest=given.digest,
        signature=given.signature, signer=given.signer,
        references=[each.identifier for each in alert.referred if each.sender == alert.sender],
        places=list(given.places), problems=list(given.problems), sent_at=given.sent,
        expires_at=alert.expires_at, received_at=now, ended_at=None, ended_how="",
    )  # fmt: skip
    if alert.status != "Actual" or alert.msg_type == "Cancel":
        row.ended_at, row.ended_how = now, APART
    elif row.expires_at is not None and row.expires_at <= now:
        row.ended_at, row.ended_how = now, EXPIRED
    made.session.add(row)
    made.session.flush()
    told = {"sender": row.sender, "headline": next(iter(row.headlines.values()), row.event)}
    told |= {"identifier": row.identifier, "signature": row.signature}
    made.record(_subject(row), "alert_inbound.received", None, told)
    if alert.status == "Actual":
        _end_named(made, row, now)
        _end_if_named(made, row, now)


def _end_named(made: Change, row: AlertInbound, now: datetime) -> None:
    """End the messages that one stands in place of, or takes back."""
    if row.msg_type == "Alert" or not row.references:
        return
    query = select(AlertInbound).where(
        AlertInbound.city == row.city,
        AlertInbound.sender == row.sender,
        AlertInbound.identifier.in_(row.references),
        AlertInbound.ended_at.is_(None),
    )
    for each in made.session.scalars(query).all():
        if _may_end(row, each):
            _end(made, each, CANCELLED if row.msg_type == "Cancel" else SUPERSEDED, now)


def _end_if_named(made: Change, row: AlertInbound, now: datetime) -> None:
    """End a message at once that a later one, which came before it, has named."""
    query = select(AlertInbound).where(
        AlertInbound.city == row.city,
        AlertInbound.sender == row.sender,
        AlertInbound.msg_type.in_(("Update", "Cancel")),
        AlertInbound.status == "Actual",
        AlertInbound.sent_at >= row.sent_at,
        AlertInbound.id != row.id,
    )
    for each in made.session.scalars(query).all():
        if row.ended_at is None and row.identifier in each.references and _may_end(each, row):
            _end(made, row, CANCELLED if each.msg_type == "Cancel" else SUPERSEDED, now)


def _may_end(later: AlertInbound, earlier: AlertInbound) -> bool:
    """Return whether a message may end another of its sender.

    A name is only a text: another feed must have signed it, or it could take back anybody's.
    """
    return later.feed == earlier.feed or later.signature == "trusted"


def _end(made: Change, row: AlertInbound, how: str, now: datetime) -> None:
    row.ended_at, row.ended_how = now, how
    told = {"identifier": row.identifier, "sender": row.sender, "how": how}
    made.record(_subject(row), "alert_inbound.ended", None, told)


def _known(session: Session, city: str, alert: cap.Alert) -> AlertInbound | None:
    query = select(AlertInbound).where(
        AlertInbound.city == city,
        AlertInbound.sender == alert.sender,
        AlertInbound.identifier == alert.identifier,
    )
    return session.scalar(query)


def _subject(row: AlertInbound) -> str:
    return f"alert_inbound:{row.city}/{row.id}"


def _headlines(alert: cap.Alert) -> dict[str, str]:
    found: dict[str, str] = {}
    for info in alert.infos:
        lang = next((each for each in levels().languages if info.spoken.startswith(each)), "")
        found.setdefault(lang or info.spoken, info.headline or info.event)
    return found


def _places(alert: cap.Alert, desk: Desk) -> tuple[str, ...]:
    """Return the divisions a message touches: by its shapes, and by codes that it names."""
    areas = [area for info in alert.infos for area in info.areas]
    shape = geometry.shape(areas)
    found = list(desk.atlas.touched(shape)) if not shapely.is_empty(shape) else []
    paths = desk.atlas.tree.paths
    for area in areas:
        for pair in area.geocodes:
            code = pair.value.strip()
            for known in (code, code[:9], code[:6]):
                if known in paths and code.ljust(12, "0") == known.ljust(12, "0"):
                    found.append(paths[known])
                    break
    return tuple(dict.fromkeys(found))
