"""Send published messages: the outbox's deliveries are made, and told by each kind of channel.

A message is on its way from the moment it was approved, for it is in the database with whom it goes
to; what follows is made of that alone, and made once: a delivery is one for each channel and
message. A message that was updated or taken back meanwhile isn't sent any more: the newer one goes
to the same channels, stands in its place, and doesn't wait behind it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from threading import Lock
from time import monotonic

from sqlalchemy import Integer, cast, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from anlan import cap
from anlan.alerts import rows
from anlan.alerts.channels import START
from anlan.alerts.mqtt import Brokers
from anlan.alerts.preview import PLAIN
from anlan.alerts.settings import levels
from anlan.store.alerts import AlertChannel, AlertRow, AlertSending
from anlan.store.alerts.tables import CANCELLED, SUPERSEDED
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.outbox.deliver import RefusedError, Sender
from anlan.store.outbox.email import Post
from anlan.store.outbox.sms import SmsSender, check_number
from anlan.store.outbox.tables import DEAD, WAITING, Delivery
from anlan.store.outbox.webhook import WebhookSender
from anlan.words import Language, say

FRESH = 0.5
"""So many seconds what was read of a message holds: whether it was taken back meanwhile."""
FORGOTTEN = timedelta(days=1)
"""So long a broker keeps a message that says no end."""
REPLACED = "a newer message of the event stands in its place"
KEPT = 16
"""So many messages are kept at hand."""


def hand_out(database: Database, now: datetime) -> int:
    """Make the deliveries of messages that have none yet; return how many were made."""
    with database.session() as session:
        query = select(AlertRow.id).where(AlertRow.entry.is_(None)).order_by(AlertRow.id)
        waiting = session.scalars(query).all()
    return sum(_hand_out(database, number, now) for number in waiting)


def _hand_out(database: Database, number: int, now: datetime) -> int:
    with database.writing() as session:
        query = select(AlertRow).where(AlertRow.id == number, AlertRow.entry.is_(None))
        row = session.scalar(query.with_for_update())
        if row is None:
            return 0  # another worker was faster
        subject = rows.subject(row.city, row.number)
        entry = session.scalar(
            select(Entry.seq)
            .where(Entry.subject == f"{subject}/{row.seq}")
            .order_by(Entry.seq)
            .limit(1)
        )
        if entry is None:
            return 0
        row.entry = entry
        _drop_older(session, subject, entry, now)
        chosen = (
            select(
                cast(literal(entry), Delivery.seq.type), AlertChannel.endpoint_id, literal(subject),
                literal(WAITING), cast(literal(0), Integer), literal(now, Delivery.next_at.type),
                literal(""),
            )
            .join(AlertSending, AlertSending.channel_id == AlertChannel.id)
            .where(AlertSending.alert_id == row.id, AlertChannel.retired_at.is_(None))
        )  # fmt: skip
        columns = ["seq", "endpoint_id", "subject", "state", "attempts", "next_at", "error"]
        made = session.execute(insert(Delivery).from_select(columns, chosen))
        return int(getattr(made, "rowcount", 0))


def _drop_older(session: Session, subject: str, entry: int, now: datetime) -> None:
    """Give up what waits of older messages of the event, unless it is on its way right now."""
    free = or_(Delivery.leased_until.is_(None), Delivery.leased_until < now)
    older = (Delivery.subject == subject, Delivery.seq < entry, Delivery.state == WAITING)
    session.execute(update(Delivery).where(*older, free).values(state=DEAD, error=REPLACED))


@dataclass(frozen=True)
class Letter:
    """A message as channels are sent it.

    ``endpoints`` are those it goes to; ``ended`` says how it ended; ``read_at`` is when that was
    read, by the process's own clock.
    """

    row: AlertRow
    alert: cap.Alert
    endpoints: Mapping[int, Language]
    read_at: float
    bodies: dict[str, bytes]


class Letters:
    """Messages at hand by their entry in the ledger; safe among threads."""

    def __init__(self, database: Database, url: str) -> None:
        self._database = database
        self.url = url
        self._lock = Lock()
        self._held: dict[int, Letter] = {}

    def of(self, delivery: Delivery) -> Letter:
        """Return the message of a delivery, as it is by now.

        Raises:
            RefusedError: there is none, it doesn't go there, or a newer one stands in its place.
        """
        with self._lock:
            held = self._held.get(delivery.seq)
            if held is None or monotonic() - held.read_at > FRESH:
                held = self._held[delivery.seq] = self._read(delivery.seq, held)
                for old in list(self._held)[:-KEPT]:
                    del self._held[old]
        if delivery.endpoint_id not in held.endpoints:
            raise RefusedError("the message doesn't go to this channel", for_good=True)
        if held.row.ended_how in {SUPERSEDED, CANCELLED}:
            raise RefusedError(REPLACED, for_good=True)
        return held

    def _read(self, entry: int, held: Letter | None) -> Letter:
        with self._database.session() as session:
            row = session.scalar(select(AlertRow).where(AlertRow.entry == entry))
            if row is None:
                raise RefusedError(f"no alert has the entry {entry}", for_good=True)
            if held is not None:
                return Letter(row, held.alert, held.endpoints, monotonic(), held.bodies)
            query = (
                select(AlertChannel.endpoint_id, AlertChannel.lang)
                .join(AlertSending, AlertSending.channel_id == AlertChannel.id)
                .where(AlertSending.alert_id == row.id)
            )
            endpoints = {number: _language(lang) for number, lang in session.execute(query)}
        return Letter(row, rows.read(row), endpoints, monotonic(), {})


class AlertWebhook:
    """Posts a message to a subscriber: what it is in short, and the signed document whole."""

    def __init__(self, letters: Letters, hook: WebhookSender) -> None:
        self._letters, self._hook = letters, hook

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Post it.

        Raises:
            RefusedError: it wasn't taken, or isn't to be sent.
        """
        letter = self._letters.of(delivery)
        body = letter.bodies.get("webhook")
        if body is None:
            body = letter.bodies["webhook"] = _json(summary(letter, self._letters.url))
        self._hook.post(delivery, body, now)


