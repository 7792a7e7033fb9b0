"""A place told in words: the division whose names stand in it."""

from anlan.pool.divisions import DivisionTree

SHORTEST = 2
"""A name of one character says nothing."""


def division_of(tree: DivisionTree, words: str) -> str | None:
    """Return the code of the finest division that some words name, None where they name none.

    Of several that are named alike, the one with more of the divisions above it named too; where
    that doesn't decide, none: a report must not land in another district because two streets share
    a name.
    """
    plain = words.casefold()
    named = {
        each.code
        for each in tree.standing()
        if any(len(name) >= SHORTEST and name.casefold() in plain
               for name in (each.name_en, each.name_zh))
    }  # fmt: skip
    ranked = sorted(((_rank(tree.paths[code], named), code) for code in named), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _rank(path: str, named: set[str]) -> tuple[int, int]:
    """Return how many divisions of a path are named, and how fine it is."""
    steps = path.split("/")[1:]
    return sum(step in named for step in steps), len(steps)
