"""The figures of hazards, on cases that can be counted by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from anlan.risk.register.hazard_figures import HazardFigures, Repair, Share, figures

AT = datetime(2026, 7, 18, tzinfo=UTC)


def ago(days: float) -> datetime:
    return AT - timedelta(days=days)


def test_of_no_hazard_there_is_no_figure() -> None:
    found = figures([], {}, AT)
    assert found == HazardFigures(Share(0, 0), Share(0, 0), Share(0, 0), Share(0, 0), None)
    assert found.rectified.value is None


def test_figures_of_four_hazards() -> None:
    repairs = [
        Repair(1, False, ago(40), ago(30), in_time=True, due=ago(29)),
        Repair(1, False, ago(20), ago(16), in_time=False, due=ago(17)),
        Repair(2, True, ago(10), due=ago(1)),
        Repair(2, True, ago(9), due=ago(-3), listed=True),
    ]
    found = figures(repairs, {1: [ago(30), ago(16)]}, AT)
    assert found.rectified == Share(2, 4)
    assert found.rectified.value == 0.5
    # Two were reported as put right, one is over its term without it; the last has time.
    assert found.on_time == Share(1, 3)
    assert found.major_removed == Share(0, 2)
    assert found.recurred == Share(1, 4)
    assert found.mean_days == 7


@pytest.mark.parametrize(("listed", "removed"), [(True, 0), (False, 1)])
def test_a_major_hazard_is_removed_once_it_is_off_the_list(listed: bool, removed: int) -> None:
    closed = Repair(1, True, ago(9), ago(2), in_time=True, listed=listed)
    assert figures([closed], {}, AT).major_removed == Share(removed, 1)


@pytest.mark.parametrize(("days", "again"), [(0.5, 1), (90, 1), (90.01, 0), (-0.01, 0)])
def test_a_hazard_recurs_within_ninety_days_of_the_repair_before(days: float, again: int) -> None:
    hazard = Repair(1, False, ago(3))
    before = {1: [ago(3 + days)], 2: [ago(4)]}
    assert figures([hazard], before, AT).recurred == Share(again, 1)
    assert figures([Repair(3, False, ago(3))], before, AT).recurred == Share(0, 1)


moments = some.floats(0, 400).map(ago)


@given(
    some.lists(
        some.builds(
            Repair,
            some.integers(1, 3),
            some.booleans(),
            moments,
            some.none() | moments,
            some.none() | some.booleans(),
            some.none() | moments,
            some.booleans(),
        )
    )
)
def test_every_share_is_of_the_hazards_it_names(repairs: list[Repair]) -> None:
    before = {n: sorted(e.ended for e in repairs if e.point == n and e.ended) for n in (1, 2, 3)}
    found = figures(repairs, before, AT)
    assert found.rectified.of == found.recurred.of == len(repairs)
    assert found.major_removed.of == sum(each.major for each in repairs)
    for share in (found.rectified, found.on_time, found.major_removed, found.recurred):
        assert 0 <= share.n <= share.of <= len(repairs)
