"""What somebody says of a problem, before it is a case: looked through, and refused in words."""

import math
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from anlan.cases.flow import workflow
from anlan.cases.flow.words import Words
from anlan.model.errors import CaseError


@dataclass(frozen=True, slots=True)
class Office:
    """Whose cases they are, and how their numbers begin.

    Attributes:
        city: the city.
        code: the six digits of the place (GB/T 2260), or the city's short code.
        zone: the zone in which a day begins.
    """

    city: str
    code: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Report:
    """A report that has come in.

    Attributes:
        kind: which kind of case it becomes.
        channel: by which channel it came.
        title: what it is, in a few words.
        text: more of it.
        at: when it was reported.
        known_at: when Anlan could know of it: later, where a page had no signal.
        class_code: its class in the city's catalogue.
        division: the path of the division it lies in.
        lon: where it is, in WGS 84; None where nobody knows.
        lat: see ``lon``.
        asset_id: the thing it is about.
        source: the department or program that sent it.
        photos: codes of photos that show it.
        skew_s: by how many seconds the clock of whoever sent it was behind ours.
        outside_key: what the sender calls it; the same key by the same channel opens nothing twice.
    """

    kind: str
    channel: str
    title: str
    at: datetime
    known_at: datetime
    text: str = ""
    class_code: str = ""
    division: str = ""
    lon: float | None = None
    lat: float | None = None
    asset_id: str | None = None
    source: str | None = None
    outside_key: str | None = None
    photos: tuple[str, ...] = ()
    skew_s: int | None = None

    def check(self) -> None:
        """Refuse what can't become a case.

        Raises:
            CaseError: says what is wrong, and what would be right.
        """
        table = workflow()
        for name, known in (("kind", table.kinds), ("channel", table.channels)):
            found = getattr(self, name)
            if found not in known:
                told = ", ".join(known)
                raise CaseError(f"error.cases.{name}", found=found, known=told)
        check_words(self.title, self.text)
        check_moment("at", self.at)
        check_moment("known_at", self.known_at)
        _check_position(self.lon, self.lat)


def check_words(title: str, text: str) -> None:
    """Refuse a case without a title, or with too many words.

    Raises:
        CaseError: says how many there are, and how many are kept.
    """
    if not title.strip():
        raise CaseError("error.cases.empty")
    longest = workflow().longest
    for name, words, most in (("title", title, longest.title), ("text", text, longest.text)):
        if len(words) > most:
            raise CaseError(
                "error.cases.long",
                field=Words.of("part", name),
                found=f"{len(words):,}",
                longest=f"{most:,}",
            )


def check_moment(name: str, moment: datetime) -> None:
    """Refuse a moment without a zone: nobody knows when that is.

    Raises:
        CaseError: names it.
    """
    if moment.tzinfo is None:
        raise CaseError("error.cases.times", field=name, found=moment.isoformat())


def _check_position(lon: float | None, lat: float | None) -> None:
    if lon is None and lat is None:
        return
    there = lon is not None and lat is not None and math.isfinite(lon) and math.isfinite(lat)
    if not there or abs(lon or 0) > 180 or abs(lat or 0) > 90:
        raise CaseError("error.cases.position", lon=lon, lat=lat)
