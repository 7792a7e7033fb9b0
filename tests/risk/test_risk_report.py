"""The report says in both languages what was found, offline, and a bad result as plainly."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from anlan.risk.report import report_data, report_page

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SHAPE = {
    "target", "title", "generated_at", "population", "verdict", "methods", "metrics", "pooled",
    "folds", "gains", "calibration", "areas", "checks", "importance", "notes",
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_data_have_the_shape_the_console_reads(found, lang):
    report = report_data(found, lang, AT)
    again = json.loads(json.dumps(report, allow_nan=False))
    assert set(again) == SHAPE
    assert set(again["pooled"][0]) == {"method", "metric", "value", "lo", "hi"}
    assert set(again["folds"][0]["values"][0]) == {"method", "metric", "value", "lo", "hi"}
    assert {"recall", "recall_lo", "recall_hi", "burden_lo"} < set(again["areas"][0])
    assert set(again["folds"][0]) == {"fold", "from", "to", "visits", "positives", "values"}
    assert set(again["checks"][0]) == {"key", "label", "value", "expected", "ok"}
    assert set(again["importance"][0]) == {"feature", "text", "gain"}
    assert [len(line["points"]) for line in again["gains"]] == [21] * len(again["methods"])


def test_areas_are_called_by_their_names(found):
    report = report_data(found, "en", AT, {"east": "East Side"})
    assert {area["name"] for area in report["areas"]} == {"East Side", "west"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_needs_nothing_from_outside(found, lang):
    page = report_page(found, lang, AT)
    assert not re.search(r"(?:src|href)\s*=|https?://|@import|<script", page)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    assert page.count("<svg") > 10


def test_every_measure_stands_with_its_definition(found):
    page = report_page(found, "en", AT)
    report = report_data(found, "en", AT)
    missing = [
        metric["key"] for metric in report["metrics"]
        if metric["label"] not in page or metric["definition"][:40].split('"')[0] not in page
    ]  # fmt: skip
    assert missing == []


@pytest.mark.parametrize(("ok", "sentence"), [
    (True, "Anlan ranks by the model"),
    (False, "does not beat the rule, so Anlan ranks by the rule"),
])  # fmt: skip
def test_a_bad_verdict_is_said_as_plainly_as_a_good_one(found, ok, sentence):
    other = replace(found, verdict=replace(found.verdict, ok=ok))
    assert sentence in report_page(other, "en", AT)
    assert report_data(other, "en", AT)["verdict"]["ok"] is ok


def test_a_failed_check_is_marked(found):
    failed = replace(found, checks=[replace(found.checks[0], ok=False), *found.checks[1:]])
    assert "✗ fails" in report_page(failed, "en", AT)


def test_no_inspector_is_named(found):
    assert "team " not in report_page(found, "en", AT)


def test_names_are_escaped(found):
    title = {"en": "<b>Kitchens</b>", "zh": "厨房"}
    other = replace(found, target=found.target.model_copy(update={"title": title}))
    assert "<b>Kitchens" not in report_page(other, "en", AT)
