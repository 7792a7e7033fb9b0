"""``accuracy``: what ``anlan backtest chicago`` finds, beside the city's published model.

The peer is the logistic regression on the published features, fitted and judged in the same
back-test on the same visits. With a third of the premises the figures are told, not judged: the
goals are for the whole city.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import chicago as city
from benchmarks.result import Result

NAME = "accuracy"
VISIT, PREMISES, PEER = "score", "score_premises", "logistic_regression"
PEER_TITLE = "logistic regression"


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Read the figures from the report that the back-test writes."""
    with tempfile.TemporaryDirectory() as name:
        data, size = city.files(chicago, quick, Path(name))
        _, report = city.backtest(data, Path(name) / "home")
    told = report["population"]
    judged = f"{told['visits']:,} visits of {len(report['folds'])} folds, from {size}"
    for figure in figures(report):
        yield replace(figure, size=judged, limit=None if quick else figure.limit)


def figures(report: dict[str, Any]) -> Iterator[Result]:
    """Yield the pooled figures and in how many folds ours is ahead."""
    pooled = {(row["method"], row["metric"]): row["value"] for row in report["pooled"]}
    auc, within, days = "auc", "within_inspector", "days_earlier"
    yield _beside("auc", pooled, VISIT, auc, 0.72)
    yield _beside("within-inspector", pooled, PREMISES, within, 0.61)
    lead = pooled[PREMISES, within] - pooled[PEER, within]
    yield Result("accuracy-within-inspector-lead", lead, "AUC", 0.04, ">=")
    yield _beside("days-earlier", pooled, VISIT, days, None)
    for metric in (auc, days):
        ahead = sum(_is_ahead(fold, metric) for fold in report["folds"])
        name = f"accuracy-folds-ahead-{metric.replace('_', '-')}"
        yield Result(name, ahead, "folds", len(report["folds"]) - 1, ">=")


def _beside(
    name: str,
    pooled: dict[tuple[str, str], float],
    method: str,
    metric: str,
    limit: float | None,
) -> Result:
    unit = "days" if metric == "days_earlier" else "AUC"
    value, peer = pooled[method, metric], pooled[PEER, metric]
    return Result(f"accuracy-{name}", value, unit, limit, ">=", PEER_TITLE, peer)


def _is_ahead(fold: dict[str, Any], metric: str) -> bool:
    values = {row["method"]: row["value"] for row in fold["values"] if row["metric"] == metric}
    return bool(values[VISIT] > values[PEER])
