"""The fleet of a city in memory, in columns, kept up with its changes: for pages, rates and maps.

A million devices are filtered, counted and paged while somebody waits. Devices that are alike in
type, tier, owner, district, state and faults are one *sort*; there are some thousands of these, so
that what is asked of sorts alone costs nothing, and the rest is a look along columns of numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.permission import Area, within
from anlan.pool.stamp import cells
from anlan.store.columns import columns
from anlan.store.database import Database
from anlan.store.follow import Following
from anlan.store.watch import WatchDevice, WatchFleet
from anlan.watch.fleet.settings import STATES, settings

FRESH_SECONDS = 1.0
"""So old what is shown may be, at most."""
CELL = 9
"""The finest resolution of H3 that is shown."""
NOWHERE = 0
"""The cell of a device without a position."""
LATER = int(np.iinfo(np.int64).max)
"""The end of a certificate that a device hasn't."""
SORT = ("type", "tier", "department", "district", "state", "faults")
"""What makes devices a sort of their own."""
_COLUMNS = (
    WatchDevice.id, WatchDevice.key, WatchDevice.name, WatchDevice.type, WatchDevice.tier,
    WatchDevice.department, WatchDevice.division, WatchDevice.lon, WatchDevice.lat,
    WatchDevice.thing, WatchDevice.model, WatchDevice.firmware, WatchDevice.interval_s,
    WatchDevice.cert_until, WatchDevice.state, WatchDevice.faults, WatchDevice.made_at,
    WatchDevice.since,
)  # fmt: skip
_BITS = 10
"""So many bits each of the six parts of a sort takes in one number; the rest fit easily."""
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Codes:
    """Texts by number, each new one the next."""

    def __init__(self, known: Sequence[str] = ()) -> None:
        self.texts = list(known)
        self._places = {text: place for place, text in enumerate(self.texts)}

    def of(self, column: pa.ChunkedArray) -> npt.NDArray[np.int32]:
        """Return the number of each text of a column."""
        coded = column.combine_chunks().dictionary_encode()
        places = [self.place(text) for text in coded.dictionary.to_pylist()]
        if not places:
            return np.zeros(len(column), np.int32)
        return np.asarray(np.array(places, np.int32)[coded.indices.to_numpy()])

    def place(self, text: str) -> int:
        """Return the number of a text."""
        found = self._places.setdefault(text, len(self.texts))
        if found == len(self.texts):
            self.texts.append(text)
        return found


