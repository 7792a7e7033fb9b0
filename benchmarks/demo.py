"""``demo``: ``anlan demo --once`` from its start to its summary, as a process of its own.

``demo-fresh`` starts with an empty home and compiles all kernels, on an environment that is
installed: of a cold ``make demo`` it is all but the downloads. ``demo`` is the next start on the
same home. Goals are for the warm start; a cold one is judged by ``demo-cold``, on a new clone.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import anlan, cost
from benchmarks.result import Result

NAME = "demo"


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure the first and the second start; a quick run leaves Chicago out."""
    given = [] if quick or not chicago.is_dir() else ["--chicago", str(chicago)]
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        command = anlan(home, "demo", "--once", *given)
        kernels = str(Path(name) / "kernels")
        fresh, warm = (cost(command, NUMBA_CACHE_DIR=kernels) for _ in range(2))
        about = f"{shown(home)}, installed,"
    yield Result("demo-fresh", fresh.seconds, "s", size=f"{about} empty home, kernels not compiled")
    yield Result("demo", warm.seconds, "s", 20, size=f"{about} second start")


def shown(home: Path) -> str:
    """Return the cities that were really back-tested, so that the size is never said too large.

    Raises:
        ValueError: there is none.
    """
    judged = sorted(path.parents[2].name for path in home.glob("*/runs/backtest/latest"))
    if not judged:
        raise ValueError("the demo back-tested no city")
    return " and ".join(judged)
