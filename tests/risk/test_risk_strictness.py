"""Strictness is estimated from what was known, pooled, and taken out of the premises' score."""

import numpy as np
import polars as pl
import pytest

from anlan.risk import metrics
from anlan.risk.beat import Plane, Spots, surprise_nearby, who_comes
from anlan.risk.examples import study
from anlan.risk.features.clock import NEVER
from anlan.risk.methods import train
from anlan.risk.settings import StrictnessSettings, settings
from anlan.risk.strictness import Findings, Strictness
from anlan.risk.visits import visits_of

POOL = StrictnessSettings(half_life_days=365, pseudo_visits=20)


def learnt(who: list[int], day: list[int], found: list[float], n: int = 2) -> Strictness:
    days = np.array(day, np.int32)
    never = np.full_like(days, NEVER)
    findings = Findings(np.array(who, np.int32), days, days, never, np.array(found))
    return Strictness.learn(findings, n, POOL)


def asked(who: int, day: int) -> tuple[np.ndarray, np.ndarray]:
    return np.array([who], np.int32), np.array([day], np.int32)


def test_more_visits_move_an_inspector_further_from_the_common_mean():
    few = learnt([0] * 5 + [1] * 5, [1] * 10, [1.0] * 5 + [0.0] * 5)
    many = learnt([0] * 200 + [1] * 200, [1] * 400, [1.0] * 200 + [0.0] * 200)
    assert 0.5 < few.expected(*asked(0, 2))[0] < many.expected(*asked(0, 2))[0] < 1.0


def test_an_inspector_never_seen_is_expected_to_find_the_common_share():
    strict = learnt([0] * 50, [1] * 50, [1.0] * 25 + [0.0] * 25, n=3)
    expected = [strict.expected(*asked(who, 2))[0] for who in (2, -1)]
    assert expected == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("day", [5, 9, 14])
def test_expectation_for_a_day_is_the_same_whatever_comes_later(day):
    random = np.random.default_rng(1)
    who, when = random.integers(0, 2, 200), np.sort(random.integers(0, 20, 200))
    found = random.random(200)
    past = when < day
    whole = learnt(list(who), list(when), list(found))
    cut = learnt(list(who[past]), list(when[past]), list(found[past]))
    assert whole.expected(*asked(1, day)) == pytest.approx(cut.expected(*asked(1, day)))


def test_what_was_found_long_ago_weighs_less():
    days = list(range(1000))
    rising, falling = ([float((day < 500) == early) for day in days] for early in (False, True))
    up, down = (learnt([0] * 1000, days, found).expected(*asked(0, 1000))[0]
                for found in (rising, falling))  # fmt: skip
    assert (down < 0.4, up > 0.6) == (True, True)


def test_inspectors_keep_their_differences_through_a_gap_in_the_recording():
    known = learnt([0] * 100 + [1] * 100, [0] * 200, [1.0] * 100 + [0.0] * 100)
    gap = learnt(
        [0] * 100 + [1] * 100 + [-1] * 400,
        [0] * 200 + list(range(1, 401)),
        [1.0] * 100 + [0.0] * 100 + [0.5] * 400,
    )
    apart = [
        strict.expected(*asked(0, day))[0] - strict.expected(*asked(1, day))[0]
        for strict, day in ((known, 1), (gap, 401))
    ]
    assert apart[1] == pytest.approx(apart[0], rel=0.02)


def spots(x: list[float], day: list[int], asset: list[int], who: list[int]) -> Spots:
    days = np.array(day, np.int32)
    return Spots(
        np.array(x, float), np.zeros(len(x)), days, np.array(asset), np.array(who, np.int32),
        days, np.full_like(days, NEVER),
    )  # fmt: skip


def test_surprise_nearby_agrees_with_counting_pairs():
    random = np.random.default_rng(4)
    n = 300
    days = random.integers(0, 60, n).astype(np.int32)
    past = Spots(
        random.uniform(0, 9000, n), random.uniform(0, 9000, n), days, random.integers(0, 40, n),
        random.integers(-1, 3, n).astype(np.int32), days, np.full_like(days, NEVER),
    )  # fmt: skip
    surprise, beat = random.standard_normal(n), settings().beat
    found = surprise_nearby(past, surprise, past, beat, same_inspector=True)
    away = np.hypot(past.x[:, None] - past.x, past.y[:, None] - past.y)
    age = past.day[:, None] - past.day
    near = (away <= beat.radius_m) & (age > 0) & (age <= beat.window_days)
    near &= past.asset[:, None] != past.asset
    near &= (past.inspector[:, None] < 0) | (past.inspector[:, None] == past.inspector)
    assert found == pytest.approx((near @ surprise) / (near.sum(1) + beat.pseudo_visits))


