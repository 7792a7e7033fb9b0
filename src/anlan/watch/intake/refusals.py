"""What was refused: of one sender and reason one row a minute is kept, with a count and an example.

A flood so costs no more than the row that tells of it.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from anlan.store.watch import WatchRefused
from anlan.watch.intake.settings import Settings

SAMPLE = 500
"""So many characters of an example are kept."""
OTHERS = "…"
"""Whom refusals are counted under when there are too many senders to tell apart."""
_TOLD = ("key", "stream")
NEVER = datetime.min.replace(tzinfo=UTC)
Key = tuple[str, str, str]


@dataclass
class _Row:
    """A row of this minute; ``number`` once it is written."""

    since: datetime
    number: int | None = None


@dataclass
class Found:
    """Refusals of one sender for one reason, not written yet."""

    times: int
    facts: dict[str, Any]
    sample: str
    first_at: datetime
    last_at: datetime


@dataclass
class Refusals:
    """What was refused in a city since it was last written; used by one thread."""

    city: str
    by: Settings
    _rows: dict[Key, _Row] = field(default_factory=dict)
    _found: dict[Key, Found] = field(default_factory=dict)
    _begun: list[Key] = field(default_factory=list)
    _swept: datetime = NEVER

    def note(
        self,
        source: str,
        sender: str,
        reason: str,
        times: int,
        at: datetime,
        facts: dict[str, Any],
    ) -> None:
        """Note that something of a sender was refused so many times.

        Args:
            source: by which way it came, such as ``http``.
            sender: who sent it.
            reason: the name of why.
            times: how many.
            at: when.
            facts: an example.
        """
        key = (source, sender, reason)
        if len(self._rows) >= self.by.refused.senders and key not in self._rows:
            key = (source, OTHERS, reason)
        found = self._found.get(key)
        if found is None:
            sample = json.dumps(facts, ensure_ascii=False, default=str)[:SAMPLE]
            told: dict[str, Any] = {name: facts[name] for name in _TOLD if name in facts}
            self._found[key] = Found(times, told, sample.replace("\x00", ""), at, at)
            self._rows.setdefault(key, _Row(at))
        else:
            found.times += times
            found.last_at = at

    def __bool__(self) -> bool:
        return bool(self._found)

    def write(self, session: Session) -> None:
        """Write what was noted, within a transaction; call ``written`` when it is committed."""
        for key, found in self._found.items():
            row = self._rows[key]
            if row.number is None:
                row.number = self._insert(session, key, found)
                self._begun.append(key)
            else:
                more = update(WatchRefused).where(WatchRefused.id == row.number)
                times = WatchRefused.times + found.times
                session.execute(more.values(times=times, last_at=found.last_at))

    def written(self, now: datetime) -> None:
        """Forget what is on disk, and rows whose minute is over."""
        self._found.clear()
        self._begun.clear()
        minute = timedelta(seconds=self.by.refused.minute_s)
        over = [key for key, row in self._rows.items() if now - row.since >= minute]
        for key in over:
            del self._rows[key]

    def taken_back(self) -> None:
        """Note that the transaction was taken back: rows begun in it are not there."""
        for key in self._begun:
            self._rows[key].number = None
        self._begun.clear()

    def sweep(self, session: Session, now: datetime) -> None:
        """Remove what is too old, once an hour."""
        if now - self._swept < timedelta(hours=1):
            return
        self._swept = now
        oldest = now - timedelta(days=self.by.refused.keep_days)
        gone = delete(WatchRefused).where(WatchRefused.city == self.city)
        session.execute(gone.where(WatchRefused.last_at < oldest))

    def _insert(self, session: Session, key: Key, found: Found) -> int:
        source, sender, reason = key
        values = {
            "city": self.city,
            "source": source,
            "sender": sender,
            "reason": reason,
            "facts": found.facts,
            "sample": found.sample,
            "times": found.times,
            "first_at": found.first_at,
            "last_at": found.last_at,
        }
        made = insert(WatchRefused).values(**values).returning(WatchRefused.id)
        return session.scalars(made).one()


def refused(
    session: Session,
    city: str,
    before: tuple[datetime, int] | None,
    limit: int,
    *,
    sender: str = "",
    reason: str = "",
) -> list[WatchRefused]:
    """Return what was refused, the latest first.

    Args:
        session: of the database.
        city: whose.
        before: the moment and number before which to begin.
        limit: how many at most.
        sender: of which sender alone.
        reason: for which reason alone.
    """
    one = WatchRefused
    query = select(one).where(one.city == city)
    if before is not None:
        at, number = before
        query = query.where(or_(one.last_at < at, and_(one.last_at == at, one.id < number)))
    if sender:
        query = query.where(one.sender == sender)
    if reason:
        query = query.where(one.reason == reason)
    return list(session.scalars(query.order_by(one.last_at.desc(), one.id.desc()).limit(limit)))
