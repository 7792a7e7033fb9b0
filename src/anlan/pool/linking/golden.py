"""The golden record: of each field the most authoritative value, then the freshest, and from whom.

Every other value is kept beside it, with its source, and told as a conflict where it says
something else.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from anlan.model.linking import LinkedSource, Linking
from anlan.pool.linking.levels import METRES

FIELDS = ("address", "name", "operator", "phone", "position", "type")
_ALIKE = {"name": "core"}
_VALUE = {"name": "name_sent", "address": "address_sent", "operator": "operator_sent"}
NEAR_METRES = 600.0
"""Positions so far apart disagree, where the pack compares no distances; else its largest one."""
UNRANKED = -1
"""The authority of a source of which the pack says nothing."""


@dataclass(frozen=True)
class Value:
    """A value known of a thing: as sent, of which record, of which day (since 1970-01-01).

    One of each field is ``chosen``; ``agrees`` says that it tells the same as the chosen one, or of
    an address its end.
    """

    field: str
    value: str
    source: str
    key: str
    day: int | None
    chosen: bool
    agrees: bool

    @property
    def standing(self) -> Literal["chosen", "agrees", "conflicts"]:
        """Return how the value stands to the chosen one."""
        return "chosen" if self.chosen else "agrees" if self.agrees else "conflicts"


def golden(records: Iterable[Mapping[str, Any]], linking: Linking | None) -> list[Value]:
    """Return every value known of one thing.

    Args:
        records: prepared records of the thing; a column that is left out says nothing.
        linking: which source comes first, overall and for single fields; all are equal without.

    Returns:
        By field, in the order of ``FIELDS``; the chosen one first, then by authority and freshness.
    """
    rows = list(records)
    ranks = {each.source: each for each in linking.sources} if linking else {}
    compared = [metres for each in linking.comparisons for metres in each.metres] if linking else []
    far = max(compared, default=NEAR_METRES)
    return [value for name in FIELDS for value in _field(name, rows, ranks, far)]


def _field(
    name: str, rows: list[Mapping[str, Any]], ranks: dict[str, LinkedSource], far: float
) -> Iterator[Value]:
    told = [(row, value) for row in rows if (value := _value(name, row)) is not None]

    def order(one: tuple[Mapping[str, Any], str]) -> tuple[Any, ...]:
        row, rank = one[0], ranks.get(one[0]["source"])
        best = rank is not None and name in rank.best
        day = math.inf if row["day"] is None else -row["day"]
        return (not best, -(rank.authority if rank else UNRANKED), day, row["source"], row["key"])

    told.sort(key=order)
    for at, (row, value) in enumerate(told):
        agrees = at == 0 or _agrees(name, (row, value), told[0], far)
        yield Value(name, value, row["source"], row["key"], row["day"], at == 0, agrees)


def _value(name: str, row: Mapping[str, Any]) -> str | None:
    if name == "position":
        return None if row.get("lon") is None else f"{row['lon']}, {row['lat']}"
    value = row.get(_VALUE.get(name, name))
    return None if value is None else str(value)


def _agrees(
    name: str,
    one: tuple[Mapping[str, Any], str],
    top: tuple[Mapping[str, Any], str],
    far: float,
) -> bool:
    if name == "position":
        north = (one[0]["lat"] - top[0]["lat"]) * METRES
        cosine = math.cos(math.radians(top[0]["lat"]))
        return math.hypot(north, (one[0]["lon"] - top[0]["lon"]) * METRES * cosine) <= far
    alike, best = (row.get(_ALIKE.get(name, name)) or value for row, value in (one, top))
    if name == "address":
        # A Chinese address that leaves out city or district says less, and nothing else.
        return bool(alike.endswith(best) or best.endswith(alike))
    return bool(alike == best)
