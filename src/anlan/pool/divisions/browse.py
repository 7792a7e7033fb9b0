"""Look through a tree of divisions: children of one, search by name or code, what became of one."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from anlan.model.city import LEVELS
from anlan.model.declared import Level
from anlan.pool.divisions.division import Division
from anlan.pool.divisions.tree import DivisionTree


@dataclass(frozen=True)
class Node:
    """A division in the tree: its path of codes from the root, and how many lie right below."""

    division: Division
    path: str
    children: int
    stands: bool


class Browser:
    """A tree, ready to be looked through: built once, asked often.

    Divisions that have ended, or will only begin, are found by search and by code, and are no
    children of anything: the tree shows what stands on its day.
    """

    def __init__(self, tree: DivisionTree) -> None:
        self._tree = tree
        self._known: Mapping[str, Division] = tree.known
        below: dict[str, list[str]] = {}
        for each in tree.standing():
            parent = each.parent if each.parent in self._known else ""
            below.setdefault(parent, []).append(each.code)
        self._below = below

    def node(self, code: str) -> Node | None:
        """Return the division with a code, or None."""
        found = self._known.get(code)
        return None if found is None else self._node(found)

    def children(self, parent: str = "") -> list[Node]:
        """Return what lies right below a division, by code; the top of the tree for ""."""
        return [self._node(self._known[code]) for code in self._below.get(parent, [])]

    def search(self, text: str, level: Level | None = None) -> list[Node]:
        """Return the divisions of which name or code holds every word of ``text``.

        A word may also be in the name of a division above, so that "east market" finds the market
        of the eastern district; the last word is the division's own. Exact matches come first,
        then beginnings; larger divisions before smaller ones.
        """
        words = text.casefold().split()
        if not words:
            return []
        *above, own = words
        found = [
            (self._rank(code, own), code)
            for code, names in self._texts.items()
            if own in names
            and level in (None, self._known[code].level)
            and (not above or all(word in self._lineage(code) for word in above))
        ]
        return [self._node(self._known[code]) for _, code in sorted(found)]

    def counts(self, code: str) -> dict[Level, int]:
        """Return how many standing divisions of each level lie below one, the largest level first.

        A division that has ended has none.
        """
        tally = Counter(self._known[each].level for each in self._all_below(code))
        return {level: tally[level] for level in LEVELS if tally[level]}

    def names(self, path: str) -> list[Division]:
        """Return the divisions along a path, the largest first."""
        return [self._known[code] for code in path.split("/") if code in self._known]

    def predecessors(self, code: str) -> list[Division]:
        """Return the divisions that say this one took their place, by code."""
        return sorted(self._before.get(code, ()), key=lambda one: one.code)

    @cached_property
    def _before(self) -> dict[str, list[Division]]:
        found: dict[str, list[Division]] = {}
        for code in self._known:
            for each in self._tree.history(code):
                for heir in each.successors:
                    found.setdefault(heir, []).append(each)
        return found

    @cached_property
    def _texts(self) -> dict[str, str]:
        """Code and names of each division, those it had before included."""
        found = {}
        for code in self._known:
            past = self._tree.history(code)
            names = [name for each in past for name in (each.name_en, each.name_zh)]
            found[code] = "\n".join(dict.fromkeys((code, *names))).casefold()
        return found

    def _lineage(self, code: str) -> str:
        path = self._tree.paths[code].split("/")
        return "\n".join(self._texts[each] for each in path if each in self._texts)

    def _rank(self, code: str, word: str) -> tuple[int, int]:
        names = self._texts[code].split("\n")
        fit = 0 if word in names else 1 if any(each.startswith(word) for each in names) else 2
        return fit, LEVELS.index(self._known[code].level)

    def _all_below(self, code: str) -> Iterable[str]:
        waiting = list(self._below.get(code, []))
        while waiting:
            each = waiting.pop()
            yield each
            waiting += self._below.get(each, [])

    def _node(self, each: Division) -> Node:
        return Node(
            division=each,
            path=self._tree.paths[each.code],
            children=len(self._below.get(each.code, [])),
            stands=each.stands(self._tree.day),
        )
