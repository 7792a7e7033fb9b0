"""``join-*``: reports of one cause joined, and those of none left apart, on a replayed year.

The synthetic city's hotline and grid workers' reports of two years, taken in; those of the last
year are replayed with incidents planted among them, the year before being the past that the rule
looks at. The peer joins what is of one class within 200 m and 24 hours of one another.
"""

import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from anlan import cities
from anlan.cases.joining import YEAR_HOURS, Joiner, Past, Report, settings
from anlan.cases.replay import Join, judge
from anlan.cases.reports import reports
from anlan.cities import jiangcheng
from anlan.cities.jiangcheng.incidents import plant
from anlan.cities.work import opened
from benchmarks.measure import anlan, cost
from benchmarks.result import Result

NAME = "join"
SEED = 20_261_127
"""Nothing was tuned on it."""
INCIDENTS = 500
METRES, HOURS = 200.0, 24.0
CIRCLE = "one class, 200 m, 24 h"


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure how many incidents were joined within three reports, and what was joined falsely."""
    scale = 0.1 if quick else 1.0
    rows = _reports(scale)
    chosen = settings()
    last = rows["hour"].max()
    year = rows.filter(pl.col("hour") > last - YEAR_HOURS)
    before = rows.filter(pl.col("hour").is_between(last - 2 * YEAR_HOURS, last - YEAR_HOURS))
    meanings = [chosen.meaning(code) for code in before["code"]]
    past = Past(before["x"].to_numpy(), before["y"].to_numpy(), meanings)
    together: dict[str, list[str]] = defaultdict(list)
    for code in year["code"].unique().sort():
        together[chosen.meaning(code)].append(code)
    replayed = plant(year, together, round(INCIDENTS * scale), SEED)
    joiner = Joiner(past)
    began = time.perf_counter()
    ours = judge(lambda report: joiner.add(report).case, replayed)
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    theirs = judge(_circle(), replayed)
    their_seconds = time.perf_counter() - began
    size = f"{ours.incidents} incidents among {ours.reports:,} reports of a year"
    yield Result("join", 100 * ours.within_three, "%", 95, ">=",
                 CIRCLE, 100 * theirs.within_three, size)  # fmt: skip
    yield Result("join-false", 100 * ours.false, "%", 2, "<=", CIRCLE, 100 * theirs.false, size)
    yield Result("join-rate", replayed.height / seconds, "rows/s", None, ">=",
                 CIRCLE, replayed.height / their_seconds, size)  # fmt: skip


def _reports(scale: float) -> pl.DataFrame:
    with tempfile.TemporaryDirectory() as name:
        data, home = Path(name) / "data", Path(name) / "home"
        sources = ("hotline", "grid_reports")
        jiangcheng.generate(data, scale, SEED, sources)
        chosen = [word for source in sources for word in ("--source", source)]
        cost(anlan(home, "ingest", "jiangcheng", "--data", str(data), "--no-index", *chosen))
        pack = cities.load("jiangcheng")
        with opened(pack, home, data=data) as at:
            return reports(at.workspace, pack.city)


def _circle() -> Join:
    """Return the usual rule: the same class, near and soon."""
    near: dict[tuple[str, int, int], list[tuple[Report, str]]] = defaultdict(list)

    def add(report: Report) -> str:
        column, row = int(report.x // METRES), int(report.y // METRES)
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                for other, case in reversed(near[report.code, column + east, row + north]):
                    if report.hour - other.hour > HOURS:
                        break
                    if math.hypot(report.x - other.x, report.y - other.y) <= METRES:
                        near[report.code, column, row].append((report, case))
                        return case
        near[report.code, column, row].append((report, report.number))
        return report.number

    return add
