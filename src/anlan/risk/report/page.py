"""The report as one HTML page: no script, no network, charts as SVG inside."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import jinja2

from anlan.risk.backtest import Backtest
from anlan.risk.report.charts import SIDE, bar_charts, calibration_dots, gain_lines
from anlan.risk.report.data import check_text, leads, report_data
from anlan.risk.report.figures import figure, percent, span
from anlan.risk.results import to_date
from anlan.words import Language, say

BY_FOLD = ("auc", "within_inspector", "days_earlier", "hit_rate")
"""The measures shown fold by fold; all of them are in the JSON."""


def report_page(
    found: Backtest,
    lang: Language,
    generated_at: datetime,
    area_names: Mapping[str, str] | None = None,
) -> str:
    """Return the page; arguments as in :func:`~anlan.risk.report.data.report_data`."""
    report = report_data(found, lang, generated_at, area_names)

    def word(key: str, **values: object) -> str:
        return say(f"risk.page.{key}", lang, **values)

    top, dots = calibration_dots(report)
    texts = {"high": word("better_high"), "low": word("better_low"), "one": word("better_one")}
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            lang=lang,
            word=word,
            figure=figure,
            percent=percent,
            span=span,
            side=SIDE,
            charts=bar_charts(report, texts),
            by_fold=[_by_fold(report, key) for key in BY_FOLD],
            lines=gain_lines(report),
            calibration_top=top,
            dots=dots,
            about=[check_text(check, lang) for check in found.checks],
            leads=leads(found, lang),
            card=_card(found, report, lang),
            capacity=percent(found.target.capacity),
            widest=max([row["gain"] for row in report["importance"]], default=1.0),
        )
    )


def _by_fold(report: dict[str, Any], key: str) -> dict[str, Any]:
    """Return one measure as a table: a row a method, a column a fold, the best of each marked."""
    metric = next(metric for metric in report["metrics"] if metric["key"] == key)
    rows = []
    for method in report["methods"]:
        values = [_value(fold, method["name"], key) for fold in report["folds"]]
        rows.append({"text": method["text"], "kind": method["kind"], "values": values})
    best = [
        max((v["value"] for v in column if v["value"] is not None), default=None)
        for column in _columns(rows)
    ]
    return {"key": key, "label": metric["label"], "rows": rows, "best": best}


def _columns(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], ...]]:
    return list(zip(*(row["values"] for row in rows), strict=True))


def _value(fold: dict[str, Any], method: str, key: str) -> dict[str, Any]:
    return next(v for v in fold["values"] if (v["method"], v["metric"]) == (method, key))


def _card(found: Backtest, report: dict[str, Any], lang: Language) -> list[tuple[str, str]]:
    """Return the minimum reporting card: what any model must tell of itself."""
    target, population = found.target, report["population"]
    asset = target.asset.replace("_", " ")
    first = to_date(int(found.studied.examples.day.min())).isoformat()
    baselines = [m["text"] for m in report["methods"] if m["kind"] == "baseline"]
    expires = to_date((found.folds[-1].fold.stop - 1) + target.horizon_days).isoformat()

    def text(key: str, **values: object) -> str:
        return say(f"risk.card.{key}.text", lang, **values)

    rows = {
        "purpose": text("purpose", asset=asset),
        "unit": text("unit"),
        "horizon": text("horizon", n=target.horizon_days),
        "label": text("label", column=target.label.column),
        "window": f"{first} – {population['to']}",
        "selection": text("selection"),
        "split": text("split", folds=len(found.folds), days=target.fold_days),
        "base_rate": percent(population["base_rate"]),
        "capacity": percent(target.capacity),
        "baselines": ("; " if lang == "en" else "；").join(baselines),
        "leaks": text("leaks"),
        "random_share": text("random_share"),
        "owner": text("owner"),
        "expiry": expires,
    }
    return [(say(f"risk.card.{key}", lang), value) for key, value in rows.items()]


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("anlan.risk.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
