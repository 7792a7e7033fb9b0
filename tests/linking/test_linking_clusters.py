"""Things are made of links so that what clerks decided always holds."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from anlan.pool.linking.clusters import Decided, clusters

N = 9
Pairs = Sequence[tuple[int, int]]
PAIR = st.tuples(st.integers(0, N - 1), st.integers(0, N - 1)).filter(lambda p: p[0] < p[1])


def records(sources: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": range(len(sources)),
            "source": sources,
            "key": [f"k{i}" for i in range(len(sources))],
        },
        schema={"id": pl.Int64, "source": pl.String, "key": pl.String},
    )


def links(pairs: dict[tuple[int, int], float]) -> pl.DataFrame:
    rows = [(one, other, chance) for (one, other), chance in pairs.items()]
    schema = {"one": pl.Int64, "other": pl.Int64, "probability": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def ids(pairs: list[tuple[int, int]]) -> np.ndarray:
    return np.array(pairs, np.int64).reshape(-1, 2)


def labels(
    sources: list[str], pairs: dict[tuple[int, int], float], same: Pairs = (),
    different: Pairs = (), once: frozenset[str] = frozenset(),
) -> list[int]:  # fmt: skip
    decided = Decided(ids(list(same)), ids(list(different)))
    return clusters(records(sources), links(pairs), decided, once)["cluster"].to_list()


def test_links_join_whatever_they_connect() -> None:
    assert labels(["a"] * 4, {(0, 1): 0.9, (1, 2): 0.9}) == [0, 0, 0, 3]


def test_of_a_source_that_has_things_once_the_surer_link_holds() -> None:
    made = labels(["a", "b", "a"], {(0, 1): 0.95, (1, 2): 0.99}, once=frozenset("a"))
    assert made == [0, 1, 1]


def test_a_split_pair_is_not_joined_by_way_of_others() -> None:
    made = labels(["a"] * 3, {(0, 1): 0.99, (1, 2): 0.95, (0, 2): 0.9}, different=[(0, 2)])
    assert made == [0, 0, 2]


def test_what_a_clerk_confirmed_needs_no_link_and_outweighs_once() -> None:
    assert labels(["a", "a"], {}, same=[(0, 1)], once=frozenset("a")) == [0, 0]


@given(
    pairs=st.dictionaries(PAIR, st.floats(0.5, 1), max_size=20),
    same=st.lists(PAIR, max_size=3, unique=True),
    different=st.lists(PAIR, max_size=3, unique=True),
    sources=st.lists(st.sampled_from("abc"), min_size=N, max_size=N),
    order=st.permutations(range(N)),
)
def test_decisions_always_hold_and_the_order_of_records_is_nothing(
    pairs: dict[tuple[int, int], float], same: list[tuple[int, int]],
    different: list[tuple[int, int]], sources: list[str], order: list[int],
) -> None:  # fmt: skip
    group = list(range(N))
    for one, other in same:
        old, new = group[other], group[one]
        group = [new if each == old else each for each in group]
    # A contradiction is refused before it is kept; here it is left out.
    different = [pair for pair in different if group[pair[0]] != group[pair[1]]]
    once = frozenset("ab")
    made = labels(sources, pairs, same, different, once)
    assert all(made[one] == made[other] for one, other in same)
    assert all(made[one] != made[other] for one, other in different)
    for source in once:
        for one in range(N):
            for other in range(one + 1, N):
                if sources[one] == sources[other] == source and made[one] == made[other]:
                    assert group_has_certain(made, same, made[one])
    # The same records under other numbers are the same things.
    place = {record: at for at, record in enumerate(order)}
    shuffled = pl.DataFrame(
        {
            "id": range(N),
            "source": [sources[record] for record in order],
            "key": [f"k{record}" for record in order],
        },
        schema={"id": pl.Int64, "source": pl.String, "key": pl.String},
    )

    def moved(some: list[tuple[int, int]]) -> np.ndarray:
        return ids([tuple(sorted((place[a], place[b]))) for a, b in some])  # type: ignore[misc]

    renamed = {tuple(sorted((place[a], place[b]))): p for (a, b), p in pairs.items()}
    again = clusters(shuffled, links(renamed), Decided(moved(same), moved(different)), once)  # type: ignore[arg-type]
    told = dict(zip(order, again["cluster"].to_list(), strict=True))
    assert partition(made) == partition([told[record] for record in range(N)])


def group_has_certain(made: list[int], same: list[tuple[int, int]], label: int) -> bool:
    return any(made[one] == label for one, _ in same)


def partition(made: list[int]) -> set[frozenset[int]]:
    return {frozenset(at for at, each in enumerate(made) if each == label) for label in set(made)}
