"""What an account may do, one name each, and the scope in which it may."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

CityPermission = Literal[
    "city.read",
    "premises.read",
    "plan.read",
    "backtest.read",
    "quarantine.read",
    "link.read",
    "link.decide",
    "asset.read",
    "pool.read",
    "case.read",
    "case.report",
    "case.accept",
    "case.dispatch",
    "case.handle",
    "case.verify",
    "case.supervise",
    "case.contact",
    "risk.read",
    "risk.manage",
    "alarm.read",
    "alarm.handle",
    "alarm.manage",
    "fleet.read",
    "fleet.manage",
    "fleet.look",
    "crowd.read",
    "crowd.exact",
    "rule.read",
    "rule.manage",
    "sensing.read",
    "sensing.send",
    "sensing.manage",
    "alert.read",
    "alert.compose",
    "alert.approve",
    "alert.cancel",
    "alert.manage",
    "quarantine.mend",
    "personal.read",
    "job.read",
    "job.run",
    "ledger.read",
    "account.read",
    "account.manage",
]
InstallationPermission = Literal["outbox.read", "outbox.manage", "system.read"]
Permission = Literal[CityPermission, InstallationPermission]
CITY_PERMISSIONS: tuple[CityPermission, ...] = get_args(CityPermission)
INSTALLATION_PERMISSIONS: tuple[InstallationPermission, ...] = get_args(InstallationPermission)
PERMISSIONS: tuple[Permission, ...] = (*CITY_PERMISSIONS, *INSTALLATION_PERMISSIONS)
EVERYWHERE = "*"
"""Stands for every city, and for the installation itself."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a city's places and data: a division's path and a department; empty for all."""

    division: str = ""
    department: str = ""

    def covers(self, other: "Area") -> bool:
        """Return whether everything in ``other`` is in this area too.

        >>> Area("42/4201").covers(Area("42/4201/07")), Area("42/4201").covers(Area("42/42011"))
        (True, False)

        A street of the district is covered; a district whose code only begins alike is not.
        """
        return within(other.division, self.division) and self.department in {"", other.department}


WHOLE = Area()
"""The whole city with every department."""


def within(path: str, division: str) -> bool:
    """Return whether a division's path is ``division`` or below it."""
    return division in {"", path} or path.startswith(f"{division}/")


@dataclass(frozen=True, slots=True)
class Scope:
    """The areas of one city in which somebody may do one thing; none means nowhere."""

    areas: tuple[Area, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is any area."""
        return bool(self.areas)

    @property
    def whole(self) -> bool:
        """Whether it is the whole city with every department."""
        return WHOLE in self.areas

    @property
    def divisions(self) -> tuple[str, ...]:
        """The divisions whose places are in scope; a single empty one is the whole city."""
        found = {area.division for area in self.areas}
        return ("",) if "" in found else tuple(sorted(found))

    def has_place(self, path: str | None) -> bool:
        """Return whether a place is in scope; one without a division is the whole city's."""
        return any(within(path or "", division) for division in self.divisions)

    def has_department(self, department: str) -> bool:
        """Return whether what belongs to a department, and to no place, is in scope."""
        return any(not area.division and area.department in {"", department} for area in self.areas)

    def has_any_of(self, department: str) -> bool:
        """Return whether something of a department's is in scope, somewhere in the city."""
        return any(area.department in {"", department} for area in self.areas)

    def divisions_of(self, department: str) -> tuple[str, ...]:
        """Return the divisions in which what belongs to a department is in scope; none is nowhere.

        >>> scope_of([Area("42/4201", "health"), Area("42/4202")]).divisions_of("fire")
        ('42/4202',)

        A role over one department opens nothing of another's, wherever it holds.
        """
        areas = (area for area in self.areas if area.department in {"", department})
        found = {area.division for area in areas}
        return ("",) if "" in found else tuple(sorted(found))

    def covers(self, area: Area) -> bool:
        """Return whether one of the areas covers all of ``area``."""
        return any(each.covers(area) for each in self.areas)


def scope_of(areas: Iterable[Area]) -> Scope:
    """Return the scope of areas, each once, in order."""
    return Scope(tuple(dict.fromkeys(areas)))
