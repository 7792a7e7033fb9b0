"""`--lang zh` speaks Chinese everywhere: in help pages and where a word is wrong."""

import re

import pytest
from use_town import run

from anlan.cli.usage import SENTENCES, translated
from anlan.words import say

ENGLISH = re.compile(r"Usage|Options|Commands|Error|Missing|Invalid|No such|Got |Try |Show|requi")
WRONG = {
    "no verb": (("foo",), "没有命令“foo”。"),
    "no option": (("plan", "a", "--team", "3"), "没有选项 --team（可用的有：--date, --teams）。"),
    "no argument": (("plan",), "缺少参数 city。"),
    "option missing": (("outbox", "add", "n", "--kind", "email"), "缺少选项 --to。"),
    "too many": (("plan", "a", "b"), "多出参数：b。"),
    "no value": (("plan", "a", "--teams"), "选项 --teams 须给出值。"),
    "no number": (("plan", "a", "--teams", "x"), "--teams 的值有误：应为整数。"),
    "too small": (("plan", "a", "--teams", "0"), "--teams 的值有误：应不小于 1。"),
    "no choice": (
        ("outbox", "add", "n", "--to", "x", "--kind", "z"), "--kind 的值有误：“z”不在可选值之列",
    ),
    "our own": (("ingest", "chicago"), "用法有误：请给出 --data 和文件夹，或 --portal，二者择一。"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_word_is_told_in_chinese(what: str) -> None:
    words, told = WRONG[what]
    done = run("--lang", "zh", *words)
    assert done.code == 2
    assert told in done.said
    assert not ENGLISH.search(done.said), done.said


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (("--lang", "zh", "plan", "--help"), {}),
        (("--lang=zh", "plan", "--help"), {}),
        (("--home", "plan", "--lang", "zh", "plan", "--help"), {}),
        (("plan", "--help"), {"ANLAN_LANG": "zh"}),
        (("--lang", "zh", "plan", "--help"), {"ANLAN_LANG": "en"}),
    ],
)
def test_help_is_in_the_language_given_before_the_verb(
    words: tuple[str, ...], environment: dict[str, str]
) -> None:
    done = run(*words, **environment)
    assert done.code == 0
    for told in ("用法：", "把名单变成各组今日路线。", "─ 参数 ─", "[必填]", "显示本说明并退出。"):
        assert told in done.said
    assert not ENGLISH.search(done.said), done.said


@pytest.mark.parametrize("words", [(), ("--help",), ("ledger",), ("city", "new", "--help")])
def test_every_help_page_is_chinese(words: tuple[str, ...]) -> None:
    assert not ENGLISH.search(run("--lang", "zh", *words).said.replace("ANLAN_LANG", ""))


def test_a_language_we_do_not_speak_is_told() -> None:
    done = run("--lang", "fr", "version")
    assert (done.code, "'fr' is not one of en, zh." in done.said) == (2, True), done.said


def test_english_stays_english() -> None:
    assert "No such command 'foo'." in run("foo", ANLAN_LANG="en").said
    assert "Turn the ranking into today's routes" in run("--lang", "en", "plan", "--help").said


@pytest.mark.parametrize("key", SENTENCES)
def test_every_sentence_we_know_has_its_words(key: str) -> None:
    parts = dict.fromkeys(re.findall(r"\?P<(\w+)>", SENTENCES[key]), "x")
    assert say(f"cli.usage.{key}", "zh", **parts)


def test_a_sentence_we_do_not_know_stays_as_it_is() -> None:
    assert translated("请给出 --data。", "zh") == "请给出 --data。"
