"""The page on which residents read what is in force where they live: plain HTML, no script needed.

It says nothing that isn't in the signed messages, the gravest first and what to do before all else;
exercises and tests are never on it. What was taken back stays on it for a day, for whoever has read
a warning must learn that it is over.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from importlib import resources
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from anlan import cap
from anlan.alerts.board import Board, Over, Page, Standing
from anlan.alerts.message import Desk
from anlan.alerts.preview import moment
from anlan.alerts.sending import block
from anlan.alerts.settings import channels, colour_of, levels
from anlan.store.alerts.tables import CANCELLED
from anlan.words import Language, say

LANGUAGES = (("en", "en", "English"), ("zh", "zh-Hans", "中文"))
"""The languages of the page: as an address names them, as HTML does, in their own words."""
SAYINGS = ("finding", "denied", "failed", "none", "here", "changed", "offline")
"""What the script may say; it has no words of its own."""
NUMBER = re.compile(r"(\+?\d[\d -]{1,16}\d)")


@dataclass(frozen=True)
class Link:
    """A name, and where it leads."""

    title: str
    href: str


@dataclass(frozen=True)
class Spot:
    """The place whose alerts are shown: the whole city, or (with a ``path``) a division.

    Attributes:
        root: the way from the page's address to that of all such pages; addresses are relative, so
            that a city may give the page out below any address of its own.
        above: the places that hold this one, the largest first.
        parts: those that it holds.
    """

    title: str
    path: str
    root: str
    above: tuple[Link, ...] = ()
    parts: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Moment:
    """A moment for people and for programs."""

    text: str
    iso: str


@dataclass(frozen=True)
class Card:
    """An alert in force, as people read it; ``spoken`` is the language its texts are in."""

    identifier: str
    colour: str
    spoken: str
    headline: str
    instruction: str
    description: str
    area: str
    until: Moment | None
    sent: str
    contact: tuple[tuple[str, str], ...]
    web: str
    document: str


@dataclass(frozen=True)
class Ended:
    """An alert that is over."""

    spoken: str
    headline: str
    text: str
    at: Moment


@dataclass(frozen=True)
class Asked:
    """What page is asked for: of a place, in a language; ``query`` is what its links carry on."""

    spot: Spot
    lang: Language
    query: str = ""


def page(board: Board, asked: Asked) -> Page:
    """Return the page of a place, as it was a moment ago."""
    standing, over = board.standing(), board.over()
    key = ("page", asked)
    return board.fresh(key, lambda: Page.of(_page(board.desk, asked, standing, over)))


def choice(lang: Language, choices: Sequence[Link], *, missing: bool = False) -> Page:
    """Return the page on which one chooses a city; ``missing``: what was asked for isn't there."""
    body = _environment().get_template("choice.html")
    return Page.of(body.render(**_base(lang), choices=choices, missing=missing).encode())


@cache
def script() -> Page:
    """Return the script by which a phone looks again, and finds out what concerns where it is."""
    return Page.of((resources.files("anlan.alerts") / "templates" / "page.js").read_bytes())


def _page(desk: Desk, asked: Asked, standing: Sequence[Standing], over: Sequence[Over]) -> bytes:
    spot, lang, city = asked.spot, asked.lang, desk.city
    here = [each for each in standing if not spot.path or each.within(spot.path)]
    danger = sorted((each for each in here if not each.clear), key=_rank)
    most = channels().page.most
    api = f"{spot.root}../api/public/cities/{city.name}/alerts"
    own = spot.path.rpartition("/")[2] if spot.path else f"{spot.root}{city.name}"
    told = _environment().get_template("page.html").render(
        **_base(lang),
        spot=spot, city=city.title.of(lang), api=api, again=f"{own}{asked.query}",
        feed=f"{api}/feeds/actual.{lang}.atom", script=script().tag[:8], sayings=SAYINGS,
        every=channels().page.every, as_of=moment(desk, datetime.now(UTC), lang),
        report=f"{spot.root}../report/?city={city.name}" if city.public.open else "",
        count=len(danger), left_out=max(0, len(danger) - most),
        cards=[_card(desk, each, lang, api) for each in danger[:most]],
        over=list(_ended(desk, asked, [each for each in here if each.clear], over)),
    )  # fmt: skip
    return told.encode()


