"""Indicators count what they say, and every figure is as long as the list of its cases."""

import random
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.cases.evaluation.columns import SCHEMA, Columns
from anlan.cases.evaluation.conditions import condition
from anlan.cases.evaluation.figures import Question, Rescored, behind, figures
from anlan.cases.evaluation.indicators import Indicator, indicators
from anlan.cases.evaluation.periods import Period, containing, period
from anlan.model.errors import CaseError
from anlan.model.permission import Area
from anlan.store.database import Database

BEGIN, END = 1_000_000, 2_000_000
PLACES = ("c/a/s/q/g1", "c/a/s/q/g2", "c/b/s/q/g3", "c/b", "c")
MOMENTS = [name for name in SCHEMA if name.endswith("_at") and name != "written_at"]
FLAGS = [name for name, kind in SCHEMA.items() if kind == pl.Int64 and name not in MOMENTS]
ALL = list(indicators().values())


@pytest.fixture
def copied(tmp_path: Path) -> Columns:
    """A copy of 600 cases on which everything happened at random."""
    chance = random.Random(5)  # noqa: S311 - not a secret
    rows = [_case(chance, number) for number in range(1, 601)]
    folder = tmp_path / "copy"
    folder.mkdir()
    for part in range(3):
        frame = pl.DataFrame(rows[part::3], schema=SCHEMA)
        frame.write_parquet(folder / f"1970-0{part + 1}.parquet")
    return Columns(Database(f"sqlite:///{tmp_path}/none.db"), "town", folder)


def _case(chance: random.Random, number: int) -> dict[str, object]:
    told: dict[str, object] = {
        name: chance.choice((None, chance.randrange(BEGIN - 300_000, END + 300_000)))
        for name in MOMENTS
    }
    told |= {name: chance.choice((0, 0, 1, 2)) for name in FLAGS}
    opened = chance.randrange(BEGIN - 300_000, END + 300_000)
    return told | {
        "case_id": number,
        "city": "town",
        "kind": "event",
        "channel": chance.choice(("collector", "hotline", "alarm")),
        "class_code": chance.choice(("e1", "e2", "e3", "e4", "e5", "")),
        "division": chance.choice(PLACES),
        "department": chance.choice(("", "water", "roads")),
        "opened_at": opened,
        "closed_at": chance.choice((None, opened + 60, opened + 90_000)),
        "satisfaction": chance.choice((None, "satisfied", "unsatisfied", "not_reached")),
        "written_at": number,
    }


def question(kind: str, depth: int = 0, **more: object) -> Question:
    told = {"grids": {"c": 4, "c/a": 2, "c/b": 2}} | more
    return Question(kind, BEGIN, END, END, depth, **told)  # type: ignore[arg-type]


RESCORED = Rescored({7: ("",), 8: ("closed_in_time",), 20: ("solved", "")}, {9: "roads", 11: "new"})
QUESTIONS = [
    question("area", 1),
    question("area", 2),
    question("area", 5),
    question("department"),
    question("department", rescored=RESCORED),
    question("area", 2, areas=(Area("c/a"), Area("", "water"))),
    question("department", areas=()),
]


@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_figure_is_as_long_as_the_list_of_its_cases(copied: Columns, asked: Question) -> None:
    told = figures(copied, asked, ALL)
    assert bool(told) is bool(asked.areas)
    for key, row in list(told.items())[-2:]:
        for one in ALL:
            figure = row[one.name]
            below = behind(copied, asked, one, key, "below", limit=10_000)
            assert len(below) == figure.cases, (key, one.name)
            above = behind(copied, asked, one, key, "above", limit=10_000)
            assert set(above) <= set(below)
            if one.shape in ("share", "count", "top"):
                assert len(above) == figure.above, (key, one.name)
            if figure.value is not None and one.rate and one.shape != "sums":
                assert 0 <= figure.value <= 1


def test_pages_of_a_list_are_the_list(copied: Columns) -> None:
    asked, one = QUESTIONS[0], indicators()["filing_rate"]
    whole = behind(copied, asked, one, "c", limit=10_000)
    paged: list[int] = []
    while page := behind(copied, asked, one, "c", after=paged[-1] if paged else 0, limit=7):
        paged += page
    assert paged == whole


