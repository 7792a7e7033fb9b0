"""The measures agree with scikit-learn, or with the definition counted out by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from anlan.risk import metrics
from anlan.risk.metrics import bootstrap

SIZES = st.integers(min_value=4, max_value=30)


def sample(n: int, seed: int, levels: int = 6) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    label = (random.random(n) < 0.4).astype(np.uint8)
    label[:2] = (0, 1)
    score = random.integers(0, levels, n) / levels
    day = np.sort(random.integers(0, 40, n)).astype(float)
    return label, score, day


def expected_over_orders(value, label, score, seed=0, draws=6000) -> float:
    random = np.random.default_rng(seed)
    return float(
        np.mean([value(np.lexsort((random.random(len(label)), -score))) for _ in range(draws)])
    )


@settings(max_examples=60, deadline=None)
@given(SIZES, st.integers(0, 10_000))
def test_auc_and_average_precision_agree_with_scikit_learn(n, seed):
    label, score, _ = sample(n, seed)
    assert metrics.auc(label, score) == pytest.approx(roc_auc_score(label, score))
    assert metrics.average_precision(label, score) == pytest.approx(
        average_precision_score(label, score)
    )


@settings(max_examples=40, deadline=None)
@given(SIZES, st.integers(0, 10_000))
def test_brier_and_log_loss_agree_with_scikit_learn(n, seed):
    label, score, _ = sample(n, seed)
    chance = 0.05 + 0.9 * score
    assert metrics.brier(label, chance) == pytest.approx(brier_score_loss(label, chance), rel=1e-5)
    assert metrics.log_loss(label, chance) == pytest.approx(log_loss(label, chance), rel=1e-5)


def test_calibration_slope_agrees_with_scikit_learn():
    label, score, _ = sample(400, 3, levels=50)
    chance = 0.05 + 0.9 * score
    logit = np.log(chance / (1 - chance))[:, None]
    fit = LogisticRegression(C=1e10, tol=1e-10).fit(logit, label)
    assert metrics.calibration_slope(label, chance) == pytest.approx(fit.coef_[0, 0], abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(SIZES, st.integers(0, 10_000))
def test_within_group_auc_counts_pairs_of_the_same_group(n, seed):
    label, score, _ = sample(n, seed)
    group = np.random.default_rng(seed).integers(-1, 3, n)
    group[:2] = 0
    pairs = [
        (score[i] > score[j]) + 0.5 * (score[i] == score[j])
        for i, j in product(range(n), range(n))
        if label[i] == 1 and label[j] == 0 and group[i] == group[j] >= 0
    ]
    assert metrics.within_group_auc(label, score, group) == pytest.approx(np.mean(pairs))


def test_what_only_tells_inspectors_apart_is_worth_nothing_within_them():
    label, _, _ = sample(200, 1)
    inspector = np.arange(200) % 4
    assert metrics.within_group_auc(label, inspector * 0.1, inspector) == 0.5


@pytest.mark.parametrize("seed", range(4))
def test_hit_rate_with_ties_is_the_mean_over_their_orders(seed):
    label, score, _ = sample(20, seed, levels=4)
    exact = metrics.hit_rate(label, score, 0.25)
    drawn = expected_over_orders(lambda order: label[order[:5]].mean(), label, score)
    assert exact == pytest.approx(drawn, abs=0.02)
    assert metrics.lift(label, score, 0.25) == pytest.approx(exact / label.mean())
    assert metrics.recall_at(label, score, 0.25) == pytest.approx(exact * 5 / label.sum())


@pytest.mark.parametrize("seed", range(4))
def test_days_earlier_with_ties_is_the_mean_over_their_orders(seed):
    label, score, day = sample(20, seed, levels=4)

    def gain(order: np.ndarray) -> float:
        slot = np.empty(len(day))
        slot[order] = np.sort(day)
        return float((day - slot)[label == 1].mean())

    drawn = expected_over_orders(gain, label, score)
    assert metrics.days_earlier(label, score, day) == pytest.approx(drawn, abs=0.15)


def test_days_earlier_is_nought_for_the_order_in_which_it_was_done():
    label, _, day = sample(60, 5)
    assert metrics.days_earlier(label, -day, day) == pytest.approx(0.0, abs=1e-9)


def test_folds_keep_their_own_capacity_and_their_own_dates():
    label = np.array([1, 0, 0, 0, 1, 0, 0, 0], np.uint8)
    score = np.array([0.2, 0.1, 0.1, 0.1, 0.8, 0.9, 0.9, 0.9])
    fold = np.repeat([0, 1], 4)
    day = np.arange(8.0)
    assert metrics.hit_rate(label, score, 0.25, fold) == 0.5
    assert metrics.days_earlier(label, score, day, fold) == pytest.approx((0 - 3) / 2)


def test_gains_begin_at_nothing_and_end_at_everything():
    label, score, _ = sample(50, 2)
    curve = metrics.gains(label, score)
    shares = [found for _, found in curve]
    assert (shares[0], shares[-1]) == (0.0, pytest.approx(1.0))
    assert shares == sorted(shares)


def test_every_measure_of_a_draw_is_the_measure_of_the_units_drawn():
    label, score, day = sample(40, 7)
    group = np.arange(40) % 3
    fold = np.repeat([0, 1], 20)
    weights = bootstrap.block_weights(np.arange(40) // 2, 5, 11)
    again = [np.repeat(np.arange(40), row) for row in weights]
    chance = 0.05 + 0.9 * score
    for draws, once in [
        (metrics.auc_draws(label, score, weights), lambda i: metrics.auc(label[i], score[i])),
        (
            metrics.within_group_auc_draws(label, score, group, weights),
            lambda i: metrics.within_group_auc(label[i], score[i], group[i]),
        ),
        (
            metrics.average_precision_draws(label, score, weights),
            lambda i: metrics.average_precision(label[i], score[i]),
        ),
        (
            metrics.recall_draws(label, score, 0.3, fold, weights),
            lambda i: metrics.recall_at(label[i], score[i], 0.3, fold[i]),
        ),
        (
            metrics.days_earlier_draws(label, score, day, fold, weights),
            lambda i: metrics.days_earlier(label[i], score[i], day[i], fold[i]),
        ),
        (metrics.brier_draws(label, chance, weights), lambda i: metrics.brier(label[i], chance[i])),
        (
            metrics.calibration_slope_draws(label, chance, weights),
            lambda i: metrics.calibration_slope(label[i], chance[i]),
        ),
    ]:
        assert draws == pytest.approx([once(i) for i in again], rel=1e-4)


def test_expected_calibration_error_is_nought_where_chances_hold():
    chance = np.repeat([0.2, 0.6], 10)
    label = np.r_[[1] * 2, [0] * 8, [1] * 6, [0] * 4].astype(np.uint8)
    assert metrics.ece(label, chance, bins=2) == pytest.approx(0.0, abs=1e-6)
    assert [b.n for b in metrics.calibration_table(label, chance, bins=2)] == [10, 10]


def test_blocks_come_and_go_whole_and_a_seed_gives_the_same_draws():
    block = np.arange(300) // 3
    weights = bootstrap.block_weights(block, 200, 3)
    assert (weights.reshape(200, 100, 3).std(axis=2) == 0).all()
    assert weights.mean() == pytest.approx(1.0, abs=0.01)
    assert (weights == bootstrap.block_weights(block, 200, 3)).all()


def test_interval_covers_the_truth_about_as_often_as_it_says():
    random = np.random.default_rng(5)
    covered = 0
    for trial in range(100):
        label = (random.random(120) < 0.3).astype(np.uint8)
        weights = bootstrap.block_weights(np.arange(120), 200, trial)
        draws = metrics.brier_draws(label, np.zeros(120), weights)
        bounds = bootstrap.interval(float(label.mean()), draws)
        covered += bounds.lo <= 0.3 <= bounds.hi
    assert 87 <= covered <= 100


def test_one_kind_of_visit_only_has_no_auc():
    assert np.isnan(metrics.auc(np.ones(3, np.uint8), np.arange(3.0)))
