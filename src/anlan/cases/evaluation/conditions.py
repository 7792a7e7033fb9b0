"""Conditions on the milestones of a case as they are declared, turned into SQL.

The same text counts the cases of a figure and finds them again, so that the two can't differ.
"""

import re
from collections.abc import Collection

from anlan.cases.evaluation.milestones import milestones
from anlan.store.cases import CaseMilestones

_SET = re.compile(r"(not )?([a-z_]+)")
_IN = re.compile(r"([a-z_]+) (not )?in ([a-z_]+(?:, [a-z_]+)*)")
_LESS = re.compile(r"([a-z_]+) - ([a-z_]+) < (\d{1,9})")
_SUM = re.compile(r"([a-z_]+)(?: - ([a-z_]+))?")
COLUMNS = frozenset(CaseMilestones.__table__.columns.keys())


def condition(text: str) -> str:
    """Return a declared condition as SQL; it is true or false, never null.

    >>> condition("not void_at"), condition("self_handled | returns")
    ('void_at IS NULL', '(coalesce(self_handled, 0) > 0 OR coalesce(returns, 0) > 0)')

    A case that was never made void; and one set right on the spot, or returned.

    Raises:
        ValueError: it is no condition, or about nothing that is kept.
    """
    ways = [_one(each.strip()) for each in text.split("|")]
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def both(conditions: Collection[str]) -> str:
    """Return the SQL of conditions that must all hold."""
    return " AND ".join(condition(each) for each in conditions) or "true"


def amount(text: str) -> str:
    """Return a declared quantity of a case as SQL: a column, or the difference of two.

    Raises:
        ValueError: it is none.
    """
    found = _SUM.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no column and no difference of two")
    names = [_known(name) for name in found.groups() if name]
    return " - ".join(names)


def _one(text: str) -> str:
    if found := _SET.fullmatch(text):
        return _set(_known(found.group(2)), unset=bool(found.group(1)))
    if found := _IN.fullmatch(text):
        name, negated, values = found.groups()
        listed = ", ".join(f"'{each}'" for each in values.split(", "))
        return f"coalesce({_known(name)}, '') {'NOT ' if negated else ''}IN ({listed})"
    if found := _LESS.fullmatch(text):
        later, earlier, least = found.groups()
        return f"coalesce({_known(later)} - {_known(earlier)} < {least}, false)"
    raise ValueError(f"{text!r} is no condition")


def _set(name: str, *, unset: bool) -> str:
    kind = CaseMilestones.__table__.columns[name].type.python_type
    if kind is str:
        return f"coalesce({name}, '') {'=' if unset else '<>'} ''"
    if name.endswith("_at"):
        return f"{name} IS {'' if unset else 'NOT '}NULL"
    return f"coalesce({name}, 0) {'=' if unset else '>'} 0"


def _known(name: str) -> str:
    if name not in COLUMNS:
        known = ", ".join(sorted({*milestones().by_name, "opened_at", "channel", "kind"}))
        raise ValueError(f"{name!r} is nothing that is kept of a case; there is {known}")
    return name