def test_a_place_without_a_position_has_no_neighbours():
    past = spots([0.0, np.nan], [1, 1], [0, 1], [0, 0])
    here = spots([np.nan, 10.0], [5, 5], [2, 3], [0, 0])
    beat = settings().beat
    found = surprise_nearby(past, np.array([1.0, 1.0]), here, beat, same_inspector=False)
    assert found == pytest.approx([0.0, 1 / (1 + beat.pseudo_visits)])


def test_the_inspector_who_is_usually_nearby_is_the_likelier_to_come():
    past = spots([0.0] * 30 + [50_000.0] * 30, [1] * 60, [0] * 60, [0] * 30 + [1] * 30)
    since = np.array([1, 1], np.int32)
    shares = who_comes(past, since, spots([100.0], [5], [9], [-1]), settings().beat)
    assert shares.sum() == pytest.approx(1.0)
    assert shares[0, 0] > 0.9


def test_a_plane_measures_metres():
    plane = Plane.around(np.array([114.2, 114.4]), np.array([30.5, 30.7]))
    x, y = plane.metres(np.array([114.3, 114.4]), np.array([30.6, 30.6]))
    assert np.hypot(*np.array([np.diff(x)[0], np.diff(y)[0]])) == pytest.approx(9_582, rel=0.01)


def test_premises_score_does_not_change_with_who_inspects(target, tables):
    studied = study(target, visits_of(target, tables), tables)
    rows = np.arange(studied.visits.height)
    model = train(studied, rows)
    other = studied.examples._replace(inspector=(studied.examples.inspector + 1) % 4)
    mine, theirs = model.score(studied.examples), model.score(other)
    assert np.abs(mine - theirs).max() > 0.2
    # The premises' score is asked without naming an inspector, a visit or a day at all.
    premises = model.premises(studied.examples.matrix)
    assert ((premises > 0) & (premises < 1)).all()


def test_strictness_lifts_the_visits_score_but_not_the_premises(target, tables):
    studied = study(target, visits_of(target, tables), tables)
    half = studied.visits.height // 2
    model = train(studied, np.arange(half))
    late = np.arange(half, studied.visits.height)
    label, who = studied.label[late].astype(np.uint8), studied.examples.inspector[late]
    score = model.score(studied.examples.rows(late))
    premises = model.premises(studied.examples.matrix[late])
    assert metrics.auc(label, score) > metrics.auc(label, premises) + 0.05
    assert metrics.within_group_auc(label, premises, who) > 0.6


def test_an_unknown_inspector_is_worth_the_mix_of_those_who_come(target, tables):
    blank = tables["visits"].with_columns(
        who=pl.when(pl.col("_event_day") > 15_800).then(None).otherwise("who")
    )
    studied = study(target, visits_of(target, {"visits": blank}), {"visits": blank})
    model = train(studied, np.flatnonzero(studied.examples.day <= 15_800))
    late = np.flatnonzero(studied.examples.day > 15_800)
    asked_of = studied.examples.rows(late)
    open_score = model.score(asked_of, studied.mix[late])
    each = [
        model.score(asked_of._replace(inspector=np.full(len(late), who, np.int32)))
        for who in range(4)
    ]
    mixed = (np.stack(each, axis=1) * studied.mix[late]).sum(1)
    assert open_score == pytest.approx(mixed)


def test_without_any_inspector_recorded_the_model_still_learns(target, tables):
    nobody = {"visits": tables["visits"].with_columns(who=pl.lit(None, pl.String))}
    studied = study(target, visits_of(target, nobody), nobody)
    half = studied.visits.height // 2
    model = train(studied, np.arange(half))
    late = np.arange(half, studied.visits.height)
    label = studied.label[late].astype(np.uint8)
    assert metrics.auc(label, model.premises(studied.examples.matrix[late])) > 0.55
