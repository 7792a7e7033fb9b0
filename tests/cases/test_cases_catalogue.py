"""The shipped catalogue is whole, and a class is guessed from what people write."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.cases.catalogue import CODE, catalogue

PEOPLE = ("游商", "拉客", "散发", "出版物", "乞讨", "流浪人", "信访", "上访")


def test_every_class_has_its_group_remedy_and_both_languages():
    shipped = catalogue()
    assert len(shipped.classes) > 80
    for code, each in shipped.classes.items():
        assert each.group in shipped.groups, code
        assert not each.title.zh.isascii(), code
        assert {each.title.en.casefold(), each.title.zh} <= set(each.phrases), code
        assert each.remedy.limit.number > 0
    assert all(any(c.startswith(group) for c in shipped.classes) for group in shipped.groups)


def test_no_class_is_about_people():
    for each in catalogue().classes.values():
        assert not any(word in phrase for phrase in each.phrases for word in PEOPLE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("路灯不亮了，走路害怕", "c0118"),
        ("Street lights out since Monday", "c0118"),
        ("楼下消防通道被堵住了", "e9001"),
        ("Fire exit is blocked by boxes", "e9001"),
        ("路面塌陷，一辆车陷进去了", "e0401"),
        ("strong smell of gas near the school", "e0403"),
        ("电梯困人，第三次了", "e9003"),
        ("门前积水，下水道堵塞", "e0404"),
        ("Ｍａｎｈｏｌｅ ｃｏｖｅｒ of the storm drain cover is gone", "c0103"),
        ("飞线充电", "e9002"),
    ],
)
def test_what_people_write_is_understood(text, code):
    assert catalogue().guess(text)[0].code == code


def test_words_inside_other_words_say_nothing():
    assert all("lift" not in guess.phrases for guess in catalogue().guess("a shoplifter's glove"))


def test_the_place_decides_where_words_leave_it_open():
    bare = catalogue().guess("井盖丢失")
    here = catalogue().guess("井盖丢失", {"c0111": 30, "c0101": 1})
    assert len({round(guess.score, 9) for guess in bare}) == 1
    assert here[0].code == "c0111"


def test_without_words_what_the_place_has_had_is_offered():
    assert [guess.code for guess in catalogue().guess("help", {"e0406": 3})] == ["e0406"]
    assert catalogue().guess("help") == []


@given(st.text(max_size=300), st.integers(1, 10))
def test_any_text_gives_known_classes_in_order(text, most):
    found = catalogue().guess(text, most=most)
    assert len(found) <= most
    assert all(guess.code in catalogue().classes for guess in found)
    assert [guess.score for guess in found] == sorted((g.score for g in found), reverse=True)


def test_codes_have_their_form():
    assert all(re.fullmatch(CODE, code) for code in catalogue().classes)
