"""Major hazard installations, GB 18218: thresholds, factors and ranks as published."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.errors import RegisterError
from anlan.risk.schemes.installations import assess, explain, substances

# The factors of toxic gases and of classes (F9), and the sample thresholds, as the facts have them.
BETA = {
    "carbon_monoxide_gas": 2, "sulfur_dioxide": 2, "ammonia": 2, "ethylene_oxide": 2,
    "hydrogen_chloride": 3, "methyl_bromide": 3, "chlorine": 4, "hydrogen_sulfide": 5,
    "hydrogen_fluoride": 5, "nitrogen_dioxide": 10, "hydrogen_cyanide": 10, "phosgene": 20,
    "phosphine": 20, "methyl_isocyanate": 20, "tnt": 2, "hydrogen": 1.5, "petrol": 1,
}  # fmt: skip
THRESHOLD = {
    "lpg": 50, "natural_gas": 50, "ammonia": 10, "chlorine": 5, "petrol": 200, "ethanol": 500,
    "hydrogen": 5, "methanol": 500, "ethylene": 50, "acetylene": 1,
}  # fmt: skip
ALPHA = [(0, 0.5), (1, 1.0), (29, 1.0), (30, 1.2), (49, 1.2), (50, 1.5), (99, 1.5), (100, 2.0)]


@pytest.mark.parametrize("code", BETA)
def test_the_factors_of_substances(code):
    assert substances()[code].beta == BETA[code]


@pytest.mark.parametrize("code", THRESHOLD)
def test_the_threshold_makes_it_one(code):
    assert substances()[code].threshold == THRESHOLD[code]
    assert assess({code: THRESHOLD[code]}, 0).rank
    assert not assess({code: math.nextafter(THRESHOLD[code], 0)}, 0).rank


@pytest.mark.parametrize(("residents", "alpha"), ALPHA)
def test_the_factor_of_the_residents(residents, alpha):
    assert assess({"lpg": 50.0}, residents).alpha == alpha


@pytest.mark.parametrize(
    ("petrol", "rank"),
    [(1_999.9, "IV"), (2_000, "III"), (10_000, "II"), (20_000, "I")],
)
def test_the_ranks_begin_at_10_50_and_100(petrol, rank):
    assert assess({"petrol": petrol}, 1).rank == rank


@given(
    stocks=st.dictionaries(st.sampled_from(sorted(substances())), st.floats(0, 1e6), max_size=6),
    residents=st.integers(0, 500),
    more=st.integers(1, 500),
)
def test_more_neighbours_or_stock_never_lower_it(stocks, residents, more):
    before, after = assess(stocks, residents), assess(stocks, residents + more)
    assert after.r >= before.r
    assert before.s == after.s
    doubled = assess({code: 2 * tonnes for code, tonnes in stocks.items()}, residents)
    assert doubled.s == pytest.approx(2 * before.s)


def test_it_says_why_in_both_languages():
    found = assess({"lpg": 100.0}, 120)
    assert explain(found) == (
        "S = Σ q/Q = 2 is 1 or more: a major hazard installation. "
        "R = α Σ β q/Q = 6 with α = 2: rank IV. Source: GB 18218."
    )
    assert "IV 级" in explain(found, "zh")


@pytest.mark.parametrize(
    ("stocks", "residents", "said"),
    [
        ({"kryptonite": 1.0}, 0, "kryptonite"),
        ({"lpg": -1.0}, 0, "in tonnes, 0 or more"),
        ({"lpg": math.nan}, 0, "Liquefied petroleum gas"),
        ({"lpg": math.inf}, 0, "inf"),
        ({"lpg": 1.0}, -1, "-1 is no count of residents"),
    ],
)
def test_what_makes_no_sense_is_named(stocks, residents, said):
    with pytest.raises(RegisterError) as refused:
        assess(stocks, residents)
    assert said in refused.value.say()
