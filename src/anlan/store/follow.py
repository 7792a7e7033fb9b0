"""What is kept in memory of a city and follows the ledger, so that only what changed is read again.

Maps, boards and questions ask for all of something at once, for many people; a database asked each
time would read all its rows. The ledger tells what has changed since.
"""

import math
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.store.database import Database
from anlan.store.ledger import Head, changed_since

Shown = TypeVar("Shown")
_FIRST = 1024


class Following(ABC, Generic[Shown]):
    """Something that is kept, and brought up to date when it is asked for; safe among threads.

    Args:
        database: where it is.
        start: what the ledger's subjects of it begin with, such as ``case:jiangcheng/``.
        seconds: so old what is shown may be, at most.
    """

    def __init__(self, database: Database, start: str, seconds: float) -> None:
        self._database, self._start, self._seconds = database, start, seconds
        self._lock = threading.Lock()
        self._seq = -1
        self._read_at = -math.inf
        self._shown: Shown | None = None

    def snapshot(self, *, fresh: bool = False) -> Shown:
        """Return it as it was a moment ago; ``fresh`` as it now is."""
        with self._lock:
            old = time.monotonic() - self._read_at > self._seconds
            if self._shown is None or fresh or old:
                self._shown = self._read(self._shown)
                self._read_at = time.monotonic()
            return self._shown

    def _read(self, shown: Shown | None) -> Shown:
        at = datetime.now(UTC)
        with self._database.session() as session:
            # The head first: what is committed after it is read again the next time.
            head = session.scalar(select(Head.seq)) or 0
            if shown is None:
                self._take_all(session)
            else:
                names = self._changed(session, head)
                if not names:
                    self._seq = head
                    return self._still(shown, at)
                self._take(session, names)
        self._seq = head
        return self._show(at)

    def _changed(self, session: Session, head: int) -> Sequence[str]:
        return changed_since(session, self._seq, self._start) if head != self._seq else ()

    @abstractmethod
    def _take_all(self, session: Session) -> None:
        """Read everything."""

    @abstractmethod
    def _take(self, session: Session, names: Sequence[str]) -> None:
        """Read those again that have changed, called by what follows the subjects' beginning."""

    @abstractmethod
    def _show(self, at: datetime) -> Shown:
        """Return what was read, as a thing of its own that doesn't change any more."""

    def _still(self, shown: Shown, at: datetime) -> Shown:
        """Return what was shown before, of which nothing has changed."""
        return shown


class Slots:
    """Rows without gaps, each found by the key in its field ``id``."""

    def __init__(self, kind: np.dtype[Any]) -> None:
        self.rows: npt.NDArray[Any] = np.zeros(_FIRST, kind)
        self._places: dict[int, int] = {}

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._places)

    def fill(self, rows: npt.NDArray[Any]) -> None:
        """Put rows in place of all that were there."""
        size = max(len(rows), _FIRST)
        self.rows = np.concatenate([rows, np.zeros(size - len(rows), rows.dtype)])
        self._places = {key: slot for slot, key in enumerate(rows["id"].tolist())}

    def put(self, key: int, row: tuple[Any, ...]) -> int:
        """Write the row of a key, a new one at the end; return its slot."""
        slot = self._places.setdefault(key, len(self._places))
        if slot == len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros(slot, self.rows.dtype)])
        self.rows[slot] = row
        return slot

    def drop(self, key: int) -> int | None:
        """Take a row out, whose slot the last row takes; return the slot, None where no row was."""
        slot = self._places.pop(key, None)
        last = len(self._places)
        if slot is not None and slot != last:
            self.rows[slot] = self.rows[last]
            self._places[int(self.rows[slot]["id"])] = slot
        return slot

    def copy(self) -> npt.NDArray[Any]:
        """Return the rows as they now are."""
        return self.rows[: len(self._places)].copy()
