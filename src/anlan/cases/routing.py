"""Which office gets a case: declared rules in order, each of which says itself in words.

The first rule that fits decides. An office that is closed is replaced by its deputy for urgent
cases only; others wait for it, since their clock doesn't run at night either.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from anlan.model.cases import Duty, Hours, RoutingRule, To, When
from anlan.model.declared import Level
from anlan.words import Language, say

IsOpen = Callable[[str, datetime], bool]
"""Whether the offices of a calendar, by its name, are there at a moment."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules may ask about a case.

    Attributes:
        path: the division's codes from the city down, joined by "/".
        level: the level at which the case stands now.
        at: when it came, with a zone.
        returned: how often offices have sent it back.
    """

    kind: str
    code: str
    path: str
    level: Level
    channel: str
    at: datetime
    urgent: bool = False
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Office:
    """A department in a division."""

    department: str
    path: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule that didn't fit, and the first condition that didn't hold."""

    rule: RoutingRule
    condition: str
    wanted: str
    found: str

    def say(self, lang: Language) -> str:
        """Return it in words."""
        condition = say(f"routing.condition.{self.condition}", lang)
        rule = self.rule.called(lang)
        return say("routing.passed", lang, rule=rule, condition=condition,
                   wanted=self.wanted, found=self.found)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Routed:
    """The office a case goes to, by which rule, and why not by those before."""

    office: Office
    rule: RoutingRule
    passed: tuple[Passed, ...] = ()
    instead_of: Office | None = None

    def why(self, lang: Language, called: Callable[[Office], str]) -> list[str]:
        """Return the way to the office, one sentence for each rule that was looked at.

        Args:
            lang: the language.
            called: what an office is called in it.
        """
        told = [each.say(lang) for each in self.passed]
        told.append(
            say("routing.fits", lang, rule=self.rule.called(lang), office=called(self.office))
        )
        if self.instead_of is not None:
            told.append(say("routing.deputy", lang, office=called(self.instead_of)))
        return told


@dataclass(frozen=True)
class Router:
    """The rules and duties of a city.

    Attributes:
        levels: the city's levels from the top, one for each code of a path.
        is_open: by the name of a calendar.
        load: how many open cases each office has.
    """

    rules: Sequence[RoutingRule]
    levels: Sequence[Level]
    zone: ZoneInfo
    duties: Sequence[Duty] = ()
    is_open: IsOpen = lambda _calendar, _at: True
    load: Mapping[Office, int] = field(default_factory=dict)

    def route(self, facts: Facts, now: datetime | None = None) -> Routed | None:
        """Return where a case goes, or None where no rule fits: a dispatcher decides.

        Args:
            facts: the case.
            now: when it is sent there; the moment it came if None.
        """
        passed: list[Passed] = []
        for rule in self.rules:
            office = self._office(rule.to, facts.path)
            failed = self._fails(rule, facts, office)
            if failed is None:
                instead = self._deputy(office, facts, now or facts.at)
                if instead is None:
                    return Routed(office, rule, tuple(passed))
                return Routed(instead, rule, tuple(passed), instead_of=office)
            passed.append(failed)
        return None

    def _office(self, to: To, path: str) -> Office:
        """Return the department's office whose division, at a level, holds the place."""
        codes = path.split("/") if path else []
        return Office(to.department, "/".join(codes[: self.levels.index(to.level) + 1]))

    def _fails(self, rule: RoutingRule, facts: Facts, office: Office) -> Passed | None:
        """Return the first condition of a rule that a case doesn't meet."""
        local = facts.at.astimezone(self.zone)
        for name, wanted, found, holds in _conditions(rule.when, facts, local):
            if not holds:
                return Passed(rule, name, wanted, found)
        open_cases = self.load.get(office, 0)
        if rule.most_open is not None and open_cases > rule.most_open:
            return Passed(rule, "most_open", str(rule.most_open), str(open_cases))
        return None

    def _deputy(self, office: Office, facts: Facts, now: datetime) -> Office | None:
        """Return who stands in for an office that is closed, for an urgent case."""
        duty = next(
            (each for each in self.duties if each.covers(office.department, office.path)), None
        )
        if duty is None or duty.deputy is None or not facts.urgent:
            return None
        return None if self.is_open(duty.calendar, now) else self._office(duty.deputy, facts.path)


