"""What the datastreams of a kind read at a moment, and in which colour their rules saw it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.colour import COLOURS
from anlan.store.columns import columns
from anlan.store.watch import WatchStream, WatchThing
from anlan.watch.batch import Floats, Ints
from anlan.watch.history.held import Place
from anlan.watch.history.playback import last_at
from anlan.watch.history.settings import settings
from anlan.watch.rules import Rules
from anlan.watch.rules.kinds import FEWEST, kinds
from anlan.watch.sights.limits import limits_of
from anlan.watch.sights.objects import within

NONE = -1
"""No colour: no rule that is on saw anything in it."""
SECOND = 1_000_000


@dataclass(frozen=True)
class Spots:
    """The datastreams of a kind that have a place, in the order of their numbers."""

    kind: str
    table: pa.Table

    @property
    def ids(self) -> Ints:
        """Their numbers."""
        return np.asarray(self.table["id"].to_numpy(), np.int64)


@dataclass(frozen=True)
class Shown:
    """What spots read at a moment.

    Attributes:
        slot: which of the spots had a reading; the other columns are of these.
        value: NaN where it is a count of people that is too small to be told.
        colour: the place among ``COLOURS``; ``NONE`` for none.
    """

    slot: Ints
    at: Ints
    value: Floats
    quality: Ints
    colour: Ints


def spots_of(session: Session, city: str, divisions: Sequence[str], kind: str) -> Spots:
    """Return the datastreams of a kind that lie in some divisions."""
    one, thing = WatchStream, WatchThing
    query = select(
        one.id.label("id"), one.object.label("object"), one.class_.label("class"),
        one.figures.label("figures"), thing.name.label("name"),
        thing.lon.label("lon"), thing.lat.label("lat"),
    )  # fmt: skip
    query = query.join(thing, thing.id == one.thing_id).where(
        one.city == city, one.retired_at.is_(None), one.kind == kind, thing.lon.is_not(None)
    )
    return Spots(kind, columns(session, query.where(*within(divisions)).order_by(one.id)))


def shown_at(
    place: Place, spots: Spots, moment: int, rules: Rules, claiming: Sequence[str], *, exact: bool
) -> Shown:
    """Return what spots read at a moment, of at most ``playback_seconds`` before.

    Args:
        place: whose history.
        spots: which datastreams.
        moment: in microseconds since 1970.
        rules: with those that only others combine.
        claiming: the names of those that are on.
        exact: whether small counts of people may be told.
    """
    ids = spots.ids
    if not len(ids):
        nothing = np.zeros(0, np.int64)
        return Shown(nothing, nothing, np.zeros(0), nothing, nothing)
    found = last_at(place, ids, moment, settings().playback_seconds * SECOND)
    slot = np.searchsorted(ids, found.stream)
    colour = _colours(spots, slot, found.value, rules, claiming)
    value = found.value
    if kinds()[spots.kind].people and not exact:
        value = np.where(np.abs(value) < FEWEST, np.nan, value)
    return Shown(slot, found.at, value, found.quality, colour)


def _colours(
    spots: Spots, slot: Ints, value: Floats, rules: Rules, claiming: Sequence[str]
) -> Ints:
    """Return the worst colour that a limit gives each reading."""
    told = list(
        zip(spots.table["class"].to_pylist(), spots.table["figures"].to_pylist(), strict=True)
    )
    sorts = list(dict.fromkeys(told))
    places = {each: number for number, each in enumerate(sorts)}
    of = np.array([places[each] for each in told], np.int64)[slot]
    colour = np.full(len(value), NONE, np.int64)
    for number, (class_, figures) in enumerate(sorts):
        mine = of == number
        for limits in limits_of(rules, claiming, spots.kind, class_, json.loads(figures)):
            for name, limit in limits.levels:
                reached = mine & _reaches(limits.rule.sense, value, limit)
                colour[reached] = np.maximum(colour[reached], COLOURS.index(name))
    return colour


def _reaches(sense: str, value: Floats, limit: float) -> npt.NDArray[np.bool_]:
    if sense == "below":
        return value <= limit
    return (np.abs(value) if sense == "either" else value) >= limit
