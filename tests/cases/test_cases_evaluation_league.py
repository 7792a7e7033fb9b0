"""Scores, ranks, flags on sudden self-closing, and evaluation when the term is over."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from cases_desk_office import AT, CITY, do, opened
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from sqlalchemy import select
from test_cases_evaluation_figures import BEGIN, END, _case

from anlan.cases.evaluation.columns import SCHEMA, Columns
from anlan.cases.evaluation.figures import Figure, Question, Rescored, behind
from anlan.cases.evaluation.indicators import indicators
from anlan.cases.evaluation.league import Ask, league, ranks, score
from anlan.cases.evaluation.rest import evaluate
from anlan.cases.evaluation.settings import Settings, check_weights, settings
from anlan.cases.evaluation.sudden import chosen, sudden, tail
from anlan.cases.flow import workflow
from anlan.cities.references import references
from anlan.store.cases import CaseRow
from anlan.store.database import Database
from anlan.store.verify import verify

TO_CLOSED = (
    "file.accept", "file.file", "dispatch.send", "handle.receive", "handle.start",
    "handle.finish", "check.ask", "check.pass", "close.close",
)  # fmt: skip
TERM = timedelta(days=workflow().written.reopen_days)


def figure(value: float, cases: int = 100) -> Figure:
    return Figure(value, value * cases, cases, cases)


@given(st.dictionaries(st.text(min_size=1), st.none() | st.floats(0, 100), max_size=30))
def test_ranks_follow_scores_and_those_who_are_equal_share_one(scores) -> None:
    found = ranks(scores)
    shown = {key: None if value is None else round(value, 2) for key, value in scores.items()}
    for key, rank in found.items():
        if shown[key] is None:
            assert rank is None
        else:
            better = [v for v in shown.values() if v is not None and v > shown[key]]
            assert rank == len(better) + 1


def test_a_figure_of_few_cases_is_not_scored_and_few_figures_make_no_score() -> None:
    weights = {"closed_in_time": 6.0, "rework_rate": 4.0}
    told = {"closed_in_time": figure(0.9), "rework_rate": figure(0.5, 9)}
    assert score(told, indicators(), weights) == pytest.approx(90)
    told = {"closed_in_time": figure(0.9, 9), "rework_rate": figure(0.5)}
    assert score(told, indicators(), weights) is None
    assert score({}, indicators(), weights) is None


def test_a_league_tells_what_was_before_and_what_appeals_changed(tmp_path: Path) -> None:
    import random

    chance = random.Random(3)  # noqa: S311 - not a secret
    folder = tmp_path / "copy"
    folder.mkdir()
    rows = [_case(chance, number) for number in range(1, 2001)]
    pl.DataFrame(rows, schema=SCHEMA).write_parquet(folder / "1970-01.parquet")
    columns = Columns(Database(f"sqlite:///{tmp_path}/none.db"), "town", folder)
    now = Question("department", BEGIN + 500_000, END, END)
    earlier = Question("department", BEGIN, BEGIN + 500_000, END)
    wanted = [one for one in indicators().values() if one.fits("department")]
    ask = Ask(now, earlier, earlier, wanted, settings().weights["department"])
    plain = league(columns, ask)
    assert {row.key for row in plain} == {"water", "roads"}
    assert sorted(row.rank or 0 for row in plain) == [1, 2]
    cases = behind(columns, now, indicators()["solved"], "water")
    after = {row.key: row for row in league(columns, ask, Rescored({cases[0]: ("",)}))}
    told = after["water"].figures["solved"]
    assert told.now.below == told.counted.below - 1
    assert told.before is not None


def test_the_tail_is_that_of_fishers_exact_test() -> None:
    for x, n, x0, n0 in ((9, 30, 30, 300), (0, 30, 5, 40), (30, 30, 1, 99), (5, 50, 50, 500)):
        table = [[x, n - x], [x0, n0 - x0]]
        assert tail(x, n, x0, n0) == pytest.approx(fisher_exact(table, "greater").pvalue)


def test_where_nothing_is_different_few_are_flagged_and_a_planted_rise_is_found() -> None:
    chance = np.random.default_rng(2)
    past = {f"office {n}": figure(0.1, 600) for n in range(200)}
    now = {key: Figure(None, float(chance.binomial(60, 0.1)), 60, 60) for key in past}
    assert len(sudden(now, past)) <= 1
    now["office 7"] = Figure(None, 30, 60, 60)
    flags = sudden(now, past)
    assert flags[0].key == "office 7"
    assert (flags[0].share, flags[0].past_share) == (0.5, pytest.approx(0.1))


def test_who_has_few_cases_or_no_past_is_not_judged() -> None:
    assert sudden({"a": figure(0.9, 29)}, {"a": figure(0.0, 999)}) == []
    assert sudden({"a": figure(0.9, 99)}, {"a": figure(0.0, 29)}) == []
    assert sudden({"a": figure(0.9, 99)}, {}) == []
    assert chosen({}, 0.05) == set()


def test_weights_of_what_cannot_be_scored_are_refused() -> None:
    for scored, weights in (
        ("area", {"nothing": 1.0}), ("area", {"reports": 1.0}), ("department", {"coverage": 1.0}),
        ("collector", {"filing_rate": 1.0}), ("area", {"satisfied": 0.0}),
    ):  # fmt: skip
        with pytest.raises(ValueError):
            check_weights(scored, weights)
    told = settings().model_dump()
    told["weights"]["area"]["reports"] = 1.0
    with pytest.raises(ValueError):
        Settings.model_validate(told)


def states(database: Database) -> list[str]:
    with database.session() as session:
        return sorted(session.scalars(select(CaseRow.state)))


def test_a_case_is_evaluated_when_its_term_is_over_and_once(database: Database) -> None:
    number = opened(database)
    do(database, number, *TO_CLOSED)
    do(database, opened(database), "file.accept")
    assert evaluate(database, CITY, AT + TERM) == 0
    assert evaluate(database, "another", AT + TERM * 2) == 0
    assert evaluate(database, CITY, AT + TERM + timedelta(seconds=1)) == 1
    assert evaluate(database, CITY, AT + TERM * 9) == 0
    assert states(database) == ["accepted", "evaluated"]
    assert verify(database).fault is None


def test_several_workers_evaluate_each_case_once(
    opened: Callable[[], Database], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cases_desk_office import opened as open_case

    for _ in range(12):
        do(database, open_case(database), *TO_CLOSED)
    few = settings().model_copy(update={"batch": 3})
    monkeypatch.setattr("anlan.cases.evaluation.rest.settings", lambda: few)
    counts: list[int] = []

    def work() -> None:
        mine = opened()
        while done := evaluate(mine, CITY, AT + TERM * 2):
            counts.append(done)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(counts) == 12
    assert states(database) == ["evaluated"] * 12


def test_a_pack_that_weighs_what_cannot_be_scored_is_told_so() -> None:
    raw = {"evaluation": {"weights": {"area": {"closed_in_time": 1.0, "closed_in_tme": 2.0}}}}
    found = [each for each in references(raw, Path()) if each.place[0] == "evaluation"]
    assert [each.found for each in found] == ["closed_in_tme"]
    assert "closed_in_time" in found[0].choices
