"""How a city's engine is: how far behind, how fast, how much it passed over."""

import time
from dataclasses import dataclass

from sqlalchemy.orm import Session

from anlan.store.watch import WatchPlace
from anlan.store.watch.log import head
from anlan.watch.batch import NEVER
from anlan.watch.live.lease import READER


@dataclass(frozen=True)
class Status:
    """The figures of an engine, as it last wrote them down.

    Attributes:
        runs: whether one holds the city.
        behind_chunks: parts of the log that it hasn't evaluated.
        behind_seconds: how far the newest moment that it took in is before now; None before any.
        readings_per_second: of late.
        told_ms: from when the last chunk that claimed anything was durable until it was evaluated.
        rules, streams, cells: what runs.
        waiting: readings that the watermark hasn't passed.
        readings, evaluations, late, behind, unusable, unknown, repeated: since it first began; late
            ones were evaluated though they came after the watermark, those behind were not.
        kept_seconds: how old the newest kept state is; None before any.
    """

    runs: bool
    behind_chunks: int
    behind_seconds: float | None
    readings_per_second: float
    told_ms: int
    rules: int
    streams: int
    cells: int
    waiting: int
    readings: int
    evaluations: int
    late: int
    behind: int
    unusable: int
    unknown: int
    repeated: int
    kept_seconds: float | None

    def figures(self) -> dict[str, float]:
        """Return all that are known, as numbers."""
        return {name: float(value) for name, value in vars(self).items() if value is not None}


def status(session: Session, city: str, now: float | None = None) -> Status | None:
    """Return how a city's engine is; None where none ever ran."""
    place = session.get(WatchPlace, (city, READER))
    if place is None:
        return None
    now = time.time() if now is None else now
    told, newest = place.state, place.state.get("newest", NEVER)
    tallies = told.get("tallies", {})
    kept_at = told.get("kept_at")
    return Status(
        runs=told.get("holder") is not None and told["until"] > now,
        behind_chunks=max(head(session, city).seq - place.applied, 0),
        behind_seconds=None if newest == NEVER else max(round(now - newest / 1e6, 3), 0.0),
        readings_per_second=told.get("rate", 0.0),
        told_ms=told.get("told_ms", 0),
        **{name: told.get(name, 0) for name in ("rules", "streams", "cells", "waiting")},
        **{
            name: tallies.get(name, 0)
            for name in (
                "readings", "evaluations", "late", "behind", "unusable", "unknown", "repeated",
            )
        },
        kept_seconds=None if kept_at is None else max(round(now - kept_at, 1), 0.0),
    )  # fmt: skip
