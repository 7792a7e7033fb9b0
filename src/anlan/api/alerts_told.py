"""How the API tells of public alerts."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy.orm import Session

from anlan import cap
from anlan.alerts import ground, rows
from anlan.alerts.area import Placed
from anlan.alerts.board import Board
from anlan.alerts.drafts import Composed
from anlan.alerts.force import InForce
from anlan.alerts.form import Texts
from anlan.alerts.history import differences
from anlan.alerts.preview import map_of, phone_texts, read_aloud
from anlan.alerts.sending import block
from anlan.alerts.settings import colour_of, templates
from anlan.api.alerts_shapes import (
    AreaTold,
    DraftTold,
    InsideTold,
    MessageTold,
    PhoneTold,
    Preview,
    ProblemTold,
    ResidentsTold,
    SpokenPreview,
    StandingTold,
    ThereTold,
)
from anlan.api.cases_shapes import Named
from anlan.api.view import CityView
from anlan.store.alerts import AlertDraft, AlertInbound, AlertRow
from anlan.words import Language

Names = Mapping[str, str]
"""What accounts (``account:7``) are called."""
PLACE = re.compile(r"/alert(?:/info(?:\[(?P<n>\d+)\])?)?/(?P<element>\w+)(?:[\[/].*)?")
FORM = frozenset({"area", "expires", "onset", "note", "urgency", "certainty"})
"""What a message and its form call alike."""
FIELDS = {
    "alerts.wrong.expired": "expires",
    "alerts.wrong.onset": "onset",
    "alerts.wrong.elsewhere": "area",
    "alerts.wrong.mistakable": "texts",
    "alerts.wrong.long": "texts",
}
"""What of the form is wrong, by what is said of it."""


def people(rows: Iterable[AlertDraft | AlertRow]) -> set[str]:
    """Return all whose names are told with drafts or messages."""
    found = set[str]()
    for row in rows:
        found.update(row.editors if isinstance(row, AlertDraft) else (row.composed_by,))
        found.add(getattr(row, "approved_by", None) or "")
    return found - {""}


def named(template: str, lang: Language) -> Named:
    """Return a template's name; one that is gone is called by it."""
    found = templates().get(template)
    return Named(name=template, title=found.title.of(lang) if found else template)


def draft(row: AlertDraft, names: Names, who: str, lang: Language) -> DraftTold:
    """Return a draft, for whoever asks."""
    told = {
        name: getattr(row, name)
        for name in DraftTold.model_fields
        if name not in {"template", "mine", "editors"}
    }
    editors = [names.get(each, each) for each in row.editors]
    mine = who in row.editors
    return DraftTold(**told, template=named(row.template, lang), mine=mine, editors=editors)


def message(row: AlertRow, names: Names, now: datetime, lang: Language) -> MessageTold:
    """Return a published message."""
    told = {
        name: getattr(row, name)
        for name in MessageTold.model_fields
        if name not in {"template", "headline", "in_force", "composer", "approver"}
    }
    told["composer"] = names.get(row.composed_by, row.composed_by)
    told["approver"] = names.get(row.approved_by or "", row.approved_by)
    headline, runs = _headline(row, lang), rows.runs(row, now)
    return MessageTold(**told, template=named(row.template, lang), headline=headline, in_force=runs)


def _headline(row: AlertRow | AlertInbound, lang: Language) -> str:
    return row.headlines.get(lang) or next(iter(row.headlines.values()), row.identifier)


def standing(each: InForce, lang: Language) -> StandingTold:
    """Return a message in force."""
    row, info = each.row, block(each.alert, lang)
    severity = info.severity if info else "Unknown"
    own = isinstance(row, AlertRow)
    colour = row.colour if isinstance(row, AlertRow) else colour_of(severity)
    headline = _headline(row, lang)
    shown = {"name": headline, "colour": colour, "status": row.status}
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(each.shape))
    return StandingTold(
        number=row.number if isinstance(row, AlertRow) else None,
        identifier=row.identifier,
        sender=(info.sender_name if info else None) or each.alert.sender,
        headline=headline,
        status=row.status,
        severity=severity,
        colour=colour,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        residents=each.residents.people,
        counted=each.residents.counted,
        map={"type": "Feature", "geometry": geometry, "properties": shown | {"own": own}},
    )


