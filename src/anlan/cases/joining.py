r"""Weak reports that belong together: one rising case instead of many tickets.

For a new report i and an earlier one j of the same meaning, at distance d and with a gap t, the
number of *unrelated* reports to be expected as near and as soon is

.. math:: \eta_{ij} = \frac{\max(n(d), w\,\bar\rho\,\pi d^2 T)}{T}\; t

with n(d) such reports of the past T (a year) within d of the place of i, the city's mean density
:math:`\bar\rho` per area and time, and its weight w. The two are joined where the least
:math:`\eta_{ij}` over the earlier reports is below a bound :math:`\eta_0`. This is the
nearest-neighbour rule that tells aftershocks from the background (Zaliapin and Ben-Zion,
"Earthquake clusters in southern California I", J. Geophys. Res. Solid Earth 118, 2013), with the
place's own past in place of a magnitude. Of unrelated reports, which come as a Poisson process,
about :math:`\eta_0 (1 + \ln(\eta_{max}/\eta_0))` are joined by chance, :math:`\eta_{max}` being
that of the whole reach; what is really seen is measured by a replay.

Positions are metres on a plane (:func:`anlan.model.geo.to_plane_m`), times hours since 1970.
"""

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from anlan.model.declared import Level
from anlan.words import Language, say

FILE = Path(__file__).parent / "data" / "join.toml"
YEAR_HOURS = 8766.0
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rise:
    """So many reports within so many hours raise a case to a level."""

    reports: int
    hours: float
    level: Level


@dataclass(frozen=True)
class JoinSettings:
    """See the file for what each means."""

    reach_metres: float
    reach_hours: float
    blur_metres: float
    blur_hours: float
    expected: float
    mean: float
    rising: tuple[Rise, ...]
    meanings: Mapping[str, str]
    """By class: the meaning it belongs to."""

    def meaning(self, code: str) -> str:
        """Return what reports of a class mean; a class of no meaning is one of its own."""
        return self.meanings.get(code, code)


@cache
def settings() -> JoinSettings:
    """Return the settings."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return JoinSettings(
        told["reach"]["metres"],
        told["reach"]["hours"],
        told["blur"]["metres"],
        told["blur"]["hours"],
        told["chance"]["expected"],
        told["chance"]["mean"],
        tuple(Rise(**each) for each in told["rising"]),
        {code: name for name, codes in told["meanings"].items() for code in codes},
    )


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its number, place, moment, and the class it is about."""

    number: str
    x: float
    y: float
    hour: float
    code: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of a report.

    Attributes:
        case: the number of the first report of its case.
        size: how many reports the case has now.
        to: the report it was joined to; None: it begins a case.
        metres, hours: how far from that one.
        past: reports of the past year within that distance.
        expected: η, unrelated reports to be expected so near and so soon.
        level: the level it raises the case to, if it does.
        rise: by which line of the settings.
    """

    case: str
    size: int
    to: str | None = None
    metres: float = 0.0
    hours: float = 0.0
    past: int = 0
    expected: float = math.inf
    level: Level | None = None
    rise: Rise | None = None

    def why(self, lang: Language) -> list[str]:
        """Return the reason in words."""
        if self.to is None:
            return [say("joining.alone", lang)]
        told = [
            say("joining.joined", lang, to=self.to, metres=f"{self.metres:.0f}",
                hours=f"{self.hours:.1f}", past=self.past, expected=f"{self.expected:.4f}")
        ]  # fmt: skip
        if self.rise is not None:
            level = say(f"joining.level.{self.rise.level}", lang)
            told.append(say("joining.rises", lang, n=self.rise.reports,
                            hours=f"{self.rise.hours:g}", level=level))  # fmt: skip
        return told


class Past:
    """The reports of the past year: how many of a meaning came from near a place."""

    def __init__(
        self,
        x: F64,
        y: F64,
        meanings: Sequence[str],
        hours: float = YEAR_HOURS,
        area: float | None = None,
    ) -> None:
        """Index them.

        Args:
            x: metres east.
            y: metres north.
            meanings: of each.
            hours: the length of time they come from.
            area: of the city, in square metres; that of their hull's box if None.
        """
        from scipy.spatial import cKDTree  # noqa: PLC0415  (slow to import; few commands join)

        self.hours = hours
        names = np.asarray(meanings)
        places = np.column_stack([x, y])
        box = np.ptp(places, axis=0).prod() if len(places) > 1 else 0.0
        self.area = area or max(float(box), 1e6)
        self._trees = {str(name): cKDTree(places[names == name]) for name in np.unique(names)}

    def within(self, meaning: str, x: float, y: float, metres: float) -> int:
        """Return how many reports of a meaning came from within a distance."""
        tree = self._trees.get(meaning)
        return 0 if tree is None else int(tree.query_ball_point((x, y), metres, return_length=True))

    def mean(self, meaning: str) -> float:
        """Return the city's mean density of a meaning: reports a square metre and hour."""
        tree = self._trees.get(meaning)
        return (tree.n if tree else 1) / self.area / self.hours