def _conditions(when: When, facts: Facts, local: datetime) -> Iterable[tuple[str, str, str, bool]]:
    """Yield each condition given: its name, what is wanted, what was found, whether it holds."""
    codes = facts.path.split("/")
    lists: dict[str, tuple[Sequence[str], str, bool]] = {
        "kinds": (when.kinds, facts.kind, facts.kind in when.kinds),
        "classes": (when.classes, facts.code, facts.code.startswith(tuple(when.classes))),
        "divisions": (when.divisions, facts.path, any(d in codes for d in when.divisions)),
        "levels": (when.levels, facts.level, facts.level in when.levels),
        "channels": (when.channels, facts.channel, facts.channel in when.channels),
    }
    for name, (wanted, found, holds) in lists.items():
        if wanted:
            yield name, ", ".join(wanted), found or "–", holds
    if when.urgent is not None:
        yield (
            "urgent",
            str(when.urgent).lower(),
            str(facts.urgent).lower(),
            (facts.urgent == when.urgent),
        )
    if when.hours is not None:
        hours = f"{when.hours.begin:02}:00–{when.hours.until:02}:00"
        yield "hours", hours, f"{local:%H:%M}", _in_hours(when.hours, local.hour)
    if when.returned is not None:
        yield "returned", str(when.returned), str(facts.returned), facts.returned >= when.returned


def _in_hours(hours: Hours, hour: int) -> bool:
    if hours.begin < hours.until:
        return hours.begin <= hour < hours.until
    return hour >= hours.begin or hour < hours.until


@dataclass(frozen=True, slots=True)
class Change:
    """A case that other rules would send elsewhere: its place among those asked, both ways."""

    place: int
    old: Routed | None
    new: Routed | None


@dataclass(frozen=True, slots=True)
class Rerouted:
    """What a change of rules would do: cases by the office they leave and the one they go to."""

    unchanged: int
    moved: Mapping[tuple[Office | None, Office | None], int]
    by_rule: Mapping[str, int]
    first: Sequence[Change] = ()


def dry_run(now: Router, then: Router, cases: Iterable[Facts], keep: int = 0) -> Rerouted:
    """Return whom other rules would send cases to, without sending any.

    Args:
        now: the rules in force.
        then: those that are to be.
        cases: such as the open ones, or those of last month.
        keep: of so many cases that would go elsewhere, the first, both ways are returned.
    """
    moved: Counter[tuple[Office | None, Office | None]] = Counter()
    by_rule: Counter[str] = Counter()
    first: list[Change] = []
    unchanged = 0
    for place, facts in enumerate(cases):
        old, new = now.route(facts), then.route(facts)
        pair = (old.office if old else None, new.office if new else None)
        if pair[0] == pair[1]:
            unchanged += 1
            continue
        moved[pair] += 1
        by_rule[new.rule.name if new else ""] += 1
        if len(first) < keep:
            first.append(Change(place, old, new))
    return Rerouted(unchanged, moved, by_rule, first)


def shadowed(rules: Sequence[RoutingRule]) -> list[tuple[str, str]]:
    """Return rules that can never decide, each with an earlier one that always decides first."""
    found = []
    for place, rule in enumerate(rules):
        first = next((each for each in rules[:place] if _covers(each, rule)), None)
        if first is not None:
            found.append((rule.name, first.name))
    return found


def _covers(first: RoutingRule, rule: RoutingRule) -> bool:
    """Return whether every case that meets ``rule`` meets ``first``."""
    one, other = first.when, rule.when
    if first.most_open is not None:
        return False
    same = all(
        getattr(one, name) is None or getattr(one, name) == getattr(other, name)
        for name in ("urgent", "hours")
    )
    counted = one.returned is None or (other.returned or 0) >= one.returned
    named = all(
        not getattr(one, name)
        or (getattr(other, name) and set(getattr(other, name)) <= set(getattr(one, name)))
        for name in ("kinds", "divisions", "levels", "channels")
    )
    classes = not one.classes or (
        bool(other.classes) and all(code.startswith(tuple(one.classes)) for code in other.classes)
    )
    return same and counted and named and classes
