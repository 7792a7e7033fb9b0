"""Find assets by the beginning of an id or a word, or by any piece of Chinese text."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.model.permission import Scope
from anlan.pool.assets import terms

FEW = 8
"""Documents looked at for each hit wanted: several of them may speak of one asset."""
_HITS = (
    "SELECT d.name, d.address, d.type, d.lon, d.lat, d.place, d.source, u.id AS unit, a.id, a.kind"
    " FROM doc d JOIN unit u ON u.n = d.unit JOIN unit a ON a.n = u.asset WHERE d.n = ?"
)
_STAGES = ("ids :", "names : ^", "names :", "{names addresses ids} :")
"""Where a phrase may stand, the best first."""


@dataclass(frozen=True)
class Hit:
    """An asset that was found, and what the source said by which it was."""

    id: str
    kind: str
    name: str | None
    address: str | None
    type: str | None
    division: str | None
    lon: float | None
    lat: float | None
    source: str


def search(
    index: sqlite3.Connection, question: str, scope: Scope, limit: int, kind: str | None = None
) -> list[Hit]:
    """Return assets that hold every part of a question, the best first: by id, name, then address.

    Only what the scope reaches is looked at. An asset is found once, by its best document.
    """
    asked = terms.phrases(question)
    found: dict[tuple[str, str], Hit] = {}
    if not asked:
        return []
    for stage in _stages(asked):
        for number in _matching(index, stage, scope, limit * FEW):
            hit = _hit(index.execute(_HITS, (number,)).fetchone())
            if kind in {None, hit.kind}:
                found.setdefault((hit.kind, hit.id), hit)
            if len(found) == limit:
                return list(found.values())
    return list(found.values())


def _stages(asked: list[str]) -> Iterator[str]:
    """Yield what FTS5 is asked, stage by stage; an anchor holds for the first phrase only."""
    for stage in _STAGES:
        rest = stage.removesuffix(" ^")
        yield " AND ".join(
            f"{stage if at == 0 else rest} {phrase}" for at, phrase in enumerate(asked)
        )


def _matching(index: sqlite3.Connection, stage: str, scope: Scope, most: int) -> list[int]:
    within = reach(scope)
    asked = f"({stage}) AND ({within})" if within else stage
    rows = index.execute(
        "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid LIMIT ?", (asked, most)
    )
    return [row[0] for row in rows]


def reach(scope: Scope) -> str:
    """Return a scope as what FTS5 is asked; empty for the whole city with every department."""
    if scope.whole:
        return ""
    return " OR ".join(
        "(" + " AND ".join(f"scope : {mark}" for mark in marks) + ")"
        for area in scope.areas
        if (
            marks := [
                *([terms.mark("d", area.division)] if area.division else []),
                *([terms.mark("p", area.department)] if area.department else []),
            ]
        )
    )


def _hit(row: sqlite3.Row) -> Hit:
    return Hit(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        address=row["address"],
        type=row["type"],
        division=row["place"],
        lon=row["lon"],
        lat=row["lat"],
        source=row["source"],
    )
