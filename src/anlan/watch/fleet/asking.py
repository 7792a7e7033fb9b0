"""What is asked of the fleet: which devices, how many of what, and a page of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from anlan.model.permission import Area, Scope
from anlan.watch.fleet.live import LATER, SORT, Flags, Ints, Snapshot

FACETS = ("type", "tier", "department", "state", "fault", "district")
"""What devices are counted by."""
_KEPT = 32
"""So many masks are kept with a snapshot: who turns a page asks the same again."""
_BLOCK = 1 << 16
_RETIRED = "retired"


@dataclass(frozen=True)
class Ask:
    """Which devices; what is empty asks for all.

    Attributes:
        type, tier, department, state, fault, model, firmware: any of these.
        division: the path of a division they lie in.
        text: what key, name, model or thing must hold, in small or capital letters.
        cert_before: those whose certificate ends before a moment, in microseconds since 1970.
        old: model and versions that count as old; see :mod:`anlan.watch.fleet.lists`.
    """

    type: tuple[str, ...] = ()
    tier: tuple[int, ...] = ()
    department: tuple[str, ...] = ()
    division: str = ""
    state: tuple[str, ...] = ()
    fault: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    firmware: tuple[str, ...] = ()
    text: str = ""
    cert_before: int = LATER
    old: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Found:
    """The devices that were asked for.

    Attributes:
        total: how many.
        facets: by what is counted, how many of each; each counted as if it weren't asked for
            itself, so that one sees what else there is.
    """

    shown: Snapshot
    total: int
    facets: dict[str, dict[str, int]]
    _sorts: Flags
    _fine: Flags | None

    def page(self, after: int, limit: int) -> Ints:
        """Return the numbers of those that come after one, in order."""
        slot = int(np.searchsorted(self.shown.ids, after, "right"))
        sort, ids = self.shown.columns["sort"], self.shown.ids
        found: list[Ints] = []
        while slot < len(ids) and sum(map(len, found)) < limit:
            part = slice(slot, slot + _BLOCK)
            mask = self._sorts[sort[part]]
            if self._fine is not None:
                mask = mask & self._fine[part]
            found.append(ids[part][mask][:limit])
            slot += _BLOCK
        return np.concatenate(found)[:limit] if found else np.zeros(0, np.int64)

    def mask(self) -> Flags:
        """Return which of all devices they are."""
        mask: Flags = self._sorts[self.shown.columns["sort"]]
        return mask if self._fine is None else mask & self._fine


def find(shown: Snapshot, scope: Scope, ask: Ask) -> Found:
    """Return the devices within a scope that are asked for.

    Args:
        shown: the fleet.
        scope: where whoever asks may look.
        ask: which devices.
    """
    if not len(shown):
        none = np.zeros(0, np.bool_)
        return Found(shown, 0, {name: {} for name in FACETS}, none, None)
    fine = _fine(shown, scope, ask)
    many = shown.many
    if fine is not None:
        many = np.bincount(shown.columns["sort"][fine], minlength=len(shown.sorts))
    parts = _by_sort(shown, ask)
    whole = np.logical_and.reduce(list(parts.values()))
    facets = {name: _facet(shown, name, parts, many) for name in FACETS}
    return Found(shown, int(many[whole].sum()), facets, whole, fine)


def _by_sort(shown: Snapshot, ask: Ask) -> dict[str, Flags]:
    """Return by each facet which sorts are asked for."""
    wanted: dict[str, Sequence[str | int]] = {
        "type": ask.type, "tier": ask.tier, "department": ask.department, "district": (),
    }  # fmt: skip
    found = {}
    for name, values in wanted.items():
        column = shown.sorts[:, SORT.index(name)]
        places = values if name == "tier" else _places(shown.texts[name], values)
        found[name] = np.isin(column, places) if values else np.ones(len(column), np.bool_)
    states = shown.texts["state"]
    asked = ask.state or [each for each in states if each != _RETIRED]
    state = shown.sorts[:, SORT.index("state")]
    found["state"] = np.isin(state, _places(states, asked))
    found["fault"] = np.ones(len(state), np.bool_)
    if ask.fault:
        has = [not set(ask.fault).isdisjoint(each.split(",")) for each in shown.texts["faults"]]
        found["fault"] = np.array(has)[shown.sorts[:, SORT.index("faults")]]
    return found


def _facet(shown: Snapshot, name: str, parts: dict[str, Flags], many: Ints) -> dict[str, int]:
    """Return how many devices there are of each value of one facet, under all others."""
    others = [mask for other, mask in parts.items() if other != name]
    weights = np.where(np.logical_and.reduce(others), many, 0)
    told: dict[str, int] = {}
    if name == "fault":
        by_set = np.bincount(shown.sorts[:, SORT.index("faults")], weights)
        for place in np.flatnonzero(by_set).tolist():
            for each in filter(None, shown.texts["faults"][place].split(",")):
                told[each] = told.get(each, 0) + int(by_set[place])
        return told
    counted = np.bincount(shown.sorts[:, SORT.index(name)], weights).astype(np.int64)
    for place in np.flatnonzero(counted).tolist():
        text = str(place) if name == "tier" else shown.texts[name][place]
        told[text] = int(counted[place])
    return told


def _fine(shown: Snapshot, scope: Scope, ask: Ask) -> Flags | None:
    """Return which devices are asked for by what their sort doesn't tell; None for all."""
    coarse = replace(ask, type=(), tier=(), department=(), state=(), fault=())
    key = (scope, coarse)
    if scope.whole and coarse == Ask():
        return None
    found: Flags | None = shown.kept.get(key)
    if found is None:
        found = _looked(shown, scope, ask)
        # Threads may keep the same twice, or a few too many; neither does harm.
        if len(shown.kept) >= _KEPT:
            shown.kept.pop(next(iter(shown.kept)), None)
        shown.kept[key] = found
    return found


