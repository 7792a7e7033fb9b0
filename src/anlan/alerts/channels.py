"""Who is told: channels, each of one status, and what became of each message at each of them."""

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Select, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from anlan.alerts.mqtt import NO_ACCESS, Access, Place
from anlan.alerts.settings import Status
from anlan.model.errors import AlertError
from anlan.store.alerts import AlertChannel, AlertRow, AlertSending
from anlan.store.change import Change
from anlan.store.keys import Keyring
from anlan.store.outbox.queue import add_endpoint
from anlan.store.outbox.sms import check_number
from anlan.store.outbox.tables import DELIVERED, Delivery, Endpoint
from anlan.words import Language

Kind = Literal["webhook", "email", "sms", "mqtt"]
START = "alert_"
"""What the kinds of endpoints that alerts are sent to begin with."""


@dataclass(frozen=True)
class NewChannel:
    """Somebody to be told of a city's alerts of one status.

    ``division`` is a path, empty for the whole city; ``address`` a URL, an e-mail address, a number
    that the gateway of short messages knows, or a broker's with a topic, which lets us in by
    ``access``.
    """

    name: str
    kind: Kind
    status: Status
    address: str
    lang: Language
    division: str = ""
    access: Access = NO_ACCESS


@dataclass(frozen=True)
class Receipt:
    """What became of a message at a channel; ``at`` is when it was taken."""

    channel: str
    kind: str
    state: str
    attempts: int
    at: datetime | None
    error: str


def add(
    made: Change, city: str, given: Sequence[NewChannel], ring: Keyring, now: datetime
) -> list[tuple[AlertChannel, str]]:
    """Add channels; return each with the secret that signs what it is sent, empty if nothing does.

    Raises:
        AlertError: a name is taken, a broker's address is none, or something else has a login.
        RefusedError: a number is none.
    """
    names = [each.name for each in given]
    taken = select(AlertChannel.name).where(AlertChannel.city == city, AlertChannel.name.in_(names))
    twice = made.session.scalars(taken).first()
    if twice is not None or len(set(names)) < len(names):
        raise AlertError("error.alerts.twice", name=twice or "")
    found = []
    for each in given:
        check(each)
        secret = secrets.token_urlsafe(32) if each.kind == "webhook" else ""
        endpoint = add_endpoint(
            made, f"{city}: {each.name}", f"{START}{each.kind}", each.address, [],
            ring.seal(each.access.text if each.kind == "mqtt" else secret),
        )  # fmt: skip
        row = AlertChannel(
            city=city, name=each.name, status=each.status, division=each.division,
            lang=each.lang, endpoint_id=endpoint, made_at=now, retired_at=None,
        )  # fmt: skip
        made.session.add(row)
        told = {"name": each.name, "kind": each.kind, "status": each.status}
        made.record(f"alert_channel:{city}/{endpoint}", "alert_channel.added", None, told)
        found.append((row, secret))
    made.session.flush()
    return found


def check(given: NewChannel) -> None:
    """Check that a channel is told as its kind is.

    Raises:
        AlertError: a broker's address is none, or something else has a login.
        RefusedError: a number is none.
    """
    if given.kind == "mqtt":
        Place.of(given.address)
    elif given.access != NO_ACCESS:
        raise AlertError("error.alerts.login")
    if given.kind == "sms":
        check_number(given.address)


def retire(made: Change, city: str, number: int, now: datetime) -> None:
    """Tell a channel nothing more; what it was told stays known.

    Raises:
        AlertError: there is none.
    """
    query = select(AlertChannel).where(
        AlertChannel.city == city, AlertChannel.id == number, AlertChannel.retired_at.is_(None)
    )
    row = made.session.scalar(query.with_for_update())
    if row is None:
        raise AlertError("error.alerts.no_channel", number=number)
    row.retired_at = now
    made.session.get_one(Endpoint, row.endpoint_id).active = False
    subject = f"alert_channel:{city}/{row.endpoint_id}"
    made.record(subject, "alert_channel.retired", None, {"name": row.name})


def channels(
    session: Session, city: str, after: int, limit: int
) -> Sequence[tuple[AlertChannel, Endpoint]]:
    """Return a page of channels that are told, with how."""
    query = (
        select(AlertChannel, Endpoint)
        .join(Endpoint, Endpoint.id == AlertChannel.endpoint_id)
        .where(
            AlertChannel.city == city, AlertChannel.retired_at.is_(None), AlertChannel.id > after
        )
    )
    rows = session.execute(query.order_by(AlertChannel.id).limit(limit))
    return [(channel, endpoint) for channel, endpoint in rows]


def address_all(session: Session, row: AlertRow) -> int:
    """Say to whom a message goes: all channels of its status that want its places; return how many.

    Who was told of an earlier message of the event is told of this one, wherever it is now.
    """
    own = (AlertChannel.city == row.city, AlertChannel.status == row.status)
    standing = AlertChannel.retired_at.is_(None)
    wanted = select(AlertChannel.division).where(*own, standing).distinct()
    mine = [each for each in session.scalars(wanted) if _meets(each, row.places, row.city)]
    before = (
        select(AlertSending.channel_id)
        .join(AlertRow, AlertRow.id == AlertSending.alert_id)
        .where(AlertRow.city == row.city, AlertRow.number == row.number)
    )
    chosen: Select[int, int, str] = select(
        literal(row.id), AlertChannel.id, AlertChannel.status
    ).where(*own, standing, or_(AlertChannel.division.in_(mine), AlertChannel.id.in_(before)))
    made = session.execute(
        insert(AlertSending).from_select(["alert_id", "channel_id", "status"], chosen)
    )
    return int(getattr(made, "rowcount", 0))


def _meets(division: str, places: Collection[str], root: str) -> bool:
    """Return whether a part of the city and some places have anything in common."""
    return division in {"", root} or any(
        place == division or place.startswith(f"{division}/") or division.startswith(f"{place}/")
        for place in places
    )


def tally(session: Session, row: AlertRow) -> tuple[int, int]:
    """Return to how many channels a message goes, and how many have taken it."""
    sent = select(func.count()).where(AlertSending.alert_id == row.id)
    taken = select(func.count()).where(Delivery.seq == row.entry, Delivery.state == DELIVERED)
    return session.scalar(sent) or 0, session.scalar(taken) or 0


def receipts(
    session: Session, row: AlertRow, after: int, limit: int
) -> Iterator[tuple[int, Receipt]]:
    """Yield what became of a message at each channel, after one by its number, with the number.

    One that the outbox hasn't taken up yet is ``waiting``.
    """
    query = (
        select(AlertChannel, Endpoint.kind, Delivery)
        .join(AlertSending, AlertSending.channel_id == AlertChannel.id)
        .join(Endpoint, Endpoint.id == AlertChannel.endpoint_id)
        .outerjoin(
            Delivery,
            (Delivery.endpoint_id == AlertChannel.endpoint_id) & (Delivery.seq == row.entry),
        )
        .where(AlertSending.alert_id == row.id, AlertChannel.id > after)
    )
    for channel, kind, delivery in session.execute(query.order_by(AlertChannel.id).limit(limit)):
        yield (
            channel.id,
            Receipt(
                channel.name,
                kind.removeprefix(START),
                delivery.state if delivery else "waiting",
                delivery.attempts if delivery else 0,
                delivery.delivered_at if delivery else None,
                delivery.error if delivery else "",
            ),
        )
