"""``pool-kills``: how much goes wrong when loading, linking and deciding are killed at 200 moments.

Every command of a city's days is killed (``kill -9``) at moments of chance and started again until
it says that it is done; a twin does the same undisturbed. Counted is whatever tells the two apart,
and every fault of the ledger. See ``tests/support/poolkills.py``.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.result import Result
from benchmarks.servers import postgres
from support.poolkills import Play, kill_at_random

NAME = "pool-kills"
KILLS = 200
SEED = 20_261_126


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Kill half of the times on each database; all on SQLite where there is no other."""
    with postgres() as server:
        kinds = [None, server] if server else [None]
        kills = 6 if quick else KILLS // len(kinds)
        for cluster in kinds:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                if cluster:
                    databases = (cluster.url(), cluster.url())
                else:
                    databases = (f"sqlite:///{folder}/twin.db", f"sqlite:///{folder}/killed.db")
                found = kill_at_random(Play(folder, databases), kills, SEED)
            suffix = "-postgresql" if cluster else ""
            size = f"{found.kills} kills, {found.acknowledged:,} acknowledged commands"
            yield Result(f"pool-kills{suffix}", len(found.wrong), "faults", 0, size=size)
