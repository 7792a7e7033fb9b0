"""The place that a mail names: a position in its words or links, else a division in its words."""

from collections.abc import Iterator
from typing import Any

from anlan.cases.mail.parsing import Letter
from anlan.cases.mail.settings import settings
from anlan.cases.public import PublicRoom
from anlan.cases.public.address import division_of
from anlan.model.geo import bd09_to_wgs84, gcj02_to_wgs84

_TO_WGS84 = {"GCJ02": gcj02_to_wgs84, "BD09": bd09_to_wgs84}


def positions(words: str) -> Iterator[tuple[float, float]]:
    """Yield the positions (lon, lat in WGS 84) that may be meant by some words, the surest first.

    >>> list(positions("see geo:30.5,114.25 please"))
    [(114.25, 30.5)]
    """
    for form in settings().positions:
        for found in form.pattern.finditer(words):
            lon, lat = float(found["lon"]), float(found["lat"])
            if abs(lon) > 180 or abs(lat) > 90:
                continue
            if form.datum in _TO_WGS84:
                x, y = _TO_WGS84[form.datum](lon, lat)
                lon, lat = float(x), float(y)
            yield lon, lat


def place(room: PublicRoom, letter: Letter) -> dict[str, Any]:
    """Return where a mail says it is, as a report has it; nothing where it doesn't say.

    Of several positions the first that lies in the city.
    """
    words = "\n".join((letter.subject, letter.text, *letter.links))
    found = list(positions(words))
    if found:
        lon, lat = next((each for each in found if room.holds(*each)), found[0])
        return {"lon": lon, "lat": lat}
    code = division_of(room.room.tree, f"{letter.subject}\n{letter.text}")
    return {"division": code} if code else {}
