"""The live engine: one to a city, along the log, from readings to alarms, once.

Chunks go through the course one by one, in order. What they claim is handed on in one transaction
together with how far the engine has come, so that a claim is told if and only if its chunk counts
as applied. After a crash the course begins from a kept state and goes through the log again; what
the chunks claim that were applied before is not told again.
"""

import os
import secrets
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pyarrow as pa
import structlog
from sqlalchemy.exc import DBAPIError

from anlan.model.cause import Cause
from anlan.model.errors import AnlanError, WatchError
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.watch import WatchPlace, WatchPlan, log
from anlan.watch.alarms import Applied, Site, apply
from anlan.watch.engine import CLAIMS
from anlan.watch.engine.arrays import Moving
from anlan.watch.live import plans, snapshot
from anlan.watch.live.course import NOTHING, Course
from anlan.watch.live.lease import READER, Lease, LostError
from anlan.watch.live.plans import Draft, Given, Planner
from anlan.watch.live.settings import LiveSettings, settings
from anlan.watch.live.warm import warm
from anlan.watch.rules import Rules

CAUSE = Cause("job:watch")
MILLI = 1_000
Tell = Callable[[Change, Rules, pa.RecordBatch, datetime], object]
"""Hands claims of rules on, in the transaction in which their chunks count as applied."""
_EMPTY = pa.RecordBatch.from_pylist([], log.STORED)
_log = structlog.get_logger("anlan.watch")


def clock() -> int:
    """Return the time in microseconds since 1970."""
    return time.time_ns() // 1_000


@dataclass(frozen=True)
class _Pending:
    """What is to be written together: claims of chunks up to ``seq``, or the plan that follows."""

    before: int
    seq: int
    rules: Rules
    claims: pa.RecordBatch
    row: WatchPlan | None = None


