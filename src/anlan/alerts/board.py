"""What the public reads: feeds, documents, and what is in force here; kept ready, read by anybody.

Nothing is noted of who asks: the server's log has the path of the route without its values, no
address and no position, and what is in force everywhere can be asked without saying where one is.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar

import shapely
from sqlalchemy import ColumnElement, and_, or_, select

from anlan import cap
from anlan.alerts import rows
from anlan.alerts.message import Desk
from anlan.alerts.sending import block, document_url
from anlan.alerts.settings import Status, channels, levels
from anlan.cap import geometry
from anlan.cap.errors import CapError
from anlan.model.errors import AlertError
from anlan.store.alerts import AlertInbound, AlertRow
from anlan.store.alerts.tables import CANCELLED, EXPIRED
from anlan.store.database import Database
from anlan.words import Language, say

Kept = TypeVar("Kept")
CANCELS = timedelta(hours=24)
"""So long feed and page show that something was taken back."""
KEPT = 256
"""So many messages are kept read, and so many answers for a moment."""


@dataclass(frozen=True)
class Page:
    """A document as it is given out; ``tag`` changes with it."""

    body: bytes
    tag: str

    @classmethod
    def of(cls, body: bytes) -> "Page":
        """Return it with its tag."""
        return cls(body, sha256(body).hexdigest()[:32])


@dataclass(frozen=True)
class Standing:
    """A message in force, of the city itself or (``theirs``) of another authority."""

    alert: cap.Alert
    places: tuple[str, ...]
    shape: Any
    theirs: bool
    url: str

    def holds(self, lon: float, lat: float) -> bool:
        """Return whether it holds at a place."""
        return bool(shapely.intersects_xy(self.shape, lon, lat))

    def within(self, path: str) -> bool:
        """Return whether it holds anywhere in a division, or in one above it."""
        return _within(self.places, path)

    @property
    def clear(self) -> bool:
        """Whether it says that a danger is over."""
        return _clear(self.alert)


@dataclass(frozen=True)
class Over:
    """A message that was in force and isn't any more.

    Attributes:
        cancel: what took it back, where it is the city's own; it says why.
        how: it was ``cancelled``, or it ``expired``.
    """

    alert: cap.Alert
    cancel: cap.Alert | None
    places: tuple[str, ...]
    how: str
    at: datetime

    def within(self, path: str) -> bool:
        """Return whether it held anywhere in a division, or in one above it."""
        return _within(self.places, path)

    @property
    def clear(self) -> bool:
        """Whether it said that a danger is over."""
        return _clear(self.alert)


@dataclass
class Board:
    """What a city's public may read, as it was a moment ago.

    Attributes:
        database: where alerts are.
        desk: the city's.
        url: where people reach the server; a feed's links begin with it.
    """

    database: Database
    desk: Desk
    url: str
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _held: dict[object, tuple[float, object]] = field(default_factory=dict)

    def feed(self, status: Status, lang: Language) -> Page:
        """Return the Atom feed of a status, told in a language."""
        return self.fresh(("feed", status, lang), lambda: self._feed(status, lang))

    def standing(self) -> Sequence[Standing]:
        """Return what is in force in the city: actual alerts only, the newest first."""
        return self.fresh("standing", lambda: tuple(self._standing()))

    def over(self) -> Sequence[Over]:
        """Return what ended in the last hours, the latest first: actual alerts only."""

        def make() -> Sequence[Over]:
            return sorted(self._over(), key=lambda each: each.at, reverse=True)

        return self.fresh("over", make)

    def document(self, identifier: str) -> bytes:
        """Return a message as it was signed.

        Raises:
            AlertError: there is none.
        """
        query = select(AlertRow.document).where(
            AlertRow.city == self.desk.city.name, AlertRow.identifier == identifier
        )
        with self.database.session() as session:
            found = session.scalar(query)
        if found is None:
            raise AlertError("error.alerts.no_document", identifier=identifier)
        return found.encode()

    def chinese(self, identifier: str) -> bytes:
        """Return a message in the dialect of China's system (12379).

        Raises:
            AlertError: there is none, or it has no code of that system.
        """
        alert = read(self.document(identifier))
        block_ = block(alert, "zh")
        own = replace(
            alert,
            sender=self.desk.alerts.code,
            infos=() if block_ is None else (block_,),
            note=alert.note,
        )
        try:
            return cap.write_china(own)
        except CapError as error:
            raise AlertError(
                "error.alerts.no_dialect", identifier=identifier, reason=error
            ) from error

    def fresh(self, key: object, make: Callable[[], Kept]) -> Kept:
        """Return what was made a moment ago, else make it anew; one at a time."""
        with self._lock:
            made_at, held = self._held.get(key, (0.0, None))
            if held is None or time.monotonic() - made_at > channels().sending.fresh:
                held = make()
                self._held.pop(key, None)
                self._held[key] = (time.monotonic(), held)
                for old in list(self._held)[:-KEPT]:
                    del self._held[old]
            return held  # type: ignore[return-value]

    def _feed(self, status: Status, lang: Language) -> Page:
        now, city = datetime.now(UTC), self.desk.city
        query = select(AlertRow).where(
            AlertRow.city == city.name,
            AlertRow.status == status,
            or_(AlertRow.ended_at.is_(None), AlertRow.msg_type == "Cancel"),
            or_(AlertRow.msg_type != "Cancel", AlertRow.sent_at > now - CANCELS),
            or_(AlertRow.expires_at.is_(None), AlertRow.expires_at > now),
        )
        with self.database.session() as session:
            found = session.scalars(query.order_by(AlertRow.sent_at.desc(), AlertRow.id.desc()))
            shown = found.all()
        base = self.url or "http://localhost"
        address = f"{base}/api/public/cities/{city.name}/alerts/feeds/{status.lower()}.{lang}.atom"
        # What is gone changes the feed too: its moment is that of the newest change it can show.
        newest = max((each.sent_at for each in shown), default=datetime(2000, 1, 1, tzinfo=UTC))
        suffix = "" if status == "Actual" else f"_{status}"
        body = cap.write_feed(
            (cap.Item(each.document.encode(), document_url(base, each)) for each in shown),
            id=f"urn:anlan:{self.desk.alerts.sender}:{status.lower()}:{lang}",
            title=say(f"alerts.feed.title{suffix}", lang, city=city.title.of(lang)),
            author=self.desk.alerts.name.of(lang),
            updated=newest,
            address=address,
            language=levels().languages[lang],
        )
        return Page.of(body)

    def _standing(self) -> Iterator[Standing]:
        now, city = datetime.now(UTC), self.desk.city.name
        theirs = select(AlertInbound).where(
            AlertInbound.city == city,
            AlertInbound.ended_at.is_(None),
            or_(AlertInbound.expires_at.is_(None), AlertInbound.expires_at > now),
        )
        with self.database.session() as session:
            own = rows.in_force(session, city, now, "Actual")
            others = session.scalars(theirs.order_by(AlertInbound.sent_at.desc())).all()
        for row in own:
            yield _stood(
                row.document.encode(), tuple(row.places), False, document_url(self.url, row)
            )
        for other in others:
            yield _stood(other.document.encode(), tuple(other.places), True, "")

    def _over(self) -> Iterator[Over]:
        now, city = datetime.now(UTC), self.desk.city.name
        own = select(AlertRow).where(
            AlertRow.city == city, AlertRow.status == "Actual", _ended(AlertRow, now)
        )
        cancels = select(AlertRow.number, AlertRow.document).where(
            AlertRow.city == city, AlertRow.msg_type == "Cancel", AlertRow.sent_at > now - CANCELS
        )
        theirs = select(AlertInbound).where(AlertInbound.city == city, _ended(AlertInbound, now))
        with self.database.session() as session:
            back = dict(iter(session.execute(cancels)))
            ended = [*session.scalars(own), *session.scalars(theirs)]
        for row in ended:
            how = row.ended_how or EXPIRED
            said = back.get(row.number) if isinstance(row, AlertRow) and how == CANCELLED else None
            cancel = read(said.encode()) if said else None
            alert, at = read(row.document.encode()), row.ended_at or row.expires_at or now
            yield Over(alert, cancel, tuple(row.places), how, at)


def _ended(table: type[AlertRow] | type[AlertInbound], now: datetime) -> ColumnElement[bool]:
    """Return that a message came to its end lately, whether that was noted already or not."""
    noted = and_(table.ended_how.in_((CANCELLED, EXPIRED)), table.ended_at > now - CANCELS)
    due = and_(table.ended_at.is_(None), table.expires_at <= now, table.expires_at > now - CANCELS)
    return and_(table.msg_type != "Cancel", or_(noted, due))


def _clear(alert: cap.Alert) -> bool:
    return any("AllClear" in info.response_types for info in alert.infos)


def _within(places: Sequence[str], path: str) -> bool:
    """Return whether places and a division have anything in common."""
    return any(
        place == path or place.startswith(f"{path}/") or path.startswith(f"{place}/")
        for place in places
    )


@lru_cache(KEPT)
def read(document: bytes) -> cap.Alert:
    """Return a message, kept for the next time."""
    return cap.parse(document)


@lru_cache(KEPT)
def _stood(document: bytes, places: tuple[str, ...], theirs: bool, url: str) -> Standing:
    alert = read(document)
    shape = geometry.shape(area for info in alert.infos for area in info.areas)
    shapely.prepare(shape)
    return Standing(alert, places, shape, theirs, url)
