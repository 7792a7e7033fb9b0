"""Profiles: what a country or a service asks for beyond the standard, as data.

``data/profiles.json`` holds them. A profile may need or wish for elements, take only some values,
ask for a shape, for values under certain names, and move rules of the standard between error,
advice and off. ``Profile.of`` makes one of a dictionary of the same form, for a city's own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast, get_args

from anlan.cap.errors import ProfileError
from anlan.cap.model import Alert, Info, Pair
from anlan.cap.problems import Found, Level, rules
from anlan.cap.structure import Kind, Place, kinds
from anlan.cap.texts import Language, data

FIXED = ("xml.", "version.", "schema.", "time.")
TOLD = frozenset({"Alert", "Update"})
"""The types of messages that must say what happens; others may say it by their references."""


@dataclass(frozen=True)
class PairRule:
    """A value that must be there under a name, or under a name that begins so."""

    element: str
    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """Rules beyond the standard; places are elements from the alert down, as ``info/area``."""

    id: str
    name: Mapping[str, str]
    source: str
    levels: Mapping[str, Level] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    wished: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    better: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shapes: Mapping[str, tuple[re.Pattern[str], str]] = field(default_factory=dict)
    pairs: tuple[PairRule, ...] = ()
    longest: Mapping[str, int] = field(default_factory=dict)
    unlike: tuple[tuple[str, str], ...] = ()
    match: Mapping[str, Any] = field(default_factory=dict)

    def say(self, lang: Language = "en") -> str:
        """Return its name."""
        return self.name[lang]

    @classmethod
    def of(cls, name: str, told: Mapping[str, Any]) -> "Profile":
        """Return a profile of its data.

        Raises:
            ProfileError: it names a key, rule or element that isn't known, or is of another form.
        """
        try:
            _known(name, told)
            return cls._of(name, told)
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise ProfileError("profile.form", name=name, reason=error) from error

    @classmethod
    def _of(cls, name: str, told: Mapping[str, Any]) -> "Profile":
        return cls(
            name,
            told["name"],
            told.get("source", ""),
            told.get("levels", {}),
            tuple(told.get("needed", ())),
            tuple(told.get("wished", ())),
            {key: tuple(values) for key, values in told.get("values", {}).items()},
            {key: tuple(values) for key, values in told.get("better", {}).items()},
            {key: (_pattern(name, each["pattern"]), each["example"])
             for key, each in told.get("shapes", {}).items()},
            tuple(PairRule(each["element"], each["name"], tuple(each.get("values", ())))
                  for each in told.get("pairs", ())),
            {key: int(most) for key, most in told.get("longest", {}).items()},
            tuple((one, other) for one, other in told.get("unlike", ())),
            told.get("match", {}),
        )  # fmt: skip


def _known(name: str, told: Mapping[str, Any]) -> None:
    """Refuse what a profile names and nobody would ever check."""
    levels = dict(told.get("levels", {}))
    strange = set(told) - set(Profile.__dataclass_fields__)
    # What the schema forbids stays forbidden, whoever asks.
    strange |= {rule for rule in levels if rule not in rules() or rule.startswith(FIXED)}
    strange |= {str(level) for level in levels.values() if level not in get_args(Level)}
    places = [*told.get("needed", ()), *told.get("wished", ())]
    for key in ("values", "better", "shapes", "longest"):
        places += told.get(key, {})
    places += [each["element"] for each in told.get("pairs", ())]
    strange |= {place for place in places if not _way(place)}
    if "name" not in told:
        raise ProfileError("profile.name", name=name)
    if strange:
        raise ProfileError("profile.unknown", name=name, what=", ".join(sorted(strange)))


def _pattern(name: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.ASCII)
    except re.error as error:
        raise ProfileError("profile.pattern", name=name, text=text, reason=error) from error


@cache
def profiles() -> Mapping[str, Profile]:
    """Return the profiles that come with the library, by id."""
    return {name: Profile.of(name, told) for name, told in data("profiles").items()}


def profile(name: str) -> Profile:
    """Return a profile by its id.

    Raises:
        ProfileError: there is none.
    """
    if name not in profiles():
        raise ProfileError("profile", name=name, known=", ".join(profiles()))
    return profiles()[name]


@cache
def _way(place: str) -> tuple[Place, ...]:
    """Return the elements on the way to a place; nothing where there is no such place."""
    kind: Kind | None = kinds()["alert"]
    way: list[Place] = []
    for name in place.split("/"):
        found = next((p for p in kind.places.values() if p.element == name), None) if kind else None
        if found is None:
            return ()
        way.append(found)
        kind = found.kind
    return tuple(way)


def _held(alert: Alert, place: str) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Yield, for every parent that could have an element, its path, the element and what it has."""
    parents: list[tuple[str, Any]] = [("/alert", alert)]
    *before, last = _way(place)
    for step in before:
        parents = [
            (f"{path}/{step.element}[{n}]", each)
            for path, parent in parents
            for n, each in enumerate(getattr(parent, step.field), 1)
        ]
    for path, parent in parents:
        held = getattr(parent, last.field)
        yield path, last.element, held if last.many else () if held is None else (held,)