def _base(lang: Language) -> dict[str, object]:
    """Return what every page needs."""
    spoken = next(tag for code, tag, _ in LANGUAGES if code == lang)
    return {"t": partial(_say, lang), "lang": lang, "spoken": spoken, "languages": LANGUAGES}


def _say(lang: Language, key: str, **values: object) -> str:
    return say(key, lang, **values)


def _rank(found: Standing) -> int:
    """Return where an alert stands among others, by grade; within one they stay as they come."""
    order = list(levels().colours)
    colour = _colour(block(found.alert, "en"))
    return order.index(colour) if colour in order else len(order)


def _colour(info: cap.Info | None) -> str:
    """Return the colour of a message's severity; empty where it gives none."""
    return colour_of(info.severity if info else "") or ""


def _card(desk: Desk, found: Standing, lang: Language, api: str) -> Card:
    alert, info = found.alert, block(found.alert, lang)
    sender = (info.sender_name if info else None) or alert.sender
    sent, expires = cap.moment(alert.sent), alert.expires_at
    return Card(
        identifier=alert.identifier,
        colour=_colour(info),
        spoken=info.spoken if info else "",
        headline=_headline(alert, lang),
        instruction=_short(info.instruction if info else None, lang),
        description=_short(info.description if info else None, lang),
        area=_short(", ".join(each.description for each in info.areas) if info else None, lang),
        until=_moment(desk, expires, lang) if expires else None,
        sent=say("alert.page.sent", lang, sender=sender, at=moment(desk, sent, lang))
        if sent
        else sender,
        contact=tuple(_numbers((info.contact if info else None) or "")),
        web=_web((info.web if info else None) or ""),
        document="" if found.theirs else f"{api}/{alert.identifier}.xml",
    )


def _ended(
    desk: Desk, asked: Asked, clear: Sequence[Standing], over: Sequence[Over]
) -> Iterator[Ended]:
    """Yield what is over: dangers that have passed, then what was taken back or ran out."""
    lang, path = asked.lang, asked.spot.path
    for each in clear:
        info, sent = block(each.alert, lang), cap.moment(each.alert.sent) or datetime.now(UTC)
        headline = say("alert.page.over.clear", lang, headline=_headline(each.alert, lang))
        text = _short((info.instruction or info.description) if info else None, lang)
        yield Ended(info.spoken if info else "", headline, text, _moment(desk, sent, lang))
    for gone in over:
        if path and not gone.within(path):
            continue
        info = block(gone.cancel or gone.alert, lang)
        ended = "alert.page.over.clear" if gone.clear else "alert.page.over.ended"
        key = "alerts.cancel.headline" if gone.how == CANCELLED else ended
        headline = say(key, lang, headline=_headline(gone.alert, lang))
        text = _short(info.description if info and gone.cancel else None, lang)
        yield Ended(info.spoken if info else "", headline, text, _moment(desk, gone.at, lang))


def _headline(alert: cap.Alert, lang: Language) -> str:
    info = block(alert, lang)
    return _short((info.headline or info.event) if info else alert.note, lang)


def _moment(desk: Desk, at: datetime, lang: Language) -> Moment:
    return Moment(moment(desk, at, lang), at.isoformat())


def _short(text: str | None, lang: Language) -> str:
    """Return a text, cut where it is longer than any the city itself would give."""
    found, longest = (text or "").strip(), channels().page.longest
    return found if len(found) <= longest else say("alert.page.cut", lang, text=found[:longest])


def _numbers(contact: str) -> Iterator[tuple[str, str]]:
    """Yield a contact in pieces, each with the number that it can be called by, if it is one.

    >>> list(_numbers("Call 027 12345 now"))
    [('Call ', ''), ('027 12345', '02712345'), (' now', '')]
    """
    for place, piece in enumerate(NUMBER.split(contact)):
        if piece:
            yield piece, re.sub(r"[ -]", "", piece) if place % 2 else ""


def _web(address: str) -> str:
    """Return an address if it is one of the web: others' messages may hold any."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in {"http", "https"} and parts.netloc else ""


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("anlan.alerts", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
