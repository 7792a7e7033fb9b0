"""Checks that a good result isn't a leak: shuffled labels, a day in the past, telling columns."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from anlan.model.target import Target
from anlan.risk import metrics
from anlan.risk.examples import Studied, Tables, study
from anlan.risk.features.versions import known_by, since
from anlan.risk.folds import Fold
from anlan.risk.methods import train
from anlan.risk.settings import CheckSettings

Floats = npt.NDArray[np.float64]
CLOSE = 1e-6


@dataclass(frozen=True)
class Check:
    """A check by key, with the value found, whether it holds, and values for its sentence."""

    key: str
    value: float
    ok: bool
    about: dict[str, object]


def permutation(studied: Studied, fold: Fold, seed: int, chosen: CheckSettings) -> Check:
    """Shuffle what was found in training, learn, and see that nothing was learnt.

    The mean AUC of ``score_premises`` on the fold, over several shuffles, must be about one half:
    more would mean that the answers reach the model by another way than the labels.
    """
    random = np.random.default_rng(seed)
    label = studied.outcome[fold.test].astype(np.uint8)
    areas = []
    rows = fold.train[-chosen.permutation_visits :]
    for _ in range(chosen.permutations):
        shuffled = studied.label.copy()
        shuffled[rows] = random.permutation(studied.label[rows])
        model = train(studied, rows, shuffled)
        matrix = studied.examples.matrix[fold.test]
        areas.append(metrics.auc(label, model.premises(matrix)))
    mean = float(np.mean(areas))
    ok = abs(mean - 0.5) <= chosen.permutation_tolerance
    return Check("permutation", mean, ok, {"times": chosen.permutations})


def time_travel(studied: Studied, fold: Fold, tables: Tables) -> Check:
    """Go back to a day of the fold, forget what became known since, and see nothing changes.

    On the fold's busiest day, features are worked out again from tables without any row known on
    that day or later; of the day's own visits only what is announced is kept. The largest
    difference to the features used in the back-test must be nought.
    """
    day = int(np.bincount(studied.examples.day[fold.test]).argmax())
    rows = fold.test[studied.examples.day[fold.test] == day]
    visits = studied.visits[rows]
    past = {name: known_by(table, day) for name, table in tables.items()}
    source = studied.target.visits.source
    own = tables[source].filter(
        pl.col("_key").is_in(visits["visit"].implode())
        & (pl.col("_known_day") >= day)
        & (pl.col("_known_day") == pl.lit(since(tables[source])))
    )
    past[source] = pl.concat([past[source], _without_findings(studied.target, own)])
    again = study(studied.target, visits, past, categories=studied.table.categories)
    before = np.column_stack([studied.table.matrix[rows], studied.examples.nuisance[rows]])
    after = np.column_stack([again.table.matrix, again.examples.nuisance])
    unlike = np.isnan(before) != np.isnan(after)
    off = np.where(unlike, np.inf, np.nan_to_num(np.abs(before - after)))
    worst = float(off.max(initial=0.0))
    return Check("time_travel", worst, worst <= CLOSE, {"day": day, "n": len(rows)})


def telling_columns(studied: Studied, fold: Fold, chosen: CheckSettings) -> Check:
    """Look for a feature that alone nearly tells the outcome, as only a leaked one can."""
    label = studied.outcome[fold.test].astype(np.uint8)
    worst, name = 0.5, ""
    for place, feature in zip(studied.columns, studied.features, strict=True):
        column = studied.table.matrix[fold.test, place].astype(np.float64)
        known = np.isfinite(column)
        area = metrics.auc(label[known], column[known])
        if np.isfinite(area) and max(area, 1 - area) > worst:
            worst, name = max(area, 1 - area), feature.name
    return Check("telling_column", worst, worst < chosen.suspect_auc, {"feature": name})


def _without_findings(target: Target, records: pl.DataFrame) -> pl.DataFrame:
    """Return the records with every column empty that says what was found."""
    source = target.visits.source
    found = {target.label.column, *(measure.column for measure in target.wider)}
    for group in target.features:
        if group.source == source:
            found |= {measure.column for measure in group.measures.values()}
    return records.with_columns(pl.lit(None, records.schema[name]).alias(name) for name in found)
