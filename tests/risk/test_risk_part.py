"""A part of a ranking holds the places of its divisions, and nothing else."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.permission import within
from anlan.risk.part import Part
from anlan.risk.results import RANKING, VISITS, Ranking, RankingMeta

CODES = st.sampled_from(["a", "b", "ab", "a-", "a0", "a.", "区"])
PATHS = st.lists(CODES, min_size=1, max_size=4).map("/".join)


def ranking_of(paths: list[str | None]) -> Ranking:
    count = len(paths)
    shown = {
        "asset": [f"P{n}" for n in range(count)],
        "rank": [n + 1 for n in range(count)],
        "grade": [("red", "blue")[n % 2] for n in range(count)],
        "division": paths,
        "score_premises": [n / 10 for n in range(count)],
    }
    filled = {name: shown.get(name, [None] * count) for name in RANKING}
    visits = {"asset": shown["asset"], "day": [1] * count, "found": [True] * count}
    return Ranking(
        pl.DataFrame(filled, schema=RANKING),
        pl.DataFrame(visits, schema=VISITS),
        RankingMeta("t", "2026-07-01", "model", {"en": "", "zh": ""}, 0.1),
    )


@given(
    paths=st.lists(st.none() | PATHS, max_size=30),
    divisions=st.lists(PATHS, min_size=1, max_size=3).map(tuple),
    offset=st.integers(0, 8),
)
def test_a_part_holds_what_lies_in_its_divisions(
    paths: list[str | None], divisions: tuple[str, ...], offset: int
) -> None:
    part = Part(ranking_of(paths), divisions)
    mine = [n for n, path in enumerate(paths) if any(within(path or "", d) for d in divisions)]
    names = [f"P{n}" for n in mine]
    assert part.height == len(mine)
    assert part.assets["asset"].to_list() == names
    total, page = part.page(limit=3, offset=offset)
    assert (total, page["asset"].to_list()) == (len(mine), names[offset : offset + 3])
    assert part.page(grade="red")[0] == sum(n % 2 == 0 for n in mine) == part.grades()["red"]
    mean = sum(n / 10 for n in mine) / len(mine) if mine else 0.0
    assert part.mean_score == pytest.approx(mean)
    for n in range(len(paths)):
        held = part.one(f"P{n}")
        assert (held is not None) == (n in mine) == bool(part.holding([f"P{n}"]))
        assert part.history(f"P{n}").height == (n in mine)
    assert part.one("nobody") is None


@given(paths=st.lists(st.none() | PATHS, max_size=10))
def test_the_whole_city_has_the_places_without_a_division_too(paths: list[str | None]) -> None:
    whole = Part(ranking_of(paths))
    assert whole.height == whole.page()[0] == len(paths)
    assert all(whole.one(f"P{n}") for n in range(len(paths)))
