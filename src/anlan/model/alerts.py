"""What a pack declares of public alerts: who warns, whose alerts are followed, what they raise."""

from typing import Annotated, Literal

from pydantic import Field

from anlan.model.declared import Declared, Slug, Text
from anlan.model.portal import Network, Span, Web

Severity = Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]


class FollowedFeed(Declared):
    """A feed of another authority: Atom, RSS 2.0 or EDXL-DE, of alerts in CAP 1.2.

    ``roots`` are files of certificates (PEM) in the pack by which its signatures are trusted;
    ``profile`` is what its alerts are held against besides the standard. ``senders`` are those it
    may speak for, any if empty: without them a feed could give alerts in another's name. Hosts
    outside are asked by TLS; hosts inside only in ``networks``, such as ``10.1.0.0/16``.
    """

    name: Slug
    title: Text
    url: Web
    every: Span = "2 min"
    profile: str = ""
    roots: list[str] = []
    senders: list[str] = []
    networks: list[Network] = []


class AlertRule(Declared):
    """What an alert of another authority raises: a notice to the risk points of its divisions.

    It is about alerts of ``feeds`` (of all if empty) whose event holds one of the words of
    ``events`` (any if empty) and whose severity is one of ``severities`` (any if empty).
    ``modifier`` is what the notice tells of.
    """

    feeds: list[Slug] = []
    events: list[str] = []
    severities: list[Severity] = []
    modifier: Slug


class Alerts(Declared):
    """Who warns the city's people.

    ``sender`` is its name all over the world, such as ``warnings.city.example``; ``code`` the
    agency's 14 digits in China's system, without which no message is made for that. ``web`` is
    where people read more, ``contact`` whom they call.
    """

    sender: Annotated[str, Field(pattern=r"^[^\s,<&]{3,120}$")]
    name: Text
    web: Web
    contact: Text
    code: Annotated[str, Field(pattern=r"^(\d{14})?$")] = ""
    feeds: list[FollowedFeed] = []
    rules: list[AlertRule] = []
