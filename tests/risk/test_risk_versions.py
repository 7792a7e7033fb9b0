"""A corrected record counts as it stood: old before the correction came, new after, once always."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_town import TARGET, quick
from risk_versions import CORRECTABLE, DAY, as_it_stood, corrected, corrections, town

from anlan.model.target import Population, Target
from anlan.risk.backtest import backtest
from anlan.risk.baselines import past_of
from anlan.risk.beat import Plane, Spots, surprise_nearby, who_comes
from anlan.risk.examples import study
from anlan.risk.features.clock import NEVER
from anlan.risk.features.versions import known_by, merged, since, until
from anlan.risk.folds import folds_of
from anlan.risk.scoring import score_candidates
from anlan.risk.settings import settings as shipped
from anlan.risk.strictness import Findings, Strictness
from anlan.risk.visits import membership, visits_of

TOWN = town()
NEW = [name for name in CORRECTABLE if name != "note"]
LATER = [{"bad": 0, "who": "a new team", "_lon": 118.0}, {"bad": 1, "poor": 1, "kind": "school"}]


def ints(column: pl.Series) -> np.ndarray:
    return column.cast(pl.Int32).to_numpy()


@settings(max_examples=60, deadline=None)
@given(told=corrections(TOWN.height, {"note": st.sampled_from(["as sent", "better", "best"])}))
def test_a_correction_of_what_nobody_reads_leaves_no_trace(target, told):
    versions = corrected(TOWN, told)
    assert merged(versions, target.columns_of("visits")).drop("note").equals(TOWN.drop("note"))


@settings(max_examples=60, deadline=None)
@given(told=corrections(TOWN.height))
def test_joining_versions_keeps_what_was_known_on_every_day(target, told):
    versions = corrected(TOWN, told)
    joined = merged(versions, target.columns_of("visits"))
    for day in (DAY - 300, DAY, DAY + 700):
        one, other = (as_it_stood(each, day).sort("_key") for each in (versions, joined))
        assert one.equals(other)


def test_a_back_test_after_such_a_correction_gives_the_same_figures(target):
    told = [(place, 40 + place % 300, {"note": "better"}) for place in range(0, TOWN.height, 2)]
    versions = merged(corrected(TOWN, told), target.columns_of("visits"))
    one, other = (backtest(target, {"visits": each}, chosen=quick()) for each in (TOWN, versions))
    assert one.pooled == other.pooled
    assert [fold.values for fold in one.folds] == [fold.values for fold in other.folds]
    assert one.checks == other.checks


def candidates(frame: pl.DataFrame) -> pl.DataFrame:
    """Return visits of the day and of some days later, every third without an inspector."""
    asked = frame.filter(pl.col("_since_day").is_between(DAY, DAY + 60)).unique("_key")
    asked = asked.sort("_since_day", "_key").drop("bad", "poor")
    blank = pl.int_range(pl.len()) % 3 == 0
    return asked.with_columns(who=pl.when(~blank).then("who"), _known_day="_since_day")


ASKED = candidates(TOWN)
KNOWN = known_by(TOWN, DAY)
SCORED = score_candidates(Target.model_validate(TARGET), {"visits": KNOWN}, ASKED)


def same(one: pl.DataFrame, other: pl.DataFrame, day: int = DAY) -> bool:
    first = (ASKED["_event_day"] <= day).to_numpy()
    columns = ("score", "score_premises")
    pairs = [(one[name].to_numpy()[first], other[name].to_numpy()[first]) for name in columns]
    return all(np.allclose(mine, theirs, rtol=0, atol=1e-9) for mine, theirs in pairs)


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            CORRECTABLE | {"lag": st.integers(0, 400), "early": st.sampled_from([0, 3, 900])}
        ),
        max_size=40,
    ),
    told=corrections(TOWN.height),
)
def test_nothing_that_comes_later_changes_a_score(target, rows, told):
    known = KNOWN.with_row_index().filter(pl.col("_known_day") < DAY).drop("index")
    late = [(place % known.height, DAY + lag, change) for place, lag, change in told]
    late = [(p, lag - int(known["_known_day"][p]), change) for p, lag, change in late]
    later = corrected(known, late)
    template = TOWN.row(0, named=True)
    strangers = [
        {
            **template,
            **{name: row[name] for name in CORRECTABLE},
            "_key": f"later {i}",
            "_known_day": DAY + row["lag"],
            "_since_day": DAY + row["lag"],
            "_event_day": DAY + row["lag"] - row["early"],
        }
        for i, row in enumerate(rows)
    ]
    told_all = pl.concat([later, pl.DataFrame(strangers, schema=TOWN.schema)])
    assert same(score_candidates(target, {"visits": told_all}, ASKED), SCORED)


def test_new_inspectors_of_later_days_change_no_score(target):
    renamed = TOWN.with_columns(
        who=pl.when(pl.col("_known_day") >= DAY)
        .then(pl.lit("stranger ") + (pl.col("_known_day") % 20).cast(pl.String))
        .otherwise("who")
    )
    assert same(score_candidates(target, {"visits": renamed}, ASKED), SCORED)


@settings(max_examples=60, deadline=None)
@given(told=corrections(TOWN.height), day=st.sampled_from([DAY - 200, DAY, DAY + 150, DAY + 900]))
def test_the_plain_past_of_a_place_is_what_stood_on_the_day(target, told, day):
    versions = corrected(TOWN, told)
    asked = TOWN.unique("_asset").sort("_asset").with_columns(day=pl.lit(day, pl.Int32))
    plain = visits_of(target, {"visits": as_it_stood(versions, day)})
    whole = visits_of(target, {"visits": versions})
    for mine, theirs in zip(past_of(whole, asked), past_of(plain, asked), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@settings(max_examples=60, deadline=None)
@given(told=corrections(TOWN.height), day=st.integers(DAY - 500, DAY + 900))
def test_who_belongs_is_who_belonged_on_the_day(told, day):
    versions = corrected(TOWN, told)
    bars = Population(source="visits", where={"kind": ["bar"]})
    spans = membership(bars, {"visits": versions})
    inside = spans.filter((pl.col("since") < day) & (day <= pl.col("until")))["_asset"]
    stood = versions.filter((pl.col("_known_day") < day) & (until(versions) >= day))
    assert inside.n_unique() == len(inside)
    assert set(inside) == set(stood.filter(pl.col("kind") == "bar")["_asset"])


def values(frame: pl.DataFrame) -> Findings:
    who = ints(frame["who"].replace_strict({f"team {i}": i for i in range(4)}))
    days = (ints(since(frame)), ints(frame["_known_day"]), ints(until(frame)))
    return Findings(who, *days, frame["bad"].cast(pl.Float64).to_numpy())


SURE = {"bad": CORRECTABLE["bad"], "who": st.sampled_from(["team 0", "team 3"])}


@settings(max_examples=60, deadline=None)
@given(told=corrections(TOWN.height, SURE), day=st.sampled_from([DAY - 200, DAY, DAY + 900]))
def test_strictness_is_learnt_from_what_stood_each_visit_as_old_as_it_is(told, day):
    first = int(TOWN["_known_day"].min())
    told = [each for each in told if TOWN["_known_day"][each[0]] > first]
    versions = corrected(TOWN, told)
    rules = shipped().strictness
    whole, plain = (
        Strictness.learn(values(each), 4, rules) for each in (versions, as_it_stood(versions, day))
    )
    who, days = np.arange(-1, 4, dtype=np.int32), np.full(5, day, np.int32)
    np.testing.assert_allclose(whole.expected(who, days), plain.expected(who, days), atol=1e-9)


def spots(frame: pl.DataFrame) -> Spots:
    lon, lat = frame["_lon"].to_numpy(), frame["_lat"].to_numpy()
    asset = frame["_asset"].str.slice(1).cast(pl.Int64).to_numpy()
    who = ints(frame["who"].replace_strict({f"team {i}": i for i in range(4)}))
    known, stood = ints(frame["_known_day"]), ints(until(frame))
    east, north = Plane(114.2, 30.5).metres(lon, lat)
    return Spots(east, north, ints(since(frame)), asset, who, known, stood)


@settings(max_examples=40, deadline=None)
@given(
    told=corrections(TOWN.height, SURE | {"_lon": CORRECTABLE["_lon"]}),
    day=st.sampled_from([DAY - 200, DAY]),
)
def test_the_beat_is_walked_as_it_was_known(told, day):
    versions = corrected(TOWN, told)
    asked = spots(TOWN.head(60))._replace(day=np.full(60, day, np.int32))
    beat = shipped().beat.model_copy(update={"window_days": 200})
    results = []
    for frame in (versions, as_it_stood(versions, day)):
        past, found = spots(frame), frame["bad"].cast(pl.Float64).to_numpy()
        near = surprise_nearby(past, found, asked, beat, same_inspector=True)
        mix = who_comes(past, np.zeros(4, np.int32), asked, beat)
        results.append((near, mix))
    for mine, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-9)


@pytest.mark.parametrize(("day", "bad"), [(0, 1), (1, 1), (2, 0)])
def test_days_up_to_the_receipt_see_the_old_value_and_later_days_the_new(target, day, bad):
    place = int(np.flatnonzero(TOWN["bad"].to_numpy())[50])
    lag = DAY - 1 - int(TOWN["_known_day"][place])
    row = TOWN.row(place, named=True)
    versions = corrected(TOWN, [(place, lag, {"bad": 0})])
    only = {"visits": versions.filter(pl.col("_key") == row["_key"])}
    when = DAY - 2 + day
    asked = (
        only["visits"]
        .head(1)
        .with_columns(day=pl.lit(when, pl.Int32), inspector="who", visit="_key")
    )
    asked = asked.with_columns(label=pl.lit(None, pl.Boolean), wider=pl.lit(None, pl.Boolean))
    told = study(target, asked, only).table.column("plain.bad.last")
    assert told.tolist() == [bad]


def test_a_fold_learns_what_stood_when_it_began_and_is_judged_by_what_is_known_now(target):
    place = next(
        i for i in range(TOWN.height) if TOWN["_event_day"][i] > DAY + 40 and TOWN["bad"][i] == 0
    )
    versions = corrected(TOWN, [(place, 120, {"bad": 1})])
    key, corrected_on = TOWN["_key"][place], int(TOWN["_known_day"][place]) + 120
    visits = visits_of(target, {"visits": versions})
    mine = (visits["visit"] == key).to_numpy()
    seen = []
    for fold in folds_of(target, visits):
        learnt = [row for row in fold.train if mine[row]]
        judged = [row for row in fold.test if mine[row]]
        seen.append((fold.start, [visits["label"][int(row)] for row in learnt], len(judged)))
        assert [visits["outcome"][int(row)] for row in judged] in ([], [True])
    assert sum(count for *_, count in seen) == 1
    after = [labels for start, labels, _ in seen if start > TOWN["_known_day"][place]]
    expected = [[corrected_on < start] for start, *_ in seen if start > TOWN["_known_day"][place]]
    assert after == expected


def test_without_corrections_nothing_is_added(target):
    plain = TOWN.drop("_since_day", "_known_until")
    assert merged(plain, ["bad"]) is plain
    assert (until(plain) == NEVER).all()
    assert visits_of(target, {"visits": plain}).height == TOWN.height
