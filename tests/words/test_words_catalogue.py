"""One catalogue, two languages: nothing is said in one only."""

import json
from pathlib import Path

import pytest

from anlan.words import LANGUAGES, catalogue, say

TEXTS = catalogue()


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_text_is_in_both_languages(key):
    assert set(TEXTS[key]) == set(LANGUAGES)
    assert TEXTS[key]["en"]


def test_files_are_plain_json_objects():
    folder = Path(__file__).parents[2] / "src" / "anlan" / "words" / "texts"
    assert all(isinstance(json.loads(file.read_text("utf-8")), dict) for file in folder.iterdir())


def test_one_is_not_many():
    assert say("unit.days", "en", n=1) == "1 day"
    assert say("unit.days", "en", n=0) == "0 days"
    assert say("unit.days", "zh", n=1) == "1 天"
