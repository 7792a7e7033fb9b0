"""What somebody outside needs on the phone: tasks by nearness, what is usual here, what is open."""

import heapq
import math
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan.cases.catalogue import catalogue
from anlan.cases.flow import Option, workflow
from anlan.cases.reading import in_area, inbox, place_of
from anlan.cases.standing import Standing
from anlan.model.permission import Area, Scope
from anlan.store.cases import CaseRow

FILE = Path(__file__).parent / "data" / "field.toml"
_METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class RouteRule:
    """How the way for the day is found, by the phone; see the file for what each means."""

    overdue: float
    near: float
    other: float
    anew_metres: float


@dataclass(frozen=True)
class FieldSettings:
    """See the file for what each means."""

    states: tuple[str, ...]
    own_states: tuple[str, ...]
    acts: tuple[str, ...]
    looked: int
    tasks: int
    ahead: int
    near_metres: float
    near: int
    usual: int
    least: int
    offered: int
    first: tuple[str, ...]
    route: RouteRule


@cache
def settings() -> FieldSettings:
    """Return the settings."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    lists = {name: tuple(value) for name, value in read.items() if isinstance(value, list)}
    return FieldSettings(**read | lists | {"route": RouteRule(**read["route"])})


@dataclass(frozen=True, slots=True)
class Spot:
    """A position in degrees (WGS 84)."""

    lon: float
    lat: float

    def metres(self, lon: float | None, lat: float | None) -> float | None:
        """Return how far it is to a place, exact to some per mille within a city; None if nowhere.

        >>> round(Spot(114.3, 30.6).metres(114.3, 30.601))
        111
        """
        if lon is None or lat is None:
            return None
        east = (lon - self.lon) * math.cos(math.radians(self.lat))
        return math.hypot(east, lat - self.lat) * _METRES_A_DEGREE


def usual(session: Session, city: str, path: str) -> Counter[str]:
    """Return how many cases of each class a place has had, by its division's path.

    Of the smallest division around it that has had enough to tell; of very many, only some are
    counted, so that this stays quick however long the history is.
    """
    found: Counter[str] = Counter()
    while path:
        some = (
            select(CaseRow.class_code)
            .where(
                CaseRow.city == city,
                CaseRow.state.in_(workflow().states),
                in_area(session, Area(path)),
                CaseRow.class_code.is_not(None),
            )
            .limit(settings().usual)
            .subquery()
        )
        counted = select(some.c.class_code, func.count().label("number")).group_by(
            some.c.class_code
        )
        found = Counter({each.class_code: each.number for each in session.execute(counted)})
        if found.total() >= settings().least:
            break
        path = path.rpartition("/")[0]
    return found


def offered(text: str, earlier: Counter[str]) -> list[str]:
    """Return the codes of the classes to offer first: by the words, by what is usual, else any."""
    meant = [each.code for each in catalogue().guess(text, earlier)]
    rest = [code for code, _ in earlier.most_common()]
    known = [
        code
        for code in dict.fromkeys([*meant, *rest, *settings().first])
        if code in catalogue().classes
    ]
    return known[: settings().offered]


def tasks(session: Session, city: str, scope: Scope, who: str, here: Spot | None) -> list[CaseRow]:
    """Return the cases in which somebody outside has to act, the nearest first.

    Without a position, the next due first. One's own reports are among them while one may still
    set them right on the spot.
    """
    wanted = settings()
    of_all = inbox(session, city, scope, wanted.states, None, wanted.looked)
    # Asked for by themselves: among all that a city has just been told of, they would be lost.
    own = inbox(session, city, scope, wanted.own_states, None, wanted.looked, source=who)
    found = heapq.merge(of_all, own, key=place_of)
    return nearest(found, here)


def is_task(state: str, *, own: bool) -> bool:
    """Return whether somebody outside has to act in a state, or may, it being their own report."""
    return state in settings().states or (own and state in settings().own_states)


@dataclass(frozen=True, slots=True)
class Act:
    """An act that a phone offers, and what it offers once that is done: a state and its acts."""

    option: Option
    state: str = ""
    then: tuple["Act", ...] = ()


def acts(standing: Standing, at: datetime, *, own: bool, ahead: int | None = None) -> list[Act]:
    """Return the acts that a phone offers, each with those that follow it, as with no signal.

    Args:
        standing: who is before which case.
        at: when.
        own: whether they reported it themselves.
        ahead: so many in a row, by default as many as the settings say.
    """
    left = settings().ahead if ahead is None else ahead
    if left == 0 or not is_task(standing.case.state, own=own):
        return []
    found = []
    for option in standing.options(at):
        if option.act in settings().acts and option.refused is None:
            after = standing.after(option.act, at)
            then = acts(after, at, own=own, ahead=left - 1)
            found.append(Act(option, after.case.state, tuple(then)))
    return found


def nearest(found: Iterable[CaseRow], here: Spot | None) -> list[CaseRow]:
    """Return cases by how far they are; those without a place come last."""
    if here is None:
        return list(found)

    def far(row: CaseRow) -> float:
        metres = here.metres(row.lon, row.lat)
        return math.inf if metres is None else metres

    return sorted(found, key=far)
