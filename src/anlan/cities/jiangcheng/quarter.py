"""A quarter of the register of risks: patrols, findings, storms, and what becomes of each hazard.

Everything goes through the rooms that the server uses; only the clock is the story's own.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from anlan.cities.jiangcheng.day import CITY, Day
from anlan.cities.jiangcheng.settings import HERE
from anlan.model.cause import Cause
from anlan.model.colour import COLOURS
from anlan.risk.register import equipment, hazards, kinds, notices, patrols, reviews
from anlan.risk.register.notices import Notice
from anlan.risk.register.patrols import Patrol
from anlan.risk.register.renewing import renew_all
from anlan.risk.register.room import RegisterRoom
from anlan.store.change import change
from anlan.store.risk import RiskPoint

CAUSE = Cause("job:upkeep")
WORDS = ("护栏松动", "警示标识缺失", "设备未按期维护", "通道堵塞", "监测装置离线", "用电线路老化")


@cache
def settings() -> dict[str, Any]:
    """Return how the quarter goes."""
    return tomllib.loads((HERE / "quarter.toml").read_text("utf-8"))


@dataclass
class Quarter(Day):
    """A quarter, and what follows from it until every hazard has been put right.

    ``points`` are patrolled as their colour without measures asks for.
    """

    register: RegisterRoom | None = None
    points: list[RiskPoint] = field(default_factory=list)
    found: int = 0
    patrols: int = 0
    changed: int = 0
    """How often a point's colour changed by what happened."""
    reviews: int = 0
    """How many reviews became cases."""
    missed: int = 0
    """How many patrols were left out."""
    _looked: datetime | None = None
    _fine: list[Patrol] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find who works, and what follows the hazards."""
        super().__post_init__()
        assert self.register is not None  # noqa: S101 - the field has a default for its order only
        self.follower = hazards.Follower(self.database, self.register)
        self.days = settings()["days"]

    def _climb(self, now: datetime) -> None:
        super()._climb(now)
        if self._looked is not None and now - self._looked < timedelta(hours=12):
            return
        self._looked = now
        assert self.register is not None  # noqa: S101 - see __post_init__
        self._patrol(now)
        with change(self.database, CAUSE) as made:
            begun = notices.seasons(made, self.register, now)
        self.changed += len(renew_all(self.database, CAUSE, self.register, begun, now))
        self.changed += len(self.follower.look(CAUSE, now))
        self.changed += len(hazards.fading(self.database, CAUSE, self.register, now))
        with change(self.database, CAUSE) as made:
            self.changed += len(equipment.overdue(made, self.register, now))
            self.changed += len(patrols.overdue(made, self.register, now))
            # After the quarter nothing new comes in: what is open then is brought to its end.
            within = now < self.start + timedelta(days=self.days)
            opened = reviews.open_due(made, self.room, CITY, now) if within else []
        self.reviews += len(opened)
        for number in opened:
            self.wait(number, now)

    def _patrol(self, now: datetime) -> None:
        """Note the patrols since the last look that found nothing."""
        assert self.register is not None  # noqa: S101 - see __post_init__
        done = [each for each in self._fine if each.at <= now]
        self._fine = [each for each in self._fine if each.at > now]
        if done:
            with change(self.database, Cause(self.staff.of("operator"))) as made:
                patrols.note(made, self.register, self.room, done, now)

    def _reports(self) -> list[tuple[datetime, Any]]:
        """Return the quarter's patrols that find something, and its storms, by their moments."""
        chances = settings()["finding"]
        told: list[tuple[datetime, Any]] = [
            (self.start + timedelta(days=storm["day"]), storm) for storm in settings()["storms"]
        ]
        for point in self.points:
            colour = COLOURS[point.inherent_colour]
            every = kinds().control[colour].patrol_days
            for day in range(int(self.chance.integers(every)), self.days, every):
                at = self.start + timedelta(days=day, hours=float(self.chance.uniform(8, 17)))
                if self.chance.random() < chances["missed"]:
                    self.missed += 1
                    continue
                self.patrols += 1
                if self.chance.random() < chances[colour]:
                    told.append((at, point))
                else:
                    self._fine.append(Patrol(point.code, f"patrol {at:%Y-%m-%d}", at))
        return sorted(told, key=lambda each: each[0])

    def _come(self, what: Any, at: datetime) -> str:
        """Let a storm begin, or a patrol find a hazard; return the case's number."""
        assert self.register is not None  # noqa: S101 - see __post_init__
        if isinstance(what, dict):
            self._storm(what, at)
            return ""
        chances = settings()["finding"]
        self.found += 1
        finding = hazards.Finding(
            title=f"{what.name}：{WORDS[int(self.chance.integers(len(WORDS)))]}",
            key=f"finding {self._next()}",
            major=bool(self.chance.random() < chances["major"]),
            measure=(0, 0) if self.chance.random() < chances["measure"] else None,
        )
        who = self.staff.of("operator")
        told = Patrol(what.code, f"patrol {at:%Y-%m-%d}", at, (finding,))
        with change(self.database, Cause(who)) as made:
            (noted,) = patrols.note(made, self.register, self.room, [told], at)
        return noted.findings[0]

    def _storm(self, storm: dict[str, Any], at: datetime) -> None:
        assert self.register is not None  # noqa: S101 - see __post_init__
        until = at + timedelta(hours=storm["hours"])
        told = Notice(f"storm {storm['day']}", "storm", "暴雨橙色预警", at, until, (CITY,))
        with change(self.database, CAUSE) as made:
            touched = notices.tell(made, self.register, told, at).touched
        self.changed += len(renew_all(self.database, CAUSE, self.register, touched, at))
