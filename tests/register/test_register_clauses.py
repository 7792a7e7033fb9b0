"""Clauses of major hazards: candidates by words, the conclusion left to a person."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.risk.register import kinds
from anlan.risk.register.clauses import Clause, candidates, clauses
from anlan.risk.register.sheet.settings import plain


def test_every_field_has_clauses_in_both_languages_with_their_source():
    assert {each.field for each in clauses()} == set(kinds().fields)
    for each in clauses():
        assert each.text.en
        assert each.text.zh
        assert each.source.en
        assert not re.search("from memory|in part", each.source.zh)
        assert each.standard.en
        assert re.search(r"[\u4e00-\u9fff]|^GB", each.standard.zh)
        assert len(each.words) >= 2


@pytest.mark.parametrize(
    ("field", "text", "number"),
    [
        ("fire", "商场一层安全出口被锁闭，货物堵塞通道", "6.5"),
        ("fire", "The sprinkler system is missing on the second floor", "6.6"),
        ("chemicals", "储罐区紧急切断阀失效", "5"),
        ("construction", "深基坑西侧支护有明显位移", "pit"),
        ("special_equipment", "该电梯超期未检仍在使用", "inspection"),
        ("city_operation", "餐馆可燃气体报警器未安装", "gas-alarm"),
        ("underground", "污水井有限空间作业无监护", "13.2"),
    ],
)
def test_a_finding_points_to_its_clause_with_its_words(field, text, number):
    found = candidates(field, text)
    assert number in [each.clause.number for each in found]
    (match,) = [each for each in found if each.clause.number == number]
    assert len(match.phrases) == len(match.clause.words)


@pytest.mark.parametrize("text", ["", "墙面轻微污损", "安全出口标识清晰", "lift is clean"])
def test_a_finding_that_meets_none_points_to_none(text):
    for field in kinds().fields:
        assert candidates(field, text) == []


def test_another_fields_clauses_are_not_shown():
    assert candidates("food_and_drugs", "安全出口堵塞") == []


ONE = st.sampled_from(clauses())
NOISE = st.text(st.sampled_from("今日检查三楼，。 abcxyz07-\n"), max_size=12)


@st.composite
def findings(draw: st.DrawFn) -> tuple[Clause, list[str], str]:
    """A clause, one word of each of its groups, and a finding that says them among others."""
    clause = draw(ONE)
    words = [draw(st.sampled_from(group)) for group in clause.words]
    order = draw(st.permutations(words))
    text = "".join(f" {word} {draw(NOISE)}" for word in order)
    return clause, words, f"{draw(NOISE)} {text}"


def met(field: str, text: str) -> list[Clause]:
    return [each.clause for each in candidates(field, text)]


@given(findings())
def test_a_word_of_each_group_is_enough_in_any_order_and_amid_other_words(found):
    clause, _, text = found
    assert clause in met(clause.field, text)


@given(findings())
def test_width_case_and_line_breaks_change_nothing(found):
    clause, _, text = found
    wide = "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)
    before = met(clause.field, text)
    assert met(clause.field, wide) == before
    assert met(clause.field, text.upper()) == before
    assert met(clause.field, text.replace(" ", "\n  ")) == before


@given(ONE, st.sampled_from(["", " ", "，", "\n", "、 "]))
def test_chinese_words_are_found_however_they_are_spaced(clause, between):
    words = [next(w for w in group if not w.isascii()) for group in clause.words]
    assert clause in met(clause.field, between.join("".join(words)))


@given(st.sampled_from(list(kinds().fields)), findings())
def test_whatever_is_found_is_of_the_field_and_its_words_are_in_the_finding(field, found):
    text = found[2]
    for each in candidates(field, text):
        assert each.clause.field == field
        assert len(each.phrases) == len(each.clause.words)
        for phrase, group in zip(each.phrases, each.clause.words, strict=True):
            assert phrase in group
            assert plain(phrase) in plain(text)


@given(findings())
def test_more_words_never_take_a_candidate_away(found):
    clause, words, text = found
    few = set(met(clause.field, " ".join(words)))
    assert few <= set(met(clause.field, f"{text} {' '.join(words)}"))


@given(st.sampled_from(list(kinds().fields)), st.text(max_size=200))
def test_no_text_is_too_strange(field, text):
    assert all(each.clause.field == field for each in candidates(field, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exits blocked by goods", True),
        ("EXIT   BLOCKED", True),
        ("exit, blocked", True),
        ("existing goods blocked", False),
        ("exit unblocked", False),
    ],
)
def test_english_words_are_found_whole(text, expected):
    assert ("6.5" in [each.number for each in met("fire", text)]) is expected


def test_no_number_of_a_field_stands_for_two_clauses():
    named = [(each.field, each.number) for each in clauses()]
    assert len(named) == len(set(named))


def test_a_clause_is_cited_by_its_number_only_where_that_is_known():
    cited = {(each.field, each.number): each for each in clauses()}
    assert cited["fire", "6.5"].cited("zh") == "GB 35181-2017 6.5"
    assert cited["construction", "pit"].cited("en") == "housing and municipal works 2022"
