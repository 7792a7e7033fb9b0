"""``chicago-job``: the whole Chicago job, from the raw files to the written report.

One new process takes the files in, computes features, trains, back-tests over six folds and
writes the report. The workspace is empty, and the kernels are compiled on the way: nothing is left
from an earlier run. Only the environment is installed.

The peer is the straightforward pandas and scikit-learn way, in the same run on the same files: the
published features, a logistic regression for the same six folds, the same measures with intervals
from as many draws. It judges one way of choosing where we judge nine, checks no row and keeps none.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import chicago as city
from benchmarks.measure import cost, python
from benchmarks.result import Result

NAME = "chicago-job"
PEER = Path(__file__).parent / "peers" / "chicago_pandas.py"
TITLE = "pandas, scikit-learn, one model"
ALIKE = 0.01
"""How far the two may differ in the visits judged: a few rows of the files break the contract."""


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure seconds and peak memory."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        data, size = city.files(chicago, quick, scratch)
        kernels = str(scratch / "kernels")
        spent, report = city.backtest(data, scratch / "home", NUMBA_CACHE_DIR=kernels)
        peer = cost(python(str(PEER), str(data), str(scratch / "peer.json")))
        theirs = json.loads((scratch / "peer.json").read_text(encoding="utf-8"))
    check(report["population"]["visits"], theirs["visits"])
    size = f"{size}, {len(report['folds'])} folds"
    bare = f"{size}; the peer without intervals {theirs['seconds_without_intervals']:.1f} s"
    yield Result("chicago-job", spent.seconds, "s", 60, "<=", TITLE, peer.seconds, bare)
    yield Result("chicago-job-memory", spent.gigabytes, "GB", 2, "<=", TITLE, peer.gigabytes, size)


def check(ours: int, theirs: int) -> None:
    """Compare how many visits both ways judged.

    Raises:
        ValueError: they differ by more than the rows that break the contract.
    """
    if abs(ours - theirs) > ALIKE * ours:
        raise ValueError(f"{ours} visits judged here, {theirs} there")
