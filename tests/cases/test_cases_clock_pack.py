"""Calendars in a pack: what is wrong with them is told with file, line and key."""

import shutil
from pathlib import Path

import pytest

from anlan.cities import check, load
from anlan.cities.pack import names
from anlan.words import LANGUAGES

THIRD = Path(__file__).parents[1] / "cities" / "thirdcity"
GOOD = """
[[calendars]]
name = "offices"
title = { en = "Offices", zh = "机关" }
holidays = "free.toml"
shifts = ["09:00-12:00", "13:00-17:00"]
weekday_shifts = { fri = ["09:00-13:00"] }

[[calendars]]
name = "night"
title = { en = "Night crew", zh = "夜班" }
extends = "offices"
zone = "Europe/Paris"
shifts = ["22:00-06:00"]
"""
FREE = """\
title = { en = "Days off", zh = "假日" }
[names]
labour = { en = "Labour Day", zh = "劳动节" }
[[years]]
year = 2026
source = "made up"
off = [
  { name = "labour", first = 2026-05-01, last = 2026-05-03, work = [2026-05-09] },
]
[[years]]
year = 2027
source = "made up"
off = []
"""


def told(problem, above: int) -> str:
    """Say where a problem is, in lines of the text above, and of what kind."""
    kind = problem.key.removeprefix("error.pack.")
    if "line" not in problem.values:
        return kind
    file = Path(problem.values["file"]).name
    line = problem.values["line"] - (above if file == "city.toml" else 0)
    return f"{file}:{line} {problem.values['at']} {kind}"


@pytest.fixture
def pack(tmp_path):
    """Return a function that writes the third city with calendars and holidays, and checks it."""

    def write(calendars: str = GOOD, free: str = FREE) -> list[str]:
        folder = tmp_path / "city"
        shutil.copytree(THIRD, folder, dirs_exist_ok=True)
        own = (THIRD / "city.toml").read_text(encoding="utf-8")
        (folder / "city.toml").write_text(own + calendars, encoding="utf-8")
        (folder / "free.toml").write_text(free, encoding="utf-8")
        problems = check(folder)
        for problem in problems:
            assert all(problem.say(lang) for lang in LANGUAGES)
        return [told(problem, own.count("\n")) for problem in problems]

    return write


def test_a_right_pack_has_nothing_wrong(pack):
    assert pack() == []


@pytest.mark.parametrize("name", names())
def test_every_shipped_pack_declares_a_calendar(name):
    assert load(name).city.calendars


WRONG = [
    ('["09:00-12:00", "13:00', '["9:00-12:00", "13:00', 6, "calendars[1].shifts[1]", "shift"),
    ('"13:00-17:00"', '"11:00-17:00"', 6, "calendars[1].shifts", "overlap"),
    ('"09:00-13:00"', '"09:00-09:00"', 7, "calendars[1].weekday_shifts.fri[1]", "shift"),
    ("fri =", "friday =", 7, "calendars[1].weekday_shifts.friday.[key]", "choice_near"),
    ('"free.toml"', '"fee.toml"', 5, "calendars[1].holidays", "holidays_near"),
    ('holidays = "free.toml"\n', "", 2, "calendars[1].holidays", "missing"),
    ('extends = "offices"', 'extends = "ofices"', 12, "calendars[2].extends", "reference_near"),
    ('extends = "offices"', 'extends = "night"', 12, "calendars[2].extends", "extends"),
    ('name = "night"', 'name = "offices"', 10, "calendars[2].name", "twice"),
    ("Europe/Paris", "Europe/Pari", 13, "calendars[2].zone", "zone"),
    ("extends =", "extend =", 12, "calendars[2].extend", "unknown_key_near"),
]


@pytest.mark.parametrize(("old", "new", "line", "at", "kind"), WRONG)
def test_what_is_wrong_is_told_with_line_and_key(pack, old, new, line, at, kind):
    assert old in GOOD
    assert f"city.toml:{line} {at} {kind}" in pack(GOOD.replace(old, new, 1))


WRONG_DAYS = [
    ("2026-05-03,", "2026-04-03,", 8, "years[1].off[1]", "holiday_dates"),
    ("2026-05-09", "2062-05-09", 8, "years[1].off[1]", "holiday_dates"),
    ("2026-05-09", "2026-05-02", 8, "years[1].off[1]", "off_and_work"),
    ('"labour", first', '"labor", first', 8, "years[1].off[1].name", "reference_near"),
    ("year = 2027", "year = 2028", 11, "years[2].year", "year_gap"),
    ("source =", "sauce =", 6, "years[1].sauce", "unknown_key_near"),
]


@pytest.mark.parametrize(("old", "new", "line", "at", "kind"), WRONG_DAYS)
def test_what_is_wrong_with_holidays_is_told_in_their_file(pack, old, new, line, at, kind):
    found = pack(free=FREE.replace(old, new, 1))
    assert f"free.toml:{line} {at} {kind}" in found


def test_a_file_of_holidays_that_is_no_toml(pack):
    assert pack(free="years = [") == ["syntax"]
