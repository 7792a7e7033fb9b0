"""A form becomes a message of CAP 1.2, the status in every text that anybody could see or hear.

What is approved is a digest of the message without the moment it is sent, the only thing that isn't
known before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from anlan import cap
from anlan.alerts.area import Atlas, Placed
from anlan.alerts.form import Form, Texts
from anlan.alerts.settings import Status, levels, template
from anlan.cap.geometry import Bounds
from anlan.model.alerts import Alerts
from anlan.model.city import City
from anlan.model.errors import AlertError
from anlan.pool.divisions import DivisionTree
from anlan.words import Language, say

UNSENT = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the moment of sending in what is approved."""
BEIJING = ZoneInfo("Asia/Shanghai")
"""China's numbers of messages have its time."""
LONGEST_SERIAL = 10
EVENT_CODE, COLOUR = "GBT35561", "CN-ALERT-COLOR"


@dataclass(frozen=True)
class Desk:
    """Who warns and where: what a message needs beside its form."""

    city: City
    alerts: Alerts
    atlas: Atlas

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the city, the first first."""
        return tuple(self.city.languages)

    @property
    def bounds(self) -> Bounds:
        """Where its alerts are."""
        west, south, east, north = self.city.bounds
        return Bounds(south, west, north, east)


@dataclass(frozen=True)
class Wrong:
    """Something that is wrong with a draft, beyond what the standard says of the message."""

    key: str
    values: dict[str, object]

    def say(self, lang: Language = "en") -> str:
        """Return it in words."""
        values = {
            name: each.say(lang) if isinstance(each, AlertError) else each
            for name, each in self.values.items()
        }
        return say(self.key, lang, **values)


def identifiers(desk: Desk, at: datetime) -> Iterable[str]:
    """Yield names that a message entered at a moment may have, the best first.

    They are those of China's system where the city has a code there: code, moment in Beijing, and a
    figure where one second has several.
    """
    start = desk.alerts.code or desk.city.name
    for second in range(60):
        moment = (at + timedelta(seconds=second)).astimezone(BEIJING)
        stem = f"{start}_{moment:%Y%m%d%H%M%S}"
        yield stem
        yield from (f"{stem}_{n}" for n in range(LONGEST_SERIAL))


def infos(desk: Desk, form: Form, area: Placed) -> tuple[cap.Info, ...]:
    """Return the blocks of a message, one in each language."""
    return tuple(_info(desk, form, area, lang) for lang in desk.languages)


def build(
    desk: Desk, form: Form, area: Placed, identifier: str, chain: Sequence[cap.Alert] = ()
) -> cap.Alert:
    """Return a form's message, not sent yet: a first one, or one that stands in place of others.

    Raises:
        LifeError: the chain is over.
    """
    blocks = infos(desk, form, area)
    note = marked(form.status, desk.languages[0], form.note, long=True) or None
    if chain:
        sent = max(_sent(each) for each in chain)
        made = cap.update(chain, identifier=identifier, sent=sent, infos=blocks, note=note)
        return unsent(made)
    return cap.Alert(
        identifier=identifier,
        sender=desk.alerts.sender,
        sent=cap.wire(UNSENT),
        status=form.status,
        msg_type="Alert",
        scope="Public",
        note=note,
        infos=blocks,
    )


def unsent(alert: cap.Alert) -> cap.Alert:
    """Return a message without the moment it was sent."""
    return replace(alert, sent=cap.wire(UNSENT))


def digest(alert: cap.Alert) -> str:
    """Return the digest (hex) of a message but for the moment it is sent: what is approved."""
    return sha256(cap.canonical(unsent(alert))).hexdigest()


def marked(status: Status, lang: Language, text: str, *, long: bool) -> str:
    """Return a text that says its status first; empty stays empty.

    >>> marked("Exercise", "en", "River flood", long=False)
    'EXERCISE ONLY: River flood'
    """
    if status == "Actual" or not text.strip():
        return text.strip()
    marks = levels().statuses[status]
    start = (marks.sentence if long else marks.mark).of(lang)
    return f"{start}{text.strip()}"


def texts(form: Form, area: Placed, lang: Language) -> Texts:
    """Return a form's texts in a language: its own, else the template's, without marks."""
    model, own, place = template(form.template), form.texts.get(lang, Texts()), area.names[lang]

    def of(given: str, usual: str) -> str:
        return given.strip() or usual.replace("{place}", place)

    return Texts(
        headline=of(own.headline, model.headline.of(lang)),
        description=of(own.description, model.description.of(lang)),
        instruction=of(own.instruction, model.instruction.of(lang)),
    )


def _info(desk: Desk, form: Form, area: Placed, lang: Language) -> cap.Info:
    model, level = template(form.template), levels().colours[form.colour]
    told = texts(form, area, lang)
    codes = (cap.Pair(EVENT_CODE, model.event_code),) if model.event_code else ()
    event = f"{model.title.of(lang)}"
    zone = ZoneInfo(desk.city.zone)
    place = area.area(lang)
    name = marked(form.status, lang, place.description, long=False)
    return cap.Info(
        categories=(model.category,),
        event=marked(form.status, lang, event, long=False),
        urgency="Past" if form.all_clear else form.urgency or level.urgency,
        severity=level.severity,
        certainty=form.certainty or level.certainty,
        language=levels().languages[lang],
        response_types=("AllClear",) if form.all_clear else level.responses,
        event_codes=codes,
        onset=cap.wire(form.onset.astimezone(zone)) if form.onset else None,
        expires=cap.wire(form.expires.astimezone(zone)),
        sender_name=desk.alerts.name.of(lang),
        headline=marked(form.status, lang, told.headline, long=False),
        description=marked(form.status, lang, told.description, long=True),
        instruction=marked(form.status, lang, told.instruction, long=True),
        web=desk.alerts.web,
        contact=desk.alerts.contact.of(lang),
        parameters=(cap.Pair(COLOUR, level.code),),
        areas=(replace(place, description=name),),
    )


def checked(desk: Desk, alert: cap.Alert, now: datetime) -> tuple[cap.Problem, ...]:
    """Return all that the standard and the strict profile say of a message, as if sent now."""
    sent = replace(alert, sent=cap.wire(now.astimezone(ZoneInfo(desk.city.zone))))
    strict = cap.profile("public")
    return cap.check(sent, profile=strict, now=now, within=desk.bounds).problems


def wrong(desk: Desk, form: Form, area: Placed, now: datetime) -> list[Wrong]:
    """Return what is wrong with a form beyond the rules of CAP."""
    found = []
    if form.expires <= now:
        found.append(Wrong("alerts.wrong.expired", {}))
    if form.onset is not None and form.onset >= form.expires:
        found.append(Wrong("alerts.wrong.onset", {}))
    west, south, east, north = desk.city.bounds
    left, low, right, high = area.shape.bounds
    if right < west or left > east or high < south or low > north:
        found.append(Wrong("alerts.wrong.elsewhere", {}))
    if form.status == "Actual":
        for lang in desk.languages:
            found += _mistakable(texts(form, area, lang), lang)
    return found


def _mistakable(told: Texts, lang: Language) -> Iterable[Wrong]:
    """Yield the words in an actual alert by which it would be taken for an exercise or a test."""
    whole = " ".join((told.headline, told.description, told.instruction)).casefold()
    for marks in levels().statuses.values():
        for word in getattr(marks.words, lang):
            if word.casefold() in whole:
                yield Wrong("alerts.wrong.mistakable", {"word": word})


def _sent(alert: cap.Alert) -> datetime:
    sent = cap.moment(alert.sent)
    if sent is None:
        raise AlertError("error.alerts.document", identifier=alert.identifier)
    return sent


def desk_of(city: City, tree: DivisionTree) -> Desk:
    """Return who warns a city's people.

    Raises:
        AlertError: the pack declares nobody.
    """
    if city.alerts is None:
        raise AlertError("error.alerts.no_room", city=city.name)
    return Desk(city, city.alerts, Atlas(tree, city.name, city.title))