@dataclass(slots=True)
class _Case:
    number: str
    hours: list[float]
    risen: int | None = None


@dataclass
class Joiner:
    """Gathers reports, given in the order of their moments, into cases."""

    past: Past
    chosen: JoinSettings = field(default_factory=settings)
    _near: dict[tuple[str, int, int], list[tuple[Report, _Case]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    _cases: dict[str, _Case] = field(default_factory=dict)

    @cached_property
    def _cell(self) -> float:
        return self.chosen.reach_metres

    def add(self, report: Report) -> Joined:
        """Join a report to the open case it belongs to, or let it begin one.

        >>> past = Past(np.zeros(1), np.zeros(1), ["gas"], area=1e8)
        >>> joiner = Joiner(past)
        >>> joiner.add(Report("R1", 0.0, 0.0, 10.0, "e0403")).to is None
        True
        >>> second = joiner.add(Report("R2", 80.0, 0.0, 11.0, "c0111"))
        >>> second.case, round(second.expected, 5)
        ('R1', 0.00011)

        Gas was smelt twice within 80 m in an hour, where one such report came in a year: by
        chance that is to be expected once in nine thousand times.
        """
        meaning = self.chosen.meaning(report.code)
        best: tuple[float, float, int, Report, _Case] | None = None
        for other, case in self._candidates(meaning, report):
            found = self._expected(meaning, report, other)
            if found is not None and (best is None or found[0] < best[0]):
                best = (*found, other, case)
        if best is None or best[0] >= self.chosen.expected:
            case = self._cases[report.number] = _Case(report.number, [report.hour])
            self._keep(meaning, report, case)
            return Joined(report.number, 1)
        expected, metres, past, other, case = best
        case.hours.append(report.hour)
        self._keep(meaning, report, case)
        rise = self._rise(case)
        return Joined(
            case.number,
            len(case.hours),
            other.number,
            metres,
            report.hour - other.hour,
            past,
            expected,
            rise.level if rise else None,
            rise,
        )

    def know(self, report: Report, case: str) -> None:
        """Note a report whose case somebody has decided; later ones may be joined to it."""
        held = self._cases.setdefault(case, _Case(case, []))
        held.hours.append(report.hour)
        self._keep(self.chosen.meaning(report.code), report, held)

    def again(self, case: str, hour: float) -> Rise | None:
        """Note that somebody saw the same; return by which line the case rises now, if it does."""
        held = self._cases.get(case)
        if held is None:
            return None
        held.hours = sorted([*held.hours, hour])
        return self._rise(held)

    def _expected(
        self, meaning: str, report: Report, other: Report
    ) -> tuple[float, float, int] | None:
        """Return η, the distance, and the past reports within it; None beyond the reach."""
        chosen = self.chosen
        metres = math.hypot(report.x - other.x, report.y - other.y)
        gap = report.hour - other.hour
        if metres > chosen.reach_metres or gap > chosen.reach_hours:
            return None
        radius = max(metres, chosen.blur_metres)
        spread = chosen.mean * self.past.mean(meaning) * math.pi * radius**2 * self.past.hours
        hours = max(gap, chosen.blur_hours)
        if spread / self.past.hours * hours >= chosen.expected:
            return None
        n = self.past.within(meaning, report.x, report.y, radius)
        return max(n, spread) / self.past.hours * hours, metres, n

    def _candidates(self, meaning: str, report: Report) -> Iterator[tuple[Report, _Case]]:
        """Yield the open reports of the cells around; those that are too old go."""
        column, row = int(report.x // self._cell), int(report.y // self._cell)
        oldest = report.hour - self.chosen.reach_hours
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                key = (meaning, column + east, row + north)
                held = self._near.get(key)
                if not held:
                    continue
                if held[0][0].hour < oldest:
                    held[:] = [each for each in held if each[0].hour >= oldest]
                yield from held

    def _keep(self, meaning: str, report: Report, case: _Case) -> None:
        key = (meaning, int(report.x // self._cell), int(report.y // self._cell))
        self._near[key].append((report, case))

    def _rise(self, case: _Case) -> Rise | None:
        """Return the line of the settings by which a case rises now; each raises it once."""
        for place, line in enumerate(self.chosen.rising):
            if case.risen is not None and place >= case.risen:
                return None
            held = case.hours[-line.reports :]
            if len(held) == line.reports and held[-1] - held[0] <= line.hours:
                case.risen = place
                return line
        return None
