"""One catalogue, two languages: nothing is said in one only."""

import json
import re
from pathlib import Path

import pytest

from anlan.words import LANGUAGES, catalogue, say

TEXTS = catalogue()
# Code in backticks, places to be filled, braces, addresses, times and numbers stay as they are.
CODE = re.compile(
    r"`[^`]*`|\{\{|\}\}|\{[^{}]*\}|[a-z]+:/{2,3}[^\s，。；;、）)]*|\d[,:]\d|\[[^\]]*\]"
)
CHINESE = "[\u3000-\u9fff\uff00-\uffef\ue000]"
HALF_WIDTH = re.compile(rf"[()]|(?<={CHINESE}) ?[,;:?!]|[,;:?!] ?(?={CHINESE})")


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_text_is_in_both_languages(key):
    assert set(TEXTS[key]) == set(LANGUAGES)
    assert TEXTS[key]["en"]


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_chinese_sentences_have_chinese_punctuation(key):
    text = CODE.sub("\ue000", TEXTS[key]["zh"])
    assert not HALF_WIDTH.findall(text), TEXTS[key]["zh"]


@pytest.mark.parametrize(
    "wrong", ["风险目标;默认", "已保存(第 3 条)", "{city}:{step}", "成功, 共 3 条"]
)
def test_a_half_width_mark_between_chinese_is_seen(wrong):
    assert HALF_WIDTH.search(CODE.sub("\ue000", wrong))


@pytest.mark.parametrize(
    "right", ["用 `a, b: (c)` 即可", "09:30 至 1,000", "见 smtp://用户:密码@主机。"]
)
def test_code_addresses_and_numbers_are_left_alone(right):
    assert not HALF_WIDTH.search(CODE.sub("\ue000", right))


def test_files_are_plain_json_objects():
    folder = Path(__file__).parents[2] / "src" / "anlan" / "words" / "texts"
    assert all(isinstance(json.loads(file.read_text("utf-8")), dict) for file in folder.iterdir())


def test_one_is_not_many():
    assert say("unit.days", "en", n=1) == "1 day"
    assert say("unit.days", "en", n=0) == "0 days"
    assert say("unit.days", "zh", n=1) == "1 天"
