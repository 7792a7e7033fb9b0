"""A CAP 1.2 message as frozen values, each text as it stands on the wire.

Times, polygons and circles stay texts, so that a message that is read and written again is the
same to the last character (``-00:00`` isn't ``+00:00`` under a signature). ``moments.moment`` and
``geometry`` read them. Optional elements that aren't there are None, repeated ones are tuples.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from anlan.cap.moments import moment

DEFAULT_LANGUAGE = "en-US"


class Reference(NamedTuple):
    """What names a message all over the world."""

    sender: str
    identifier: str
    sent: str

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{self.sent}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A value under the name of the list it is from: event code, geocode or parameter."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that goes with a message; ``content`` holds it in base64."""

    description: str
    mime_type: str
    size: str | None = None
    uri: str | None = None
    content: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """Where: the union of polygons, circles and geocodes; heights in feet above the sea."""

    description: str
    polygons: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude: str | None = None
    ceiling: str | None = None


@dataclass(frozen=True, slots=True)
class Info:
    """What, how bad, where and what to do, in one language."""

    categories: tuple[str, ...]
    event: str
    urgency: str
    severity: str
    certainty: str
    language: str | None = None
    response_types: tuple[str, ...] = ()
    audience: str | None = None
    event_codes: tuple[Pair, ...] = ()
    effective: str | None = None
    onset: str | None = None
    expires: str | None = None
    sender_name: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    web: str | None = None
    contact: str | None = None
    parameters: tuple[Pair, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()

    @property
    def spoken(self) -> str:
        """The language of the texts; a block that names none is in ``en-US``."""
        return (self.language or DEFAULT_LANGUAGE).strip()


@dataclass(frozen=True, slots=True)
class Alert:
    """A message."""

    identifier: str
    sender: str
    sent: str
    status: str
    msg_type: str
    scope: str
    source: str | None = None
    restriction: str | None = None
    addresses: str | None = None
    codes: tuple[str, ...] = ()
    note: str | None = None
    references: str | None = None
    incidents: str | None = None
    infos: tuple[Info, ...] = ()

    @property
    def key(self) -> Reference:
        """What other messages name this one by."""
        return Reference(self.sender, self.identifier, self.sent.strip())

    @property
    def referred(self) -> tuple[Reference, ...]:
        """The messages this one names; what isn't a triplet is left out."""
        return tuple(referred(self.references))

    @property
    def expires_at(self) -> datetime | None:
        """When the last of its blocks expires; None where one never says."""
        ends = [moment(info.expires) for info in self.infos if info.expires]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(self.infos) else None


def referred(text: str | None) -> Iterator[Reference]:
    """Yield the triplets of a list of references."""
    for each in (text or "").split():
        parts = each.split(",")
        if len(parts) == 3:
            yield Reference(*parts)
