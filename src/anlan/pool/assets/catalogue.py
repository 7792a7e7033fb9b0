"""A city's index for a server: each thread reads by its own connection, one at a time renews."""

import sqlite3
from threading import Lock, Thread, local
from time import monotonic

import structlog

from anlan.model.city import City
from anlan.model.errors import AnlanError
from anlan.pool.assets import store
from anlan.pool.assets.join import Find
from anlan.pool.assets.update import update
from anlan.store import Workspace

log = structlog.get_logger("anlan.assets")
EACH_SECONDS, QUICK_SECONDS = 15, 2


class Assets:
    """What is known of a city's assets.

    Args:
        city: what the pack declares.
        workspace: where the city is kept.
        find: finds files the pack names.
    """

    def __init__(self, city: City, workspace: Workspace, find: Find) -> None:
        self._city, self._workspace, self._find = city, workspace, find
        self._mine = local()
        self._renewing = Lock()
        self._again = self._closed = False
        self._looked, self._took = 0.0, 0.0

    def index(self) -> sqlite3.Connection | None:
        """Return this thread's connection to the index as it now is; None where there is none."""
        self._look()
        name = store.name_of(self._workspace)
        known: tuple[str | None, sqlite3.Connection | None] = getattr(
            self._mine, "known", (None, None)
        )
        if name != known[0] or known[1] is None:
            if known[1] is not None:
                known[1].close()
            path = store.latest(self._workspace)
            known = (name, store.reading(path) if path else None)
            self._mine.known = known
        return known[1]

    def soon(self) -> None:
        """Bring the index up to date beside the request; a large one only now and then."""
        if self._took < QUICK_SECONDS:
            Thread(target=self._renew_or_tell, daemon=True).start()

    def _look(self) -> None:
        """Now and then see, beside the request, whether others took something in or linked it."""
        now = monotonic()
        if now - self._looked > max(EACH_SECONDS, 10 * self._took):
            self._looked = now
            Thread(target=self._renew_or_tell, daemon=True).start()

    def _renew_or_tell(self) -> None:
        try:
            self.renew()
        except AnlanError as error:
            log.warning("index", failed=error.key)

    def renew(self) -> None:
        """Bring the index up to date, unless that is under way: then it is done once more after.

        Where there is none, none is made: that takes as long as the city is large.

        Raises:
            StoreError: the disk is full or refuses; the index is as it was then.
        """
        self._again = True
        if not self._renewing.acquire(blocking=False):
            return
        try:
            while self._again and not self._closed and store.latest(self._workspace) is not None:
                self._again = False
                started = monotonic()
                update(self._city, self._workspace, self._find)
                self._took = monotonic() - started
        finally:
            self._renewing.release()

    def close(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._closed = True
        with self._renewing:
            pass
