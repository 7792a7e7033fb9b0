"""How well the alarms themselves do, by the measures of ``watch/data/measures.toml``."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from anlan.model.declared import Declared, Slug, Text
from anlan.model.permission import Scope
from anlan.store.watch import AlarmRow

FILE = Path(__file__).parents[1] / "data" / "measures.toml"


class Measure(Declared):
    """What is measured: its formula in words, and what is aimed at."""

    id: Slug
    title: Text
    formula: Text
    unit: str
    aim: Text


class Bounds(Declared):
    """See ``measures.toml``."""

    top: int
    chatters: int
    long_hours: int
    most_days: int


class Measures(Declared):
    """All of them."""

    measures: tuple[Measure, ...]
    settings: Bounds


@cache
def measures() -> Measures:
    """Return the measures."""
    return Measures.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Figure:
    """A measure and its value; None where nothing was to be measured."""

    measure: Measure
    value: float | None


def figures(
    session: Session, city: str, scope: Scope, since: datetime, at: datetime, posts: int = 1
) -> list[Figure]:
    """Return the measures of a city's alarms within a scope, from a moment until now.

    Args:
        session: where the alarms are.
        city: whose.
        scope: which divisions.
        since: the beginning of the time looked at.
        at: its end, now.
        posts: how many posts are on duty.
    """
    chosen = measures().settings
    here = (AlarmRow.city == city, within_scope(scope))
    lately = (*here, AlarmRow.known_at >= since, AlarmRow.known_at <= at)
    counted = session.execute(select(*_counts(at, chosen.chatters)).where(*lately)).one()
    old = at - timedelta(hours=chosen.long_hours)
    long = session.scalar(
        select(func.count()).where(
            *here, AlarmRow.closed_at.is_(None), AlarmRow.standing, AlarmRow.known_at < old
        )
    )
    most = select(func.count().label("n")).where(*lately).group_by(AlarmRow.rule, AlarmRow.object)
    top = most.order_by(func.count().desc()).limit(chosen.top).subquery()
    of_top = session.scalar(select(func.coalesce(func.sum(top.c.n), 0))) or 0
    hours = (at - since) / timedelta(hours=1)
    values = {
        "per_post_hour": (counted.told or 0) / (posts * hours),
        "standing_long": float(long or 0),
        "chattering": float(counted.chattering or 0),
        "top_share": _share(of_top, counted.all),
        "in_time": _share(counted.in_time, counted.judged),
        "false_share": _share(counted.false, counted.decided),
    }
    return [Figure(each, values[each.id]) for each in measures().measures]


def _counts(at: datetime, chatters: int) -> Sequence[ColumnElement[int]]:
    answered = func.coalesce(AlarmRow.acknowledged_at, AlarmRow.closed_at)
    judged = or_(answered.is_not(None), AlarmRow.respond_by <= at)
    return (
        func.count().label("all"),
        _sum(AlarmRow.quiet.in_(("", "group", "flapping")), "told"),
        _sum(AlarmRow.flaps >= chatters, "chattering"),
        _sum(judged, "judged"),
        _sum(and_(answered.is_not(None), answered <= AlarmRow.respond_by), "in_time"),
        _sum(AlarmRow.reason == "false", "false"),
        _sum(AlarmRow.reason.in_(("true", "false")), "decided"),
    )


def _sum(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0)).label(name)


def within_scope(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an alarm lies in a scope."""
    if "" in scope.divisions:
        return AlarmRow.city.is_not(None)
    return or_(
        AlarmRow.city.is_(None),
        *(
            (AlarmRow.division == each) | AlarmRow.division.startswith(f"{each}/", autoescape=True)
            for each in scope.divisions
        ),
    )


def _share(part: int | None, whole: int | None) -> float | None:
    return 100 * (part or 0) / whole if whole else None
