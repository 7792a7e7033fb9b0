"""What stands on the plate of a risk point: the notice board that hangs beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy.orm import Session

from anlan.cases.public.sign import sign_address
from anlan.model.city import City
from anlan.model.colour import COLOURS, Colour
from anlan.model.declared import Declared
from anlan.model.errors import RegisterError
from anlan.model.permission import Scope
from anlan.risk.declared import DATA, read_declared
from anlan.risk.register import reading, rows
from anlan.risk.register.kinds import kinds
from anlan.store.risk import RiskPoint
from anlan.words import Language, say

FILE = DATA / "plate.toml"
HOTLINE = "hotline"
"""The department whose name tells residents where to call, in packs that have one."""
EMERGENCY = "emergency"


class Paint(Declared):
    """A colour, and the one that is read on it."""

    ground: str
    ink: str


class PlateRules(Declared):
    """How much stands on a plate; see ``risk/data/plate.toml``."""

    sources: int = Field(ge=1)
    measures: int = Field(ge=1)
    emergency: int = Field(ge=1)
    longest: int = Field(ge=20)
    most: int = Field(ge=1)
    colours: dict[Colour, Paint]


@dataclass(frozen=True)
class Plate:
    """A plate in words of one language.

    Attributes:
        name: of the risk point.
        code: of the same.
        city: what the city is called.
        colour: with its measures, as it was graded: facts of the day pass, a plate hangs for long.
        grade: what it is called: major, high, medium or low.
        colour_word: the colour in words.
        lines: what each line says, by the name of the line, in order.
        address: where its QR code leads.
        scan: what the code is for.
    """

    name: str
    code: str
    city: str
    colour: Colour
    grade: str
    colour_word: str
    lines: Mapping[str, Sequence[str]]
    address: str
    scan: str


@cache
def plate_rules() -> PlateRules:
    """Return how plates are made."""
    return read_declared(FILE, PlateRules)


def wanted_points(
    session: Session, city: str, scope: Scope, division: str, unit_code: str
) -> Sequence[RiskPoint]:
    """Return the points whose plates are asked for, the most dangerous first.

    Raises:
        RegisterError: there is none, or more than go on one PDF.
    """
    most = plate_rules().most
    wanted = reading.Wanted(division=division, unit_code=unit_code)
    found = reading.points(session, city, scope, wanted, None, most + 1)
    if not found:
        raise RegisterError("error.plate.none", city=city)
    if len(found) > most:
        raise RegisterError("error.plate.many", most=most)
    return found


def plate(session: Session, city: City, row: RiskPoint, base: str, lang: Language) -> Plate:
    """Return what stands on the plate of a point; ``base`` is the server's address.

    Raises:
        RegisterError: there is no address that its code could lead to.
    """
    if not base:
        raise RegisterError("error.plate.address")
    resident = city.public.open and row.lon is not None and row.lat is not None
    colour = COLOURS[row.residual_colour]
    return Plate(
        name=row.name,
        code=row.code,
        city=city.title.of(lang),
        colour=colour,
        grade=say(f"grade.{colour}", lang),
        colour_word=say(f"risk.colour.{colour}", lang),
        lines={name: told for name, told in _lines(session, city, row, lang).items() if told},
        address=_address(city, row, base),
        scan=say(f"risk.plate.scan.{'resident' if resident else 'console'}", lang),
    )


def _address(city: City, row: RiskPoint, base: str) -> str:
    """Return where a resident reports, if the city lets them; else the point's page."""
    base = base.rstrip("/")
    if city.public.open and row.lon is not None and row.lat is not None:
        return sign_address(base, city.name, row.lon, row.lat, row.name[:100])
    return f"{base}/#/{city.name}/risks?sel={row.code}"


def _lines(
    session: Session, city: City, row: RiskPoint, lang: Language
) -> dict[str, Sequence[str]]:
    rules, known = plate_rules(), kinds()
    sources = rows.sources_of(session, row)
    measures = rows.measures_of(session, row)
    control = known.control[COLOURS[row.inherent_colour]]
    offices = {each.name: each.title.of(lang) for each in city.departments}
    days = control.patrol_days
    owner = [control.unit.of(lang), row.owner]
    review = row.review_at.astimezone(ZoneInfo(city.zone)).date().isoformat()
    return {
        "unit": _told([row.unit], 1, lang),
        "field": [known.fields[row.field].of(lang)],
        "inherent": [_grade(COLOURS[row.inherent_colour], lang)],
        "sources": _told(
            [f"{each.name}: {known.accidents[each.event].of(lang)}" for each in sources],
            rules.sources,
            lang,
        ),
        "measures": _told(
            [each.text for each in measures if each.group != EMERGENCY], rules.measures, lang
        ),
        "emergency": _told(
            [each.text for each in measures if each.group == EMERGENCY], rules.emergency, lang
        )
        or [say("risk.plate.emergency.none", lang)],
        "control": [" · ".join(filter(None, owner))],
        "patrol": [say("risk.plate.patrol.every", lang, days=say("unit.days", lang, n=days))],
        "department": _told([offices.get(row.department, row.department)], 1, lang),
        "review": [review],
        "hotline": [say("risk.plate.hotline.call", lang, hotline=offices[HOTLINE])]
        if HOTLINE in offices
        else [say("risk.plate.hotline.none", lang)],
    }


def _told(texts: Sequence[str], most: int, lang: Language) -> list[str]:
    """Return so many different texts, none too long for a line, and how many more there are."""
    longest = plate_rules().longest
    each = list(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
    shown = [text if len(text) <= longest else f"{text[:longest]}…" for text in each[:most]]
    if len(each) > most:
        shown.append(say("risk.plate.more", lang, n=len(each) - most))
    return shown


def _grade(colour: Colour, lang: Language) -> str:
    word, name = say(f"grade.{colour}", lang), say(f"risk.colour.{colour}", lang)
    return say("risk.plate.grade", lang, grade=word, colour=name)
