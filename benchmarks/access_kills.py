"""``access-kills``: how much goes wrong when somebody is killed at 200 random moments under load.

Server, worker and PostgreSQL in turns of chance (``kill -9``), on PostgreSQL; server and worker on
SQLite. Counted is whatever was acknowledged and isn't there, was done twice, was refused for good,
was never told to the outside, or is a fault of the ledger. See ``tests/support/kills.py``.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.result import Result
from benchmarks.servers import postgres
from support.kills import Play, kill_at_random
from support.receiver import Receiver

NAME = "access-kills"
KILLS = 200
SEED = 20_261_125


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Kill half of the times on each database; all on SQLite where there is no other."""
    with postgres() as server:
        kinds = [None, server] if server else [None]
        kills = 6 if quick else KILLS // len(kinds)
        for cluster in kinds:
            with tempfile.TemporaryDirectory() as folder:
                home, receiver = Path(folder), Receiver()
                url = cluster.url() if cluster else f"sqlite:///{home}/anlan.db"
                found = kill_at_random(Play(home, url, receiver, cluster), kills, SEED)
                receiver.stop()
            suffix = "-postgresql" if cluster else ""
            size = f"{found.kills} kills, {found.acknowledged:,} acknowledged writes"
            yield Result(f"access-kills{suffix}", found.faults, "faults", 0, size=size)
