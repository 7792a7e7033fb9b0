"""The report as plain data, in the shape the console reads (``report.<lang>.json``)."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anlan.risk.backtest import Backtest, FoldResult
from anlan.risk.checks import Check
from anlan.risk.features.feature import Feature
from anlan.risk.methods import PREMISES, REFERENCE, VISIT
from anlan.risk.metrics.bootstrap import Interval
from anlan.risk.metrics.card import METRICS
from anlan.risk.report.figures import decimals, figure, percent, signed
from anlan.risk.results import to_date
from anlan.risk.settings import settings
from anlan.words import Language, say

LEADS = ((VISIT, "auc"), (VISIT, "days_earlier"), (PREMISES, "within_inspector"))
"""Which leads over the reference are told in the notes."""


def report_data(
    found: Backtest,
    lang: Language,
    generated_at: datetime,
    area_names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the report as data that JSON can hold; what isn't a number becomes null.

    Args:
        found: what the back-test found.
        lang: the language of all texts.
        generated_at: when it was made; given, so that the same back-test gives the same bytes.
        area_names: names of divisions by their path or code.
    """
    return {
        "target": found.target.name,
        "title": found.target.title.get(lang, found.target.name),
        "generated_at": generated_at.isoformat(timespec="seconds"),
        "population": population(found),
        "verdict": {"ok": found.verdict.ok, "text": verdict_text(found, lang)},
        "methods": [
            {"name": m.name, "text": method_text(found, m.name, lang), "kind": m.kind}
            for m in found.methods
        ],
        "metrics": [
            {
                "key": metric.key,
                "label": say(f"risk.metric.{metric.key}", lang),
                "definition": say(f"risk.metric.{metric.key}.definition", lang),
                "higher_is_better": metric.higher_is_better,
            }
            for metric in METRICS
        ],
        "pooled": [_figure(method, key, value) for (method, key), value in found.pooled.items()],
        "folds": [_fold(one) for one in found.folds],
        "gains": [
            {"method": name, "points": [[x, _number(y)] for x, y in points]}
            for name, points in found.gains.items()
        ],
        "calibration": [
            {"predicted": round(b.predicted, 5), "observed": round(b.observed, 5), "n": b.n}
            for b in found.calibration
        ],
        "areas": _areas(found, area_names or {}),
        "checks": [_check(check, lang) for check in found.checks],
        "importance": [
            {
                "feature": found.studied.features[one.place].name,
                "text": feature_text(found.studied.features[one.place], lang),
                "gain": round(one.gain, 5),
            }
            for one in found.importance
        ],
        "notes": notes(found, lang),
    }


def population(found: Backtest) -> dict[str, Any]:
    """Return how many visits were judged, from when to when, and how many found something."""
    visits = sum(one.visits for one in found.folds)
    positives = sum(one.positives for one in found.folds)
    return {
        "visits": visits,
        "positives": positives,
        "base_rate": round(positives / visits, 5),
        "from": found.folds[0].fold.since.isoformat(),
        "to": found.folds[-1].fold.until.isoformat(),
    }


def method_text(found: Backtest, name: str, lang: Language) -> str:
    """Return the name of a method in words; the reference by its own title, where it has one."""
    reference = found.target.reference
    title = reference.title.get(lang) if reference and name == REFERENCE else None
    if title:
        return title[:1].upper() + title[1:]
    return say(f"risk.method.{name}", lang)


def verdict_text(found: Backtest, lang: Language) -> str:
    """Return the verdict in sentences."""
    verdict = found.verdict
    text = say(
        "risk.verdict.ok" if verdict.ok else "risk.verdict.not_ok",
        lang,
        folds=verdict.folds,
        rule=say(f"risk.method.{verdict.rule}", lang),
        model=percent(verdict.model_hit_rate),
        other=percent(verdict.rule_hit_rate),
        lead=signed(100 * verdict.lead.value, 1),
        lo=signed(100 * verdict.lead.lo, 1),
        hi=signed(100 * verdict.lead.hi, 1),
    )
    if verdict.lead.lo <= 0 <= verdict.lead.hi:
        text += (" " if lang == "en" else "") + say("risk.verdict.unsure", lang)
    return text


