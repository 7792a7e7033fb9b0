"""The draw: reproducible, blind, with probabilities that are what they say."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.errors import RoutingError
from anlan.plan.draw import draw_visits, seed_text

IDS = [f"P{number}" for number in range(60)]
sizes = st.integers(0, 80)
flags = st.lists(st.booleans(), min_size=60, max_size=60)


@given(sizes, flags, st.text(max_size=10))
def test_the_probabilities_of_all_who_could_be_drawn_sum_to_the_number_drawn(count, flags, seed):
    draw = draw_visits(IDS, count, seed, eligible=flags)
    assert draw.eligible == sum(flags)
    assert draw.count == len(draw.drawn) == min(count, sum(flags))
    assert draw.probability * draw.eligible == pytest.approx(draw.count)
    assert all(flags[row] for row in draw.drawn)
    assert sorted(set(draw.drawn)) == list(draw.drawn)


@given(st.integers(1, 30), st.lists(st.sampled_from("abcd"), min_size=60, max_size=60))
def test_every_stratum_gets_its_share_to_within_one_visit(count, stratum):
    draw = draw_visits(IDS, count, "seed", stratum=stratum)
    got = Counter(stratum[row] for row in draw.drawn)
    fair = {name: size * draw.probability for name, size in Counter(stratum).items()}
    assert all(abs(got[name] - share) < 1 + 1e-9 for name, share in fair.items())


@pytest.mark.parametrize("stratum", [None, ["a"] * 3 + ["b"] * 40 + ["c"] * 17])
def test_over_many_days_everyone_is_drawn_as_often_as_its_probability_says(stratum):
    days = 3000
    times = Counter(
        row for day in range(days) for row in draw_visits(IDS, 6, f"d{day}", None, stratum).drawn
    )
    expected = days * 0.1
    spread = 5 * (days * 0.1 * 0.9) ** 0.5
    assert len(times) == 60
    assert max(abs(count - expected) for count in times.values()) < spread


def test_same_seed_same_draw_another_day_another():
    today = seed_text("chicago", "food", "2014-09-02")
    draw = draw_visits(IDS, 6, today)
    assert draw == draw_visits(IDS, 6, today)
    assert draw.drawn != draw_visits(IDS, 6, seed_text("chicago", "food", "2014-09-03")).drawn


def test_the_order_of_the_list_does_not_matter():
    drawn = {IDS[row] for row in draw_visits(IDS, 6, "seed").drawn}
    backward = IDS[::-1]
    assert {backward[row] for row in draw_visits(backward, 6, "seed").drawn} == drawn


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"count": 1, "eligible": [True]}, "error.plan.shapes"),
        ({"count": 1, "stratum": ["a"]}, "error.plan.shapes"),
        ({"count": -1}, "error.plan.limit"),
    ],
)
def test_what_does_not_fit_together_is_refused(values, key):
    with pytest.raises(RoutingError) as refused:
        draw_visits(IDS, seed="seed", **values)
    assert refused.value.key == key
