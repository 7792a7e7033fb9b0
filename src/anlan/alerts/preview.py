"""What people will see and hear: the text on a phone, the entry of a feed, read aloud, on a map."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from anlan.alerts.area import Placed
from anlan.alerts.form import Form
from anlan.alerts.message import Desk, Wrong, marked, texts
from anlan.alerts.settings import Way, channels, levels, template
from anlan.words import Language, say

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic set of GSM 03.38 (from memory); its extension, twice as long, isn't used."""
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


@dataclass(frozen=True)
class PhoneText:
    """A message as it comes by one way: its text, how long it may be, whether it fits."""

    way: Way
    text: str
    most: int

    @property
    def over(self) -> int:
        """By how many characters it is too long."""
        return max(0, len(self.text) - self.most)


def phone_text(desk: Desk, form: Form, area: Placed, lang: Language) -> str:
    """Return the message as a phone shows it: what, what to do, until when, from whom.

    Nothing is cut: what is too long is told to the composer, who knows what can go.
    """
    told, alerts = texts(form, area, lang), desk.alerts
    text = say(
        "alerts.phone", lang,
        headline=told.headline, instruction=told.instruction,
        until=moment(desk, form.expires, lang), sender=alerts.name.of(lang),
    )  # fmt: skip
    return marked(form.status, lang, text, long=False).translate(PLAIN)


def phone_texts(desk: Desk, form: Form, area: Placed, lang: Language) -> Iterator[PhoneText]:
    """Yield the message as it comes by each way."""
    whole = phone_text(desk, form, area, lang)
    short = marked(form.status, lang, texts(form, area, lang).headline, long=False)
    for way in channels().ways:
        text = short if way.name == "app" else whole
        yield PhoneText(way, text, way.gsm7 if GSM7.issuperset(text) else way.ucs2)


def too_long(desk: Desk, form: Form, area: Placed) -> Iterator[Wrong]:
    """Yield the ways that a message must fit, and doesn't."""
    for lang in desk.languages:
        for each in phone_texts(desk, form, area, lang):
            if each.over and each.way.name in channels().needed.ways:
                yield Wrong("alerts.wrong.long", {"way": each.way.title.of(lang), "n": each.over})


def read_aloud(desk: Desk, form: Form, area: Placed, lang: Language) -> str:
    """Return the message as a voice reads it, twice what matters, without signs that aren't said.

    The order is that of what a listener needs first: who speaks, what, where, what to do.
    """
    told = texts(form, area, lang)
    text = say(
        "alerts.aloud", lang,
        sender=desk.alerts.name.of(lang), event=template(form.template).title.of(lang),
        colour=levels().colours[form.colour].name.of(lang), place=area.names[lang],
        headline=told.headline, description=told.description, instruction=told.instruction,
        until=moment(desk, form.expires, lang), contact=desk.alerts.contact.of(lang),
    )  # fmt: skip
    return marked(form.status, lang, _spoken(text), long=True)


def _spoken(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[()（）\[\]【】*_#|/]", " ", text)).strip()


def moment(desk: Desk, at: datetime, lang: Language) -> str:
    """Return a moment as people of the city say it."""
    here = at.astimezone(ZoneInfo(desk.city.zone))
    return say(
        "alerts.moment", lang, hour=f"{here:%H}", minute=f"{here:%M}", day=here.day,
        month=say("alerts.months", lang).split()[here.month - 1],
    )  # fmt: skip


def map_of(area: Placed, form: Form, lang: Language) -> dict[str, Any]:
    """Return the area as GeoJSON, with what a map shows of it."""
    name = marked(form.status, lang, area.names[lang], long=False)
    shape: dict[str, Any] = json.loads(shapely.to_geojson(area.shape))
    told = {"name": name, "colour": form.colour, "status": form.status}
    return {"type": "Feature", "geometry": shape, "properties": told}
