"""One engine to a city: whoever holds the city's place along the log, for a while and then again.

A process that was killed holds its place no longer than the lease. One that was only slow finds out
when it next writes, for each of its transactions looks whose the place is.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from anlan.model.errors import StoreError
from anlan.store.database import Database
from anlan.store.watch import WatchPlace
from anlan.store.watch.log import head

READER = "engine"
Taken = Literal["anew", "still"]
"""Whether a place was taken from nobody, or from another, or was ours all the time."""
_log = structlog.get_logger("anlan.watch")


class LostError(Exception):
    """The place is another's now; let it pass."""


@dataclass(frozen=True)
class Lease:
    """A place along a city's log, and who would hold it.

    Args:
        database: where it is.
        city: whose log.
        holder: what tells this process from any other.
        seconds: so long it is held without a sign of life.
    """

    database: Database
    city: str
    holder: str
    seconds: float

    def take(self, now: float) -> "Taken | None":
        """Take the place if it is nobody's, or was given up; return None if another holds it.

        Raises:
            StoreError: the database refuses.
        """
        with self.database.writing() as session:
            place = session.get(WatchPlace, (self.city, READER), with_for_update=True)
            if place is None:
                # What was compacted already lies in files by day, and is history for the engine.
                begin = head(session, self.city).compacted
                place = WatchPlace(
                    city=self.city, reader=READER, applied=begin, kept=begin, state={}
                )
                session.add(place)
            holder = place.state.get("holder")
            if holder not in (None, self.holder) and place.state["until"] > now:
                return None
            place.state = {**place.state, "holder": self.holder, "until": now + self.seconds}
            return "still" if holder == self.holder else "anew"

    def hold(self, session: Session) -> WatchPlace:
        """Return the place, in a transaction that writes; nobody else has it until its end.

        Raises:
            LostError: another holds it.
        """
        place = session.get(WatchPlace, (self.city, READER), with_for_update=True)
        if place is None or place.state.get("holder") != self.holder:
            raise LostError(self.city)
        return place

    def note(self, place: WatchPlace, **told: Any) -> None:
        """Write facts down with the place."""
        place.state = {**place.state, **told}

    def beat(self, now: float) -> None:
        """Give a sign of life.

        Raises:
            LostError: another holds the place.
            StoreError: the database refuses.
        """
        with self.database.writing() as session:
            self.note(self.hold(session), until=now + self.seconds)

    def release(self, now: float) -> None:
        """Give the place up, so that another need not wait.

        Raises:
            StoreError: the database refuses.
        """
        with self.database.writing() as session:
            try:
                self.note(self.hold(session), holder=None, until=now)
            except LostError:
                return

    @contextmanager
    def beating(self, every: float, clock: Callable[[], float]) -> Iterator[None]:
        """Give signs of life for the time of the block, however long its steps take."""
        over = threading.Event()

        def go_on() -> None:
            while not over.wait(every):
                try:
                    self.beat(clock())
                except LostError:
                    return
                except (StoreError, DBAPIError) as error:
                    _log.warning("watch.engine.heartbeat", city=self.city, error=str(error)[:200])

        thread = threading.Thread(target=go_on, name=f"beat {self.city}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(self.seconds)
