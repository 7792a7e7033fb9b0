"""Follow the feeds of a city's pack: whose turn it is, what came, how each is doing."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from time import monotonic

from cryptography import x509
from sqlalchemy import select, update

from anlan import cap
from anlan.alerts.inbound.fetch import Fetched, Fetcher
from anlan.alerts.inbound.settings import settings
from anlan.alerts.inbound.take import Received, Refused, receive, take
from anlan.alerts.message import Desk
from anlan.cap.errors import CapError
from anlan.model.alerts import FollowedFeed
from anlan.model.cause import Cause
from anlan.model.errors import AnlanError
from anlan.model.portal import seconds
from anlan.store.alerts import AlertFeed
from anlan.store.change import change
from anlan.store.database import Database


@dataclass(frozen=True)
class Follower:
    """Follows a city's feeds.

    Attributes:
        database: where alerts are.
        desk: the city's.
        find: returns a file of the pack, for certificates.
        cause: who writes.
    """

    database: Database
    desk: Desk
    find: Callable[[str], Path]
    cause: Cause
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(settings().at_once)
    )
    _visits: set[Future[None]] = field(default_factory=set)

    def look(self, now: datetime, *, wait: bool = True) -> int:
        """Visit all feeds whose turn it is, each in a thread of its own; return how many.

        Whatever is wrong with one is written to its own row, and the others are visited.

        Args:
            now: the clock's time.
            wait: until all visits have ended; else slow ones go on beside the next look.
        """
        begun = []
        for feed in self.desk.alerts.feeds:
            if len(self._visits) < settings().at_once and self._begin(feed, now):
                visit = self._pool.submit(self._visit, feed, now)
                self._visits.add(visit)
                visit.add_done_callback(self._visits.discard)
                begun.append(visit)
        if wait:
            for visit in begun:
                visit.result()
        return len(begun)

    def close(self) -> None:
        """Wait for the visits that go on."""
        self._pool.shutdown()

    def states(self) -> dict[str, AlertFeed]:
        """Return how each feed that was ever asked is doing, by name."""
        query = select(AlertFeed).where(AlertFeed.city == self.desk.city.name)
        with self.database.session() as session:
            return {each.name: each for each in session.scalars(query)}

    @cached_property
    def _roots(self) -> dict[str, Sequence[x509.Certificate]]:
        found: dict[str, Sequence[x509.Certificate]] = {}
        for feed in self.desk.alerts.feeds:
            files = (self.find(name).read_bytes() for name in feed.roots)
            found[feed.name] = [
                each for file in files for each in x509.load_pem_x509_certificates(file)
            ]
        return found

    def _begin(self, feed: FollowedFeed, now: datetime) -> bool:
        """Take a feed's turn, unless it isn't due or somebody else has it."""
        known = self.states().get(feed.name)
        if known is not None and known.next_at > now:
            return False
        lease = now + timedelta(seconds=2 * settings().visit_seconds)
        with self.database.writing() as session:
            if known is None:
                session.add(_unknown(self.desk.city.name, feed.name, lease))
                return True
            mine = update(AlertFeed).where(
                AlertFeed.city == self.desk.city.name,
                AlertFeed.name == feed.name,
                AlertFeed.next_at == known.next_at,
            )
            taken = session.scalar(mine.values(next_at=lease).returning(AlertFeed.name))
            return taken is not None

    def _visit(self, feed: FollowedFeed, now: datetime) -> None:
        """Visit a feed, and write down how that went."""
        state = self.states()[feed.name]
        fetcher = Fetcher(feed)
        try:
            fetched = fetcher.feed(feed.url, state.etag, state.modified)
            if fetched.body is None:
                self._well(feed, now)
            else:
                self._read(feed, state, fetcher, fetched, now)
        except (AnlanError, CapError, OSError, ValueError) as error:
            self._unwell(feed, error, now)
        finally:
            fetcher.close()

    def _read(
        self,
        feed: FollowedFeed,
        state: AlertFeed,
        fetcher: Fetcher,
        fetched: Fetched,
        now: datetime,
    ) -> None:
        read = cap.read_feed(fetched.body or b"", now=now, most=settings().feed_bytes)
        right: list[Received] = []
        refused: list[Refused] = []
        seen: list[str] = []
        for name, document in self._documents(read, state, fetcher):
            if isinstance(document, Refused):
                refused.append(document)
                continue
            seen.append(name)
            if document is None:
                continue
            found = receive(document, feed, self._roots[feed.name], self.desk, now)
            (right if isinstance(found, Received) else refused).append(found)  # type: ignore[arg-type]
        with change(self.database, self.cause) as made:
            refused += take(made, self.desk, feed, right, now)
            row = made.session.get_one(AlertFeed, (state.city, state.name))
            row.etag, row.modified = fetched.etag, fetched.modified
            row.checked_at = row.ok_at = now
            row.next_at = now + timedelta(seconds=seconds(feed.every))
            row.failures, row.error = 0, ""
            row.reason = " ".join(each.reason for each in refused[:3])[:1000]
            row.entries, row.refused, row.seen = len(read.entries), len(refused), seen
            if len(seen) < len(read.entries):
                # Something was left over: the next visit must not hear that nothing is new.
                row.etag = row.modified = ""

    def _documents(
        self, read: cap.Feed, state: AlertFeed, fetcher: Fetcher
    ) -> Iterator[tuple[str, bytes | Refused | None]]:
        """Yield each entry's name with its message: None where it was looked at before."""
        known, left = set(state.seen), settings().messages
        until = monotonic() + settings().visit_seconds
        for entry in read.entries:
            name = f"{entry.id} {entry.updated}"[:300]
            if entry.document is not None:
                yield name, entry.document
            elif name in known:
                yield name, None
            elif entry.link is None:
                yield name, Refused(f"{entry.id}: no message and no link")
            elif left and monotonic() < until:
                left -= 1
                try:
                    yield name, fetcher.message(entry.link)
                except AnlanError as error:
                    yield name, Refused(f"{entry.id}: {error}")

    def _well(self, feed: FollowedFeed, now: datetime) -> None:
        """Note that a feed is as it was."""
        with self.database.writing() as session:
            row = session.get_one(AlertFeed, (self.desk.city.name, feed.name))
            row.checked_at = row.ok_at = now
            row.next_at = now + timedelta(seconds=seconds(feed.every))
            row.failures, row.error = 0, ""

    def _unwell(self, feed: FollowedFeed, error: Exception, now: datetime) -> None:
        """Note that a feed couldn't be read; it is asked less often the longer that goes on."""
        with self.database.writing() as session:
            row = session.get_one(AlertFeed, (self.desk.city.name, feed.name))
            row.failures += 1
            row.checked_at = now
            chosen = settings()
            wait = chosen.first_wait_seconds * 2.0 ** min(row.failures - 1, 20)
            least = seconds(feed.every)
            row.next_at = now + timedelta(
                seconds=max(least, min(wait, chosen.longest_wait_seconds))
            )
            row.error = getattr(error, "key", type(error).__name__)
            row.reason = str(error)[:1000]


def _unknown(city: str, name: str, now: datetime) -> AlertFeed:
    """Return the row of a feed that was never asked."""
    return AlertFeed(
        city=city, name=name, etag="", modified="", checked_at=None, ok_at=None, next_at=now,
        failures=0, error="", reason="", entries=0, refused=0, seen=[],
    )  # fmt: skip
