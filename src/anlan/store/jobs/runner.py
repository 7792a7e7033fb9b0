"""Work the queue and the upkeep, in a server's process or in one of its own."""

import os
import socket
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from threading import Event, Thread
from time import monotonic

import structlog

from anlan.model.errors import AnlanError, StoreError
from anlan.store.database import Database
from anlan.store.jobs import upkeep, work
from anlan.store.jobs.attempt import Attempt, beating
from anlan.store.jobs.context import JobContext, Kind
from anlan.store.jobs.settings import JobSettings, settings

Task = Callable[[], bool]
"""Does one round of a task of upkeep; returns whether there is more to do at once."""
ROUNDS_SEEN = 60
"""A task's time is looked at so many times between two rounds (at least twice), so it is late by
little."""
_log = structlog.get_logger()


def worker_name() -> str:
    """Return a name like no other worker's: machine, process, chance."""
    return f"{socket.gethostname()}/{os.getpid()}/{token_hex(3)}"


@dataclass
class Runner:
    """Works jobs one after the other until it is stopped, and beside them the tasks of upkeep.

    Attributes:
        database: where the queue is.
        kinds: what can be done, by kind of job.
        cities: for which cities.
        tasks: upkeep by name; each name has a line in the schedule.
        chosen: settings; those of the data file by default.
        name: the worker's name, unlike any other's.
    """

    database: Database
    kinds: Mapping[str, Kind]
    cities: Collection[str]
    tasks: Mapping[str, Task] = field(default_factory=dict)
    chosen: JobSettings = field(default_factory=settings)
    name: str = field(default_factory=worker_name)
    _stopping: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)
    _attempt: Attempt | None = None

    def start(self) -> None:
        """Begin, in threads of its own: one for jobs, one for each task of upkeep."""
        idle = self.chosen.idle_seconds
        self._begin("jobs", self.work_one, idle)
        for name in self.tasks:
            every = self.chosen.upkeep[name]
            rest = max(min(idle, every / 2), every / ROUNDS_SEEN)
            self._begin(name, self._step_of(name), rest)

    def stop(self) -> None:
        """Stop: wait a little for the job at hand, then hand it back."""
        self._stopping.set()
        until = monotonic() + self.chosen.grace_seconds
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))
        attempt = self._attempt
        if attempt is not None:
            attempt.hand_back()

    @contextmanager
    def running(self) -> Iterator["Runner"]:
        """Work for the time of the block."""
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def drain(self) -> int:
        """Work, in this thread, until nothing is due; return the number of jobs taken.

        Raises:
            AnlanError: a task or the database refuses.
        """
        for name in self.tasks:
            step = self._step_of(name)
            while step() and not self._stopping.is_set():
                pass
        count = 0
        while not self._stopping.is_set() and self.work_one():
            count += 1
        return count

    def work_one(self) -> bool:
        """Do the next job; return whether there was one.

        Raises:
            StoreError: the database refuses.
        """
        kinds = self.kinds
        taken = work.take(self.database, self.name, kinds, self.cities, chosen=self.chosen)
        if taken is None:
            return False
        at = JobContext(taken, self._stopping)
        self._attempt = Attempt(self.database, at, self.chosen)
        try:
            self._attempt.run(kinds[taken.kind])
        finally:
            self._attempt = None
        return True

    def _step_of(self, name: str) -> Callable[[], bool]:
        return lambda: self._round(name, self.tasks[name], self.chosen.upkeep[name])

    def _round(self, name: str, task: Task, every: float) -> bool:
        """Do a round of upkeep if it is due and nobody is at it; return whether to go on."""
        now, lease = datetime.now(UTC), self.chosen.lease_seconds
        if not upkeep.claim(self.database, name, self.name, now, lease):
            return False
        more = False
        try:
            with beating(lambda: self._keep(name), self.chosen.heartbeat_seconds):
                more = task()
        finally:
            due_at = datetime.now(UTC) + timedelta(seconds=0 if more else every)
            upkeep.release(self.database, name, self.name, due_at)
        return more

    def _keep(self, name: str) -> bool:
        try:
            now, lease = datetime.now(UTC), self.chosen.lease_seconds
            upkeep.keep(self.database, name, self.name, now, lease)
        except StoreError as error:
            _log.warning("upkeep.heartbeat", task=name, error=error.key)
        return True

    def _begin(self, name: str, step: Callable[[], bool], idle: float) -> None:
        # A daemon: work that doesn't hear must not keep the process from its end.
        thread = Thread(target=self._loop, args=(name, step, idle), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _loop(self, name: str, step: Callable[[], bool], idle: float) -> None:
        """Step until stopped; trouble is told once, and once more when it is over."""
        troubled = False
        while not self._stopping.is_set():
            more = False
            try:
                more = step()
                if troubled:
                    _log.info("runner.well", loop=name, worker=self.name)
                troubled = False
            except Exception as error:  # whatever happens, the others' work goes on
                if not troubled:
                    trace = "".join(traceback.format_tb(error.__traceback__))
                    told = error.key if isinstance(error, AnlanError) else type(error).__name__
                    _log.error("runner.trouble", loop=name, error=told, trace=trace)
                troubled = True
            if not more:
                self._stopping.wait(idle)
