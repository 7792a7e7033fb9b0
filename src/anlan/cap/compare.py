"""What differs between two messages, field by field, in words.

Blocks are set beside each other by language and turn, areas by name, values by the name of their
list; so that a block that moved isn't a change, and a text that changed is told as that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from anlan.cap import geometry
from anlan.cap.errors import AreaError
from anlan.cap.model import Alert, Area, Info, Pair, Resource
from anlan.cap.moments import moment
from anlan.cap.problems import short
from anlan.cap.structure import Kind, kinds
from anlan.cap.texts import Language, data, say

Value = str | tuple[str, ...] | None


@dataclass(frozen=True)
class Change:
    """A field that differs; ``before`` is None where it is new, ``after`` where it is gone."""

    path: str
    element: str
    before: Value
    after: Value

    def say(self, lang: Language = "en") -> str:
        """Return the change as a sentence."""
        name = data("fields")[self.element][lang]
        before, after = (_shown(self.element, each, lang) for each in (self.before, self.after))
        told = {"field": name, "before": before, "after": after}
        return say(f"change.{self.kind}", lang, **told)

    @property
    def kind(self) -> str:
        """Whether it is new, gone or another."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


@dataclass(frozen=True)
class Ground:
    """How the ground that is warned changed, in square kilometres (about)."""

    before: float
    after: float
    kept: float

    def say(self, lang: Language = "en") -> str:
        """Return it as a sentence."""
        grown, lost = self.after - self.kept > 0.005, self.before - self.kept > 0.005
        key = {(True, True): "moved", (True, False): "grown", (False, True): "shrunk"}
        told = {"before": f"{self.before:,.2f}", "after": f"{self.after:,.2f}"}
        return say(f"ground.{key.get((grown, lost), 'same')}", lang, **told)


def _shown(element: str, value: Value, lang: Language) -> object:
    many = value if isinstance(value, tuple) else (value or "—",)
    return short(", ".join(_word(element, each, lang) for each in many))


def _word(element: str, value: str, lang: Language) -> str:
    """Return a value as people say it: a word of one of CAP's lists, or a moment."""
    words = data("values").get(element, {}).get(value)
    if words is not None:
        return str(words[lang])
    return f"{value[:10]} {value[11:16]} ({value[19:]})" if moment(value) else value


def compare(before: Alert, after: Alert) -> tuple[Change, ...]:
    """Return what differs between two messages."""
    return tuple(_fields(before, after, kinds()["alert"], "/alert"))


def ground(before: Alert, after: Alert) -> Ground | None:
    """Return how the warned ground changed; None where either has no polygon and no circle."""
    try:
        shapes = [
            geometry.shape(a for i in each.infos for a in i.areas) for each in (before, after)
        ]
    except AreaError:
        return None
    if any(shapely.is_empty(each) for each in shapes):
        return None
    old, new = shapes
    return Ground(*(geometry.km2(each) for each in (old, new, shapely.intersection(old, new))))


def _fields(before: Any, after: Any, kind: Kind, path: str) -> Iterator[Change]:
    """Yield what differs between two values of one kind."""
    for place in kind.places.values():
        old, new = getattr(before, place.field), getattr(after, place.field)
        at = f"{path}/{place.element}"
        if old == new:
            continue
        if place.kind is None:
            gone = () if place.many else None
            yield Change(
                at, place.element, None if old == gone else old, None if new == gone else new
            )
        elif place.kind.name == "pair":
            yield from _pairs(old, new, place.element, at)
        else:
            yield from _parts(old, new, place.kind, place.element, at)


def _pairs(old: Sequence[Pair], new: Sequence[Pair], element: str, path: str) -> Iterator[Change]:
    """Yield what differs between values under names."""
    for name in dict.fromkeys(pair.name for pair in (*old, *new)):
        was = tuple(f"{name} {pair.value}" for pair in old if pair.name == name)
        now = tuple(f"{name} {pair.value}" for pair in new if pair.name == name)
        if was != now:
            yield Change(f"{path}[{name}]", element, was or None, now or None)


def _parts(
    old: Sequence[Any], new: Sequence[Any], kind: Kind, element: str, path: str
) -> Iterator[Change]:
    """Yield what differs between blocks, files or areas, set beside each other by their names."""
    before, after = _named(old), _named(new)
    for name in dict.fromkeys([*before, *after]):
        at, was, now = f"{path}[{name}]", before.get(name), after.get(name)
        if was is not None and now is not None:
            yield from _fields(was, now, kind, at)
        else:
            yield Change(at, element, None if was is None else name, None if now is None else name)


def _named(parts: Sequence[Info | Area | Resource]) -> dict[str, Any]:
    """Return parts by what one would call them; the second of a name is ``#2``."""
    named: dict[str, Any] = {}
    for part in parts:
        name = part.spoken if isinstance(part, Info) else part.description
        n = sum(1 for each in named if each == name or each.startswith(f"{name} #"))
        named[f"{name} #{n + 1}" if n else name] = part
    return named