@dataclass
class Engine:
    """The engine of a city.

    Args:
        database: where log, rules and alarms are.
        city: whose.
        folder: where it keeps what it remembers.
        given: gives the datastreams.
        tell: makes alarms of claims.
        now: the time by which it goes on when no reading comes, in microseconds.
    """

    database: Database
    city: str
    folder: Path
    given: Given
    tell: Tell
    chosen: LiveSettings = field(default_factory=settings)
    now: Callable[[], int] = clock

    def __post_init__(self) -> None:
        """Begin with nothing."""
        name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.lease = Lease(self.database, self.city, name, self.chosen.lease_seconds)
        self._planner = Planner(self.database, self.city, self.given, self.chosen.forecast_days)
        self._beside = ThreadPoolExecutor(1, thread_name_prefix=f"beside {self.city}")
        self._forget()

    def _forget(self) -> None:
        self._course: Course | None = None
        self._applied = 0
        self._turns: list[WatchPlan] = []
        self._running: WatchPlan | None = None
        self._pending: _Pending | None = None
        self._drafting: Future[Draft | None] | None = None
        self._keeping: Future[tuple[int, int]] | None = None
        self._room: Moving | None = None
        self._kept: list[tuple[int, int]] = []
        self._noted_at = self._planned_at = 0.0
        self._kept_at = time.monotonic()
        self._readings, self._told_ms = 0, 0

    @property
    def course(self) -> Course:
        """How far it has come."""
        assert self._course is not None, "the engine holds no place"  # noqa: S101
        return self._course

    def run(self, stop: Event) -> None:
        """Go along the log until told to stop; trouble is told once, and once when it is over."""
        warm()
        troubled = False
        while not stop.is_set():
            try:
                if not self.begin():
                    stop.wait(self.chosen.lease_seconds / 4)
                    continue
                with self.lease.beating(self.chosen.beat_seconds, time.time):
                    troubled = self._along(stop, troubled)
            except LostError:
                _log.warning("watch.engine.lost", city=self.city)
                self._forget()
            except (AnlanError, DBAPIError, OSError) as error:
                if not troubled:
                    _log.error("watch.engine.trouble", city=self.city, error=str(error)[:300])
                troubled = True
                stop.wait(0.2)
        self.end()
        self.close()

    def close(self) -> None:
        """Wait for what runs beside evaluation, and begin no more of it."""
        self._beside.shutdown(wait=True, cancel_futures=True)

    def _along(self, stop: Event, troubled: bool) -> bool:
        while not stop.is_set():
            more = self.step()
            if troubled:
                _log.info("watch.engine.well", city=self.city)
                troubled = False
            if not more:
                stop.wait(self.chosen.poll_ms / MILLI)
        return troubled

    def begin(self) -> bool:
        """Take the city's place and go on from what was kept; return False if another holds it.

        What is remembered is good as long as nobody else held the place in between.

        Raises:
            StoreError: the database refuses.
            WatchError: rules that are on don't fit together.
        """
        taken = self.lease.take(time.time())
        if taken != "still":
            self._forget()
        if taken is not None and self._course is None:
            self._restore()
        return taken is not None

    def end(self) -> None:
        """Keep what is remembered, give the place up, and rest."""
        try:
            if self._course is not None:
                self._settle()
                self._keep(wait=True)
                self._settle()
            self.lease.release(time.time())
        except (LostError, AnlanError, DBAPIError, OSError) as error:
            _log.warning("watch.engine.end", city=self.city, error=str(error)[:300])
        self._forget()

    def _restore(self) -> None:
        """Begin from the newest state that is whole, or from where the engine once began."""
        with self.database.session() as session:
            place = session.get_one(WatchPlace, (self.city, READER))
            kept = snapshot.newest(self.folder, place.applied)
            seq = place.kept if kept is None else kept.laid
            rows = plans.since(session, self.city, seq)
            if kept is None and place.state.get("kept"):
                _log.error("watch.engine.state_lost", city=self.city, seq=place.kept)
            if not rows:
                self._first(place.applied)
            elif kept is None:
                laid = plans.restored(session, rows[0])
                self._course = Course.begun(place.kept, laid, self._allowance)
            else:
                self._course = kept.course(plans.restored(session, rows[0]), self._allowance)
        self._applied = place.applied
        self._kept = [(seq, laid) for seq, laid in place.state.get("kept", [])]
        if rows:
            self._running, self._turns = rows[0], rows[1:]
        # Before the first reading: to find that much memory takes seconds in which nothing is told.
        self._room = snapshot.Picture.of(self.course).state.moving
        _log.info("watch.engine.begins", city=self.city, seq=self.course.seq, applied=place.applied)

    @property
    def _allowance(self) -> int:
        return self.chosen.allowance_ms * MILLI

    def _first(self, seq: int) -> None:
        """Begin a city that never had an engine."""
        draft = self._planner.draft(self.now())
        assert draft is not None, "nothing runs yet"  # noqa: S101
        row = draft.row(self.city, seq, datetime.now(UTC))
        with self.database.writing() as session:
            self.lease.hold(session)
            session.add(row)
        self._running = row
        self._course = Course.begun(seq, draft.laid(seq), self._allowance)

    def step(self) -> bool:
        """Do what there is to do now; return whether more waits.

        Raises:
            LostError: another holds the city's place.
            StoreError: the database refuses; nothing is lost, the same is tried the next time.
            WatchError: the log has a gap.
        """
        self._retry()
        with self.database.session() as session:
            chunks = log.after(session, self.city, self.course.seq, self.chosen.chunks)
        claims = [self._take(chunk) for chunk in chunks]
        self._follow()
        told = pa.Table.from_batches(claims, schema=CLAIMS)
        if told.num_rows:
            self._settle(told)
        elif time.monotonic() - self._noted_at > self.chosen.progress_seconds:
            self._settle()
        if len(chunks) < self.chosen.chunks:
            self._tick()
            if self.course.seq >= self._applied:
                self._replan()
                self._keep()
        return len(chunks) == self.chosen.chunks

    def _take(self, chunk: log.Chunk) -> pa.RecordBatch:
        """Take a chunk; return its claims if they are still to be told."""
        if chunk.seq != self.course.seq + 1:
            raise WatchError(
                "error.watch.gap", city=self.city, seq=self.course.seq + 1, found=chunk.seq
            )
        self._follow()
        claims = self.course.take(chunk)
        if claims.num_rows:
            self._told_ms = (clock() - chunk.received) // MILLI
        return claims if chunk.seq > self._applied else NOTHING

    def _follow(self) -> None:
        """Turn to the plan that held from here on when the log was gone through before."""
        if self._turns and self._turns[0].seq == self.course.seq:
            row = self._turns.pop(0)
            with self.database.session() as session:
                self.course.turn(plans.restored(session, row))
            self._running = row

    def _settle(self, told: pa.Table | None = None) -> None:
        """Write down how far the course is, with what is to be told."""
        claims = NOTHING if told is None or not told.num_rows else _one(told)
        if self.course.seq >= self._applied:
            rules = self.course.laid.plan.rules
            self._pending = _Pending(self._applied, self.course.seq, rules, claims)
            self._retry()

    def _retry(self) -> None:
        """Write what waits to be written; a second time, if nobody knows whether it was."""
        pending = self._pending
        if pending is None:
            return
        with change(self.database, CAUSE) as made:
            place = self.lease.hold(made.session)
            if not _done(made, place, pending):
                if pending.claims.num_rows:
                    at = datetime.fromtimestamp(self.now() / 1e6, UTC)
                    self.tell(made, pending.rules, pending.claims, at)
                if pending.row is not None:
                    made.session.add(_again(pending.row))
                place.applied = pending.seq
            self._note(made, place)
        self._applied, self._pending = pending.seq, None

    def _note(self, made: Change, place: WatchPlace) -> None:
        """Write down what ``anlan watch status`` tells, and what need not stay any more."""
        if self._keeping is not None and self._keeping.done():
            keeping, self._keeping = self._keeping, None
            self._kept = [*self._kept, keeping.result()][-snapshot.GENERATIONS :]
            if len(self._kept) == snapshot.GENERATIONS:
                place.kept = self._kept[0][0]
                plans.forget(made.session, self.city, self._kept[0][1])
            self.lease.note(place, kept=self._kept, kept_at=time.time())
        course, mark = self.course, time.monotonic()
        tallies = course.state.tallies
        passed = mark - self._noted_at
        rate = (tallies["readings"] - self._readings) / passed if self._noted_at else 0.0
        self._noted_at, self._readings = mark, tallies["readings"]
        self.lease.note(
            place, at=time.time(), newest=course.gate.newest, rate=round(rate, 1),
            told_ms=self._told_ms, tallies=dict(tallies), waiting=len(course.state.waiting[0]),
            plan=course.laid.seq, rules=len(course.laid.claiming),
            streams=len(course.laid.plan.streams), cells=len(course.laid.plan.cells.rule),
        )  # fmt: skip

    def _tick(self) -> None:
        """Let time come on by the clock where it doesn't by readings."""
        now = self.now()
        waits = len(self.course.state.waiting[0]) > 0
        longest = self.chosen.tick_ms if waits else self.chosen.idle_tick_ms
        # Subtracting in whole numbers of Python's own: "never" is the least of the array's.
        if now - self.course.gate.newest >= longest * MILLI:
            with self.database.writing() as session:
                self.lease.hold(session)
                log.append(session, self.city, _EMPTY, clock(), READER, floor=now)

    def _replan(self) -> None:
        """Turn to what rules, datastreams and forecasts now are, if they are others."""
        if self._turns or self.course.laid.seq == self.course.seq:
            return
        if self._drafting is None:
            if time.monotonic() - self._planned_at > self.chosen.plan_seconds:
                newest, under = self.course.gate.newest, self.course.laid.plan
                self._drafting = self._beside.submit(
                    self._planner.draft, newest, self._running, under
                )
            return
        if not self._drafting.done():
            return
        drafting, self._drafting = self._drafting, None
        self._planned_at = time.monotonic()
        draft = drafting.result()
        if draft is not None:
            self._settle()
            seq = self.course.seq
            row = draft.row(self.city, seq, datetime.now(UTC))
            claims = self.course.turn(draft.laid(seq), draft.by)
            self._pending = _Pending(seq, seq, draft.plan.rules, claims, row)
            self._running = row
            self._retry()

    def _keep(self, *, wait: bool = False) -> None:
        """Begin to keep what is remembered, if it is time; evaluation goes on meanwhile."""
        due = time.monotonic() - self._kept_at > self.chosen.snapshot_seconds
        if self._keeping is None and (due or wait):
            self._settle()
            picture = snapshot.Picture.of(self.course, self._room)
            self._room = picture.state.moving
            self._kept_at = time.monotonic()
            self._keeping = self._beside.submit(_kept, picture, self.folder)
        if wait and self._keeping is not None:
            self._keeping.result()


