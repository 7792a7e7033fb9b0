"""Starter packs: what is usual in each of the ten fields, as files that a city can read and use."""

from anlan.risk.packs.read import pack, packs, read
from anlan.risk.packs.shape import Checklist, Jha, Kind, Pack, Scl

__all__ = ["Checklist", "Jha", "Kind", "Pack", "Scl", "pack", "packs", "read"]
