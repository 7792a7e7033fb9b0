"""The rules of several blocks: the same language goes on, another language says the same."""

from collections.abc import Callable, Sequence
from typing import Any

from anlan.cap.model import Area, Info
from anlan.cap.moments import moment
from anlan.cap.problems import Found

SHARED: tuple[tuple[str, Callable[[Info], Any]], ...] = (
    ("responseType", lambda info: sorted(info.response_types)),
    ("urgency", lambda info: info.urgency),
    ("severity", lambda info: info.severity),
    ("certainty", lambda info: info.certainty),
    ("effective", lambda info: moment(info.effective) or info.effective),
    ("onset", lambda info: moment(info.onset) or info.onset),
    ("expires", lambda info: moment(info.expires) or info.expires),
    ("area", lambda info: [ground(area) for area in info.areas]),
)
"""What a translation must not change."""
READ: tuple[tuple[str, Callable[[Info], str | None]], ...] = (
    ("headline", lambda info: info.headline),
    ("description", lambda info: info.description),
    ("instruction", lambda info: info.instruction),
)


def ground(area: Area) -> tuple[Any, ...]:
    """Return what an area is without its words."""
    return (area.polygons, area.circles, area.geocodes, area.altitude, area.ceiling)


def check_languages(infos: Sequence[Info], found: Found) -> None:
    """Note blocks that contradict each other."""
    first = infos[0]
    for n, info in enumerate(infos[1:], 2):
        path = f"/alert/info[{n}]"
        if sorted(info.categories) != sorted(first.categories):
            found.add("infos.category", path, n=n)
        if info.event_codes != first.event_codes:
            found.add("infos.eventCode", path, n=n)
    spoken: dict[str, list[int]] = {}
    for place, info in enumerate(infos):
        spoken.setdefault(info.spoken.lower(), []).append(place)
    for places in spoken.values():
        for place in places[1:]:
            if infos[place].event != infos[places[0]].event:
                found.add("infos.event", f"/alert/info[{place + 1}]/event", n=place + 1)
    original, *others = spoken.values()
    for translated in others:
        if len(translated) != len(original):
            path = f"/alert/info[{translated[0] + 1}]"
            found.add("languages.count", path, language=infos[translated[0]].spoken)
        for mine, theirs in zip(translated, original, strict=False):
            _translation(infos[mine], infos[theirs], mine + 1, theirs + 1, found)


def _translation(info: Info, original: Info, n: int, of: int, found: Found) -> None:
    """Note what a translation changes, and what it leaves as it was."""
    path = f"/alert/info[{n}]"
    for element, value_of in SHARED:
        if value_of(info) != value_of(original):
            found.add("languages.differ", f"{path}/{element}", element=element, other=of)
    if info.spoken.split("-")[0].lower() == original.spoken.split("-")[0].lower():
        return
    for element, text_of in READ:
        text = text_of(info)
        if text and text == text_of(original):
            found.add("languages.copied", f"{path}/{element}", element=element, other=of)
