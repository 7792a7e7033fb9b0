"""``cap-rules``: every rule has a message that breaks it and one that keeps it."""

import re

import pytest
from cap_messages import BASE, NOW, WUHAN, edited
from cap_rule_cases import CASES, Edit, Pair

from anlan import cap
from anlan.cap.problems import Problem

RULES = cap.rules()
CHINESE = re.compile("[\u4e00-\u9fff]")


def problems(case: Pair, edits: tuple[Edit, ...]) -> tuple[Problem, ...]:
    """Return what is told of a message after edits."""
    message = edited(case.base, *edits)
    if case.of == "feed":
        feed = cap.read_feed(message, now=NOW)
        return (*feed.problems, *(each for entry in feed.entries for each in entry.problems))
    if case.of == "china":
        return cap.read_china(message, now=NOW).problems
    profile = cap.profile(case.profile) if case.profile else None
    return cap.check(message, now=NOW, within=WUHAN, profile=profile).problems


def level(rule: str) -> str:
    """Return how bad it is to break a rule, in the profile that its message is held against."""
    profile = CASES[rule].profile
    levels = cap.profile(profile).levels if profile else {}
    return levels.get(rule, RULES[rule]["level"])


def test_every_rule_has_its_messages():
    assert set(CASES) == set(RULES)


def test_the_message_that_tests_change_breaks_no_rule():
    for profile in (None, cap.profile("public"), cap.profile("cn")):
        checked = cap.check(BASE.encode(), now=NOW, within=WUHAN, profile=profile)
        assert checked.valid
        assert not checked.problems


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_message_that_breaks_the_rule_is_told_of_it(rule):
    found = [each for each in problems(CASES[rule], CASES[rule].fails) if each.rule == rule]
    assert found
    for each in found:
        assert each.level == level(rule)
        assert each.path.startswith("/")
        for lang in ("en", "zh"):
            assert each.say(lang)
            assert each.mend(lang)
        assert CHINESE.search(each.say("zh"))


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_message_that_keeps_the_rule_is_not_told_of_it(rule):
    told = problems(CASES[rule], CASES[rule].passes)
    assert rule not in {each.rule for each in told}
    assert not {each.rule for each in told if each.level == "error"}


@pytest.mark.parametrize("rule", sorted(r for r in RULES if CASES[r].of == "cap"))
def test_a_message_is_valid_exactly_when_no_error_is_told(rule):
    case = CASES[rule]
    profile = cap.profile(case.profile) if case.profile else None
    checked = cap.check(edited(case.base, *case.fails), now=NOW, within=WUHAN, profile=profile)
    assert checked.valid == (not checked.errors)
    assert checked.valid == (level(rule) == "advice")


def test_all_problems_are_told_at_once():
    broken = edited(BASE, ("Severe", "Bad"), ("Expected", "Now"), ("+08:00</sent>", "</sent>"))
    assert {each.rule for each in cap.check(broken).errors} == {"schema.list", "time.zone"}
    assert len(cap.check(broken).errors) == 5


def test_a_hostile_message_gets_no_endless_list():
    broken = edited(BASE, ("<scope>Public</scope>", "<scope>Public</scope>" + "<x/>" * 50_000))
    checked = cap.check(broken)
    assert not checked.valid
    assert len(checked.problems) <= 400


def test_advice_never_hides_an_error():
    pairs = "<parameter><valueName>a</valueName><value/></parameter>" * 1_000
    broken = edited(BASE, ("    <resource>", f"{pairs}<resource>"), ("114.4 30.7,114.2", "114.4"))
    checked = cap.check(broken)
    assert [each.rule for each in checked.errors] == []
    broken = edited(broken.decode(), ("<size>3<", "<size>-3<"))
    assert [each.rule for each in cap.check(broken).errors] == ["size.negative"]