class AlertText:
    """Sends a message as a text for phones, through the gateway that sends all short messages."""

    def __init__(self, letters: Letters, sms: SmsSender) -> None:
        self._letters, self._sms = letters, sms

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Send it whole: a text that is cut could lose what to do.

        Raises:
            RefusedError: it wasn't taken, or isn't to be sent.
        """
        letter = self._letters.of(delivery)
        lang = letter.endpoints[delivery.endpoint_id]
        info = block(letter.alert, lang)
        areas = info.areas if info else ()
        about = {
            "language": info.spoken if info else lang,
            "places": " ".join(path.rpartition("/")[2] for path in letter.row.places),
            "polygons": "; ".join(each for area in areas for each in area.polygons),
            "circles": "; ".join(each for area in areas for each in area.circles),
        }
        check_number(delivery.endpoint.address)
        self._sms.post(delivery, phone(letter, lang), about)


@dataclass(frozen=True)
class AlertMail:
    """Mails a message, with the signed document beside it."""

    letters: Letters
    post: Post

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Send the mail; its Message-ID is the same at every attempt.

        Raises:
            RefusedError: the server is away, doesn't take it, or it isn't to be sent.
        """
        letter = self.letters.of(delivery)
        lang, mail = letter.endpoints[delivery.endpoint_id], EmailMessage()
        info, row = block(letter.alert, lang), letter.row
        headline = row.headlines.get(lang) or next(iter(row.headlines.values()), row.identifier)
        mail["From"], mail["To"] = self.post.sender, delivery.endpoint.address
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = f"<alert_{delivery.seq}.{delivery.endpoint_id}@anlan>"
        mail["Subject"] = " ".join(headline.split())
        parts = (info.description, info.instruction, info.contact) if info else ()
        text = "\n\n".join(each for each in (headline, *parts) if each)
        where = document_url(self.letters.url, row)
        mail.set_content(say("alerts.mail", lang, text=text, address=where))
        mail.add_attachment(
            row.document.encode(), maintype="application", subtype="cap+xml",
            filename=f"{row.identifier}.xml",
        )  # fmt: skip
        self.post.send(mail)


