"""Find assets by the beginning of an id or a word, or by any piece of Chinese text."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.model.permission import Scope, within
from anlan.pool.assets import terms

FEW = 8
"""Documents looked at for each hit wanted: several of them may speak of one asset."""
_HIT = (
    "SELECT d.name, d.address, d.names, d.addresses, d.type, d.lon, d.lat, d.place, d.source,"
    " d.department, a.id, a.kind"
    " FROM doc d JOIN unit u ON u.n = d.unit JOIN unit a ON a.n = u.asset WHERE "
)
_STAGES = ("names : ^", "names :", "{names addresses} :")
"""Where a phrase may stand, the best first."""
_LAST = "\U0010ffff"


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
    found: dict[tuple[str, str], Hit] = {}
    for row in _rows(index, question, scope, limit * FEW):
        if kind in {None, row["kind"]}:
            found.setdefault((row["kind"], row["id"]), _hit(row))
        if len(found) == limit:
            break
    return list(found.values())


def _rows(
    index: sqlite3.Connection, question: str, scope: Scope, most: int
) -> Iterator[sqlite3.Row]:
    """Yield documents, the best first: those whose asset's id begins so, then by their texts."""
    for row in _by_id(index, question.strip(), most):
        if any(
            within(row["place"] or "", area.division) and area.department in {"", row["department"]}
            for area in scope.areas
        ):
            yield row
    asked = terms.phrases(question)
    for stage in _stages(asked) if asked else ():
        for number in _matching(index, stage, scope, most):
            row = index.execute(_HIT + "d.n = ?", (number,)).fetchone()
            if terms.holds(question, (row["names"], row["addresses"])):
                yield row


def _by_id(index: sqlite3.Connection, start: str, most: int) -> Iterator[sqlite3.Row]:
    """Yield what sources say of the units whose id, or record's key, begins so."""
    if not start:
        return
    ways = [(0, "")]
    linked = "SELECT DISTINCT source FROM layout ORDER BY source"
    ways += [(2, f"{row[0]}/") for row in index.execute(linked)]
    for written in dict.fromkeys((start, start.upper())):
        for way, before in ways:
            low = before + written
            units = index.execute(
                "SELECT n FROM unit WHERE id >= ? AND id < ? AND way = ? ORDER BY id LIMIT ?",
                (low, low + _LAST, way, most),
            ).fetchall()
            for (unit,) in units:
                yield from index.execute(_HIT + "u.n = ? ORDER BY d.name IS NULL", (unit,))


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
