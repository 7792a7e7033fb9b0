"""What a job is given: its arguments, a way to tell how far it is, and its hold on itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from sqlalchemy.orm import Session

from anlan.model.cause import Cause
from anlan.store.jobs.work import LostError, Taken, hold


class StoppedError(Exception):
    """The worker is to stop; the job goes back to the queue."""


@dataclass(slots=True)
class JobContext:
    """A job being done.

    Args:
        taken: the job.
        stopping: set when the worker is to stop.
    """

    taken: Taken
    stopping: Event
    share: float = 0.0
    lost: Event = field(default_factory=Event)

    @property
    def city(self) -> str:
        """The city it is for."""
        return self.taken.city

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What it was asked with."""
        return self.taken.arguments

    @property
    def cause(self) -> Cause:
        """Who works, for the ledger."""
        return self.taken.cause

    def progress(self, share: float) -> None:
        """Tell how far the job is, from 0 to 1; call it often, for here a job can be stopped.

        Raises:
            StoppedError: the worker is to stop; let it pass.
            LostError: the job isn't this worker's any more; let it pass.
        """
        self.share = min(max(share, 0.0), 1.0)
        if self.lost.is_set():
            raise LostError(self.taken.id)
        if self.stopping.is_set():
            raise StoppedError

    def guard(self, session: Session) -> None:
        """Hold the job in a transaction that changes something, so that only its owner can.

        Raises:
            LostError: the job isn't this worker's any more; let it pass.
        """
        hold(session, self.taken)


Kind = Callable[[JobContext], dict[str, Any]]
"""Does the jobs of one kind and returns facts for the result."""
