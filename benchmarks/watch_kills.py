"""``watch-kills``: how much goes wrong when sensing is killed at 200 random moments under load.

Server, MQTT intake, engine, broker and PostgreSQL in turns of chance (``kill -9``), and the lines
between them cut, on PostgreSQL; all but the last on SQLite. Counted is every acknowledged reading
that isn't in the history just once, every object whose alarms aren't just those that its readings
call for, whatever was refused for good, and every fault of the ledger. See
``tests/support/watchkills.py``.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.result import Result
from benchmarks.servers import postgres
from support.watchkills import Play, kill_at_random

NAME = "watch-kills"
KILLS = 200
SEED = 20_261_128


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Kill half of the times on each database; all on SQLite where there is no other."""
    with postgres() as server:
        kinds = [None, server] if server else [None]
        kills = 6 if quick else KILLS // len(kinds)
        for cluster in kinds:
            with tempfile.TemporaryDirectory() as folder:
                home = Path(folder)
                url = cluster.url() if cluster else f"sqlite:///{home}/anlan.db"
                found = kill_at_random(Play(home, url, cluster), kills, SEED)
            suffix = "-postgresql" if cluster else ""
            size = f"{found.kills} kills, {found.readings:,} readings, {found.alarms} alarms"
            yield Result(f"watch-kills{suffix}", found.faults, "faults", 0, size=size)