def feature_text(feature: Feature, lang: Language) -> str:
    """Return what a feature measures, in words, without a value."""
    title = (feature.title or {}).get(lang) or (feature.measure or feature.name).replace("_", " ")
    parts = [title.split(" | ")[-1]]
    if feature.group == "season":
        parts = []
    if feature.by:
        parts.append(say(f"risk.by.{feature.by}", lang))
    if feature.group != "attributes":
        parts.append(say(f"risk.statistic.{feature.statistic}", lang))
    text = (", " if lang == "en" else "，").join(parts)
    return text[:1].upper() + text[1:]


def notes(found: Backtest, lang: Language) -> list[str]:
    """Return what must be known to read the figures rightly, the unwelcome included."""
    told = [say(f"risk.note.{key}", lang) for key in ("methods", "hit_rate_strictness")]
    told += leads(found, lang)
    told.append(say("risk.note.folds", lang))
    told.append(say("risk.note.interval", lang, draws=found.draws))
    told.append(say("risk.note.selective", lang))
    if found.unknown_inspector:
        share = percent(found.unknown_inspector)
        told.append(say("risk.note.unknown_inspector", lang, share=share))
    told.append(say("risk.note.trees", lang, n=found.trees, folds=len(found.folds)))
    if found.areas_hidden:
        least = settings().areas.least_positives
        told.append(say("risk.note.areas_hidden", lang, n=found.areas_hidden, least=least))
    return told


def leads(found: Backtest, lang: Language) -> list[str]:
    """Return how far we are ahead of the published model, where there is one, with intervals."""
    if all(method.name != REFERENCE for method in found.methods):
        return []
    return [_lead(found, ours, key, lang) for ours, key in LEADS]


def check_text(check: Check, lang: Language) -> str:
    """Return what a check did."""
    about = dict(check.about)
    if "day" in about:
        about["day"] = to_date(int(str(about["day"]))).isoformat()
    return say(f"risk.check.{check.key}.about", lang, **about)


def _lead(found: Backtest, ours: str, key: str, lang: Language) -> str:
    lead = found.leads[ours, REFERENCE, key]
    title = found.target.reference.title.get(lang) if found.target.reference else None
    value, lo, hi = (signed(x, decimals(key)) for x in (lead.value, lead.lo, lead.hi))
    return say(
        "risk.note.lead",
        lang,
        ours=method_text(found, ours, lang),
        theirs=title or method_text(found, REFERENCE, lang),
        metric=say(f"risk.metric.{key}", lang),
        value=value,
        lo=lo,
        hi=hi,
    )


def _figure(method: str, key: str, found: Interval) -> dict[str, Any]:
    return {"method": method, "metric": key, **_interval(found, "value", "lo", "hi")}


def _interval(found: Interval, *names: str) -> dict[str, float | None]:
    values = (found.value, found.lo, found.hi)
    return {name: _number(value) for name, value in zip(names, values, strict=True)}


def _fold(one: FoldResult) -> dict[str, Any]:
    return {
        "fold": one.fold.number,
        "from": one.fold.since.isoformat(),
        "to": one.fold.until.isoformat(),
        "visits": one.visits,
        "positives": one.positives,
        "values": [_figure(method, key, value) for (method, key), value in one.values.items()],
    }


def _areas(found: Backtest, names: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = []
    for area in found.areas:
        code = area.division.rsplit("/", 1)[-1]
        rows.append(
            {
                "area": area.division,
                "name": names.get(area.division) or names.get(code) or code,
                "visits": area.visits,
                "positives": area.positives,
                **_interval(area.recall, "recall", "recall_lo", "recall_hi"),
                **_interval(area.burden, "burden", "burden_lo", "burden_hi"),
            }
        )
    return rows


def _check(check: Check, lang: Language) -> dict[str, Any]:
    limit = figure("auc", settings().checks.suspect_auc)
    return {
        "key": check.key,
        "label": say(f"risk.check.{check.key}", lang),
        "value": _number(check.value),
        "expected": say(f"risk.check.{check.key}.expected", lang, limit=limit),
        "ok": check.ok,
    }


def _number(value: float) -> float | None:
    return round(value, 5) if math.isfinite(value) else None
