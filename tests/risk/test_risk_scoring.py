"""Scores of visits to come, and the ranking of all places, use only what was known."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from risk_town import EPOCH, TARGET

from anlan.model.errors import TargetError
from anlan.risk import metrics
from anlan.risk.part import Part
from anlan.risk.results import RANKING
from anlan.risk.scoring import rank_premises, score_candidates
from anlan.words import LANGUAGES

FIRST = 15_800
FINDINGS = ["bad", "poor"]


@pytest.fixture(scope="module")
def candidates(tables) -> pl.DataFrame:
    return (
        tables["visits"]
        .filter(pl.col("_event_day") >= FIRST)
        .sample(fraction=1, seed=3, shuffle=True)
    )


@pytest.fixture(scope="module")
def scored(target, tables, candidates) -> pl.DataFrame:
    return score_candidates(target, tables, candidates.drop(FINDINGS))


@pytest.fixture(scope="module")
def register(tables) -> pl.DataFrame:
    last = tables["visits"].group_by("_asset").last().sort("_asset")
    return last.select(
        asset="_asset", name=pl.concat_str(pl.lit("House "), "_asset"), address="_address",
        type="_type", lon="_lon", lat="_lat", division="_division", address_key="_address",
        operator_key="_operator",
    )  # fmt: skip


@pytest.fixture(scope="module")
def ranking(target, tables, register):
    return rank_premises(target, tables, register, EPOCH + timedelta(days=FIRST))


def test_scores_come_in_the_order_of_the_candidates(scored, candidates):
    assert scored["visit"].to_list() == candidates["_key"].to_list()
    assert scored.columns == ["visit", "score", "score_premises"]
    assert scored.select("score", "score_premises").null_count().row(0) == (0, 0)


def test_scores_tell_findings_from_none(scored, candidates):
    label = candidates["bad"].to_numpy().astype(np.uint8)
    assert metrics.auc(label, scored["score"].to_numpy()) > 0.7


def test_the_outcome_of_a_candidate_does_not_change_its_score(target, tables, candidates, scored):
    day = int(candidates["_event_day"].max())
    lied = tables["visits"].with_columns(
        pl.when(pl.col("_event_day") >= day).then(1 - pl.col(name)).otherwise(name).alias(name)
        for name in FINDINGS
    )
    again = score_candidates(target, {"visits": lied}, candidates.drop(FINDINGS))
    assert again.equals(scored)


def test_outcomes_and_rows_of_candidates_may_be_absent(target, tables, candidates):
    blank = tables["visits"].with_columns(
        pl.when(pl.col("_event_day") < FIRST).then(name).alias(name) for name in FINDINGS
    )
    absent = tables["visits"].filter(pl.col("_event_day") < FIRST)
    asked = candidates.drop(FINDINGS)
    with_rows, without = (
        score_candidates(target, {"visits": records}, asked) for records in (blank, absent)
    )
    assert with_rows["score"].to_numpy() == pytest.approx(without["score"].to_numpy())


def test_no_candidates_no_scores(target, tables, candidates):
    assert score_candidates(target, tables, candidates.head(0)).height == 0


def test_a_candidate_without_a_day_is_refused(target, tables, candidates):
    undated = candidates.with_columns(_event_day=pl.lit(None, pl.Int32))
    with pytest.raises(TargetError) as raised:
        score_candidates(target, tables, undated)
    assert raised.value.key == "error.target.candidate_day"


def test_before_the_first_visit_nothing_can_be_learnt(target, tables, candidates):
    early = candidates.with_columns(_event_day=pl.lit(10, pl.Int32))
    with pytest.raises(TargetError) as raised:
        score_candidates(target, tables, early)
    assert raised.value.key == "error.target.no_history"


def test_every_place_is_ranked_once(ranking, register):
    assert ranking.assets.schema == RANKING
    assert ranking.assets["rank"].to_list() == list(range(1, register.height + 1))
    assert ranking.assets["score_premises"].is_sorted(descending=True)
    assert set(ranking.assets["asset"]) == set(register["asset"])


def test_a_ranking_sees_nothing_of_its_day_or_later(target, tables, register, ranking):
    cut = {"visits": tables["visits"].filter(pl.col("_known_day") < FIRST)}
    again = rank_premises(target, cut, register, EPOCH + timedelta(days=FIRST))
    assert again.assets.equals(ranking.assets)
    assert ranking.visits["day"].max() < FIRST


def test_reasons_are_few_said_in_both_languages_and_not_repeated(ranking):
    told = ranking.assets.explode("reasons").drop_nulls("reasons").unnest("reasons")
    assert ranking.assets["reasons"].list.len().max() <= 6
    assert told.select("en", "zh").null_count().row(0) == (0, 0)
    assert told.group_by("asset", "en").len()["len"].max() == 1


def test_the_worst_place_is_told_what_raises_it(ranking):
    worst, best = ranking.assets["reasons"][0].to_list(), ranking.assets["reasons"][-1].to_list()
    assert worst[0]["effect"] > 0 > best[0]["effect"]
    assert "Bad findings" in worst[0]["en"]
    assert "严重问题" in worst[0]["zh"]


@pytest.mark.parametrize("rule", ["oldest_first", "last_result", "past_count"])
def test_a_rule_can_rank_in_the_models_place(target, tables, register, ranking, rule):
    ruled = rank_premises(target, tables, register, date(2013, 4, 5), ranked_by=rule)
    assert ruled.meta.ranked_by == rule
    assert set(ruled.meta.ranked_by_text) == set(LANGUAGES)
    assert ruled.assets["asset"].to_list() != ranking.assets["asset"].to_list()
    assert sum(Part(ruled).grades().values()) == register.height


def test_a_population_nobody_belongs_to_is_refused(tables, register):
    from anlan.model.target import Target

    nobody = Target.model_validate(
        {**TARGET, "population": {"source": "visits", "where": {"kind": ["lift"]}}}
    )
    with pytest.raises(TargetError) as raised:
        rank_premises(nobody, tables, register, EPOCH + timedelta(days=FIRST))
    assert raised.value.key == "error.target.no_places"
