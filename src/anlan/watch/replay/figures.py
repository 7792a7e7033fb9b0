r"""What a replay says of rules: caught events, lead time, false alarms, cost of delay.

With events :math:`e` from :math:`b_e` to :math:`d_e`, alarms :math:`a` raised at :math:`r_a` and
cleared at :math:`c_a`, and the horizon :math:`h`, an alarm of the event's object, or of its area,
*tells* of the event if it is of the event's kind and

.. math:: r_a \le d_e, \quad c_a \ge b_e - h.

An event that an alarm tells of is caught, with the lead time :math:`\min(b_e - r_a, h)` of the
first such alarm, which is negative if it came after the beginning. An alarm that tells of no event
is false. With weights :math:`m` of a missed event, :math:`l` of a minute of delay and :math:`f` of
a false alarm, the cost is

.. math:: \sum_{e\ \text{missed}} m
   + \sum_{e\ \text{caught}} \min\bigl(m,\ l \cdot \max(0, r_a - b_e)\bigr)
   + f \cdot \#\text{false}.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from anlan.model.declared import Declared
from anlan.watch.replay.alarms import Alarm
from anlan.watch.replay.events import Event

MINUTE, WEEK = 60_000_000, 7 * 86_400_000_000


class Costs(Declared):
    """What is weighed against what, in points."""

    missed: float
    late_minute: float
    false_alarm: float


class Figures(Declared):
    """What a replay says; what rests on events is None where none were given.

    Attributes:
        objects: how many objects or areas are watched.
        lead_minutes: lower quartile, median and upper quartile, over caught events.
        false_per_week, cost_per_week: None for a history of no length.
    """

    objects: int
    alarms: int
    alarms_per_object: float
    events: int | None = None
    caught: int | None = None
    before: int | None = None
    lead_minutes: tuple[float, float, float] | None = None
    false_alarms: int | None = None
    false_per_week: float | None = None
    cost_per_week: float | None = None


def figures(
    alarms: Sequence[Alarm],
    events: Sequence[Event] | None,
    objects: int,
    length: int,
    about: Mapping[str, tuple[str, ...]],
    areas: Mapping[str, tuple[str, ...]],
    horizon: int,
    costs: Costs,
) -> Figures:
    """Return the figures of alarms beside events.

    Args:
        alarms: of one rule or of several.
        events: those that the rules could tell of; None if nobody knows.
        objects: how many objects or areas the rules watch.
        length: of the history, in microseconds.
        about: the kinds of sensors that each rule is about.
        areas: the areas of each object.
        horizon: how long before an event an alarm may tell of it.
        costs: the weights.
    """
    each = len(alarms) / objects if objects else 0.0
    plain = Figures(objects=objects, alarms=len(alarms), alarms_per_object=each)
    if events is None:
        return plain
    by_object: dict[str, list[int]] = {}
    for place, alarm in enumerate(alarms):
        by_object.setdefault(alarm.object, []).append(place)
    useful: set[int] = set()
    leads = []
    for event in events:
        names = (event.object, *areas.get(event.object, ()))
        near = [place for name in names for place in by_object.get(name, ())]
        telling = [place for place in near if _tells(alarms[place], event, about, horizon)]
        useful.update(telling)
        if telling:
            raised = min(alarms[place].raised for place in telling)
            leads.append(min(event.began - raised, horizon) / MINUTE)
    false = len(alarms) - len(useful)
    late = sum(min(costs.missed, costs.late_minute * max(0.0, -lead)) for lead in leads)
    missed = costs.missed * (len(events) - len(leads))
    weeks = length / WEEK
    return Figures(
        objects=objects,
        alarms=len(alarms),
        alarms_per_object=each,
        events=len(events),
        caught=len(leads),
        before=sum(lead > 0 for lead in leads),
        lead_minutes=_quartiles(leads),
        false_alarms=false,
        false_per_week=false / weeks if weeks else None,
        cost_per_week=(missed + late + costs.false_alarm * false) / weeks if weeks else None,
    )


def _tells(alarm: Alarm, event: Event, about: Mapping[str, tuple[str, ...]], horizon: int) -> bool:
    if event.kind and event.kind not in about[alarm.rule]:
        return False
    still = alarm.cleared is None or alarm.cleared >= event.began - horizon
    return alarm.raised <= event.ended and still


def _quartiles(leads: Sequence[float]) -> tuple[float, float, float] | None:
    if not leads:
        return None
    low, middle, high = np.percentile(leads, (25, 50, 75)).tolist()
    return low, middle, high
