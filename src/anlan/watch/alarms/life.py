"""From claims and acts to the state of an alarm, by the table ``watch/data/life.toml``.

There is one open alarm per rule and object: a claim that rises again while its alarm isn't closed
goes on in that one and counts as a flap.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from anlan.model.colour import COLOURS, Colour
from anlan.model.declared import Declared, Slug
from anlan.model.errors import WatchError

FILE = Path(__file__).parents[1] / "data" / "life.toml"
State = Literal["new", "acknowledged", "owned", "shelved", "closed"]
Name = Literal[
    "rise", "worsen", "ease", "clear", "acknowledge", "own", "escalate", "de_escalate", "shelve",
    "unshelve", "close",
]  # fmt: skip
Reason = Literal["true", "false", "test"]


class Change(Declared):
    """An act that is allowed: in which states, and where it leads."""

    act: Name
    of: tuple[State, ...]
    to: State | None = None
    standing: bool | None = None


class Alarm(Declared):
    """An alarm; moments in microseconds since 1970 UTC.

    Attributes:
        colour: the worst that its condition has now, or had when it cleared.
        standing: whether its condition still stands.
        owner: the post that has taken it on; never a person.
        step: how far up the ladder it was escalated; 0 is nobody but the first.
        shelved_until: when it comes back by itself.
        flaps: how often its condition rose again before it was closed.
        cause: why it was false.
    """

    rule: Slug
    object: str
    raised: int
    changed: int
    colour: Colour
    state: State = "new"
    standing: bool = True
    owner: str = ""
    step: int = 0
    shelved_until: int | None = None
    flaps: int = 0
    reason: Reason | None = None
    cause: str = ""


class Act(Declared):
    """Something done to an alarm, or that its condition did, at a moment."""

    name: Name
    at: int
    colour: Colour | None = None
    post: str = ""
    until: int | None = None
    reason: Reason | None = None
    cause: str = ""


@cache
def table() -> dict[str, Change]:
    """Return the allowed changes by their act."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["changes"]
    read = [Change.model_validate(row) for row in rows]
    return {each.act: each for each in read}


def allowed(alarm: Alarm) -> list[Name]:
    """Return the acts that the table allows for an alarm now."""
    found = []
    for each in table().values():
        stands = each.standing is None or each.standing is alarm.standing
        if alarm.state in each.of and stands:
            found.append(each.act)
    return found


def open_by(at: int, rule: str, name: str, colour: Colour) -> Alarm:
    """Return the alarm that a claim opens."""
    return Alarm(rule=rule, object=name, raised=at, changed=at, colour=colour)


def claim(alarm: Alarm, told: Mapping[str, Any]) -> Alarm:
    """Return an alarm after a claim of its rule and object."""
    if told["change"] == "cleared":
        return step(alarm, Act(name="clear", at=told["at"]))
    if not alarm.standing:
        risen = step(alarm, Act(name="rise", at=told["at"]))
        # The colour it had when it cleared was told: only a worse one asks anew.
        return _coloured(risen, told["at"], told["colour"])
    return _coloured(alarm, told["at"], told["colour"])


def _coloured(alarm: Alarm, at: int, colour: Colour) -> Alarm:
    if colour == alarm.colour:
        return alarm
    worse = COLOURS.index(colour) > COLOURS.index(alarm.colour)
    return step(alarm, Act(name="worsen" if worse else "ease", at=at, colour=colour))


def step(alarm: Alarm, act: Act) -> Alarm:
    """Return an alarm after an act.

    Raises:
        WatchError: the act isn't allowed now, or lacks what it needs.
    """
    if act.name not in allowed(alarm):
        raise WatchError("error.alarm.act", act=act.name, state=alarm.state)
    if act.at < alarm.changed:
        raise WatchError("error.alarm.before", act=act.name)
    made = _made(alarm, act) | {"changed": act.at}
    to = table()[act.name].to
    if to is not None:
        made["state"] = to
    return alarm.model_copy(update=made)


def _made(alarm: Alarm, act: Act) -> dict[str, Any]:
    """Return what an act changes besides the state."""
    made: dict[str, Any] = {}
    match act.name:
        case "rise":
            made = {"standing": True, "flaps": alarm.flaps + 1}
        case "clear":
            made = {"standing": False}
        case "worsen" | "ease":
            made = {"colour": _needed(act, "colour"), "shelved_until": _shelved(alarm, act)}
        case "own":
            made = {"owner": _needed(act, "post")}
        case "escalate":
            made = {"step": alarm.step + 1}
        case "de_escalate":
            made = {"step": max(alarm.step - 1, 0)}
        case "shelve":
            made = {"shelved_until": _later(act), "cause": _needed(act, "cause")}
        case "unshelve":
            made = {"shelved_until": None, "cause": ""}
        case "close":
            made = _closed(alarm, act)
    return made


def _shelved(alarm: Alarm, act: Act) -> int | None:
    """Return until when it stays shelved: one that gets worse comes back at once."""
    return None if act.name == "worsen" else alarm.shelved_until


def _needed(act: Act, name: str) -> Any:
    value = getattr(act, name)
    if not value:
        raise WatchError("error.alarm.needs", act=act.name, what=name)
    return value


def _later(act: Act) -> int:
    until = int(_needed(act, "until"))
    if until <= act.at:
        raise WatchError("error.alarm.until")
    return until


def _closed(alarm: Alarm, act: Act) -> dict[str, Any]:
    reason = _needed(act, "reason")
    if alarm.standing and reason == "true":
        raise WatchError("error.alarm.stands")
    if reason == "false":
        _needed(act, "cause")
    return {"reason": reason, "cause": act.cause}
