"""What is in force in a city, for those on duty: own and others' messages, and who is inside."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from anlan import cap
from anlan.alerts import rows
from anlan.alerts.area import Shape
from anlan.alerts.board import read
from anlan.alerts.ground import Residents, residents
from anlan.alerts.message import Desk
from anlan.cap import geometry
from anlan.store.alerts import AlertInbound, AlertRow

KEPT = 256
"""So many shapes are kept read."""


@dataclass(frozen=True)
class InForce:
    """A message in force: of the city itself, of any status, or of another authority."""

    row: AlertRow | AlertInbound
    alert: cap.Alert
    shape: Shape
    residents: Residents


@dataclass
class Counts:
    """Who is inside the messages in force, counted once an hour: pages ask for it all the time."""

    desk: Desk
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _hour: datetime | None = None
    _held: dict[str, Residents] = field(default_factory=dict)

    def in_force(self, session: Session, now: datetime) -> Sequence[InForce]:
        """Return what is in force: the city's own first, of each the newest first."""
        return [self._told(session, row, now) for row in _rows(session, self.desk.city.name, now)]

    def _told(self, session: Session, row: AlertRow | AlertInbound, now: datetime) -> InForce:
        document = row.document.encode()
        shape = _shape(document)
        return InForce(row, read(document), shape, self._residents(session, row, shape, now))

    def _residents(
        self, session: Session, row: AlertRow | AlertInbound, shape: Shape, now: datetime
    ) -> Residents:
        hour = now.replace(minute=0, second=0, microsecond=0)
        key = f"{type(row).__name__} {row.id}"
        with self._lock:
            if hour != self._hour:
                self._hour, self._held = hour, {}
            if key not in self._held:
                city, atlas = self.desk.city, self.desk.atlas
                self._held[key] = residents(session, city, atlas, shape, now)
            return self._held[key]


def _rows(session: Session, city: str, now: datetime) -> Iterator[AlertRow | AlertInbound]:
    yield from rows.in_force(session, city, now)
    theirs = select(AlertInbound).where(
        AlertInbound.city == city,
        AlertInbound.ended_at.is_(None),
        or_(AlertInbound.expires_at.is_(None), AlertInbound.expires_at > now),
    )
    yield from session.scalars(theirs.order_by(AlertInbound.sent_at.desc()))


@lru_cache(KEPT)
def _shape(document: bytes) -> Shape:
    return geometry.shape(area for info in read(document).infos for area in info.areas)
