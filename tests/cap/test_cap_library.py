"""The library by itself: what it offers, what it needs, and what a profile may be."""

import subprocess
import sys

import pytest
from cap_messages import BASE, edited

from anlan import cap
from anlan.cap.texts import data

PROFILE = {
    "name": {"en": "Own", "zh": "自定"},
    "needed": ["info/web"],
    "levels": {"sender.global": "error"},
}


def test_what_is_offered_is_sorted_and_there():
    assert cap.__all__ == sorted(cap.__all__)
    assert all(hasattr(cap, name) for name in cap.__all__)


def test_it_needs_nothing_of_the_rest_of_anlan():
    code = (
        "import sys; from anlan import cap; from anlan.cap import signing;"
        "print([n for n in sys.modules if n[:6] == 'anlan.' and n[:9] != 'anlan.cap'])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["rules", "texts", "fields"])
def test_every_text_is_in_both_languages(name):
    for key, text in data(name).items():
        for lang in ("en", "zh"):
            assert text[lang], key
        if name == "rules":
            assert text["mend_en"], key
            assert text["mend_zh"], key
            assert text["level"] in {"error", "advice", "off"}
            assert text["source"]


def test_profiles_are_known_by_name():
    assert set(cap.profiles()) == {"public", "cn", "ca"}
    assert cap.profile("cn").say("zh")
    with pytest.raises(cap.ProfileError, match="public"):
        cap.profile("mars")


def test_a_city_may_have_a_profile_of_its_own():
    own = cap.Profile.of("own", PROFILE)
    wrong = edited(
        BASE, ("warn@example.org", "office"), ("<web>https://example.org/warn</web>", "")
    )
    rules = {each.rule for each in cap.check(wrong, profile=own).errors}
    assert rules == {"sender.global", "profile.needed"}
    assert cap.check(BASE.encode(), profile=own).valid


@pytest.mark.parametrize(
    "change",
    [
        {"needed": ["info/webb"]},
        {"levels": {"no.rule": "off"}},
        {"colour": "red"},
        {"shapes": {"identifier": {"pattern": "(", "example": "("}}},
        {"pairs": [{"element": "info/parametr", "name": "A"}]},
        {"pairs": [{"element": "info/parameter"}]},
        {"needed": 5},
        {"levels": ["polygon.open"]},
        {"levels": {"polygon.open": "loud"}},
        {"levels": {"schema.list": "off"}},
        {"unlike": [["headline"]]},
        {"values": "info"},
    ],
)
def test_a_profile_that_would_check_nothing_is_refused(change):
    with pytest.raises(cap.ProfileError):
        cap.Profile.of("own", {**PROFILE, **change})
    with pytest.raises(cap.ProfileError):
        cap.Profile.of("own", {"needed": []})


def test_a_profile_can_switch_a_rule_off():
    quiet = cap.Profile.of("own", {**PROFILE, "levels": {"polygon.open": "off"}})
    wrong = edited(BASE, (" 30.7,114.2 30.5,114.2<", " 30.7,114.2<"))
    assert not cap.check(wrong).valid
    assert cap.check(wrong, profile=quiet).valid


def test_a_built_alert_is_checked_like_a_received_one():
    alert = cap.parse(BASE.encode())
    assert cap.check(alert).alert == alert
    assert cap.write(alert).startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    bare = cap.Alert("1", "a@b.c", "2026-07-01T08:00:00+08:00", "Actual", "Alert", "Public")
    assert [each.rule for each in cap.check(bare).problems] == ["info.missing"]
    with pytest.raises(cap.TextError, match="note"):
        cap.write(cap.Alert("1", "a", "b", "c", "d", "e", note="\x07"))


def test_an_invalid_message_says_its_first_problem_in_both_languages():
    with pytest.raises(cap.InvalidError) as error:
        cap.parse(edited(BASE, ("Severe", "Bad")))
    assert "2 errors" in error.value.say("en")
    assert "共 2 处错误" in error.value.say("zh")
    assert len(error.value.problems) == 2
