"""The back-test plays fair, finds what is there, and says plainly when the model isn't worth it."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from risk_town import TARGET, quick, visits_frame

from anlan.model.errors import TargetError
from anlan.model.target import Target
from anlan.risk import checks
from anlan.risk.backtest import backtest
from anlan.risk.baselines import NEVER, past_of
from anlan.risk.examples import study
from anlan.risk.folds import rolling_origin
from anlan.risk.grades import grades
from anlan.risk.metrics.bootstrap import Interval
from anlan.risk.settings import settings
from anlan.risk.visits import visits_of


def days(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def with_folds(**changes: object) -> Target:
    return Target.model_validate({**TARGET, **changes})


def test_folds_learn_only_from_what_was_known_before_they_began():
    day, known = days(*range(100)), days(*range(100)) + np.int32(7)
    folds = rolling_origin(with_folds(folds=4, fold_days=10), day, known, np.ones(100, bool))
    assert [fold.start for fold in folds] == [60, 70, 80, 90]
    assert [known[fold.train].max() for fold in folds] == [59, 69, 79, 89]
    assert [day[fold.test].tolist() for fold in folds] == [
        list(range(start, start + 10)) for start in (60, 70, 80, 90)
    ]


def test_folds_end_on_the_declared_day():
    day = days(*range(100))
    target = with_folds(folds=2, fold_days=10, test_until="1970-03-01")
    last = rolling_origin(target, day, day, np.ones(100, bool))[-1]
    assert (last.since.isoformat(), last.until.isoformat()) == ("1970-02-20", "1970-03-01")


@pytest.mark.parametrize(
    ("changes", "labelled", "key"),
    [
        ({"folds": 20}, True, "error.target.short_history"),
        ({"test_until": "March"}, True, "error.target.test_until"),
        ({}, False, "error.target.no_labels"),
    ],
)
def test_folds_that_cannot_be_cut_are_refused(changes, labelled, key):
    day = days(*range(100))
    with pytest.raises(TargetError) as raised:
        rolling_origin(with_folds(**changes), day, day, np.full(100, labelled))
    assert raised.value.key == key
    assert raised.value.say("zh")


def test_the_past_of_a_visit_is_what_was_known_before_its_day():
    visits = pl.DataFrame(
        {
            "_asset": ["a", "a", "a", "b", None, None],
            "day": [1, 5, 9, 9, 1, 9],
            "_known_day": [1, 9, 9, 9, 1, 9],
            "label": [True, False, True, True, True, True],
        },
        schema_overrides={"day": pl.Int32, "_known_day": pl.Int32},
    )
    past = past_of(visits)
    assert past.since.tolist() == [NEVER, 4, 8, NEVER, NEVER, NEVER]
    assert past.found.tolist() == [0, 1, 1, 0, 0, 0]
    assert np.nan_to_num(past.last, nan=-1).tolist() == [-1, 1, 1, -1, -1, -1]


def test_the_model_finds_the_dangerous_premises(found):
    within = {name: value.value for (name, key), value in found.pooled.items()
              if key == "within_inspector"}  # fmt: skip
    assert within["score_premises"] > 0.6
    assert within["score_premises"] > within["oldest_first"] + 0.05
    assert within["random"] == 0.5


def test_every_pooled_figure_lies_in_its_interval(found):
    apart = [
        key for key, value in found.pooled.items()
        if key[1] != "ece" and not value.lo - 1e-9 <= value.value <= value.hi + 1e-9
    ]  # fmt: skip
    assert apart == []


def test_every_figure_of_a_fold_and_an_area_has_an_interval_wider_than_the_whole(found):
    key = ("score_premises", "auc")
    whole = found.pooled[key].hi - found.pooled[key].lo
    folds = [one.values[key] for one in found.folds]
    assert all(each.lo < each.value < each.hi for each in folds)
    assert min(each.hi - each.lo for each in folds) > whole
    shares = [share for area in found.areas for share in (area.recall, area.burden)]
    assert all(0 <= each.lo <= each.value <= each.hi <= 1 for each in shares)
    assert all(each.lo < each.hi for each in shares)


def test_as_it_was_done_gains_no_day(found):
    assert found.pooled["as_done", "days_earlier"].value == pytest.approx(0.0, abs=1e-9)


def test_the_same_data_give_the_same_report(target, tables, found):
    again = backtest(target, tables, chosen=quick())
    assert again.pooled == found.pooled
    assert again.verdict == found.verdict
    assert again.checks == found.checks


def test_checks_hold_on_clean_data(found):
    assert {check.key: check.ok for check in found.checks if check.key != "permutation"} == {
        "time_travel": True,
        "telling_column": True,
    }


def test_shuffled_labels_teach_nothing(target, tables):
    visits = visits_of(target, tables)
    studied = study(target, visits, tables)
    day = visits["day"].to_numpy()
    fold = rolling_origin(target, day, day, np.ones(len(day), bool))[-1]
    chosen = settings().checks.model_copy(update={"permutations": 30})
    assert checks.permutation(studied, fold, 1, chosen).value == pytest.approx(0.5, abs=0.06)


def test_time_travel_finds_a_column_that_knows_the_future(target, tables):
    leaky = tables["visits"].with_columns(
        kind=pl.when(pl.col("bad").shift(-5) > 0).then(pl.lit("a")).otherwise(pl.lit("b"))
    )
    told = {"visits": leaky}
    studied = study(target, visits_of(target, told), told)
    day = studied.visits["day"].to_numpy()
    fold = rolling_origin(target, day, day, np.ones(len(day), bool))[-1]
    past_only = leaky.with_columns(
        kind=pl.when(pl.col("_event_day") < fold.start).then("kind").otherwise(pl.lit("b"))
    )
    assert not checks.time_travel(studied, fold, {"visits": past_only}).ok


def test_a_column_that_is_the_answer_is_suspected(target, tables):
    told = {"visits": tables["visits"].with_columns(kind=pl.col("bad").cast(pl.String))}
    studied = study(target, visits_of(target, told), told)
    day = studied.visits["day"].to_numpy()
    fold = rolling_origin(target, day, day, np.ones(len(day), bool))[-1]
    check = checks.telling_columns(studied, fold, settings().checks)
    assert (check.ok, check.about) == (False, {"feature": "kind"})


def test_where_nothing_can_be_known_the_rule_ranks():
    told = {"visits": visits_frame(seed=4, danger=0.0).with_columns(kind=pl.lit("bar"))}
    found = backtest(with_folds(reference=None), told, chosen=quick())
    assert found.verdict.lead.lo < 0
    assert found.verdict.ok == (found.verdict.lead.value > 0)


@pytest.mark.parametrize(
    ("lead", "by"), [(0.02, "model"), (0.0, "past_count"), (-0.1, "past_count")]
)
def test_the_verdict_names_who_ranks(found, lead, by):
    ok = Interval(lead, lead - 0.1, lead + 0.1).value > 0
    assert replace(found.verdict, ok=ok, rule="past_count").ranked_by == by


def test_small_areas_are_not_shown(target, tables):
    whole = quick()
    strict = whole.model_copy(
        update={"areas": whole.areas.model_copy(update={"least_positives": 10_000})}
    )
    found = backtest(target, tables, chosen=strict)
    assert (found.areas, found.areas_hidden) == ([], 2)


def test_areas_add_up_to_the_whole(found):
    assert sum(area.visits for area in found.areas) == sum(one.visits for one in found.folds)
    reached = sum(area.recall.value * area.positives for area in found.areas)
    positives = sum(one.positives for one in found.folds)
    recall = found.pooled["score_premises", "recall"].value
    assert reached / positives == pytest.approx(recall)


def test_visits_must_exist(tables):
    nowhere = with_folds(visits={"source": "visits", "where": {"kind": ["lift"]}})
    with pytest.raises(TargetError) as raised:
        backtest(nowhere, tables)
    assert raised.value.key == "error.target.no_visits"


def test_a_reference_must_name_features_that_exist(tables):
    wrong = with_folds(reference={"features": [{"name": "nonsense"}]})
    with pytest.raises(TargetError, match="nonsense"):
        backtest(wrong, tables, chosen=quick())


def test_grades_follow_the_rank_shares():
    counted = grades(np.arange(1000.0))
    assert {name: counted.count(name) for name in set(counted)} == {
        "red": 20, "orange": 80, "yellow": 200, "blue": 700,
    }  # fmt: skip
    assert counted[-1] == "red"


def test_equals_share_a_grade():
    assert set(grades(np.ones(50))) == {"red"}
