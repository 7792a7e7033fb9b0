"""Clauses of major hazards: candidates by words, the conclusion left to a person."""

import pytest

from anlan.risk.register import kinds
from anlan.risk.register.clauses import candidates, clauses


def test_every_field_has_clauses_in_both_languages_with_their_source():
    assert {each.field for each in clauses()} == set(kinds().fields)
    for each in clauses():
        assert each.text.en
        assert each.text.zh
        assert each.source
        assert each.standard
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
