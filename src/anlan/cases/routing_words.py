"""Rules of routing in words: when each fits, and where it sends a case."""

from collections.abc import Callable, Iterator, Sequence

from anlan.cases.catalogue import catalogue
from anlan.model.cases import RoutingRule
from anlan.words import Language, say

Named = Callable[[str], str]
"""What a division is called, by its code."""


def conditions(rule: RoutingRule, lang: Language, division: Named) -> list[str]:
    """Return what must hold for a rule to fit, a phrase each; that it always fits where nothing."""
    return list(_conditions(rule, lang, division)) or [say("routing.when.always", lang)]


def _conditions(rule: RoutingRule, lang: Language, division: Named) -> Iterator[str]:
    when = rule.when
    lists: dict[str, Sequence[str]] = {
        "classes": [_class(code, lang) for code in when.classes],
        "kinds": [say(f"case.kind.{name}", lang) for name in when.kinds],
        "divisions": [division(code) for code in when.divisions],
        "levels": [say(f"joining.level.{name}", lang) for name in when.levels],
        "channels": [say(f"case.channel.{name}", lang) for name in when.channels],
    }
    for name, wanted in lists.items():
        if wanted:
            yield say(f"routing.when.{name}", lang, names=say("routing.or", lang).join(wanted))
    if when.urgent is not None:
        yield say(f"routing.when.{'urgent' if when.urgent else 'not_urgent'}", lang)
    if when.hours is not None:
        begin, until = (f"{hour:02}:00" for hour in (when.hours.begin, when.hours.until))
        yield say("routing.when.hours", lang, begin=begin, until=until)
    if when.returned is not None:
        yield say("routing.when.returned", lang, n=when.returned)
    if rule.most_open is not None:
        yield say("routing.when.most_open", lang, n=rule.most_open)


def _class(code: str, lang: Language) -> str:
    """Return what a code of the catalogue, or the beginning of some, is called."""
    known = catalogue()
    if code in known.classes:
        return f"{known.classes[code].title.of(lang)} ({code})"
    group = known.groups.get(code)
    return f"{group.title.of(lang)} ({code}…)" if group else f"{code}…"
