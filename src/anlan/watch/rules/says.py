"""Rules and claims in words."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from anlan.watch.rules.forms import Combine, Detected, Missing, Rate, Relation, Rolling
from anlan.watch.rules.kinds import FEWEST, kinds
from anlan.watch.rules.read import Rules
from anlan.watch.rules.rule import Level, Of, Rule, Sensed, Valued
from anlan.watch.rules.span import words
from anlan.words import Language, catalogue, say

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def says(rules: Rules, rule: Rule, lang: Language) -> str:
    """Return what a rule does, in one line, with where its limits are from."""
    if isinstance(rule, Combine):
        what = _combination(rules, rule, lang)
    elif isinstance(rule, Missing):
        what = _levels([_silence(rule, place, lang) for place in range(len(rule.levels))], lang)
    else:
        assert isinstance(rule, Valued)  # noqa: S101  (for the type checker)
        what = say("watch.rule.join", lang).join([_figure(rule, lang), *_conditions(rule, lang)])
    basis = say(f"watch.basis.{rule.basis.replace(' ', '_')}", lang)
    about = _about(rule, lang)
    return say(
        "watch.rule.whole", lang, name=rule.name.of(lang), about=about, what=what,
        source=rule.source.of(lang), basis=basis,
    )  # fmt: skip


def told(rules: Rules, claim: Mapping[str, Any], lang: Language) -> str:
    """Return a claim in words, with the moment in the rules' time zone."""
    rule = rules.of(claim["rule"])
    at = _BEGIN + timedelta(microseconds=claim["at"])
    return say(
        f"watch.claim.{claim['change']}",
        lang,
        at=at.astimezone(ZoneInfo(rules.zone)).strftime("%Y-%m-%d %H:%M:%S"),
        name=rule.name.of(lang),
        object=claim["object"],
        colour=say(f"watch.colour.{claim['colour']}", lang) if claim["colour"] else "",
        why=_why(rule, claim, lang),
    )


def _why(rule: Rule, claim: Mapping[str, Any], lang: Language) -> str:
    """Return what brought a claim about: figure and limit, a silence, or a combination."""
    if claim["value"] is None:
        return say("watch.why.turn", lang)
    if isinstance(rule, Combine):
        return say("watch.why.combine", lang, rules=", ".join(part.rule for part in rule.parts))
    if isinstance(rule, Missing):
        return say("watch.why.missing", lang, length=words(round(claim["value"]) * 1_000_000, lang))
    assert isinstance(rule, Valued)  # noqa: S101  (for the type checker)
    value, unit = f"{claim['value']:g}", _unit(rule, lang)
    if kinds()[rule.kind].told(claim["value"]) is None:
        return say("watch.why.few", lang, fewest=FEWEST, unit=unit)
    if claim["limit"] is None:
        return say("watch.why.value", lang, value=value, unit=unit)
    return say("watch.why.limit", lang, value=value, unit=unit, limit=f"{claim['limit']:g}")


def _about(rule: Rule, lang: Language) -> str:
    if not isinstance(rule, Sensed):
        return ""
    kind = kinds()[rule.kind].name.of(lang)
    if not rule.classes:
        return say("watch.rule.kind", lang, kind=kind)
    return say("watch.rule.classes", lang, kind=kind, classes=", ".join(rule.classes))


def _figure(rule: Valued, lang: Language) -> str:
    """Return what is compared, and the limits of each colour."""
    limits = _levels([_level(rule, each, lang) for each in rule.levels], lang)
    if isinstance(rule, Rate):
        key, parts = "rate", {"over": words(rule.over, lang)}
    elif isinstance(rule, Relation):
        key, parts = rule.measure, {"within": words(rule.within, lang)}
    elif isinstance(rule, Rolling):
        key, parts = rule.measure, {}
    elif isinstance(rule, Detected):
        key, parts = "detector", {"detector": rule.detector.detector}
    else:
        key, parts = "threshold", {}
    return say(f"watch.form.{key}", lang, limits=limits, **parts)


def _unit(rule: Valued, lang: Language) -> str:
    """Return the unit of what is compared."""
    if isinstance(rule, Rate):
        return say("watch.unit.per", lang, unit=rule.unit, per=words(rule.per, lang))
    if isinstance(rule, Detected) or (isinstance(rule, Relation) and rule.measure == "ratio"):
        return ""
    return rule.unit


def _level(rule: Valued, level: Level, lang: Language) -> str:
    window = getattr(level, "window", None)
    limit = _limit(level.limit, _unit(rule, lang), lang)
    if window is not None:
        limit = say("watch.limit.window", lang, limit=limit, window=words(window, lang))
    colour = say(f"watch.colour.{level.colour}", lang)
    return say(f"watch.level.{rule.sense}", lang, colour=colour, limit=limit)


def _limit(limit: float | Of, unit: str, lang: Language) -> str:
    if not isinstance(limit, Of):
        return f"{limit:g} {unit}".strip()
    text = say(
        "watch.limit.of", lang, share=f"{100 * limit.share:g}", figure=figure(limit.of, lang)
    )
    return text if not limit.plus else f"{text} {limit.plus:+g} {unit}".strip()


def figure(name: str, lang: Language) -> str:
    """Return the name of a figure of datastreams; one that the city made up stays as it is."""
    key = f"watch.figure.{name}"
    return say(key, lang) if key in catalogue() else name


def _silence(rule: Missing, place: int, lang: Language) -> str:
    level = rule.levels[place]
    colour = say(f"watch.colour.{level.colour}", lang)
    if isinstance(level.longest, Of):
        length = say(
            "watch.limit.times",
            lang,
            share=f"{level.longest.share:g}",
            figure=figure(level.longest.of, lang),
        )
    else:
        length = words(level.longest, lang)
    return say("watch.level.missing", lang, colour=colour, length=length)


def _levels(each: list[str], lang: Language) -> str:
    return say("watch.rule.list", lang).join(each)


def _conditions(rule: Valued, lang: Language) -> list[str]:
    """Return how long or how often, when, and how it clears."""
    found = []
    if rule.lasting:
        found.append(say("watch.rule.lasting", lang, length=words(rule.lasting, lang)))
    if rule.readings:
        least, of = rule.readings.least, rule.readings.of
        found.append(say("watch.rule.readings", lang, least=least, of=of))
    if rule.hours:
        found.append(say("watch.rule.hours", lang, first=rule.hours[0], last=rule.hours[1]))
    if rule.months:
        months = ", ".join(str(month) for month in rule.months)
        found.append(say("watch.rule.months", lang, months=months))
    if rule.dead:
        dead = f"{rule.dead:g} {_unit(rule, lang)}".strip()
        found.append(say("watch.rule.dead", lang, dead=dead))
    if rule.dead_share:
        found.append(say("watch.rule.dead", lang, dead=f"{100 * rule.dead_share:g} %"))
    if rule.clear_after:
        found.append(say("watch.rule.clear_after", lang, length=words(rule.clear_after, lang)))
    return found


def _combination(rules: Rules, rule: Combine, lang: Language) -> str:
    parts = [
        say(
            "watch.rule.part",
            lang,
            n=part.sensors,
            name=rules.of(part.rule).name.of(lang),
            colour=say(f"watch.colour.{part.colour}", lang),
        )
        for part in rule.parts
    ]
    where = say(f"watch.across.{rule.across}", lang)
    colour = say(f"watch.colour.{rule.colour}", lang)
    many = len(rule.parts)
    return say(
        "watch.rule.combine", lang, colour=colour, where=where, least=rule.least, of=many,
        parts=_levels(parts, lang),
    )  # fmt: skip
