"""What the tests of portals share: a connector that doesn't wait, and reading all there is."""

import polars as pl

from anlan.model.city import Source
from anlan.model.portal import Portal
from anlan.pool.connectors.base import Mark, Opened
from anlan.pool.connectors.http import Timer
from anlan.pool.connectors.settings import FetchSettings, defaults

INSIDE = ["127.0.0.0/8"]
HTTP = defaults().http.model_copy(
    update={"requests_per_second": float("inf"), "attempts": 3, "page_size": 4}
)
LIMITS = FetchSettings(most_pages=50, most_rows=1000, most_bytes=10**6)


def declared(**portal: object) -> Portal:
    """Return a portal as a pack would declare it, on this machine."""
    source = {
        "name": "lifts", "title": {"en": "Lifts", "zh": "电梯"}, "department": "d",
        "files": ["x"], "contract": "c", "key": ["id"], "event_time": "at",
        "known_at": {"column": "at"}, "portal": {"allow_networks": INSIDE, **portal},
    }  # fmt: skip
    found = Source.model_validate(source).portal
    assert found is not None
    return found


class Asked:
    """A connector of a kind, whose waits are written down instead of slept."""

    def __init__(self, kind: type, **options: object) -> None:
        self.waits: list[float] = []
        timer = Timer(lambda: sum(self.waits), self.waits.append)
        self.connector = kind(HTTP, timer, LIMITS, **options)

    def open(self, mark: Mark | None = None, **portal: object) -> Opened:
        return self.connector.open(declared(**portal), mark=mark)

    def read(self, mark: Mark | None = None, **portal: object) -> pl.DataFrame:
        return frame_of(self.open(mark, **portal))


def frame_of(opened: Opened) -> pl.DataFrame:
    """Return all good rows."""
    return pl.concat([chunk.frame for chunk in opened.chunks])


def broken_of(opened: Opened) -> list[tuple[int, str, str]]:
    """Return all broken rows."""
    return [row for chunk in opened.chunks for row in chunk.broken.rows()]
