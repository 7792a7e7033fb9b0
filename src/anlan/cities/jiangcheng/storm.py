"""A stormy afternoon in Jiangcheng as its sensors tell it: invented, the same for the same seed.

Everything about it is in ``storm.toml``. The afternoon is made of fields over place and time (rain,
water, gas, fire, people); sensors read them with noise, each at its own rate.
"""

import math
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.cities.jiangcheng.settings import HERE

Floats = npt.NDArray[np.float64]
KM_PER_DEGREE = 111.2
"""On a meridian; close enough for a storm's shape."""
NONSENSE = -9999.0
"""The code of an error that a program sends for a reading."""
AHEAD = 365 * 86_400
"""Seconds that a wrong clock is ahead."""
STEP = 10
"""Seconds between two looks at the sensors; each rate is a multiple of it."""


@cache
def settings() -> dict[str, Any]:
    """Return how the afternoon goes."""
    return tomllib.loads((HERE / "storm.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Spot:
    """A point in a grid: the grid's code, its community's path, and where it is."""

    code: str
    area: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Instrument:
    """A sensor of the story: what it is fixed to, what it measures, and how often it speaks.

    ``mains`` is whether it falls silent with the power of its area.
    """

    key: str
    object: str
    name: str
    kind: str
    spot: Spot
    every: int
    sort: str = ""
    figures: dict[str, float] = field(default_factory=dict)
    mains: bool = False
    floor: int = 0
    """Of a detector in a tower; for a river's gauge, a well or another, its number."""


@dataclass(frozen=True)
class Told:
    """What one instrument tells at a second of the story."""

    key: str
    second: int
    value: float


@dataclass(frozen=True)
class Event:
    """Something that really happens at an object, from a minute of the story until another."""

    object: str
    begin: int
    end: int
    kind: str


class Storm:
    """The afternoon: its instruments, and what they read.

    Args:
        spots: points of the city, a grid each, in a fixed order.
        seed: of the noise and of which spot gets what.
    """

    def __init__(self, spots: Sequence[Spot], seed: int) -> None:
        self._chance = np.random.default_rng(seed)
        self._spots: list[Spot] = [spots[n] for n in self._chance.permutation(len(spots))]
        self.instruments = list(self._towers())
        for kind in settings()["sensors"]:
            self.instruments += self._many(kind)
        self.dark = frozenset(each.spot.area for each in self._of("power")[: _of("power.feeders")])
        self._heart = self._spots[0]
        self._wet = self._wetness()
        self._due = self._schedule()
        self._broken = self._nearest_wells()

    @property
    def seconds(self) -> int:
        """How long the story is."""
        return int(settings()["minutes"]) * 60

    def read(self, second: int) -> Iterator[Told]:
        """Return what is told in the step that begins at a second of the story."""
        minute = second / 60
        for n in self._due.get(second % self._round, ()):
            each = self.instruments[n]
            if not self._is_silent(each, minute):
                noise = float(self._chance.normal())
                told = second + AHEAD * self._runs_ahead(each, minute)
                yield Told(each.key, told, round(self._value(each, n, minute, noise), 3))

    def events(self) -> Iterator[Event]:
        """Return what really happens, for rules to be held against."""
        story = settings()
        for name, objects, kind in (
            ("power", self._objects("power", self.dark), "power"),
            ("gas", sorted(self._broken)[:1], "gas_underground"),
            ("fire", [_tower(story["fire"]["tower"])], ""),
            ("crowd", ["crowd-001"], ""),
        ):
            for one in objects:
                yield Event(one, story[name]["from"], story[name]["until"], kind)
        for n, each in enumerate(self.instruments):
            if each.kind != "waterlogging":
                continue
            minutes = np.arange(0, story["minutes"], 5)
            deep = [m for m in minutes if self._depth(each, n, float(m), 0.0) >= story["flooded"]]
            if deep:
                yield Event(each.object, int(deep[0]), int(deep[-1]) + 5, each.kind)

    def _objects(self, kind: str, areas: frozenset[str]) -> list[str]:
        return sorted(one.object for one in self._of(kind) if one.spot.area in areas)

    def _schedule(self) -> dict[int, list[int]]:
        """Return who speaks at which second of a round; each begins at a second of its own."""
        self._round = math.lcm(*(each.every for each in self.instruments))
        due: dict[int, list[int]] = {}
        for n, each in enumerate(self.instruments):
            begin = int(self._chance.integers(0, each.every // STEP)) * STEP
            for second in range(begin, self._round, each.every):
                due.setdefault(second, []).append(n)
        return due

    def _runs_ahead(self, each: Instrument, minute: float) -> bool:
        """Return whether a program's clock is a year ahead."""
        return each.sort == "street" and each.floor == 1 and _within("nonsense", minute)

    def _is_silent(self, each: Instrument, minute: float) -> bool:
        return each.mains and each.spot.area in self.dark and _within("power", minute)

    def _value(self, each: Instrument, n: int, minute: float, noise: float) -> float:
        match each.kind:
            case "rain" | "water_level":
                return self._water(each, n, minute, noise)
            case "waterlogging":
                return self._depth(each, n, minute, noise)
            case "gas_underground":
                share = self._broken.get(each.key, 0.0)
                leak = share * _ramp("gas", minute) * float(_of("gas.most"))
                return max(0.0, 0.02 + leak + 0.01 * noise)
            case "power":
                return float(each.spot.area in self.dark and _within("power", minute))
            case "smoke" | "heat":
                return self._burning(each, minute, noise)
        return self._people(each, minute, noise)

    def _water(self, each: Instrument, n: int, minute: float, noise: float) -> float:
        """Return the millimetres since the last reading, or the metres of the river."""
        if each.kind == "rain":
            return max(0.0, self._fall(n, minute) - self._fall(n, minute - each.every / 60))
        storm = settings()["storm"]
        level = 25.6 + 1.1 * float(np.clip((minute - storm["from"]) / 300, 0, 1))
        loose = each.floor == 0 and _within("loose", minute)
        return level + (float(_of("loose.metres")) if loose else 0.01) * noise

    def _fall(self, n: int, minute: float) -> float:
        """Return the millimetres that have fallen by a minute where an instrument is."""
        storm = settings()["storm"]
        share = np.clip((minute - storm["from"]) / (storm["until"] - storm["from"]), 0, 1)
        # The integral of a pulse that is highest in the middle and touches nothing at its ends.
        fallen = share**2 * (3 - 2 * share)
        return float(storm["millimetres"] * self._wet[n] * fallen)

    def _depth(self, each: Instrument, n: int, minute: float, noise: float) -> float:
        """Return the centimetres of water: what fell in the last hours, less what has drained."""
        under = each.sort == "underpass"
        if not under and each.floor == 0 and _within("nonsense", minute):
            return NONSENSE
        water = settings()["water"]["underpass" if under else "street"]
        ago = np.arange(0, 181, 5)
        fell = np.array([self._fall(n, minute - one) for one in ago])
        staying = np.exp(-water["drain"] * ago[:-1] / 60)
        worse = 1 + (water["worst"] - 1) * (each.floor % 7 == 3)
        depth = float(water["gain"] * worse * ((fell[:-1] - fell[1:]) * staying).sum())
        return max(0.0, depth + 0.3 * noise)

    def _burning(self, each: Instrument, minute: float, noise: float) -> float:
        """Return what a detector of a tower reads: smoke climbs, heat stays by the fire."""
        fire, cooking = settings()["fire"], settings()["cooking"]
        above = each.floor - fire["floor"]
        near = each.object == _tower(fire["tower"]) and 0 <= above <= fire["floors"]
        lit = near and fire["from"] + 4 * above <= minute < fire["until"]
        if each.kind == "heat":
            risen = min(1.0, (minute - fire["from"]) / 6) if lit and above == 0 else 0.0
            return 24 + 0.4 * noise + (float(fire["heat"]) - 24) * risen
        burnt = each.object == _tower(cooking["tower"]) and each.floor == cooking["floor"]
        dinner = float(cooking["smoke"]) if burnt and _within("cooking", minute) else 0.0
        smoke = dinner + (float(fire["smoke"]) * 0.6**above if lit else 0.0)
        return max(0.0, 0.02 + smoke + 0.004 * noise)

    def _people(self, each: Instrument, minute: float, noise: float) -> float:
        """Return the density, the count or the pace of people in a counting area."""
        crowd = settings()["crowd"]
        rise = (minute - crowd["from"]) / (crowd["peak"] - crowd["from"])
        fall = (crowd["until"] - minute) / (crowd["until"] - crowd["peak"])
        share = float(np.clip(min(rise, fall), 0, 1)) if each.floor == 0 else 0.0
        density = 0.4 + (crowd["density"] - 0.4) * share + 0.05 * noise
        if each.kind == "crowd_count":
            return float(round(max(0.0, density) * crowd["square_metres"]))
        return max(0.0, density if each.kind == "crowd_density" else 1.3 - 1.1 * share)

    def _many(self, sort: str) -> list[Instrument]:
        """Return the instruments of a sort, each at a spot of its own."""
        chosen = settings()["sensors"][sort]
        return [
            one
            for n in range(chosen["many"])
            for one in _instruments(sort, n, self._next_spot(), chosen["every"])
        ]

    def _towers(self) -> Iterator[Instrument]:
        chosen = settings()["towers"]
        for tower in range(chosen["many"]):
            spot = self._next_spot()
            for floor in range(1, chosen["floors"] + 1):
                for kind in ("smoke", "heat"):
                    every = chosen["every"] if kind == "smoke" else 60
                    name, about = f"{tower + 1} 号楼 {floor} 层", {"period": float(every)}
                    if _is_in_story(tower, floor):
                        every = 30
                    yield Instrument(
                        f"{_tower(tower)}-{floor:02d}-{kind}", _tower(tower), name, kind, spot,
                        every, figures=about, floor=floor,
                    )  # fmt: skip

    def _next_spot(self) -> Spot:
        self._spots.append(self._spots.pop(0))
        return self._spots[-1]

    def _of(self, kind: str) -> list[Instrument]:
        return [each for each in self.instruments if each.kind == kind]

    def _wetness(self) -> Floats:
        """Return how much of the worst rain falls on each instrument: less away from its heart."""
        storm = settings()["storm"]
        lon = np.array([each.spot.lon for each in self.instruments]) - self._heart.lon
        lat = np.array([each.spot.lat for each in self.instruments]) - self._heart.lat
        km = KM_PER_DEGREE * np.hypot(lon * np.cos(np.radians(self._heart.lat)), lat)
        mildest = float(storm["mildest"])
        wet: Floats = mildest + (1 - mildest) * np.exp(-0.5 * (km / storm["wide_km"]) ** 2)
        return wet

    def _nearest_wells(self) -> dict[str, float]:
        """Return the wells the gas reaches, and how much of the worst each of them reads."""
        wells = self._of("gas_underground")
        far = [
            abs(w.spot.lon - wells[0].spot.lon) + abs(w.spot.lat - wells[0].spot.lat) for w in wells
        ]
        nearest = np.argsort(far, kind="stable")[: _of("gas.wells")]
        return {wells[int(n)].key: 0.7**rank for rank, n in enumerate(nearest)}


_SORTS: dict[str, tuple[tuple[str, ...], str, str, bool]] = {
    "rain": (("rain",), "雨量站", "", True),
    "street": (("waterlogging",), "道路积水点", "street", True),
    "underpass": (("waterlogging",), "下穿通道", "underpass", False),
    "well": (("gas_underground",), "燃气阀井", "", False),
    "feeder": (("power",), "10 千伏线路", "", False),
    "river": (("water_level",), "河道水位站", "", False),
    "crowd": (("crowd_density", "crowd_count", "crowd_speed"), "江滩", "", False),
}
"""Of each sort: what it measures, what it is called, its class, and whether it needs the mains."""


def _instruments(sort: str, n: int, spot: Spot, every: int) -> Iterator[Instrument]:
    kinds, name, told, mains = _SORTS[sort]
    thing = f"{sort}-{n + 1:03d}"
    figures = {"period": float(every)}
    if sort == "crowd":
        figures["capacity"] = float(_of("crowd.capacity"))
    if sort == "river":
        figures |= {"warning_level": 26.3, "guarantee_level": 27.3, "design_level": 28.3}
    for kind in kinds:
        key = thing if len(kinds) == 1 else f"{thing}-{kind}"
        yield Instrument(key, thing, f"{name} {n + 1}", kind, spot, every, told, figures, mains, n)


def _tower(n: int) -> str:
    return f"tower-{n + 1:02d}"


def _is_in_story(tower: int, floor: int) -> bool:
    """Return whether something burns near: detectors speak at once when they smell something."""
    fire, cooking = settings()["fire"], settings()["cooking"]
    burns = tower == fire["tower"] and 0 <= floor - fire["floor"] <= fire["floors"]
    return burns or (tower, floor) == (cooking["tower"], cooking["floor"])


def _of(name: str) -> Any:
    section, key = name.split(".")
    return settings()[section][key]


def _within(name: str, minute: float) -> bool:
    chosen = settings()[name]
    return bool(chosen["from"] <= minute < chosen["until"])


def _ramp(name: str, minute: float) -> float:
    """Return how far something has risen, 0 to 1, within its time; 0 outside of it."""
    chosen = settings()[name]
    return min(1.0, (minute - chosen["from"]) / chosen["rises"]) if _within(name, minute) else 0.0
