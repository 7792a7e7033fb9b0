"""Divisions in time: what a code stood for, and what took its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import shapely

from anlan.pool.divisions.division import Division

LEAST_SHARE = 0.001
"""A division that covers less of the one before than this only shares a border with it."""


@dataclass(frozen=True)
class Successor:
    """A division that stands in another's place.

    ``share`` is how much of the other's area it has; None where that isn't known from polygons.
    ``declared``: the set says so; else the polygons do.
    """

    code: str
    share: float | None
    declared: bool


def versions(divisions: Iterable[Division]) -> dict[str, list[Division]]:
    """Return by code what it stood for, the earliest first."""
    found: dict[str, list[Division]] = {}
    for each in divisions:
        found.setdefault(each.code, []).append(each)
    for them in found.values():
        them.sort(key=lambda one: one.valid_from or date.min)
    return found


def version(them: Sequence[Division], day: date) -> Division:
    """Return what a code stands for on ``day``, else what it stood for last, else will first."""
    standing = [each for each in them if each.stands(day)]
    before = [each for each in them if each.valid_to is not None and each.valid_to <= day]
    return (standing or before[-1:] or list(them))[0]


def successors(code: str, known: Mapping[str, Sequence[Division]], day: date) -> list[Successor]:
    """Return what stands on ``day`` in the place of ``code``; see the tree's method."""
    if code not in known:
        return []
    last = version(known[code], day)
    if last.stands(day):
        return [Successor(code, 1.0, declared=True)]
    heirs = _declared(last, known, day)
    if heirs:
        return [
            Successor(each.code, _share(each, last), declared=True)
            for each in sorted(heirs, key=lambda one: one.code)
        ]
    return _by_area(last, known, day)


def _declared(last: Division, known: Mapping[str, Sequence[Division]], day: date) -> set[Division]:
    """Follow the successors a set declares, also over several changes, to those that stand."""
    found, waiting, met = set[Division](), list(last.successors), {last.code}
    while waiting:
        code = waiting.pop()
        if code in met or code not in known:
            continue
        met.add(code)
        heir = version(known[code], day)
        if heir.stands(day):
            found.add(heir)
        else:
            waiting += heir.successors
    return found


def _by_area(last: Division, known: Mapping[str, Sequence[Division]], day: date) -> list[Successor]:
    if last.shape is None:
        return []
    found = []
    for them in known.values():
        heir = version(them, day)
        if heir.level != last.level or heir.shape is None or not heir.stands(day):
            continue
        share = _share(heir, last)
        if share is not None and share >= LEAST_SHARE:
            found.append(Successor(heir.code, share, declared=False))
    return sorted(found, key=lambda one: (-(one.share or 0), one.code))


def _share(heir: Division, last: Division) -> float | None:
    """Return how much of ``last`` lies in ``heir``; a small area's share is the same in degrees."""
    if heir.shape is None or last.shape is None:
        return None
    return float(shapely.area(shapely.intersection(heir.shape, last.shape)) / last.shape.area)
