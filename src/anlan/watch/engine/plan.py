"""Rules laid over datastreams: worked out once, used for every batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from anlan.watch.batch import FORECASTS, Streams
from anlan.watch.engine.arrays import (
    DETECTED,
    LAST,
    LEVELS,
    MISSING,
    RATE,
    ROLLING,
    Cells,
    Floats,
    Forecasts,
    Groups,
    Ints,
    Laws,
)
from anlan.watch.engine.groups import groups
from anlan.watch.engine.laws import laws
from anlan.watch.rules import Missing, Of, Rules, Sensed, Valued

SECOND = 1_000_000


@dataclass(frozen=True)
class Unbound:
    """Datastreams that a rule would hold for, but that lack a figure it refers to."""

    rule: str
    figure: str
    streams: int


@dataclass(frozen=True)
class Plan:
    """Rules laid over datastreams.

    Attributes:
        subjects: the names of objects and areas that claims are about, by place.
        unbound: what could not be laid over what.
    """

    rules: Rules
    streams: Streams
    sensed: tuple[Sensed, ...]
    laws: Laws
    cells: Cells
    groups: Groups
    forecasts: Forecasts
    subjects: npt.NDArray[np.str_]
    unbound: tuple[Unbound, ...]

    @cached_property
    def timed(self) -> bool:
        """Whether any rule asks for the hour or the month."""
        return bool((self.laws.hours != -1).any() or (self.laws.months != -1).any())

    @cached_property
    def silent(self) -> Ints:
        """The cells that watch for silence."""
        return np.flatnonzero(self.laws.form[self.cells.rule] == MISSING)

    @cached_property
    def shortest(self) -> int:
        """The shortest silence that any of them tells, in microseconds."""
        return int(self.cells.limit[self.silent, 0].min(initial=float(LAST // 4)))

    @cached_property
    def detected(self) -> Ints:
        """The cells that a detector gives scores to, in the order of cells."""
        return np.flatnonzero(self.laws.form[self.cells.rule] == DETECTED)

    @cached_property
    def names(self) -> tuple[pa.Array, pa.Array, pa.Array]:
        """Names and versions of all rules, and the names of what claims are about."""
        return (
            pa.array([each.id for each in self.rules.rules], pa.string()),
            pa.array([each.version for each in self.rules.rules], pa.int64()),
            pa.array(self.subjects, pa.string()),
        )

    @cached_property
    def most(self) -> int:
        """How many cells the datastream with most of them has."""
        return int(np.diff(self.cells.start).max(initial=1))

    @cached_property
    def ring_slots(self) -> int:
        """How much of the past is kept in all."""
        return int(self.laws.slots[self.cells.rule].sum())


def plan(rules: Rules, streams: Streams, forecasts: pa.Table | None = None) -> Plan:
    """Lay rules over datastreams.

    Args:
        rules: as read.
        streams: the datastreams, with the figures that rules refer to.
        forecasts: as ``FORECASTS``; only what was known at a reading's time counts for it.
    """
    sensed = tuple(each for each in rules.rules if isinstance(each, Sensed))
    law = laws(sensed)
    cells, unbound = _cells(sensed, law, streams)
    names = np.unique(np.concatenate([streams.text("object"), streams.text("area"), [""]]))
    objects = np.searchsorted(names, streams.text("object")).astype(np.int32)
    areas = np.searchsorted(names, streams.text("area")).astype(np.int32)
    # No area is named by the empty word, which is the first of all.
    areas = np.where(areas == 0, -1, areas).astype(np.int32)
    group = groups(rules, sensed, cells, objects, areas)
    told = _forecasts(streams, forecasts)
    return Plan(rules, streams, sensed, law, cells, group, told, names, tuple(unbound))


def _cells(sensed: Sequence[Sensed], law: Laws, streams: Streams) -> tuple[Cells, list[Unbound]]:
    kind, sort = streams.text("kind"), streams.text("class")
    found, unbound = [], []
    for place, rule in enumerate(sensed):
        mine = kind == rule.kind
        if rule.classes:
            mine &= np.isin(sort, rule.classes)
        at = np.flatnonzero(mine)
        limit, keep = _limits(rule, streams, at)
        lacking = np.isnan(limit).any(axis=1)
        if lacking.any():
            unbound.append(Unbound(rule.id, _referred(rule), int(lacking.sum())))
        at, limit, keep = at[~lacking], limit[~lacking], keep[~lacking]
        found.append((np.full(len(at), place), at, limit, keep))
    rule_of = np.concatenate([np.empty(0, np.int64), *(each[0] for each in found)])
    stream = np.concatenate([np.empty(0, np.int64), *(each[1] for each in found)])
    limit = np.concatenate([np.empty((0, LEVELS)), *(each[2] for each in found)])
    keep = np.concatenate([np.empty((0, LEVELS)), *(each[3] for each in found)])
    order = np.lexsort((rule_of, stream))
    rule_of, stream = rule_of[order].astype(np.int32), stream[order].astype(np.int32)
    slots = law.slots[rule_of]
    ring = _rows(np.isin(law.form[rule_of], (RATE, ROLLING)))
    return Cells(
        start=np.searchsorted(stream, np.arange(len(streams) + 1)),
        rule=rule_of,
        stream=stream,
        limit=limit[order],
        keep=keep[order],
        bits=_rows(law.of[rule_of] > 0),
        ring=ring,
        ring_at=np.concatenate([[0], np.cumsum(slots[ring >= 0])]).astype(np.int64),
    ), unbound


def _rows(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
    """Return a row for each cell of a mask, -1 for the others."""
    return np.where(mask, np.cumsum(mask) - 1, -1).astype(np.int32)


def _limits(rule: Sensed, streams: Streams, at: Ints) -> tuple[Floats, Floats]:
    """Return where each level begins and where it ends, in the direction of the rule's sense."""
    limit = np.full((len(at), LEVELS), np.inf)
    if isinstance(rule, Missing):
        for place, one in enumerate(rule.levels):
            limit[:, place] = _given(one.longest, streams, at, SECOND)
        return limit, limit
    keep = limit.copy()
    for place, each in enumerate(rule.levels if isinstance(rule, Valued) else ()):
        assert isinstance(rule, Valued)  # noqa: S101  (for the type checker)
        begins = _given(each.limit, streams, at, 1)
        dead = np.maximum(rule.dead, rule.dead_share * np.abs(begins))
        sign = -1 if rule.sense == "below" else 1
        limit[:, place] = sign * begins
        keep[:, place] = sign * begins - dead
    return limit, keep


def _given(limit: float | Of, streams: Streams, at: Ints, unit: int) -> Floats:
    if isinstance(limit, Of):
        return (limit.share * streams.figure(limit.of)[at] + limit.plus) * unit
    return np.full(len(at), float(limit))


def _referred(rule: Sensed) -> str:
    """Return the first figure of datastreams that a rule refers to."""
    named = [
        given.of
        for each in (rule.levels if isinstance(rule, Valued | Missing) else ())
        if isinstance(given := getattr(each, "limit", getattr(each, "longest", None)), Of)
    ]
    return named[0]


def _forecasts(streams: Streams, given: pa.Table | None) -> Forecasts:
    table = FORECASTS.empty_table() if given is None else given.select(FORECASTS.names)
    table = table.cast(FORECASTS).filter(pc.is_finite(table["value"].cast(pa.float64())))
    table = table.sort_by([("stream", "ascending"), ("at", "ascending"), ("known", "ascending")])
    place = streams.places(table["stream"].to_numpy())
    mine = place >= 0
    return Forecasts(
        start=np.searchsorted(place[mine], np.arange(len(streams) + 1)),
        at=table["at"].to_numpy()[mine],
        known=table["known"].to_numpy()[mine],
        value=table["value"].to_numpy()[mine],
    )
