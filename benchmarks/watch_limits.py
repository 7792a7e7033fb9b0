"""``watch-limits``: how many readings a machine bears at most, and what binds then.

The loads of ``watch-mqtt`` and ``watch-batch``, offered several times more than their goals for a
minute. A reading counts when it is in the database; the shares of the processors say what binds.
"""

from collections.abc import Iterator
from pathlib import Path

from benchmarks import watch_batch, watch_mqtt
from benchmarks.result import Result
from benchmarks.two_hundred import RULES

NAME = "watch-limits"
SECONDS, QUICK_SECONDS = 60, 5
BATCHES, SINGLES, HTTP = 250_000, 60_000, 500_000
"""Readings a second that are offered."""
STREAMS, QUICK_STREAMS, QUICK_SHARE = 100_000, 5_000, 0.1


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure each way readings come in."""
    streams, seconds = (QUICK_STREAMS, QUICK_SECONDS) if quick else (STREAMS, SECONDS)
    share = QUICK_SHARE if quick else 1.0
    size = f"{streams:,} datastreams, {RULES} rules, {seconds} s, SQLite, all on this machine"
    for name, unit, offered, each in (
        ("batches", "readings/s", BATCHES, (10, 100)),
        ("singles", "messages/s", SINGLES, (0, 0)),
    ):
        told = watch_mqtt.measure(streams, seconds, offered * share, each)
        value = told.readings if unit == "readings/s" else told.messages
        yield Result(f"watch-limit-mqtt-{name}", value, unit,
                     size=f"{offered * share:,.0f}/s offered; {size}. {told.said()}")  # fmt: skip
    found = watch_batch.measure(streams, seconds, HTTP * share)
    yield Result("watch-limit-http", found.readings, "readings/s",
                 size=f"{HTTP * share:,.0f}/s offered; {size}; {found.said}")  # fmt: skip
