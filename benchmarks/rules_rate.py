"""``rules-rate``: how many evaluations of rules a second one core makes, beside pandas.

Two hundred rules (threshold with dead band and duration, n of m, low, rolling sum, missing data)
over five kinds of sensors, readings a little out of order, in batches. An evaluation is one rule
at one reading. The peer says the same of the same rows in pandas: group by, rolling, forward fill.
It is given fewer rows, all in one batch, and keeps no state; that both raise the same number of
alarms by form is checked. Both work on one core; seconds are of processor time, so that what else
the machine does counts for neither.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from anlan.watch.batch import Batch, Streams, readings
from anlan.watch.engine import Plan, begin, evaluate, plan
from anlan.watch.gate import Gate
from anlan.watch.rules import Rules
from benchmarks.result import Result
from benchmarks.two_hundred import KINDS, RULES, two_hundred

NAME = "rules-rate"
LIMIT = 5e6
STREAMS, ROWS, BATCH = 100_000, 3_000_000, 200_000
PEER_ROWS = 300_000
SECOND = 1_000_000


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure the engine over all rows, and both over the first of them."""
    many, total, peer_rows = (5_000, 500_000, 100_000) if quick else (STREAMS, ROWS, PEER_ROWS)
    rules = Rules.model_validate({"zone": "UTC", "rules": two_hundred(8.0, 0.5, 28.0)})
    laid = plan(rules, _streams(many))
    _engine(laid, _rows(many, 1_000, 3), BATCH)  # compiled
    given = _rows(many, total, 5)
    evaluations, took, _ = _engine(laid, given, BATCH)
    few = max(many // 8, 1)
    small = plan(rules, _streams(few))
    fewer = _rows(few, peer_rows, 7)
    made, ours, raised = _engine(small, fewer, peer_rows)
    began = time.process_time()
    theirs = _pandas(rules, fewer, few)
    slow = time.process_time() - began
    if raised != theirs:
        raise AssertionError(f"{raised} changes of ours, {theirs} of the peer's")
    size = (
        f"{RULES} rules over {many:,} datastreams, {total:,} readings in batches of {BATCH:,}, out"
        f" of order by up to a minute, one core; {evaluations:,} evaluations in {took:.2f} s;"
        f" {total / took:,.0f} readings/s. Both on {peer_rows:,} readings of {few:,} datastreams in"
        f" one batch: {made / ours:,.0f} to {made / slow:,.0f} evaluations/s, the same"
        f" {sum(raised.values()):,} alarms"
    )
    yield Result(
        "rules-rate", evaluations / took, "evaluations/s", LIMIT, ">=", "pandas", made / slow, size
    )


def _streams(many: int) -> Streams:
    number = np.arange(many)
    return Streams(
        pa.table(
            {
                "stream": number,
                "kind": np.array(KINDS)[number % len(KINDS)],
                "object": number.astype(str),
            }
        )
    )


def _rows(many: int, total: int, seed: int) -> pa.RecordBatch:
    """Return readings of all datastreams in turn, one a minute of each."""
    chance = np.random.default_rng(seed)
    stream = np.arange(total) % many
    turn = np.arange(total) // many
    at = (turn * 60 + chance.integers(0, 60, total)) * SECOND
    value = np.round(np.abs(chance.normal(4.0, 1.5, total)), 2)
    return readings(stream, at, value)


def _engine(laid: Plan, given: pa.RecordBatch, batch: int) -> tuple[int, float, dict[str, int]]:
    """Return evaluations, seconds, and alarms raised by the form of their rule."""
    gate, state, raised = Gate(120 * SECOND), begin(laid), []
    began = time.process_time()
    for start in range(0, given.num_rows, batch):
        piece, _, gate = gate.admit(given.slice(start, batch))
        claims, state = evaluate(laid, piece, state)
        raised.append(claims)
    last = Batch(given.slice(0, 0), gate.end())
    claims, state = evaluate(laid, last, state)
    took = time.process_time() - began
    whole = pa.Table.from_batches([*raised, claims]).to_pandas()
    whole = whole[whole["change"] == "raised"]
    form = whole["rule"].str.rsplit("_", n=2).str[1]
    return state.tallies["evaluations"], took, form.value_counts().to_dict()


def _pandas(rules: Rules, given: pa.RecordBatch, many: int) -> dict[str, int]:
    """Return alarms raised by the form of their rule, worked out in pandas."""
    frame = given.to_pandas().sort_values(["stream", "at"], ignore_index=True)
    frame["kind"] = np.array(KINDS)[frame["stream"] % len(KINDS)]
    found: dict[str, int] = {}
    for kind, rows in frame.groupby("kind", sort=False):
        for rule in rules.rules:
            if getattr(rule, "kind", "") != kind:
                continue
            form = rule.id.rsplit("_", 2)[1]
            found[form] = found.get(form, 0) + _FORMS[form](rule, rows, frame["at"].max())
    return {form: count for form, count in found.items() if count}


def _rises(shown: pd.Series, rows: pd.DataFrame) -> int:
    """Return how often a rule begins to show: each datastream begins without."""
    before = shown.groupby(rows["stream"]).shift(fill_value=False)
    return int((shown & ~before).sum())


def _held(reached: pd.Series, kept: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """Return where a rule shows: from where it is reached until it is no longer kept."""
    mark = pd.Series(np.where(reached, 1.0, np.where(kept, np.nan, 0.0)), rows.index)
    return mark.groupby(rows["stream"]).ffill().fillna(0.0) > 0


def _above(rule: Any, rows: pd.DataFrame, _end: int) -> int:
    limit, stream = rule.levels[0].limit, rows["stream"]
    over = rows["value"] >= limit
    run_ = (~over).groupby(stream).cumsum()
    since = rows["at"].where(over).groupby([stream, run_]).transform("min")
    reached = over & (rows["at"] - since >= rule.lasting)
    return _rises(_held(reached, rows["value"] >= limit - rule.dead, rows), rows)


def _often(rule: Any, rows: pd.DataFrame, _end: int) -> int:
    over = (rows["value"] >= rule.levels[0].limit).astype(float)
    last = over.groupby(rows["stream"]).rolling(3, min_periods=1).sum()
    reached = last.droplevel(0).sort_index() >= rule.readings.least
    return _rises(reached, rows)


def _low(rule: Any, rows: pd.DataFrame, _end: int) -> int:
    limit = rule.levels[0].limit
    return _rises(_held(rows["value"] <= limit, rows["value"] <= limit + rule.dead, rows), rows)


def _sum(rule: Any, rows: pd.DataFrame, _end: int) -> int:
    level = rule.levels[0]
    step = rows["at"] // rule.step
    stepped = rows.assign(step=pd.to_datetime(step * rule.step, unit="us"))
    window = pd.Timedelta(level.window, unit="us")
    total = stepped.set_index("step").groupby("stream")["value"].rolling(window).sum()
    return _rises(pd.Series(total.to_numpy().round(6) >= level.limit, rows.index), rows)


def _missing(rule: Any, rows: pd.DataFrame, end: int) -> int:
    last = rows.groupby("stream")["at"].shift()
    gaps = int((rows["at"] - last > rule.levels[0].longest).sum())
    still = rows.groupby("stream")["at"].max() + rule.levels[0].longest
    return gaps + int((still < end + 1).sum())


_FORMS = {"above": _above, "often": _often, "low": _low, "sum": _sum, "missing": _missing}