def check_profile(alert: Alert, by: Profile, found: Found) -> None:
    """Note every breach of a profile's rules."""
    if alert.msg_type in TOLD:
        _check_there(alert, "profile.needed", by.needed, found)
        _check_there(alert, "profile.wished", by.wished, found)
        for pair in by.pairs:
            _check_pair(alert, pair, found)
    _check_values(alert, "profile.value", by.values, found)
    _check_values(alert, "profile.better", by.better, found)
    for place, (pattern, example) in by.shapes.items():
        for path, element, held in _held(alert, place):
            for each in held:
                if not pattern.fullmatch(each.strip()):
                    at = f"{path}/{element}"
                    found.add("profile.shape", at, element=element, value=each, example=example)
    for place, most in by.longest.items():
        for path, element, held in _held(alert, place):
            for each in held:
                if len(each) > most:
                    told = {"element": element, "n": len(each), "most": most}
                    found.add("profile.long", f"{path}/{element}", **told)
    for n, info in enumerate(alert.infos, 1):
        _check_info(info, by, f"/alert/info[{n}]", found)


def _check_there(alert: Alert, rule: str, places: tuple[str, ...], found: Found) -> None:
    """Note elements that aren't there, or are empty."""
    for place in places:
        for path, element, held in _held(alert, place):
            if not any(not isinstance(each, str) or each.strip() for each in held):
                found.add(rule, path, element=element)


def _check_values(
    alert: Alert, rule: str, lists: Mapping[str, tuple[str, ...]], found: Found
) -> None:
    """Note values that aren't among those a profile takes."""
    for place, allowed in lists.items():
        for path, element, held in _held(alert, place):
            for each in held:
                # What is empty is missing, and told as that.
                if each and each not in allowed:
                    told = {"element": element, "value": each, "allowed": ", ".join(allowed)}
                    found.add(rule, f"{path}/{element}", **told)


def _check_pair(alert: Alert, by: PairRule, found: Found) -> None:
    """Note values under a name that aren't there, or aren't known."""
    for path, element, held in _held(alert, by.element):
        named = [each for each in held if _name(each).strip().startswith(by.name)]
        if not named:
            found.add("profile.pair", path, element=element, name=by.name)
        for pair in named if by.values else ():
            if pair.value not in by.values:
                told = {"name": by.name, "value": pair.value, "allowed": ", ".join(by.values)}
                found.add("profile.pair-value", f"{path}/{element}", **told)


def _name(held: object) -> str:
    return held.name if isinstance(held, Pair) else cast("str", held)


def _check_info(info: Info, by: Profile, path: str, found: Found) -> None:
    """Note texts that say the same, and a severity that isn't the colour's."""
    texts = {"headline": info.headline, "description": info.description}
    texts["instruction"] = info.instruction
    for one, other in by.unlike:
        if texts[one] and texts[one] == texts[other]:
            found.add("profile.same", f"{path}/{other}", element=other, other=one)
    if not by.match:
        return
    for pair in info.parameters:
        expected = by.match["severity"].get(pair.value)
        if pair.name == by.match["parameter"] and expected not in {None, info.severity}:
            told = {"colour": pair.value, "severity": info.severity, "expected": expected}
            found.add("profile.match", f"{path}/severity", **told)
