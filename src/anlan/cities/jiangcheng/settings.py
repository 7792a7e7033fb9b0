"""The numbers and names that Jiangcheng is made from, and its streams of random numbers."""

import json
import tomllib
import zlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

HERE = resources.files("anlan.cities.jiangcheng")
EPOCH = date(1970, 1, 1)


@cache
def counts() -> dict[str, Any]:
    """Return the counts at scale 1."""
    return tomllib.loads((HERE / "counts.toml").read_text("utf-8"))


@cache
def truth() -> dict[str, Any]:
    """Return the hidden effects: what the generator knows and ingest never reads."""
    return tomllib.loads((HERE / "danger.toml").read_text("utf-8"))


@cache
def words() -> dict[str, Any]:
    """Return the syllables and names that places are called by."""
    names: dict[str, Any] = json.loads((HERE / "names.json").read_text("utf-8"))
    return names


@dataclass(frozen=True)
class Size:
    """A scale and a seed: how many of each, and an independent stream of chance for each part."""

    scale: float
    seed: int

    def count(self, name: str) -> int:
        """Return how many of ``name`` there are at this scale, never below its least."""
        least = int(counts()["least"].get(name, 1))
        return max(least, round(int(counts()[name]) * self.scale))

    @property
    def teams(self) -> int:
        """Return the number of inspector teams: it falls with the root of the scale."""
        teams = round(int(counts()["teams"]) * float(np.sqrt(self.scale)))
        return max(int(counts()["least"]["teams"]), teams)

    @property
    def shrink(self) -> float:
        """Return the factor on lengths: a small city has the same density on a smaller area."""
        return float(np.sqrt(self.scale))

    def chance(self, part: str) -> np.random.Generator:
        """Return the stream of random numbers of ``part``."""
        return np.random.default_rng([self.seed, zlib.crc32(part.encode())])


def day(name: str) -> int:
    """Return a day of ``counts.toml`` as days since 1970-01-01."""
    found: date = counts()["days"][name]
    return (found - EPOCH).days