@dataclass(frozen=True)
class Snapshot:
    """The fleet at a moment; all arrays are of n devices, in the order of their numbers.

    Attributes:
        at: when it was read.
        ids: their numbers.
        columns: ``division``, ``department``, ``model``, ``firmware``, ``cell``, ``sort``,
            ``lon``, ``lat``, ``cert`` (microseconds, ``LATER`` for none), ``interval``, ``made``,
            ``since``.
        keys: what their owners call them.
        words: what they are found by: key, name, model and thing in small letters.
        texts: by column, the texts that its numbers stand for.
        sorts: k sorts of devices: the number of each of ``SORT``.
        many: how many devices each sort has.
        cells: the cells of H3 that ``cell`` counts through, ``NOWHERE`` among them.
    """

    at: datetime
    ids: Ints
    columns: dict[str, npt.NDArray[Any]]
    keys: pa.Array
    words: pa.Array
    texts: dict[str, Sequence[str]]
    sorts: npt.NDArray[np.int32]
    many: Ints
    cells: npt.NDArray[np.uint64]
    kept: dict[Any, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many devices there are, retired ones too."""
        return len(self.ids)

    def of_sort(self, name: str) -> npt.NDArray[np.int32]:
        """Return one part of every device's sort."""
        return np.asarray(self.sorts[:, SORT.index(name)][self.columns["sort"]])

    def office(self, slot: int) -> Area:
        """Return the division and department of a device."""
        return Area(
            *(self.texts[name][self.columns[name][slot]] for name in ("division", "department"))
        )

    def within(self, areas: Sequence[Area]) -> Flags:
        """Return which devices lie in one of some areas."""
        mask = np.zeros(len(self), np.bool_)
        for area in areas:
            part = np.ones(len(self), np.bool_)
            if area.division:
                paths = self.texts["division"]
                lies = np.array([within(each, area.division) for each in paths], np.bool_)
                part = lies[self.columns["division"]]
            if area.department:
                names = self.texts["department"]
                owned = np.array([each == area.department for each in names], np.bool_)
                part &= owned[self.columns["department"]]
            mask |= part
        return mask

    def slots(self, ids: Ints) -> Ints:
        """Return the place of each number; -1 where it is none of ours."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.int64)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[at] == ids, at, -1)


class LiveFleet(Following[Snapshot]):
    """The fleet of one city; safe among threads."""

    def __init__(self, database: Database, city: str) -> None:
        super().__init__(database, f"fleet:{city}", FRESH_SECONDS)
        self.city = city
        self._change = -1
        self._now = -1
        self._codes = {
            "type": Codes(settings().types), "state": Codes(STATES), "faults": Codes([""]),
            "department": Codes(), "district": Codes(), "division": Codes(), "model": Codes(),
            "firmware": Codes(),
        }  # fmt: skip
        self._districts: list[int] = []
        self._sorts: dict[int, int] = {}
        self._cells: dict[int, int] = {NOWHERE: 0}
        self._ids = np.zeros(0, np.int64)
        self._columns: dict[str, npt.NDArray[Any]] = {"sort": np.zeros(0, np.int32)}
        self._keys = self._words = pa.array([], pa.string())

    def snapshot(self, *, fresh: bool = False) -> Snapshot:
        """Return the fleet as it was a moment ago; ``fresh`` as it now is.

        While another thread reads what has changed, the fleet before that is returned: nobody's
        page waits for it.
        """
        shown = self._shown
        if shown is not None and not fresh and self._lock.locked():
            return shown
        return super().snapshot(fresh=fresh)

    def _changed(self, session: Session, head: int) -> Sequence[str]:
        # Changes of many devices are one entry of the ledger; the fleet counts its own.
        query = select(WatchFleet.changes).where(WatchFleet.city == self.city)
        self._now = session.scalar(query) or 0
        return ["*"] if self._now != self._change else []

    def _take_all(self, session: Session) -> None:
        self._changed(session, 0)
        self._read_rows(session)

    def _take(self, session: Session, names: Sequence[str]) -> None:
        self._read_rows(session)

    def _read_rows(self, session: Session) -> None:
        query = select(*_COLUMNS).where(WatchDevice.city == self.city)
        # All changes up to the one that was seen are committed, and perhaps some after it.
        query = query.where(WatchDevice.changed > self._change).order_by(WatchDevice.id)
        told = columns(session, query).rename_columns([each.key for each in _COLUMNS])
        if told.num_rows:
            self._put(told)
        self._change = self._now

    def _put(self, told: pa.Table) -> None:
        """Put devices in place of what they were, new ones behind the others."""
        ids = told["id"].to_numpy()
        fresh = self._encoded(told)
        keys = told["key"].combine_chunks()
        parts = [told[name] for name in ("key", "name", "model", "thing")]
        words = pc.utf8_lower(pc.binary_join_element_wise(*parts, " ")).combine_chunks()
        # New devices have greater numbers: they were numbered under the fleet's lock.
        known = np.searchsorted(self._ids, ids)
        old = known < len(self._ids)
        if old.any():
            self._overwrite(known[old], old, fresh, keys, words)
        new = ~old
        if new.any():
            rest = pa.array(new)
            self._ids = np.concatenate([self._ids, ids[new]])
            for name, values in fresh.items():
                before = self._columns.get(name, values[:0])
                self._columns[name] = np.concatenate([before, values[new]])
            self._keys = _joined(self._keys, keys.filter(rest))
            self._words = _joined(self._words, words.filter(rest))

    def _overwrite(
        self, slots: Ints, old: Flags, fresh: dict[str, Any], keys: pa.Array, words: pa.Array
    ) -> None:
        for name, values in fresh.items():
            if not np.array_equal(self._columns[name][slots], values[old]):
                # A copy: what was shown before must not change under its readers.
                self._columns[name] = self._columns[name].copy()
                self._columns[name][slots] = values[old]
        mask = np.zeros(len(self._ids), np.bool_)
        mask[slots] = True
        for name, texts in (("_keys", keys), ("_words", words)):
            mine, given = getattr(self, name), texts.filter(pa.array(old))
            if not mine.take(pa.array(slots)).equals(given):
                setattr(self, name, pc.replace_with_mask(mine, pa.array(mask), given))

    def _encoded(self, told: pa.Table) -> dict[str, npt.NDArray[Any]]:
        """Return devices as numbers."""
        code = {name: self._codes[name].of(told[name]) for name in ("type", "state", "faults")}
        code["department"] = self._codes["department"].of(told["department"])
        division = self._division(told)
        code["district"] = np.array(self._districts, np.int32)[division]
        code["tier"] = told["tier"].to_numpy().astype(np.int32)
        lon, lat = told["lon"].to_numpy(), told["lat"].to_numpy()
        return {
            "sort": self._sort(code),
            "division": division,
            "department": code["department"],
            "model": self._codes["model"].of(told["model"]),
            "firmware": self._codes["firmware"].of(told["firmware"]),
            "cell": self._cell(lon, lat),
            "lon": lon,
            "lat": lat,
            "cert": pc.fill_null(told["cert_until"].cast(pa.int64()), LATER).to_numpy(),
            "interval": told["interval_s"].to_numpy(),
            "made": told["made_at"].cast(pa.int64()).to_numpy(),
            "since": told["since"].cast(pa.int64()).to_numpy(),
        }

    def _division(self, told: pa.Table) -> npt.NDArray[np.int32]:
        """Return the number of each device's division; of each the district is noted."""
        codes = self._codes["division"]
        found = codes.of(told["division"])
        for path in codes.texts[len(self._districts) :]:
            district = "/".join(path.split("/")[:2])
            self._districts.append(self._codes["district"].place(district))
        return found

    def _sort(self, code: dict[str, npt.NDArray[np.int32]]) -> npt.NDArray[np.int32]:
        packed = np.zeros(len(code["type"]), np.int64)
        for name in SORT:
            packed = (packed << _BITS) + code[name]
        found, of = np.unique(packed, return_inverse=True)
        places = [self._sorts.setdefault(each, len(self._sorts)) for each in found.tolist()]
        return np.array(places, np.int32)[of]

    def _cell(self, lon: npt.NDArray[Any], lat: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
        stamped = cells(pl.Series(lon).fill_nan(None), pl.Series(lat).fill_nan(None), CELL)
        found, of = np.unique(stamped.fill_null(NOWHERE).to_numpy(), return_inverse=True)
        places = [self._cells.setdefault(each, len(self._cells)) for each in found.tolist()]
        return np.array(places, np.int32)[of]

    def _show(self, at: datetime) -> Snapshot:
        packed = np.array(list(self._sorts), np.int64)
        shifts = [_BITS * (len(SORT) - 1 - place) for place in range(len(SORT))]
        parts = [(packed >> shift) & (2**_BITS - 1) for shift in shifts]
        return Snapshot(
            at,
            self._ids,
            dict(self._columns),
            self._keys,
            self._words,
            {name: list(codes.texts) for name, codes in self._codes.items()},
            np.stack(parts, axis=1).astype(np.int32),
            np.bincount(self._columns["sort"], minlength=len(packed)),
            np.array(list(self._cells), np.uint64),
        )

    def _still(self, shown: Snapshot, at: datetime) -> Snapshot:
        return replace(shown, at=at)


def _joined(first: pa.Array, second: pa.Array) -> pa.Array:
    return pa.concat_arrays([first, second]) if len(first) else second
