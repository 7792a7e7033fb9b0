"""The datastreams of a city in memory, as arrays in the order of their numbers.

What comes in is checked against these, many readings at once; they follow the ledger, so that a
datastream registered by another process is known a second later.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from anlan.store.columns import columns
from anlan.store.database import Database
from anlan.store.follow import Following
from anlan.store.watch import WatchStream, WatchThing
from anlan.watch.batch import Floats, Ints, Streams
from anlan.watch.registry.checks import unit_of
from anlan.watch.registry.upsert import pieces
from anlan.watch.rules.kinds import WIDEST, kinds

FRESH_SECONDS = 1.0
NOBODY = -1
"""The sender of a datastream that only the city's own programs may send."""
NO_KIND = -1
PERIOD = "period"
"""The figure by which rules refer to how often a datastream is expected to speak, in seconds."""
_TEXTS = ("key", "kind", "class", "object", "area", "unit", "figures", "division")
SHAPE = pa.schema(
    [("id", pa.int64()), ("client", pa.int64()), ("thing", pa.int64())]
    + [(name, pa.string()) for name in _TEXTS]
    + [(name, pa.float64()) for name in ("scale", "shift", "interval_s")]
    + [("made_at", pa.timestamp("us"))]
)
"""A datastream as it is kept: ``unit`` and ``figures`` are JSON, ``client`` null for nobody."""


class Known:
    """The datastreams that stand, at one moment; never changes.

    Attributes:
        table: as ``SHAPE``, in the order of ``id``.
        ids: our numbers, rising; all other arrays are in their order.
    """

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self.ids: Ints = _numbers(table["id"])

    def __len__(self) -> int:
        return len(self.ids)

    def places(self, ids: Ints) -> Ints:
        """Return the place of each number; -1 where no datastream of it stands."""
        if not len(self):
            return np.full(len(ids), -1, np.int64)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self) - 1)
        return np.where(self.ids[at] == ids, at, -1).astype(np.int64)

    @cached_property
    def by_key(self) -> dict[str, int]:
        """Our number of each key."""
        return dict(zip(self.table["key"].to_pylist(), self.ids.tolist(), strict=True))

    def ids_of(self, keys: Sequence[str]) -> Ints:
        """Return the number of each key; -1 where there is none."""
        found = self.by_key
        return np.fromiter((found.get(each, -1) for each in keys), np.int64, len(keys))

    @cached_property
    def keys(self) -> list[str]:
        """The keys."""
        found: list[str] = self.table["key"].to_pylist()
        return found

    @cached_property
    def client(self) -> Ints:
        """The number of who may send each; ``NOBODY`` where it is no device."""
        return _numbers(pc.fill_null(self.table["client"], NOBODY))

    @cached_property
    def kind(self) -> npt.NDArray[np.int16]:
        """The place of each one's kind in ``kinds()``; ``NO_KIND`` where no rule is about it."""
        places = {name: place for place, name in enumerate(kinds())}
        told, which = _coded(self.table["kind"])
        return np.array([places.get(each, NO_KIND) for each in told], np.int16)[which]

    @cached_property
    def range(self) -> tuple[Floats, Floats]:
        """The least and most that each can have measured, in the unit of its kind."""
        least = np.array([each.least for each in kinds().values()] + [-WIDEST])
        most = np.array([each.most for each in kinds().values()] + [WIDEST])
        return least[self.kind], most[self.kind]  # no kind is the last of all

    @cached_property
    def scale(self) -> Floats:
        """By what each one's readings are multiplied."""
        return np.asarray(self.table["scale"].to_numpy(), np.float64)

    @cached_property
    def shift(self) -> Floats:
        """What is added to them then."""
        return np.asarray(self.table["shift"].to_numpy(), np.float64)

    @cached_property
    def interval_s(self) -> Floats:
        """How often each is expected to speak, in seconds; NaN where that isn't told."""
        return np.asarray(self.table["interval_s"].to_numpy(), np.float64)

    @cached_property
    def units(self) -> dict[int, str]:
        """The unit in which each is sent, by number; only those that tell one."""
        told, which = _coded(self.table["unit"])
        parsed = [unit_of(json.loads(each)) for each in told]
        return {
            number: parsed[of]
            for number, of in zip(self.ids.tolist(), which.tolist(), strict=True)
            if parsed[of]
        }

    @cached_property
    def neighbours(self) -> tuple[Ints, Ints]:
        """Which group of one kind in one area each is in, and how many each group has.

        Those without a kind or an area are in none: -1.
        """
        areas, area = _coded(self.table["area"])
        named = np.array([bool(each) for each in areas], np.bool_)[area]
        mine = named & (self.kind != NO_KIND)
        pair = np.where(mine, area * len(kinds()) + self.kind, -1)
        found, group, many = np.unique(pair, return_inverse=True, return_counts=True)
        alone = len(found) and found[0] == -1
        return group - 1 if alone else group, many[1:] if alone else many

    @cached_property
    def streams(self) -> Streams:
        """The datastreams of some kind, as rules are laid over them."""
        table = self.table.filter(pc.not_equal(self.table["kind"], ""))
        made = table["made_at"].cast(pa.int64())
        expected = pc.if_else(pc.is_valid(table["interval_s"]), made, pa.scalar(None, pa.int64()))
        told = {
            "stream": table["id"],
            **{name: table[name] for name in ("kind", "object", "class", "area")},
            "expected_from": expected,
        }
        return Streams(pa.table(told | _figures(table)))


