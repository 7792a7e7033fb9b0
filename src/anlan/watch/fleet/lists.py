"""What of the fleet is to be renewed: old firmware, certificates that end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from anlan.model.permission import Scope
from anlan.watch.fleet.asking import Ask, find
from anlan.watch.fleet.live import Snapshot

_PART = re.compile(r"\d+|[a-z]+")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a model: how many devices have it, and whether it is too old."""

    model: str
    firmware: str
    devices: int
    wanted: str
    old: bool


def versions(shown: Snapshot, scope: Scope, wanted: Mapping[str, str]) -> list[Version]:
    """Return which versions the models of a scope run, the most devices first.

    Args:
        shown: the fleet.
        scope: where whoever asks may look.
        wanted: by model, the oldest version that is good enough; of others none is old.
    """
    if not len(shown):
        return []
    mask = find(shown, scope, Ask()).mask()
    packed = shown.columns["model"].astype(np.int64) << 32 | shown.columns["firmware"]
    known, many = np.unique(packed[mask], return_counts=True)
    told = []
    for each, devices in zip(known.tolist(), many.tolist(), strict=True):
        model = shown.texts["model"][each >> 32]
        firmware = shown.texts["firmware"][each & (2**32 - 1)]
        least = wanted.get(model, "")
        told.append(Version(model, firmware, devices, least, is_older(firmware, least)))
    return sorted(told, key=lambda one: (not one.old, -one.devices, one.model, one.firmware))


def old(shown: Snapshot, wanted: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the models and versions that are too old."""
    models = [each for each in shown.texts["model"] if each in wanted]
    return tuple(
        (model, firmware)
        for model in models
        for firmware in shown.texts["firmware"]
        if is_older(firmware, wanted[model])
    )


def is_older(firmware: str, least: str) -> bool:
    """Return whether a version comes before another; one that nobody told does.

    >>> is_older("V5.9.2", "V5.10"), is_older("5.10.0", "5.10"), is_older("5.10", "")
    (True, False, False)

    Numbers are compared as numbers, and words before them.
    """
    return bool(least) and _parts(firmware) < _parts(least)


def _parts(version: str) -> list[tuple[int, int, str]]:
    found = _PART.findall(version.lower().removeprefix("v"))
    return [(1, int(each), "") if each.isdigit() else (0, 0, each) for each in found]
