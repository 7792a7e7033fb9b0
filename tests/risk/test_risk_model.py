"""The model's parts: pooled logistic regression, common scale, trees only where they pay."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from anlan.risk import metrics
from anlan.risk.boost import Boost
from anlan.risk.columns import Scale
from anlan.risk.logit import fit_logit, sigmoid
from anlan.risk.model import Examples, Lesson, fit_model
from anlan.risk.settings import settings


def drawn(n: int, seed: int, shape) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    x = random.standard_normal((n, 3))
    return x, (random.random(n) < sigmoid(shape(x))).astype(float)


def lesson(x: np.ndarray, label: np.ndarray) -> Lesson:
    n = len(label)
    nobody = np.full(n, -1, np.int32)
    days = np.arange(n, dtype=np.int32)
    return Lesson(Examples(x, np.zeros((n, 1)), nobody, days), [False] * 3, label, label, 0)


def test_ridge_logit_agrees_with_scikit_learn():
    x, label = drawn(500, 1, lambda x: x @ [1.0, -0.5, 0.0] - 1)
    ridge = np.full(3, 4.0)
    none = np.zeros(500, np.int32)
    ours = fit_logit(x, label, none, groups=1, ridge=ridge, group_ridge=1e9)
    theirs = LogisticRegression(C=0.25, tol=1e-10).fit(x, label)
    assert ours.coefficients == pytest.approx(theirs.coef_[0], abs=1e-5)
    assert ours.level == pytest.approx(theirs.intercept_[0], abs=1e-5)


def test_group_effects_agree_with_penalised_flags():
    x, label = drawn(600, 2, lambda x: x @ [0.5, 0.0, 0.0])
    group = (np.arange(600) % 5).astype(np.int32)
    label = np.where(group == 3, 1.0, label)
    ours = fit_logit(x, label, group, groups=5, ridge=np.full(3, 2.0), group_ridge=2.0)
    flags = np.column_stack([x, group[:, None] == np.arange(5)])
    theirs = LogisticRegression(C=0.5, tol=1e-10, max_iter=1000).fit(flags, label)
    assert ours.group == pytest.approx(theirs.coef_[0, 3:], abs=1e-4)
    assert ours.group.argmax() == 3


def test_an_unknown_value_speaks_neither_way():
    matrix = np.array([[1.0], [2.0], [3.0], [np.nan]])
    scaled = Scale.learn(matrix, [False], settings().model).apply(matrix)
    assert scaled[:, 0] == pytest.approx([-1.2247, 0.0, 1.2247, 0.0], abs=1e-4)


def test_common_categories_become_flags_and_rare_ones_nothing():
    codes = np.array([0.0] * 60 + [1.0] * 60 + [2.0] * 2)[:, None]
    scale = Scale.learn(codes, [True], settings().model)
    scaled = scale.apply(np.array([[0.0], [2.0]]))
    assert scale.level.tolist() == [0, 1]
    assert scaled[0, 0] > 0 > scaled[0, 1]
    assert (scaled[1] < 0).all()


@pytest.mark.parametrize("column", [np.full(40, np.nan), np.full(40, 3.0)])
def test_a_column_that_says_nothing_stays_nought(column):
    matrix = column[:, None]
    assert (Scale.learn(matrix, [False], settings().model).apply(matrix) == 0).all()


def test_long_tails_are_taken_as_logarithms():
    days = np.random.default_rng(1).exponential(300, 500)[:, None] ** 2
    scale = Scale.learn(days, [False], settings().model)
    assert scale.unit[0] == pytest.approx(np.median(days))
    assert (np.diff(scale.apply(np.sort(days, axis=0))[:, 0]) >= 0).all()


def test_contributions_add_up_to_the_danger():
    x, label = drawn(400, 3, lambda x: x @ [1.0, -1.0, 0.5])
    model = fit_model(lesson(x, label))
    parts = model.contributions(x).sum(1)
    assert model.danger(x) - parts == pytest.approx(np.zeros(400), abs=1e-9)


def test_bounds_hold_the_score_between_them():
    x, label = drawn(400, 4, lambda x: x @ [1.0, -1.0, 0.5])
    model = fit_model(lesson(x, label))
    lo, hi = model.bounds(x)
    score = model.premises(x)
    assert ((lo <= score) & (score <= hi)).all()
    assert (hi - lo).mean() < 0.3


def test_trees_are_left_out_where_the_linear_model_suffices():
    x, label = drawn(3000, 5, lambda x: x @ [1.0, -1.0, 0.5])
    assert fit_model(lesson(x, label)).boost is None


def test_trees_are_added_where_they_pay():
    x, label = drawn(3000, 6, lambda x: 2.5 * np.sign(x[:, 0] * x[:, 1]))
    model = fit_model(lesson(x, label))
    assert model.boost is not None
    parts = model.contributions(x).sum(1)
    rest = model.danger(x) - parts
    assert rest == pytest.approx(np.full(3000, rest[0]), abs=1e-6)


def test_trees_of_the_same_rows_are_the_same():
    x, label = drawn(500, 7, lambda x: x[:, 0])
    once, again = (Boost.fit(x, label, np.zeros(500), settings().boost).logit(x) for _ in range(2))
    assert (once == again).all()


def overfitted(n: int, seed: int) -> Lesson:
    """Return a lesson of much noise and no signal but a faint one, of which too much is learnt."""
    random = np.random.default_rng(seed)
    x = random.standard_normal((n, 60))
    label = (random.random(n) < sigmoid(0.5 * x[:, 0] - 1)).astype(float)
    days = np.arange(n, dtype=np.int32)
    examples = Examples(x, np.zeros((n, 1)), np.full(n, -1, np.int32), days)
    return Lesson(examples, [False] * 60, label, label, 0)


def test_chances_that_fit_too_well_are_drawn_together_and_keep_their_order_and_mean():
    whole, chosen = overfitted(8000, 8), settings()
    loose = chosen.model_copy(
        update={"model": chosen.model.model_copy(update={"ridge": 0.01, "slope_ridge": 0.01})}
    )
    never = loose.model_copy(
        update={"later": loose.later.model_copy(update={"least_visits": 10**9})}
    )
    learnt, fresh = whole.rows(np.arange(3000)), whole.rows(np.arange(3000, 8000))
    before, after = (fit_model(learnt, each).premises(fresh.examples.matrix)
                     for each in (never, loose))  # fmt: skip
    label = fresh.label.astype(np.uint8)
    slopes = [metrics.calibration_slope(label, each) for each in (before, after)]
    assert slopes[0] < 0.9
    assert abs(slopes[1] - 1) < abs(slopes[0] - 1)
    assert (np.argsort(before) == np.argsort(after)).all()
    told = fit_model(learnt, loose).premises(learnt.examples.matrix)
    assert told.mean() == pytest.approx(learnt.label.mean(), abs=1e-6)


def test_the_slope_of_labels_that_mean_nothing_never_turns_the_order_round():
    random = np.random.default_rng(9)
    x = random.standard_normal((2500, 3))
    days = np.arange(2500)
    # What the earlier part teaches, the later part denies.
    label = (random.random(2500) < sigmoid(np.where(days < 2000, 2, -2) * x[:, 0])).astype(float)
    model = fit_model(lesson(x, label))
    assert model.outer.coefficients[0] > 0
    assert model.premises(np.eye(3)[:1] * 3)[0] > model.premises(-np.eye(3)[:1] * 3)[0]
