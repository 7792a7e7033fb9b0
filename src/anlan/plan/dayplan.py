"""The shape of a day's plan, as exports, console and log read it."""

from dataclasses import dataclass
from typing import Literal

from anlan.plan.draw import Draw
from anlan.plan.problem import Position, Reason
from anlan.words import Language, say

Why = Literal["appointment", "random", "overdue"]
Refusal = Reason | Literal["no_position", "share"]


@dataclass(frozen=True, slots=True)
class DayStop:
    """A visit of a team's day; minutes count from the start of the shift.

    Attributes:
        order: 1 for the first visit of the team.
        row: which of the ranked premises it is.
        asset: its id.
        lon: longitude, degrees.
        lat: latitude, degrees.
        arrive: minute the visit begins.
        leave: minute the visit ends.
        score: its danger.
        random: chosen by chance.
        probability: the chance it had of being drawn, for those chosen by chance.
        must: the legal cycle is due.
        window: the minutes between which the visit was agreed to begin; None where it was not.
    """

    order: int
    row: int
    asset: str
    lon: float
    lat: float
    arrive: float
    leave: float
    score: float
    random: bool
    probability: float | None
    must: bool
    window: tuple[float, float] | None

    @property
    def appointment(self) -> bool:
        """Whether the visit was agreed for a time."""
        return self.window is not None


@dataclass(frozen=True, slots=True)
class DayTeam:
    """A team's day; ``line`` is its way from start to end as (lon, lat) pairs."""

    team: int
    stops: tuple[DayStop, ...]
    minutes: float
    drive_minutes: float
    km: float
    line: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A visit that was owed today and found no place, with why it was owed and why it failed.

    ``share``: more visits are overdue than the share of the day declared for them.
    """

    asset: str
    why: Why
    reason: Refusal
    probability: float | None

    def say(self, lang: Language = "en") -> str:
        """Return a sentence on it in ``lang``."""
        why, reason = (say(f"plan.why.{self.why}", lang), say(f"plan.reason.{self.reason}", lang))
        return say("plan.left_out", lang, asset=self.asset, why=why, reason=reason)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The plan of a day.

    Attributes:
        date: the day, YYYY-MM-DD.
        teams: one for each team, those without a stop included.
        draw: the draw of the random share, for the log; ``drawn`` are rows of the premises.
        random_share: the share of visits declared to be chosen by chance.
        overdue: how many visits the law wants now, planned or not.
        shift_minutes: the shift.
        speed_kmh: the speed assumed.
        left_out: what was owed and isn't in the plan.
        complete: False where the clock ended the search, so a rerun may differ.
    """

    date: str
    teams: tuple[DayTeam, ...]
    draw: Draw
    random_share: float
    overdue: int
    shift_minutes: float
    speed_kmh: float
    left_out: tuple[LeftOut, ...]
    complete: bool

    @property
    def stops(self) -> tuple[DayStop, ...]:
        """Return all visits, team by team."""
        return tuple(stop for team in self.teams for stop in team.stops)
