"""Play the past through: learn, choose, look at what was found, and say plainly how it went.

For each fold the model and every baseline learn from what was known before it began, and score the
visits that were then made. Nothing is tuned on the folds. The outcome is data only; words and
pictures are made of it in :mod:`anlan.risk.report`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from anlan.model.errors import TargetError
from anlan.model.target import Target
from anlan.risk import checks, metrics
from anlan.risk.checks import Check
from anlan.risk.examples import Studied, study
from anlan.risk.folds import Fold, folds_of
from anlan.risk.methods import METHODS, PREMISES, VISIT, Method, Played, play
from anlan.risk.metrics.bootstrap import Interval, block_weights, difference, interval
from anlan.risk.metrics.calibration import Bin
from anlan.risk.metrics.card import METRICS, Judged, Metric
from anlan.risk.settings import Settings, settings
from anlan.risk.visits import visits_of

Floats = npt.NDArray[np.float64]
Key = tuple[str, str]


@dataclass(frozen=True)
class FoldResult:
    """One fold: its days and visits, and each (method, metric) figure."""

    fold: Fold
    visits: int
    positives: int
    values: dict[Key, float]


@dataclass(frozen=True)
class Verdict:
    """Whether the model may rank: its lead in hit rate over the best simple rule, lately."""

    ok: bool
    rule: str
    folds: int
    model_hit_rate: float
    rule_hit_rate: float
    lead: Interval

    @property
    def ranked_by(self) -> str:
        """``model``, or the name of the rule that ranks in its place."""
        return "model" if self.ok else self.rule


@dataclass(frozen=True)
class Area:
    """An area: of its findings, the share reached; of its visits, those sent in vain."""

    division: str
    visits: int
    positives: int
    recall: float
    burden: float


@dataclass(frozen=True)
class Importance:
    """How much a feature moves the danger: mean absolute log-odds over the last fold's visits."""

    place: int
    gain: float


@dataclass(frozen=True)
class Backtest:
    """All that a back-test found.

    ``pooled`` holds figures over all folds with intervals; ``leads`` how far the two scores are
    ahead of each baseline, paired; ``areas`` those large enough to be shown, ``areas_hidden`` how
    many were not. ``trees`` counts the folds in which trees were worth adding.
    """

    target: Target
    studied: Studied
    methods: list[Method]
    folds: list[FoldResult]
    pooled: dict[Key, Interval]
    leads: dict[tuple[str, str, str], Interval]
    gains: dict[str, list[tuple[float, float]]]
    calibration: list[Bin]
    areas: list[Area]
    areas_hidden: int
    checks: list[Check]
    importance: list[Importance]
    verdict: Verdict
    trees: int
    draws: int
    unknown_inspector: float


def backtest(
    target: Target,
    tables: Mapping[str, pl.DataFrame],
    *,
    depth: int = 2,
    chosen: Settings | None = None,
) -> Backtest:
    """Back-test ``target`` on typed records.

    Args:
        target: what is declared: visits, label, features, folds, capacity, reference.
        tables: typed records of every source the target speaks of.
        depth: how many steps of the division path make an area (1 is the city itself).
        chosen: settings to use instead of those that ship.

    Raises:
        TargetError: no visits, no labels, a history too short for the folds, a column missing.
    """
    chosen = chosen or settings()
    visits = visits_of(target, tables)
    folds = folds_of(target, visits)
    studied = study(target, visits, tables)
    played = [play(studied, fold) for fold in folds]
    return _judge(studied, played, tables, depth, chosen)


