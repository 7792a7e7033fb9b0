"""Influences that follow from where things are: a gas main reaches the crowded place above it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.errors import RegisterError
from anlan.model.geo import to_plane_m
from anlan.risk.cascade import Place, build, places
from anlan.risk.cascade.graph import Influences
from anlan.risk.register.influences import Influence, Named, replace_placed
from anlan.store.change import Change
from anlan.store.risk import RiskEquipment, RiskPoint

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spots:
    """Things with a position, on a flat map of the city.

    Attributes:
        codes: of each.
        of: what each is: the field of a risk point, the kind of a piece of equipment.
        xy: float64[n, 2], metres east and north of the middle of all.
    """

    codes: Sequence[str]
    of: Sequence[str]
    xy: Floats

    def among(self, wanted: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the places of those that are one of some fields or kinds."""
        chosen = set(wanted)
        return np.array([n for n, each in enumerate(self.of) if each in chosen], np.int64)


def derive(made: Change, city: str, rules: Sequence[Place] | None = None) -> Named:
    """Put the influences that follow from positions now in place of those that did before.

    Returns:
        The graph of all, also of those that were declared.

    Raises:
        RegisterError: rules lead back to where they came from, or with what is declared there is a
            circle; it is named, and nothing has changed.
    """
    rules = places() if rules is None else rules
    check(rules)
    points, pieces = _spots(made.session, city)
    found: list[tuple[Influence, str]] = []
    for rule in rules:
        for sources, wanted in ((points, rule.fields), (pieces, rule.equipment)):
            pairs = within(sources, points, rule, wanted)
            found += [(Influence(one, other, rule.kind), rule.id) for one, other in pairs]
    return replace_placed(made, city, found)


def check(rules: Sequence[Place]) -> None:
    """See that no rules lead from a field back to it: then influences can't run in a circle.

    Raises:
        RegisterError: they do; the circle is named.
    """
    ways = [
        (source, target)
        for rule in rules
        for source in (*rule.fields, *(f"{each} (equipment)" for each in rule.equipment))
        for target in rule.targets
    ]
    names = list(dict.fromkeys(name for way in ways for name in way))
    ends = np.array([[names.index(each) for each in way] for way in ways], np.int64).reshape(-1, 2)
    nothing = np.zeros(len(ways))
    given = Influences(ends[:, 0], ends[:, 1], nothing.astype(np.int16), nothing, nothing, nothing)
    try:
        build(len(names), given, names)
    except RegisterError as error:
        raise RegisterError("error.influence.places", reason=error) from error


def within(
    sources: Spots, targets: Spots, rule: Place, wanted: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the codes of each source with those of its nearest targets within reach."""
    from_, to = sources.among(wanted), targets.among(rule.targets)
    if not len(from_) or not len(to):
        return []
    most = min(rule.most, len(to))
    # What lies on the edge is within; the tree leaves it out.
    reach = np.nextafter(rule.metres, np.inf)
    away, near = cKDTree(targets.xy[to]).query(
        sources.xy[from_], k=np.arange(1, most + 1), distance_upper_bound=reach
    )
    row, place = np.nonzero(np.isfinite(away))
    pairs = zip(from_[row].tolist(), to[near[row, place]].tolist(), strict=True)
    return [
        (sources.codes[one], targets.codes[other])
        for one, other in pairs
        if sources.codes[one] != targets.codes[other]
    ]


def _spots(session: Session, city: str) -> tuple[Spots, Spots]:
    """Return risk points and pieces of equipment; a piece without a place is where its point is."""
    standing = select(RiskPoint.code, RiskPoint.field, RiskPoint.lon, RiskPoint.lat).where(
        RiskPoint.city == city, RiskPoint.retired_at.is_(None), RiskPoint.lon.is_not(None)
    )
    points = session.execute(standing.order_by(RiskPoint.id)).all()
    placed = {row.code: (row.lon, row.lat) for row in points}
    query = select(
        RiskEquipment.code, RiskEquipment.kind, RiskEquipment.lon, RiskEquipment.lat,
        RiskEquipment.point_code,
    ).where(RiskEquipment.city == city, RiskEquipment.retired_at.is_(None))  # fmt: skip
    pieces = []
    for row in session.execute(query.order_by(RiskEquipment.id)):
        place = (row.lon, row.lat) if row.lon is not None else placed.get(row.point_code)
        if place is not None:
            pieces.append((row.code, row.kind, *place))
    both = np.array([(row[2], row[3]) for row in (*points, *pieces)], np.float64).reshape(-1, 2)
    middle = (float(both[:, 0].mean()), float(both[:, 1].mean())) if len(both) else (0.0, 0.0)
    xy = np.stack(to_plane_m(both[:, 0], both[:, 1], middle), axis=1)
    at = len(points)
    return (
        Spots([row[0] for row in points], [row[1] for row in points], xy[:at]),
        Spots([row[0] for row in pieces], [row[1] for row in pieces], xy[at:]),
    )