class AlertMqtt:
    """Publishes the signed document to a broker, one topic for all of an event."""

    def __init__(self, letters: Letters, brokers: Brokers) -> None:
        self._letters, self._brokers = letters, brokers

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Publish it.

        Raises:
            RefusedError: the broker doesn't take it, or it isn't to be sent.
        """
        row = self._letters.of(delivery).row
        below = f"{row.status.lower()}/{row.number}"
        over = row.expires_at or now + FORGOTTEN
        self._brokers.publish(delivery, below, row.document.encode(), over, now)


def senders(
    database: Database,
    hook: WebhookSender,
    post: Post | None,
    url: str,
    brokers: Brokers | None = None,
    sms: SmsSender | None = None,
) -> dict[str, Sender]:
    """Return what sends alerts, by kind of endpoint; ``url`` is where people reach the server."""
    letters = Letters(database, url)
    found: dict[str, Sender] = {f"{START}webhook": AlertWebhook(letters, hook)}
    if post is not None:
        found[f"{START}email"] = AlertMail(letters, post)
    if brokers is not None:
        found[f"{START}mqtt"] = AlertMqtt(letters, brokers)
    if sms is not None:
        found[f"{START}sms"] = AlertText(letters, sms)
    return found


def document_url(url: str, row: AlertRow) -> str:
    """Return where a message's document is; a path where nobody said where the server is."""
    return f"{url}/api/public/cities/{row.city}/alerts/{row.identifier}.xml"


def summary(letter: Letter, url: str) -> Mapping[str, object]:
    """Return what a subscriber is told."""
    row = letter.row
    return {
        "type": _type(row),
        "timestamp": row.sent_at.isoformat(),
        "data": {
            "id": row.identifier,
            "event": row.number,
            "status": row.status,
            "msg_type": row.msg_type,
            "colour": row.colour,
            "headline": row.headlines,
            "expires": row.expires_at.isoformat() if row.expires_at else None,
            "places": [path.rpartition("/")[2] for path in row.places],
            "url": document_url(url, row),
            "cap": row.document,
        },
    }


def phone(letter: Letter, lang: Language) -> str:
    """Return a published message as a phone shows it: headline, what to do, from whom."""
    info = block(letter.alert, lang)
    if info is None:
        return letter.alert.note or ""
    told = info.instruction or info.description or ""
    marks = letter.row.status != "Actual"
    # The headline has said what it is: the mark of the longer text isn't said twice.
    text = say(
        "alerts.phone_sent", lang, headline=info.headline or info.event,
        instruction=_unmarked(told, letter.row.status, lang) if marks else told,
        sender=info.sender_name or "",
    )  # fmt: skip
    return text.translate(PLAIN)


def block(alert: cap.Alert, lang: Language) -> cap.Info | None:
    """Return a message's block in a language, else its first."""
    mine = (each for each in alert.infos if each.spoken.startswith(lang))
    return next(mine, None) or next(iter(alert.infos), None)


def _unmarked(text: str, status: str, lang: Language) -> str:
    for name, marks in levels().statuses.items():
        if name == status:
            return text.removeprefix(marks.sentence.of(lang))
    return text


def _language(text: str) -> Language:
    return "zh" if text == "zh" else "en"


def _type(row: AlertRow) -> str:
    return f"alert{rows.SUFFIXES[row.status]}.published"


def _json(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
