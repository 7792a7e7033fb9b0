"""Where the marks of a chart lie, in the units of its SVG; the templates only draw them."""

from dataclasses import dataclass
from typing import Any

from anlan.risk.report.figures import figure, percent

BAR_WIDTH = 300.0
SIDE = 320.0


@dataclass(frozen=True)
class Bar:
    """A method's figure: from the axis to the figure, the interval around it, and its text."""

    method: str
    ours: bool
    left: float
    width: float
    lo: float
    hi: float
    text: str
    span: str


@dataclass(frozen=True)
class BarChart:
    """One measure of all methods; ``zero`` is where a figure of nothing gained lies."""

    key: str
    label: str
    definition: str
    better: str
    zero: float
    bars: list[Bar]


@dataclass(frozen=True)
class Line:
    """A curve: its method, the points of the polyline, and whether it is ours."""

    method: str
    points: str
    ours: bool
    place: int


NOUGHT = {"auc": 0.5, "within_inspector": 0.5, "calibration_slope": 1.0, "lift": 1.0}
"""What a method that knows nothing reaches; bars begin there, so that length means gain."""


def bar_charts(report: dict[str, Any], texts: dict[str, str]) -> list[BarChart]:
    """Return one chart for each measure; ``texts`` says which way is better."""
    kinds = {method["name"]: method["kind"] for method in report["methods"]}
    names = {method["name"]: method["text"] for method in report["methods"]}
    charts = []
    for metric in report["metrics"]:
        rows = [row for row in report["pooled"] if row["metric"] == metric["key"]]
        rows = [row for row in rows if row["value"] is not None]
        if not rows:
            continue
        zero = NOUGHT.get(metric["key"], 0.0)
        low = min([zero, *(_least(row) for row in rows)])
        high = max([zero, *(_most(row) for row in rows)])
        scale = BAR_WIDTH / ((high - low) or 1.0)
        bars = [
            _bar(row, key=metric["key"], names=names, kinds=kinds, zero=zero, low=low, scale=scale)
            for row in rows
        ]
        better = texts["one" if metric["key"] == "calibration_slope" else _way(metric)]
        start = (zero - low) * scale
        charts.append(
            BarChart(metric["key"], metric["label"], metric["definition"], better, start, bars)
        )
    return charts


def _bar(
    row: dict[str, Any],
    *,
    key: str,
    names: dict[str, str],
    kinds: dict[str, str],
    zero: float,
    low: float,
    scale: float,
) -> Bar:
    value, lo, hi = row["value"], _least(row), _most(row)
    return Bar(
        method=names[row["method"]],
        ours=kinds[row["method"]] == "model",
        left=(min(value, zero) - low) * scale,
        width=abs(value - zero) * scale,
        lo=(lo - low) * scale,
        hi=(hi - low) * scale,
        text=figure(key, value),
        span=f"{figure(key, row['lo'])} – {figure(key, row['hi'])}",
    )


def gain_lines(report: dict[str, Any]) -> list[Line]:
    """Return the cumulative gains curves in a square of ``SIDE``."""
    kinds = {method["name"]: method["kind"] for method in report["methods"]}
    names = {method["name"]: method["text"] for method in report["methods"]}
    return [
        Line(
            names[line["method"]],
            " ".join(f"{x * SIDE:.1f},{(1 - (y or 0)) * SIDE:.1f}" for x, y in line["points"]),
            kinds[line["method"]] == "model",
            place,
        )
        for place, line in enumerate(report["gains"])
        if line["method"] != "random"
    ]


@dataclass(frozen=True)
class Dot:
    """A bin of the calibration chart: its place, and its text."""

    x: float
    y: float
    text: str


def calibration_dots(report: dict[str, Any]) -> tuple[float, list[Dot]]:
    """Return the largest chance on the axes, and the dots in a square of ``SIDE``."""
    bins = report["calibration"]
    top = max([0.1, *(max(b["predicted"], b["observed"]) for b in bins)]) * 1.08
    dots = [
        Dot(
            b["predicted"] / top * SIDE,
            (1 - b["observed"] / top) * SIDE,
            f"{percent(b['predicted'])} → {percent(b['observed'])} (n = {b['n']})",
        )
        for b in bins
    ]
    return top, dots


def _least(row: dict[str, Any]) -> float:
    return float(row["value"] if row["lo"] is None else row["lo"])


def _most(row: dict[str, Any]) -> float:
    return float(row["value"] if row["hi"] is None else row["hi"])


def _way(metric: dict[str, Any]) -> str:
    return "high" if metric["higher_is_better"] else "low"
