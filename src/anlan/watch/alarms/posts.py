"""In which post somebody acts on an alarm: a role and the office it is held at, never a person."""

from anlan.access.principal import Held, Principal
from anlan.model.permission import Area, Permission

ACTS: Permission = "alarm.handle"


def posts(person: Principal, city: str) -> tuple[str, ...]:
    """Return every post somebody has for alarms of a city."""
    return tuple(dict.fromkeys(_post(each, city) for each in _held(person, city)))


def post(person: Principal, city: str, division: str) -> str | None:
    """Return the post in which somebody acts on an alarm: the nearest to it; None: in none."""
    place = Area(division)
    near = [each for each in _held(person, city) if Area(each.area.division).covers(place)]
    if not near:
        return None
    return _post(max(near, key=lambda each: len(each.area.division)), city)


def _held(person: Principal, city: str) -> list[Held]:
    if not person.scope(ACTS, city):
        return []
    return [each for each in person.held if each.allows(ACTS, city)]


def _post(held: Held, city: str) -> str:
    office = held.area.department or held.area.division.rpartition("/")[2] or city
    return f"{held.role}@{office}"
