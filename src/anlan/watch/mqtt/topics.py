"""Patterns of topics: ``anlan/{client}/{thing}/up``.

A placeholder stands for one or more characters of one level; its name says what they are. As a
filter of MQTT, a level with a placeholder is ``+``.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from anlan.model.errors import WatchError

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
LONGEST = 65_535
"""MQTT's longest topic, in bytes."""


class Pattern:
    """A pattern of topics.

    Raises:
        WatchError: it isn't one: empty, a wildcard in it, a placeholder twice.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        bare = _PLACE.sub("", text)
        self.names: tuple[str, ...] = tuple(_PLACE.findall(text))
        wrong = not text or any(each in bare for each in "+#{}\0")
        if wrong or len(set(self.names)) < len(self.names) or not plain(_PLACE.sub("x", text)):
            raise WatchError("error.mqtt.pattern", topic=text)

    @cached_property
    def filter(self) -> str:
        """The filter of MQTT that takes all topics of the pattern, and perhaps more."""
        return "/".join("+" if _PLACE.search(level) else level for level in self.text.split("/"))

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        pieces = _PLACE.split(self.text)
        made = [
            f"(?P<{piece}>[^/]+?)" if place % 2 else re.escape(piece)
            for place, piece in enumerate(pieces)
        ]
        return re.compile("".join(made))

    def match(self, topic: str) -> dict[str, str] | None:
        """Return what its placeholders stand for in a topic; None where it is none of its own."""
        found = self._expression.fullmatch(topic)
        return found.groupdict() if found else None

    def filled(self, **known: str) -> str:
        """Return a filter with some placeholders filled in, the others being any."""
        levels = []
        for level in self.text.split("/"):
            given = _PLACE.sub(lambda one: known.get(one[1], one[0]), level)
            levels.append("+" if _PLACE.search(given) else given)
        return "/".join(levels)


def matched(patterns: Iterable[Pattern], topic: str) -> dict[str, str] | None:
    """Return what the first pattern that fits a topic tells of it."""
    return next((found for one in patterns if (found := one.match(topic)) is not None), None)


def plain(topic: str) -> bool:
    """Return whether a topic may be published to: no wildcard, not empty, not the broker's own."""
    return (
        0 < len(topic.encode("utf-8", "replace")) <= LONGEST
        and not topic.startswith("$")
        and not any(each in topic for each in "+#\0")
    )
