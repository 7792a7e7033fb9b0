"""Do one job that was taken: keep its lease, do it, write down how it ended."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic, sleep

import structlog
from sqlalchemy.exc import DBAPIError

from anlan.model.errors import AnlanError, StoreError
from anlan.store.database import Database
from anlan.store.jobs import work
from anlan.store.jobs.context import JobContext, Kind, StoppedError
from anlan.store.jobs.settings import JobSettings
from anlan.store.jobs.work import LostError

PASSING = {"error.store.busy", "error.store.database"}
"""What goes away by itself: another process writes, the database is away for a moment."""
_log = structlog.get_logger()


@contextmanager
def beating(beat: Callable[[], bool], seconds: float) -> Iterator[None]:
    """Call ``beat`` again and again for the time of the block, until it returns False."""
    done = Event()

    def loop() -> None:
        while not done.wait(seconds) and beat():
            pass

    thread = Thread(target=loop, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@dataclass(frozen=True)
class Attempt:
    """One taking of one job."""

    database: Database
    at: JobContext
    chosen: JobSettings

    def run(self, kind: Kind) -> None:
        """Do the job and write down how it ended."""
        with beating(self._beat, self.chosen.heartbeat_seconds):
            end = self._outcome(kind)
        self._settle(end)

    def hand_back(self) -> None:
        """Let the job wait for another worker; what this one still does with it counts nowhere."""
        self._settle(lambda: work.hand_back(self.database, self.at.taken))

    def _beat(self) -> bool:
        try:
            work.beat(self.database, self.at.taken, self.at.share, chosen=self.chosen)
        except LostError:
            self.at.lost.set()
            return False
        except StoreError as error:
            _log.warning("job.heartbeat", job=self.at.taken.id, error=error.key)
        return True

    def _outcome(self, kind: Kind) -> Callable[[], None]:
        """Do the job; return what writes down its end."""
        database, taken = self.database, self.at.taken
        try:
            result = kind(self.at)
        except StoppedError:
            return lambda: work.hand_back(database, taken)
        except AnlanError as error:
            return self._failed(error)
        except DBAPIError as error:
            return self._failed(database.refusal(error))
        except Exception as error:  # a fault of ours ends this job, not the worker
            # Neither its words nor the values around it are logged: they may be of a person.
            trace = "".join(traceback.format_tb(error.__traceback__))
            _log.error("job.fault", job=taken.id, error=type(error).__name__, trace=trace)
            return self._failed(error)
        return lambda: work.finish(database, taken, result)

    def _failed(self, error: Exception) -> Callable[[], None]:
        taken = self.at.taken
        passing = isinstance(error, AnlanError) and error.key in PASSING
        if passing and taken.takes < self.chosen.most_takes:
            return lambda: work.hand_back(self.database, taken, self.chosen.busy_seconds)
        return lambda: work.fail(self.database, taken, error)

    def _settle(self, end: Callable[[], None]) -> None:
        """Write down the end; while the database is away, try until the lease is over."""
        taken, until = self.at.taken, monotonic() + self.chosen.lease_seconds
        while True:
            try:
                end()
                return
            except LostError:
                _log.warning("job.lost", job=taken.id, worker=taken.worker)
                return
            except StoreError as error:
                if monotonic() > until:
                    _log.error("job.unsettled", job=taken.id, error=error.key)
                    return
                sleep(self.chosen.heartbeat_seconds)
