"""The declared influences of a city: taken in as a whole or not at all, and asked what if."""

import csv
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from anlan.model.errors import RegisterError
from anlan.risk.cascade import Graph, Outage, build, kinds, what_if
from anlan.risk.cascade.graph import Influences
from anlan.risk.register.rows import few
from anlan.store.change import Change
from anlan.store.database import Database
from anlan.store.follow import Following
from anlan.store.risk import RiskInfluence, RiskPoint

COLUMNS = ("source", "target", "kind", "lag", "recovery", "weight")


@dataclass(frozen=True)
class Influence:
    """One asset's failure reaches another; what isn't stated is as its kind has it."""

    source: str
    target: str
    kind: str
    lag: float | None = None
    recovery: float | None = None
    weight: float | None = None


@dataclass(frozen=True)
class Named:
    """A graph with the codes of its assets."""

    names: Sequence[str]
    places: dict[str, int]
    graph: Graph


@dataclass(frozen=True)
class Effect:
    """What becomes of an asset.

    Attributes:
        code: the asset's.
        start, end: minutes from which and until which it is down.
        weight: how much of the failure reaches it, 0 to 1.
        cause: the code of the asset by which it is down first; empty where it is down of itself.
        kind: of that influence; empty for none.
    """

    code: str
    start: float
    end: float
    weight: float
    cause: str
    kind: str


def read(file: Path) -> list[Influence]:
    """Read influences from a CSV file with the columns source, target, kind, lag, recovery, weight.

    Raises:
        RegisterError: it can't be read, lacks a column, or a row makes no sense; it is named.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegisterError("error.influence.file", file=file.name, reason=error) from error
    found: list[Influence] = []
    for line, row in enumerate(rows, start=2):
        try:
            given = [float(row[name]) if row.get(name) else None for name in COLUMNS[3:]]
            found.append(Influence(row["source"], row["target"], row["kind"], *given))
        except (KeyError, TypeError, ValueError) as error:
            raise RegisterError(
                "error.influence.row", file=file.name, line=line, reason=error
            ) from error
    return found


def replace_all(made: Change, city: str, given: Sequence[Influence]) -> Named:
    """Put influences in place of all that were declared; return the graph.

    Those that follow from positions stay, but for what is declared now.

    Raises:
        RegisterError: one makes no sense, is there twice, or they run in a circle, which is named;
            then those that were there stay.
    """
    whole = [_complete(each) for each in given]
    keys = [(each.source, each.target, each.kind) for each in whole]
    if len(set(keys)) < len(keys):
        twice, _ = Counter(keys).most_common(1)[0]
        raise RegisterError(
            "error.influence.twice", source=twice[0], target=twice[1], kind=twice[2]
        )
    placed = kept(made.session, city, declared=False)
    graph = _graph([*whole, *(each for key, each in placed.items() if key not in set(keys))])
    _write(made, city, RiskInfluence.origin == "", [(each, "") for each in whole], placed)
    made.record(_subject(city), "risk.influences", None, {"n": len(whole)})
    return graph


def replace_placed(made: Change, city: str, given: Sequence[tuple[Influence, str]]) -> Named:
    """Put influences that follow from positions, each with its rule, in place of those before.

    What is declared stays, and counts where it says the same. Returns the graph of both.

    Raises:
        RegisterError: they run in a circle, which is named; then those that were there stay.
    """
    declared = kept(made.session, city, declared=True)
    new = {
        (each.source, each.target, each.kind): (_complete(each), rule)
        for each, rule in reversed(given)  # of two rules the first counts
        if (each.source, each.target, each.kind) not in declared
    }
    graph = _graph([*declared.values(), *(each for each, _ in new.values())])
    _write(made, city, RiskInfluence.origin != "", list(new.values()), {})
    counts = dict(sorted(Counter(rule for _, rule in new.values()).items()))
    made.record(_subject(city), "risk.influences_placed", None, {"n": counts})
    return graph


Key = tuple[str, str, str]
"""Source, target and kind."""


def kept(session: Session, city: str, *, declared: bool) -> dict[Key, Influence]:
    """Return the influences that were declared, or else that follow from positions."""
    columns = (getattr(RiskInfluence, name) for name in COLUMNS)
    of = RiskInfluence.origin == "" if declared else RiskInfluence.origin != ""
    query = select(*columns).where(RiskInfluence.city == city, of)
    told = (Influence(*row) for row in session.execute(query))
    return {(each.source, each.target, each.kind): each for each in told}


def _write(
    made: Change,
    city: str,
    old: ColumnElement[bool],
    whole: Sequence[tuple[Influence, str]],
    placed: Mapping[Key, Influence],
) -> None:
    """Write influences in place of old ones, and of those of the same ends that were placed."""
    made.session.execute(delete(RiskInfluence).where(RiskInfluence.city == city, old))
    for each, _ in whole:
        if (each.source, each.target, each.kind) in placed:
            same = {"city": city, "source": each.source, "target": each.target, "kind": each.kind}
            made.session.execute(delete(RiskInfluence).filter_by(**same))
    for part in few(whole):
        told = [
            {"city": city, "origin": rule} | {name: getattr(each, name) for name in COLUMNS}
            for each, rule in part
        ]
        made.session.execute(insert(RiskInfluence), told)


def graph_of(session: Session, city: str) -> Named:
    """Return the graph of a city's influences."""
    columns = (getattr(RiskInfluence, name) for name in COLUMNS)
    query = select(*columns).where(RiskInfluence.city == city).order_by(RiskInfluence.id)
    return _graph([Influence(*row) for row in session.execute(query)])