def test_what_is_counted_for_districts_adds_up_to_the_city(copied: Columns) -> None:
    whole = figures(copied, question("area", 1), ALL)["c"]
    parts = figures(copied, question("area", 2), ALL)
    for one in ALL:
        below = sum(parts[key][one.name].cases for key in parts)
        assert below <= whole[one.name].cases


def test_a_share_by_hand(copied: Columns) -> None:
    """The same figure in plain Python, from the same rows."""
    rows = pl.concat(pl.read_parquet(each) for each in copied.files()).to_dicts()
    due = [
        row
        for row in rows
        if row["handling_due_at"] is not None
        and BEGIN <= row["handling_due_at"] < END
        and row["opened_at"] < END
        and row["void_at"] is None
        and row["merged_at"] is None
        and row["department"] == "water"
    ]
    done = [row for row in due if row["handled_at"] is not None and row["handled_in_time"]]
    told = figures(copied, question("department"), ALL)["water"]["handled_in_time"]
    assert (told.above, told.below) == (len(done), len(due))
    assert told.value == pytest.approx(len(done) / len(due))


def test_what_is_due_only_later_is_not_due_yet(copied: Columns) -> None:
    asked = Question("department", BEGIN, END, BEGIN + 1)
    told = figures(copied, asked, ALL)["water"]
    assert told["handling_rate"].cases <= 1
    assert told["solved"].cases > 1


def test_the_area_covered_is_of_the_grids_that_stand(copied: Columns) -> None:
    told = figures(copied, question("area", 2), ALL)
    assert told["c/a"]["coverage"].value == 1.0
    assert told["c/b"]["coverage"].value == 0.5


def test_an_appeal_that_was_accepted_takes_a_case_out_or_gives_it_to_another(
    copied: Columns,
) -> None:
    one = indicators()["solved"]
    asked = question("department")
    case = behind(copied, asked, one, "water")[0]
    before = figures(copied, asked, [one])
    out = figures(copied, question("department", rescored=Rescored({case: ("solved",)})), [one])
    assert out["water"]["solved"].cases == before["water"]["solved"].cases - 1
    moved = figures(copied, question("department", rescored=Rescored({}, {case: "roads"})), [one])
    assert moved["roads"]["solved"].cases == before["roads"]["solved"].cases + 1


@pytest.mark.parametrize(
    "text", ["nothing", "void_at; DROP TABLE cases", "channel in", "closed_at - x < 5", "", "not"]
)
def test_a_condition_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        condition(text)


def test_an_indicator_that_lacks_something_is_refused() -> None:
    told = indicators()["mean_handling"].model_dump()
    for change in ({"sum": ""}, {"by": "nothing"}, {"objects": ("post",)}, {"of": ("nothing",)}):
        with pytest.raises(ValueError):
            Indicator(**told | change)


@given(st.dates(datetime(1980, 1, 1).date(), datetime(2600, 1, 1).date()))
def test_periods_hold_their_days_and_follow_each_other(day) -> None:
    for kind in ("day", "week", "month", "quarter", "half_year", "year"):
        found = containing(kind, day)
        assert found.first <= day < found.end
        assert period(found.name) == found
        assert found.before.end == found.first
        earlier = found.year_before
        assert earlier.kind == kind
        assert 350 < (found.first - earlier.first).days < 380


def test_a_period_begins_at_midnight_of_the_city() -> None:
    begin, end = period("2026-10").seconds(ZoneInfo("Asia/Shanghai"))
    assert datetime.fromtimestamp(begin, UTC) == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert end - begin == 31 * 86400


def test_the_last_day_of_february_is_compared_with_the_last_one_before() -> None:
    assert period("2028-02-29").year_before.name == "2027-02-28"
    assert period("2026-W53").year_before.name == "2025-W52"
    assert isinstance(period("2026"), Period)


@pytest.mark.parametrize(
    "text",
    ["", "2026-13", "2026-02-30", "2026-W54", "26-01", "2026-Q5", "9999-12", "2026-1", "x" * 99],
)
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CaseError):
        period(text)