def telling(city: str, made: Change, rules: Rules, claims: pa.RecordBatch, at: datetime) -> Applied:
    """Make alarms of claims; see ``Tell``."""
    return apply(made, Site(city, rules), claims, at)


def begin_anew(engine: Engine) -> None:
    """Forget what an engine remembers: it begins at the end of the log, as if it never had run.

    Raises:
        StoreError: the database refuses.
        WatchError: an engine of the city runs.
    """
    if engine.lease.take(time.time()) is None:
        raise WatchError("error.watch.runs", city=engine.city)
    with engine.database.writing() as session:
        place = engine.lease.hold(session)
        place.applied = place.kept = log.head(session, engine.city).seq
        place.state = {"holder": None, "until": time.time()}
        plans.forget(session, engine.city, place.applied + 1)
    for each in snapshot.files(engine.folder):
        each.unlink(missing_ok=True)


def _kept(picture: snapshot.Picture, folder: Path) -> tuple[int, int]:
    picture.keep(folder)
    return picture.seq, picture.laid


def _one(told: pa.Table) -> pa.RecordBatch:
    return told.combine_chunks().to_batches()[0]


def _done(made: Change, place: WatchPlace, pending: _Pending) -> bool:
    """Return whether this was written before, though nobody told us."""
    if pending.row is not None:
        return made.session.get(WatchPlan, (pending.row.city, pending.row.seq)) is not None
    return place.applied == pending.seq


def _again(row: WatchPlan) -> WatchPlan:
    """Return a row that no session knows."""
    columns: dict[str, Any] = {
        each.key: getattr(row, each.key) for each in WatchPlan.__mapper__.column_attrs
    }
    return WatchPlan(**columns)