def _judge(
    studied: Studied,
    played: list[Played],
    tables: Mapping[str, pl.DataFrame],
    depth: int,
    chosen: Settings,
) -> Backtest:
    judged, scores = _gathered(studied, played)
    if not 0 < judged.label.sum() < len(judged.label):
        raise TargetError("error.target.one_outcome", target=studied.target.name)
    methods = [method for method in METHODS if method.name in scores]
    rules = chosen.backtest
    affordable = max(rules.least_draws, rules.most_work // len(judged.label))
    times = min(rules.draws, affordable)
    weights = np.vstack(
        [metrics.ones(len(judged.label)), block_weights(judged.premises, times, rules.seed)]
    )
    draws = {
        (method.name, metric.key): metric.compute(judged, scores[method.name], weights)
        for method in methods
        for metric in _metrics_of(method)
    }
    confidence = rules.confidence
    last = played[-1]
    areas, hidden = _areas(studied, played, scores[PREMISES], depth, chosen)
    bins = rules.calibration_bins
    return Backtest(
        target=studied.target,
        studied=studied,
        methods=methods,
        folds=[_fold_result(judged, scores, play_, methods) for play_ in played],
        pooled={key: interval(float(v[0]), v[1:], confidence) for key, v in draws.items()},
        leads=_leads(draws, methods, confidence),
        gains={
            m.name: metrics.gains(judged.label, scores[m.name], judged.fold, rules.gains_points)
            for m in methods
        },
        calibration=metrics.calibration_table(judged.label, scores[VISIT], bins),
        areas=areas,
        areas_hidden=hidden,
        checks=[
            checks.permutation(studied, last.fold, rules.seed, chosen.checks),
            checks.time_travel(studied, last.fold, tables),
            checks.telling_columns(studied, last.fold, chosen.checks),
        ],
        importance=_importance(studied, last),
        verdict=_verdict(judged, scores, weights, chosen),
        trees=sum(play_.model.boost is not None for play_ in played),
        draws=times,
        unknown_inspector=float((judged.inspector < 0).mean()),
    )


def _gathered(studied: Studied, played: list[Played]) -> tuple[Judged, dict[str, Floats]]:
    rows = np.concatenate([one.fold.test for one in played])
    fold = np.repeat([one.fold.number for one in played], [len(one.fold.test) for one in played])
    judged = Judged(
        label=studied.outcome[rows].astype(np.uint8),
        day=studied.examples.day[rows],
        fold=fold,
        inspector=studied.examples.inspector[rows],
        premises=_premises(studied.visits[rows]),
        capacity=studied.target.capacity,
    )
    names = played[0].scores
    return judged, {name: np.concatenate([one.scores[name] for one in played]) for name in names}


def _premises(visits: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Return the block of each visit: its asset, or itself where the asset isn't known."""
    name = pl.coalesce("_asset", pl.concat_str(pl.lit("\n"), "visit"))
    found: npt.NDArray[np.int64] = visits.select(name.rank("dense")).to_series().to_numpy()
    return found.astype(np.int64)


def _metrics_of(method: Method) -> list[Metric]:
    return [metric for metric in METRICS if method.chance or not metric.of_chance]


def _fold_result(
    judged: Judged, scores: dict[str, Floats], played: Played, methods: list[Method]
) -> FoldResult:
    mine = judged.fold == played.fold.number
    part = judged.rows(mine)
    once = metrics.ones(len(part.label))
    values = {
        (method.name, metric.key): float(metric.compute(part, scores[method.name][mine], once)[0])
        for method in methods
        for metric in _metrics_of(method)
    }
    return FoldResult(played.fold, len(part.label), int(part.label.sum()), values)


def _leads(
    draws: dict[Key, Floats], methods: list[Method], confidence: float
) -> dict[tuple[str, str, str], Interval]:
    """Return (ours, baseline, metric) to the paired difference, for measures of order."""
    ordered = [metric.key for metric in METRICS if not metric.of_chance]
    return {
        (ours, other.name, key): difference(draws[ours, key], draws[other.name, key], confidence)
        for ours in (VISIT, PREMISES)
        for other in methods
        if other.kind == "baseline"
        for key in ordered
    }


def _verdict(
    judged: Judged, scores: dict[str, Floats], weights: npt.NDArray[np.uint8], chosen: Settings
) -> Verdict:
    """Compare the premises' score with the best simple rule over the latest folds."""
    latest = np.unique(judged.fold)[-chosen.kill_switch.latest_folds :]
    mine = np.isin(judged.fold, latest)
    part, drawn = judged.rows(mine), weights[:, mine]
    rates = {
        name: metrics.hit_rate_draws(
            part.label, scores[name][mine], part.capacity, part.fold, drawn
        )
        for name in (PREMISES, *chosen.kill_switch.rules)
    }
    rule = max(chosen.kill_switch.rules, key=lambda name: float(rates[name][0]))
    lead = difference(rates[PREMISES], rates[rule], chosen.backtest.confidence)
    return Verdict(
        ok=lead.value > 0,
        rule=rule,
        folds=len(latest),
        model_hit_rate=float(rates[PREMISES][0]),
        rule_hit_rate=float(rates[rule][0]),
        lead=lead,
    )


def _areas(
    studied: Studied, played: list[Played], score: Floats, depth: int, chosen: Settings
) -> tuple[list[Area], int]:
    rows = np.concatenate([one.fold.test for one in played])
    fold = np.repeat([one.fold.number for one in played], [len(one.fold.test) for one in played])
    path = pl.col("_division").fill_null("").str.split("/").list.head(depth).list.join("/")
    table = (
        studied.visits[rows]
        .select(
            division=path,
            found=pl.Series(studied.outcome[rows]),
            chosen=pl.Series(metrics.chosen(score, studied.target.capacity, fold)),
        )
        .group_by("division")
        .agg(
            visits=pl.len(),
            positives=pl.col("found").sum(),
            reached=(pl.col("found") * pl.col("chosen")).sum(),
            vain=((1 - pl.col("found")) * pl.col("chosen")).sum(),
        )
        .sort("division")
    )
    shown = table.filter(pl.col("positives") >= chosen.areas.least_positives)
    areas = [
        Area(
            division=row["division"],
            visits=row["visits"],
            positives=int(row["positives"]),
            recall=row["reached"] / row["positives"],
            burden=row["vain"] / row["visits"],
        )
        for row in shown.iter_rows(named=True)
    ]
    return areas, table.height - shown.height


def _importance(studied: Studied, played: Played) -> list[Importance]:
    effects = played.model.contributions(studied.examples.matrix[played.fold.test])
    gains = np.abs(effects).mean(0)
    order = np.argsort(-gains, kind="stable")
    return [Importance(int(place), float(gains[place])) for place in order if gains[place] > 0]