class Registry(Following[Known]):
    """The datastreams of one city; safe among threads."""

    def __init__(self, database: Database, city: str) -> None:
        super().__init__(database, f"watch_stream:{city}/", FRESH_SECONDS)
        self._city = city
        self._table = SHAPE.empty_table()

    def _take_all(self, session: Session) -> None:
        self._table = _shaped(columns(session, _asked(self._city)))

    def _take(self, session: Session, names: Sequence[str]) -> None:
        found = [self._table.filter(pc.invert(pc.is_in(self._table["key"], pa.array(names))))]
        for some in pieces(names):
            query = _asked(self._city).where(WatchStream.key.in_(some))
            found.append(_shaped(columns(session, query)))
        self._table = pa.concat_tables(found).sort_by("id").combine_chunks()

    def _show(self, at: datetime) -> Known:
        return Known(self._table)


def _asked(city: str) -> Select[*tuple[Any, ...]]:
    one, thing = WatchStream, WatchThing
    query = select(
        one.id.label("id"), one.client_id.label("client"), one.thing_id.label("thing"),
        one.key.label("key"), one.kind.label("kind"), one.class_.label("class"),
        one.object.label("object"), one.area.label("area"), one.unit.label("unit"),
        one.figures.label("figures"), thing.division.label("division"),
        one.scale.label("scale"), one.shift.label("shift"),
        one.interval_s.label("interval_s"), one.made_at.label("made_at"),
    )  # fmt: skip
    query = query.join(thing, thing.id == one.thing_id)
    return query.where(one.city == city, one.retired_at.is_(None)).order_by(one.id)


def _shaped(table: pa.Table) -> pa.Table:
    return table.select(SHAPE.names).cast(SHAPE).combine_chunks()


def _numbers(column: pa.ChunkedArray) -> Ints:
    return np.asarray(column.to_numpy(), np.int64)


def _coded(texts: pa.ChunkedArray) -> tuple[list[str], Ints]:
    """Return the texts that there are, and the place of each row's among them."""
    coded = texts.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries().combine_chunks()
    return coded.dictionary.to_pylist(), np.asarray(coded.indices.to_numpy(), np.int64)


def _figures(table: pa.Table) -> dict[str, pa.Array]:
    """Return the figures of datastreams as columns; ``period`` is the interval unless given."""
    told, which = _coded(table["figures"])
    parsed: list[dict[str, float]] = [json.loads(each) for each in told]
    names = sorted({name for each in parsed for name in each} - {PERIOD})
    found = {}
    for name in names:
        values = np.array([each.get(name, np.nan) for each in parsed])
        found[name] = pa.array(values[which])
    period = np.array([each.get(PERIOD, np.nan) for each in parsed], np.float64)[which]
    interval = np.asarray(table["interval_s"].to_numpy(), np.float64)
    found[PERIOD] = pa.array(np.where(np.isnan(period), interval, period))
    return found
