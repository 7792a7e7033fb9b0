"""From a ranking to the routes of a day: what is owed, what chance drew, what is most dangerous.

Design: ``docs/theory/routes.md``.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.model.errors import RoutingError
from anlan.model.target import Planning
from anlan.plan.dayplan import DayPlan, DayStop, DayTeam, LeftOut, Refusal, Why
from anlan.plan.draw import Draw, draw_visits, seed_text
from anlan.plan.premises import Bools, Premises, precedence
from anlan.plan.problem import Position, RoutePlan, RoutingProblem, Search, Stop, TeamRoute
from anlan.plan.routes import count_that_fit, room_for, solve_routes
from anlan.plan.travel import Floats, assumption, road_seconds, straight_km


def plan_day(
    premises: Premises,
    planning: Planning,
    *,
    city: str,
    target: str,
    date: str,
    search: Search | None = None,
) -> DayPlan:
    """Return the routes of a day.

    The prize of a visit is the premises' score. Appointments, the random draw and visits whose
    legal cycle is due have to be served, in this order where not all of them fit, and among the
    overdue the longest overdue first, up to the share of the day declared for them; what finds no
    place is listed in ``left_out``, never dropped in silence. The draw comes before the routes and
    is blind to the scores.

    Args:
        premises: the ranking.
        planning: teams, shift, speed, random share and depot.
        city: name of the city, for the seed of the draw.
        target: name of the risk target, for the seed of the draw.
        date: the day, YYYY-MM-DD.
        search: how long to search for good routes.

    Raises:
        RoutingError: arrays that don't belong together, or no premises with a position.
    """
    day = _Day.of(premises, planning)
    owed = day.owed_first(day.room())
    capacity = count_that_fit(day.problem(owed))
    draw = day.draw(seed_text(city, target, date), capacity)
    owed = day.owed_first(day.claim(capacity))
    plan = solve_routes(day.problem(owed, draw.drawn), search, unfit="report")
    return DayPlan(
        date=date,
        teams=tuple(
            day.team(number, route, plan, draw) for number, route in enumerate(plan.routes, start=1)
        ),
        draw=draw,
        random_share=planning.random_share,
        overdue=int((~np.isnan(day.overdue)).sum()),
        shift_minutes=planning.shift_minutes,
        speed_kmh=planning.speed_kmh,
        left_out=day.left_out(plan, draw, owed),
        complete=plan.complete,
    )


@dataclass(frozen=True, slots=True)
class _Day:
    """The premises of a day; ``rows`` are those with a position, in the order of the stops."""

    premises: Premises
    planning: Planning
    rows: NDArray[np.intp]
    overdue: Floats
    start: Position

    @classmethod
    def of(cls, premises: Premises, planning: Planning) -> "_Day":
        premises.check()
        rows = np.flatnonzero(premises.placed())
        if not len(rows):
            raise RoutingError("error.plan.no_stops")
        centroid = float(premises.lon[rows].mean()), float(premises.lat[rows].mean())
        start = planning.depot or centroid
        return cls(premises, planning, rows, premises.overdue_days(), start)

    def room(self) -> int:
        """Return how many visits can take part in the plan at all."""
        visits = self.premises.visit_minutes[self.rows]
        return room_for(self.planning.teams, self.planning.shift_minutes, visits)

    def claim(self, capacity: int) -> int:
        """Return how many overdue visits have to be made as far as the day goes."""
        share = self.planning.overdue_share
        return self.room() if share == 1 else min(self.room(), math.ceil(share * capacity))

    def owed_first(self, count: int) -> frozenset[int]:
        """Return the rows of the ``count`` overdue visits that come first and can be made."""
        ranks = np.where(self.reachable(), self.ranks(), 0.0)
        first = np.argsort(-ranks, kind="stable")[:count]
        return frozenset(first[ranks[first] > 0].tolist())

    def ranks(self) -> Floats:
        """Return each premises' place among the overdue, the highest first to be served."""
        return precedence(self.overdue, self.premises.score)

    def problem(self, owed: frozenset[int], drawn: tuple[int, ...] = ()) -> RoutingProblem:
        """Pose the routing problem: ``owed`` and ``drawn`` are the rows that have to be served."""
        given, planning = self.premises, self.planning
        ranks, by_chance = self.ranks(), set(drawn)
        stops = tuple(
            Stop(
                lon=float(given.lon[row]),
                lat=float(given.lat[row]),
                prize=float(given.score[row]),
                visit_minutes=float(given.visit_minutes[row]),
                must=row in owed,
                window=given.appointments.get(given.asset[row]),
                random=row in by_chance,
                precedence=math.inf if row in by_chance else float(ranks[row]),
            )
            for row in self.rows.tolist()
        )
        return RoutingProblem(
            stops, planning.teams, planning.shift_minutes, planning.speed_kmh, self.start
        )

    def draw(self, seed: str, capacity: int) -> Draw:
        """Draw the declared share of the day's capacity, rounded up to whole visits."""
        count = math.ceil(round(self.planning.random_share * capacity, 9))
        frame = self.premises.drawable() & self.reachable()
        return draw_visits(self.premises.asset, count, seed, frame.tolist(), self.premises.division)

    def reachable(self) -> Bools:
        """Return which premises a team that does nothing else can visit within the shift.

        Only these can be drawn, so that a probability on record is one that can come true.
        """
        given, planning, (lon, lat) = self.premises, self.planning, self.start
        placed = given.placed()
        straight = straight_km(
            np.array(lon),
            np.array(lat),
            np.where(placed, given.lon, lon),
            np.where(placed, given.lat, lat),
        )
        road = straight * float(assumption("detour_factor"))
        seconds = 2 * road_seconds(road, planning.speed_kmh) + np.ceil(given.visit_minutes * 60)
        return np.asarray(placed & (seconds <= planning.shift_minutes * 60))

    def team(self, number: int, route: TeamRoute, plan: RoutePlan, draw: Draw) -> DayTeam:
        """Return a team's route with the facts of its stops."""
        timed = zip(route.stops, route.arrive, route.leave, strict=True)
        stops = tuple(
            self._stop(order, int(self.rows[stop]), (arrive, leave), draw)
            for order, (stop, arrive, leave) in enumerate(timed, start=1)
        )
        line = (plan.start, *((stop.lon, stop.lat) for stop in stops), plan.end) if stops else ()
        return DayTeam(number, stops, route.minutes, route.drive_minutes, route.km, line)

    def _stop(self, order: int, row: int, times: tuple[float, float], draw: Draw) -> DayStop:
        given, by_chance = self.premises, row in draw.drawn
        return DayStop(
            order=order,
            row=row,
            asset=given.asset[row],
            lon=float(given.lon[row]),
            lat=float(given.lat[row]),
            arrive=times[0],
            leave=times[1],
            score=float(given.score[row]),
            random=by_chance,
            probability=draw.probability if by_chance else None,
            must=not math.isnan(self.overdue[row]),
            window=given.appointments.get(given.asset[row]),
        )

    def left_out(self, plan: RoutePlan, draw: Draw, first: frozenset[int]) -> tuple[LeftOut, ...]:
        """Return what was owed and isn't served: appointments, draws, then the longest overdue."""
        given = self.premises
        served = {int(self.rows[stop]) for stop in plan.served}
        reasons = {int(self.rows[entry.stop]): entry.reason for entry in plan.unfit}
        chance: dict[Why, float | None] = {"random": draw.probability}
        placed, reachable = given.placed(), self.reachable()

        def reason(row: int) -> Refusal:
            if not placed[row]:
                return "no_position"
            if row in reasons:
                return reasons[row]
            if not reachable[row]:
                return "too_far"
            return "crowded" if row in first or self.planning.overdue_share == 1 else "share"

        return tuple(
            LeftOut(
                given.asset[row],
                why,
                reason(row),
                chance.get(why),
            )
            for row, why in self._owed(draw).items()
            if row not in served
        )

    def _owed(self, draw: Draw) -> dict[int, Why]:
        """Return the rows that are owed a visit today with the first reason why, in order."""
        given, owed = self.premises, dict[int, Why]()
        for row in range(len(given.asset)) if given.appointments else ():
            if given.asset[row] in given.appointments:
                owed[row] = "appointment"
        for row in draw.drawn:
            owed.setdefault(row, "random")
        ranks = self.ranks()
        for row in np.argsort(-ranks, kind="stable")[: int((ranks > 0).sum())].tolist():
            owed.setdefault(row, "overdue")
        return owed
