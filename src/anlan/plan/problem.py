"""The shapes of a routing problem and of its answer, and the check that a problem is well-posed.

Arrays and plain numbers only: nothing here knows of a city, a model or a screen. Times are
minutes from the start of the shift, positions are WGS84 degrees, lengths are kilometres.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from anlan.model.errors import RoutingError

Position = tuple[float, float]
Reason = Literal["too_far", "window", "crowded"]
"""Why a stop that had to be served wasn't: see :class:`Unfit`."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that may be visited once.

    Attributes:
        lon: longitude, degrees.
        lat: latitude, degrees.
        prize: what a visit is worth, at least 0; any unit, only ratios matter.
        visit_minutes: minutes spent there.
        must: a legal cycle is due: the stop has to be served.
        window: the earliest and the latest minute at which the visit may begin (an appointment);
            a stop with a window has to be served.
        random: drawn by chance for the honest share; the stop has to be served.
        precedence: who comes first where not all that have to be served can be; higher is first.
    """

    lon: float
    lat: float
    prize: float
    visit_minutes: float
    must: bool = False
    window: tuple[float, float] | None = None
    random: bool = False
    precedence: float = 0.0

    @property
    def required(self) -> bool:
        """Return whether a plan that leaves this stop out is no plan."""
        return self.must or self.random or self.window is not None


@dataclass(frozen=True, slots=True)
class RoutingProblem:
    """Candidate stops and the teams that may visit them in one shift.

    Attributes:
        stops: the candidates, N of them.
        teams: the number of teams, K.
        shift_minutes: no route is longer, from leaving the start to reaching the end.
        speed_kmh: speed on the road.
        start: where teams set out; by default the centroid of the candidates.
        end: where teams finish; by default where they set out.
        detour: road kilometres for each straight one; by default the declared assumption.
    """

    stops: tuple[Stop, ...]
    teams: int
    shift_minutes: float
    speed_kmh: float
    start: Position | None = None
    end: Position | None = None
    detour: float | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """How long the search goes on.

    It normally ends by itself, after so many rounds and at a local optimum, so that the same
    problem gives the same plan on a fast and on a slow machine; the clock is for the worst case.

    Attributes:
        rounds: rounds of ruin and recreate.
        seconds: wall time after which the search stops in any case; the plan then says so.
    """

    rounds: int = 2000
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class TeamRoute:
    """The day of one team.

    Attributes:
        stops: indices into ``RoutingProblem.stops``, in the order of the visits.
        arrive: minute each visit begins (a team that would be early waits before it).
        leave: minute each visit ends.
        minutes: length of the whole route, with the way back.
        drive_minutes: minutes on the road.
        km: kilometres on the road.
    """

    stops: tuple[int, ...] = ()
    arrive: tuple[float, ...] = ()
    leave: tuple[float, ...] = ()
    minutes: float = 0.0
    drive_minutes: float = 0.0
    km: float = 0.0


@dataclass(frozen=True, slots=True)
class Unfit:
    """A stop that had to be served and couldn't be, with the reason.

    ``too_far``: there, the visit and back take longer than the shift. ``window``: the appointment
    can't be kept even by a team that does nothing else. ``crowded``: it fits alone, but no room
    was found beside the stops that come before it.
    """

    stop: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """The answer: one route a team, and what was left out that should not have been.

    Attributes:
        routes: one for each team, empty ones included.
        start: where the teams set out.
        end: where they finish.
        prize: sum of the prizes collected.
        considered: number of candidates that took part after trimming.
        unfit: required stops that were not served; empty unless asked to report them.
        complete: False where the wall clock ended the search, so a rerun may differ.
    """

    routes: tuple[TeamRoute, ...]
    start: Position
    end: Position
    prize: float
    considered: int
    unfit: tuple[Unfit, ...] = ()
    complete: bool = True

    @property
    def served(self) -> tuple[int, ...]:
        """Return the indices of all stops served, by team and order."""
        return tuple(stop for route in self.routes for stop in route.stops)


def check_problem(problem: RoutingProblem) -> None:
    """Refuse a problem that has no meaning.

    Raises:
        RoutingError: no stops, a count or limit that isn't positive, a number that isn't finite,
            a position off the globe, a negative prize or visit, a window that ends before it
            begins.
    """
    if not problem.stops:
        raise RoutingError("error.plan.no_stops")
    limits = {
        "teams": problem.teams,
        "shift_minutes": problem.shift_minutes,
        "speed_kmh": problem.speed_kmh,
        "detour": 1.0 if problem.detour is None else problem.detour,
    }
    for name, value in limits.items():
        if not (math.isfinite(value) and value > 0):
            raise RoutingError("error.plan.limit", name=name, value=value)
    for name, place in (("start", problem.start), ("end", problem.end)):
        if place is not None and not _on_globe(*place):
            raise RoutingError("error.plan.depot", name=name, lon=place[0], lat=place[1])
    for index, stop in enumerate(problem.stops):
        _check_stop(index, stop)


def _check_stop(index: int, stop: Stop) -> None:
    if not _on_globe(stop.lon, stop.lat):
        raise RoutingError("error.plan.position", stop=index, lon=stop.lon, lat=stop.lat)
    if not _not_negative((stop.prize, stop.visit_minutes)):
        raise RoutingError(
            "error.plan.stop", stop=index, prize=stop.prize, minutes=stop.visit_minutes
        )
    if stop.window is None:
        return
    opens, closes = stop.window
    if not (_not_negative(stop.window) and opens <= closes):
        raise RoutingError("error.plan.window", stop=index, opens=opens, closes=closes)


def _on_globe(lon: float, lat: float) -> bool:
    return abs(lon) <= 180 and abs(lat) <= 90  # false for NaN, as it should be


def _not_negative(values: Iterable[float]) -> bool:
    return all(math.isfinite(value) and value >= 0 for value in values)
