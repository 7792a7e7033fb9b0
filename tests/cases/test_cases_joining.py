"""Reports of one cause become one rising case; those of none stay apart."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from anlan import cities
from anlan.cases.catalogue import catalogue
from anlan.cases.joining import YEAR_HOURS, Joiner, Past, Report, settings
from anlan.cases.replay import judge
from anlan.cases.reports import reports
from anlan.cities import jiangcheng
from anlan.cities.jiangcheng.incidents import plant
from anlan.cities.work import opened

AREA = 1e8


def past(places=(), meaning="gas"):
    x = np.array([place[0] for place in places] or [9e4], float)
    y = np.array([place[1] for place in places] or [9e4], float)
    return Past(x, y, [meaning] * len(x), area=AREA)


def at(number, x, hour, code="e0403"):
    return Report(number, x, 0.0, hour, code)


def test_eleven_calls_from_one_alley_are_one_case_that_rises():
    joiner = Joiner(past())
    found = [joiner.add(at(f"R{n}", 15.0 * n, n * 0.4)) for n in range(11)]
    assert {each.case for each in found} == {"R0"}
    assert [each.size for each in found] == list(range(1, 12))
    assert [each.level for each in found if each.level] == ["street", "district", "city"]
    assert found[10].level == "city"


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (at("B", 600.0, 1.0), "too far"),
        (at("B", 10.0, 60.0), "too late"),
        (at("B", 10.0, 1.0, "c0118"), "of another meaning"),
    ],
)
def test_what_is_apart_stays_apart(second, why):
    joiner = Joiner(past())
    joiner.add(at("A", 0.0, 0.0))
    assert joiner.add(second).to is None, why


def test_classes_that_mean_the_same_are_joined():
    joiner = Joiner(past())
    joiner.add(at("A", 0.0, 0.0, "e0403"))
    assert joiner.add(at("B", 10.0, 1.0, "c0111")).case == "A"


def test_where_such_reports_come_every_week_two_of_them_say_nothing():
    joiner = Joiner(past([(0.0, 0.0)] * 52))
    joiner.add(at("A", 0.0, 0.0))
    assert joiner.add(at("B", 10.0, 12.0)).to is None
    joiner = Joiner(past([(0.0, 0.0)]))
    joiner.add(at("A", 0.0, 0.0))
    assert joiner.add(at("B", 10.0, 12.0)).to == "A"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_reason_is_told_in_words(lang):
    joiner = Joiner(past([(0.0, 0.0)]))
    assert joiner.add(at("R0", 0.0, 0.0)).why(lang)
    joiner.add(at("R1", 40.0, 1.0))
    told = joiner.add(at("R2", 80.0, 2.5)).why(lang)
    assert len(told) == 2
    assert "R1" in told[0]
    assert "40" in told[0]
    assert "1.5" in told[0]
    assert "3" in told[1]
    assert "48" in told[1]


def test_of_unrelated_reports_few_are_joined_and_as_many_as_theory_says():
    chance, chosen = np.random.default_rng(3), settings()
    side, many = math.sqrt(AREA), 20_000

    def scattered():
        return chance.uniform(0, side, many), chance.uniform(0, side, many)

    known = Past(*scattered(), ["gas"] * many, area=AREA)
    x, y = scattered()
    hours = np.sort(chance.uniform(0, YEAR_HOURS, many))
    joiner = Joiner(known)
    rows = zip(map(str, range(many)), x, y, hours, strict=True)
    joined = sum(joiner.add(Report(*row, "e0403")).to is not None for row in rows)
    most = many / AREA / YEAR_HOURS * math.pi * chosen.reach_metres**2 * chosen.reach_hours
    theory = chosen.expected * (1 + math.log(max(most / chosen.expected, 1)))
    assert joined / many < 1.5 * theory
    assert joined / many > theory / 20


moments = st.lists(
    st.tuples(
        st.floats(-2000, 2000), st.floats(-2000, 2000), st.floats(0, 300),
        st.sampled_from(["e0403", "c0111", "e0406"]),
    ),
    max_size=60,
)  # fmt: skip


@how(max_examples=200)
@given(moments)
def test_each_report_is_in_one_case_whose_number_is_that_of_its_first(found):
    joiner, size, meaning = Joiner(past()), {}, {}
    for n, (x, y, hour, code) in enumerate(sorted(found, key=lambda each: each[2])):
        joined = joiner.add(Report(str(n), x, y, hour, code))
        size[joined.case] = size.get(joined.case, 0) + 1
        assert joined.size == size[joined.case]
        assert (joined.to is None) == (joined.case == str(n))
        meant = settings().meaning(code)
        assert meaning.setdefault(joined.case, meant) == meant
        if joined.to is not None:
            assert joined.expected < settings().expected
            assert joined.metres <= settings().reach_metres
            assert joined.hours <= settings().reach_hours


def test_every_class_of_a_meaning_is_in_the_catalogue_and_in_one_meaning_only():
    codes = list(settings().meanings)
    assert set(codes) <= set(catalogue().classes)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The reports of a small Jiangcheng, as its departments sent them."""
    home = tmp_path_factory.mktemp("join")
    jiangcheng.generate(home / "data", 0.01, 4, ("hotline", "grid_reports"))
    pack = cities.load("jiangcheng")
    with opened(pack, home / "home", data=home / "data") as at_work:
        at_work.ingest(home / "data", ["hotline", "grid_reports"])
        return reports(at_work.workspace, pack.city)


def test_records_of_departments_become_reports_of_classes(told):
    declared = cities.load("jiangcheng").city.reports
    assert set(told["number"].str.split("/").list.first()) == {"hotline", "grid_reports"}
    assert set(told["code"]) == {code for each in declared for code in each.classes.values()}
    assert told.null_count().sum_horizontal().item() == 0
    assert told["hour"].is_sorted()
    assert told.select(pl.col("x", "y").abs().max()).max_horizontal().item() < 150_000


def test_planted_incidents_are_found_and_others_left_apart(told):
    chosen, last = settings(), told["hour"].max()
    year = told.filter(pl.col("hour") > last - YEAR_HOURS)
    before = told.filter(pl.col("hour") <= last - YEAR_HOURS)
    known = Past(
        before["x"].to_numpy(),
        before["y"].to_numpy(),
        [chosen.meaning(code) for code in before["code"]],
        hours=before["hour"].max() - before["hour"].min(),
    )
    replayed = plant(year, {"gas": ["e0403"], "ponding": ["e0406"]}, 40, seed=1)
    joiner = Joiner(known)
    found = judge(lambda report: joiner.add(report).case, replayed)
    assert (found.incidents, found.reports) == (40, year.height)
    assert found.within_three > 0.9
    assert found.false < 0.03
    nobody = judge(lambda report: report.number, replayed)
    assert (nobody.within_three, nobody.false) == (0, 0)
    everybody = judge(lambda _report: "one", replayed)
    assert (everybody.within_three, everybody.false) == (1, 1)
