"""What differs between two messages is told field by field, in words."""

import re
from dataclasses import replace

import pytest
from cap_messages import BASE, edited

from anlan import cap
from anlan.cap.texts import data

FIRST = cap.parse(BASE.encode())
SMALL = "30.5,114.2 30.5,114.3 30.6,114.3 30.5,114.2"
LARGE = "30.4,114.1 30.4,114.5 30.8,114.5 30.8,114.1 30.4,114.1"
ELSEWHERE = "31,114.2 31,114.3 31.1,114.3 31,114.2"
SQUARE = "30.5,114.2 30.5,114.4 30.7,114.4 30.7,114.2 30.5,114.2"


def told(*edits, lang="en"):
    after = cap.parse(edited(BASE, *edits))
    return [(each.path, each.say(lang)) for each in cap.compare(FIRST, after)]


def test_a_message_is_like_itself():
    assert cap.compare(FIRST, FIRST) == ()


def test_a_changed_value_is_told_in_both_languages():
    assert told(("<urgency>Expected", "<urgency>Immediate")) == [
        ("/alert/info[zh-CN]/urgency", "urgency: expected within the hour → immediate"),
        ("/alert/info[en-US]/urgency", "urgency: expected within the hour → immediate"),
    ]
    changed = told(("<urgency>Expected", "<urgency>Immediate"), lang="zh")
    assert changed[0][1] == "紧迫程度：预计一小时内 → 立即"


def test_moments_are_told_as_people_read_them():
    old = re.search("<expires>(.*?)<", BASE)[1]
    [changed, _] = told((f"<expires>{old}", "<expires>2031-01-02T03:04:05+08:00"))
    assert changed[1].endswith("→ 2031-01-02 03:04 (+08:00)")


@pytest.mark.parametrize(("name", "values"), data("structure")["lists"].items())
def test_every_word_of_the_standard_has_one_in_both_languages(name, values):
    words = data("values")[name]
    assert list(words) == values
    for each in words.values():
        assert each["en"] and re.search("[\u4e00-\u9fff]", each["zh"])


def test_what_is_new_and_what_is_gone():
    changes = told(("<contact>0000-12345</contact>", ""), ("</scope>", "</scope><code>x</code>"))
    assert changes[0] == ("/alert/code", "code: new, x")
    assert changes[1] == ("/alert/info[zh-CN]/contact", "contact: gone, was 0000-12345")


def test_a_value_under_a_name_is_told_by_its_name():
    assert told(("<value>ORANGE", "<value>RED"))[0] == (
        "/alert/info[zh-CN]/parameter[CN-ALERT-COLOR]",
        "parameter: CN-ALERT-COLOR ORANGE → CN-ALERT-COLOR RED",
    )


def test_blocks_that_changed_places_are_no_change():
    assert cap.compare(FIRST, replace(FIRST, infos=FIRST.infos[::-1])) == ()


def test_a_language_and_an_area_that_came_or_went():
    changes = cap.compare(FIRST, replace(FIRST, infos=FIRST.infos[:1]))
    assert [each.say() for each in changes] == ["block: gone, was en-US"]
    info = FIRST.infos[0]
    twice = replace(FIRST, infos=(replace(info, areas=info.areas * 2), FIRST.infos[1]))
    assert [each.say("zh") for each in cap.compare(FIRST, twice)] == ["区域：新增 江岸区 #2"]


@pytest.mark.parametrize(
    ("area", "word"),
    [(SMALL, "shrinks"), (LARGE, "grows"), (ELSEWHERE, "moves"), (SQUARE, "stays")],
)
def test_the_ground_is_told_to_grow_shrink_or_move(area, word):
    changed = cap.ground(FIRST, cap.parse(edited(BASE, (SQUARE, area))))
    assert word in changed.say()
    assert changed.before == pytest.approx(22.24 * 19.14, rel=0.01)


def test_without_a_drawing_no_ground_is_told():
    assert cap.ground(FIRST, replace(FIRST, infos=())) is None