def area(
    session: Session,
    city: CityView,
    board: Board,
    placed: Placed,
    shown: dict[str, Any],
    now: datetime,
    lang: Language,
) -> AreaTold:
    """Return an area with who is inside, and what is in force there."""
    desk = city.state.alert_desk
    found = ground.residents(session, city.city, desk.atlas, placed.shape, now)
    parts = [
        InsideTold(
            division=each.division.rpartition("/")[2],
            names=city.division_names(each.division, lang),
            people=each.people,
            share=each.share,
        )
        for each in found.parts
    ]
    there = [each for each in board.standing() if each.shape.intersects(placed.shape)]
    return AreaTold(
        names=dict(placed.names),
        division=placed.division,
        places=[path.rpartition("/")[2] for path in placed.places],
        km2=round(placed.km2, 3),
        residents=ResidentsTold(people=found.people, counted=found.counted, parts=parts),
        there=[_there(each.alert, each.theirs, lang) for each in there],
        map=shown,
    )


def _there(alert: cap.Alert, theirs: bool, lang: Language) -> ThereTold:
    info = block(alert, lang)
    return ThereTold(
        identifier=alert.identifier,
        sender=(info.sender_name if info else None) or alert.sender,
        headline=((info.headline or info.event) if info else alert.note) or alert.identifier,
        severity=info.severity if info else "Unknown",
        expires=info.expires if info else None,
        theirs=theirs,
    )


def preview(
    session: Session,
    city: CityView,
    board: Board,
    row: AlertDraft,
    found: Composed,
    before: Sequence[cap.Alert],
    lang: Language,
) -> Preview:
    """Return what people would see and hear of a draft, and what is wrong with it."""
    shown = map_of(found.area, found.form, lang)
    changes = differences(before[-1], found.alert) if before else ()
    told = [each.say(lang) for each in changes]
    moved = cap.ground(before[-1], found.alert) if before else None
    return Preview(
        draft=row.id,
        digest=row.digest,
        status=found.form.status,
        texts=[_spoken(found, each) for each in found.desk.languages],
        area=area(session, city, board, found.area, shown, found.now, lang),
        problems=problems(found, lang),
        changes=[*told, *([moved.say(lang)] if moved else [])],
        publishable=not found.broken,
        cap=row.document,
    )


def _spoken(found: Composed, lang: Language) -> SpokenPreview:
    info = block(found.alert, lang)
    title = (info.headline or info.event) if info else ""
    # As the feed itself writes it, where what isn't actual says so once more.
    feed = title if found.form.status == "Actual" else f"[{found.form.status}] {title}"
    phone = [
        PhoneTold(
            way=each.way.name,
            title=each.way.title.of(lang),
            text=each.text,
            most=each.most,
            over=each.over,
        )
        for each in phone_texts(found.desk, found.form, found.area, lang)
    ]
    return SpokenPreview(
        language=lang,
        headline=title,
        phone=phone,
        aloud=read_aloud(found.desk, found.form, found.area, lang),
        feed_title=feed,
        feed_summary=(info.description if info else None) or "",
    )


def problems(found: Composed, lang: Language) -> list[ProblemTold]:
    """Return all that is wrong with a message, errors first."""
    own = [
        ProblemTold(
            rule=each.key,
            level="error",
            path="",
            field=FIELDS.get(each.key, ""),
            text=each.say(lang),
            mend="",
        )
        for each in found.wrong
    ]
    rules = [
        ProblemTold(
            rule=each.rule,
            level=each.level,
            path=each.path,
            field=_field(each.path, found.desk.languages),
            text=each.say(lang),
            mend=each.mend(lang),
        )
        for each in sorted(found.problems, key=lambda problem: problem.level != "error")
    ]
    return own + rules


def _field(path: str, languages: Sequence[Language]) -> str:
    """Return what of the form a place in the message is made of; empty where nothing is.

    >>> _field("/alert/info[2]/headline", ("zh", "en")), _field("/alert/info[1]/area[1]", ("zh",))
    ('texts.en.headline', 'area')
    """
    found = PLACE.fullmatch(path)
    if found is None:
        return ""
    number, element = int(found["n"] or 1), found["element"]
    if element in Texts.model_fields and number <= len(languages):
        return f"texts.{languages[number - 1]}.{element}"
    return element if element in FORM else ""


def map_of_alert(alert: cap.Alert, row: AlertRow, lang: Language) -> dict[str, Any]:
    """Return a published message's area as GeoJSON."""
    info = block(alert, lang)
    shape = cap.shape(info.areas if info else ())
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    name = info.areas[0].description if info and info.areas else row.identifier
    told = {"name": name, "colour": row.colour, "status": row.status}
    return {"type": "Feature", "geometry": geometry, "properties": told}


def map_of_area(placed: Placed, lang: Language) -> dict[str, Any]:
    """Return an area that nothing was composed for yet as GeoJSON."""
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(placed.shape))
    return {"type": "Feature", "geometry": geometry, "properties": {"name": placed.names[lang]}}