class LiveInfluences(Following[Named]):
    """The graph of a city's influences, read again when they were replaced; safe among threads."""

    def __init__(self, database: Database, city: str) -> None:
        super().__init__(database, _subject(city), 0.0)
        self._city = city

    def _take_all(self, session: Session) -> None:
        self._named = graph_of(session, self._city)

    def _take(self, session: Session, names: Sequence[str]) -> None:
        # What only begins like this city's name is another's.
        if "" in names:
            self._take_all(session)

    def _show(self, at: datetime) -> Named:
        return self._named


def ask(named: Named, codes: Sequence[str], minutes: float) -> list[Effect]:
    """Return what is down if some assets are down for so many minutes, the first to fail first.

    Raises:
        RegisterError: an asset has no influence, or the time is none.
    """
    if not math.isfinite(minutes) or minutes <= 0:
        raise RegisterError("error.influence.minutes", found=minutes)
    for code in codes:
        if code not in named.places:
            raise RegisterError("error.influence.none", code=code)
    outage = Outage(np.array([named.places[code] for code in codes], np.int64), minutes)
    known = list(kinds().values())
    found = what_if(named.graph, known, outage)
    down = np.flatnonzero(found.down)
    order = down[np.lexsort((-found.weight[down], found.start[down]))]
    told = []
    for place in order.tolist():
        edge = int(found.cause[place])
        told.append(
            Effect(
                named.names[place],
                float(found.start[place]),
                float(found.end[place]),
                float(found.weight[place]),
                "" if edge < 0 else named.names[int(named.graph.source[edge])],
                "" if edge < 0 else known[int(named.graph.kind[edge])].id,
            )
        )
    return told


def points_of(session: Session, city: str, codes: Sequence[str]) -> dict[str, RiskPoint]:
    """Return the risk points among assets, by their code."""
    found: dict[str, RiskPoint] = {}
    for part in few(codes):
        query = select(RiskPoint).where(RiskPoint.city == city, RiskPoint.code.in_(part))
        found |= {row.code: row for row in session.scalars(query)}
    return found


def _subject(city: str) -> str:
    return f"risk_influences:{city}"


def _complete(given: Influence) -> Influence:
    """Return an influence with all that its kind says of it."""
    kind = kinds().get(given.kind)
    if kind is None:
        known = ", ".join(kinds())
        raise RegisterError("error.influence.kind", found=given.kind, known=known)
    if not given.source or not given.target:
        raise RegisterError("error.influence.ends", source=given.source, target=given.target)
    lag = kind.lag if given.lag is None else given.lag
    recovery = kind.recovery if given.recovery is None else given.recovery
    weight = kind.weight if given.weight is None else given.weight
    if not (0 <= lag < math.inf and 0 <= recovery < math.inf and 0 < weight <= 1):
        raise RegisterError("error.influence.figures", source=given.source, target=given.target)
    return Influence(given.source, given.target, given.kind, lag, recovery, weight)


def _graph(whole: Sequence[Influence]) -> Named:
    names = list(dict.fromkeys(_ends(whole)))
    places = {name: place for place, name in enumerate(names)}
    order = {name: place for place, name in enumerate(kinds())}
    given = Influences(
        np.array([places[each.source] for each in whole], np.int64),
        np.array([places[each.target] for each in whole], np.int64),
        np.array([order[each.kind] for each in whole], np.int16),
        np.array([each.lag for each in whole], np.float64),
        np.array([each.recovery for each in whole], np.float64),
        np.array([each.weight for each in whole], np.float64),
    )
    return Named(names, places, build(len(names), given, names))


def _ends(whole: Sequence[Influence]) -> Iterator[str]:
    for each in whole:
        yield each.source
        yield each.target
