"""``chicago-job``: the whole Chicago job, from the raw files to the written report.

One new process takes the files in, computes features, trains, back-tests over six folds and
writes the report. The workspace is empty, and the kernels are compiled on the way: nothing is left
from an earlier run. Only the environment is installed.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import chicago as city
from benchmarks.result import Result

NAME = "chicago-job"


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure seconds and peak memory."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        data, size = city.files(chicago, quick, scratch)
        kernels = str(scratch / "kernels")
        spent, report = city.backtest(data, scratch / "home", NUMBA_CACHE_DIR=kernels)
    size = f"{size}, {len(report['folds'])} folds"
    yield Result("chicago-job", spent.seconds, "s", 60, size=size)
    yield Result("chicago-job-memory", spent.gigabytes, "GB", 2, size=size)