def _looked(shown: Snapshot, scope: Scope, ask: Ask) -> Flags:
    """Look along the columns."""
    masks: list[Flags] = []
    if not scope.whole:
        masks.append(shown.within(scope.areas))
    if ask.division:
        masks.append(shown.within([Area(ask.division)]))
    for name, values in (("model", ask.model), ("firmware", ask.firmware)):
        if values:
            places = _places(shown.texts[name], values)
            masks.append(_is_in(shown.columns[name], places, len(shown.texts[name])))
    if ask.cert_before != LATER:
        masks.append(shown.columns["cert"] < ask.cert_before)
    if ask.old:
        masks.append(_old(shown, ask.old))
    mask = np.logical_and.reduce(masks) if masks else np.ones(len(shown), np.bool_)
    if ask.text:
        mask &= _holding(shown, mask, ask.text)
    return mask


def _holding(shown: Snapshot, among: Flags, text: str) -> Flags:
    """Return which devices' words hold a text; asked only of those that are looked among."""
    wanted = text.lower()
    if among.all():
        return np.asarray(pc.match_substring(shown.words, wanted).to_numpy(zero_copy_only=False))
    found = np.zeros(len(among), np.bool_)
    words = shown.words.filter(pa.array(among))
    found[among] = pc.match_substring(words, wanted).to_numpy(zero_copy_only=False)
    return found


def _old(shown: Snapshot, old: Sequence[tuple[str, str]]) -> Flags:
    models = {text: place for place, text in enumerate(shown.texts["model"])}
    versions = {text: place for place, text in enumerate(shown.texts["firmware"])}
    pairs = [models[one] << 32 | versions[other] for one, other in old]
    packed = shown.columns["model"].astype(np.int64) << 32 | shown.columns["firmware"]
    return np.isin(packed, pairs)


def _is_in(column: npt.NDArray[np.int32], places: Sequence[int], many: int) -> Flags:
    table = np.zeros(many, np.bool_)
    table[list(places)] = True
    found: Flags = table[column]
    return found


def _places(texts: Sequence[str], wanted: Sequence[str | int]) -> list[int]:
    return [place for place, text in enumerate(texts) if text in wanted]
