"""Discovery, the list of services, and what each asks."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from anlan.api.open311.asked import Fmt, Look, city_of
from anlan.api.open311.formats import GeoRoute, answer, language
from anlan.api.problems import RefusalError
from anlan.api.state import CityState, State
from anlan.cases import catalogue as catalogue_files
from anlan.cases.catalogue import Class, catalogue
from anlan.cases.public.questions import FILE, LISTS, Question, questions
from anlan.cities.pack import FILE as PACK
from anlan.words import Language, say

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
router = APIRouter(
    prefix="/open311/v2", tags=["open311"], route_class=GeoRoute, include_in_schema=False
)
Jurisdiction = Annotated[str, Query(alias="jurisdiction_id")]


@router.get("/discovery.{fmt}")
def discovery(request: Request, state: Look, fmt: Fmt) -> Response:
    """Return where which version is, in which formats, and since when."""
    base = state.address or str(request.base_url).rstrip("/")
    open_ = [each for each in state.all() if each.pack.city.public.open]
    lang, changed = language(request), _changed(state)
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{base}/open311/v2",
        "changeset": changed,
        "type": "test"
        if open_ and all(each.pack.city.synthetic for each in open_)
        else "production",
        "formats": ["text/xml", "application/json"],
    }
    cities = ", ".join(each.pack.city.title.of(lang) for each in open_)
    told = {
        "changeset": changed,
        "contact": say("open311.contact", lang, cities=cities, url=base),
        "key_service": say("open311.key_service", lang, url=base),
        "endpoints": [endpoint],
    }
    return answer(fmt, "discovery", told)


@router.get("/services.{fmt}")
def services(request: Request, state: Look, fmt: Fmt, jurisdiction: Jurisdiction = "") -> Response:
    """Return what may be reported: the classes of the catalogue that the city takes."""
    city = city_of(state, jurisdiction)
    lang = language(request, city.pack.city.languages[0])
    found = [_service(city, each, lang) for each in catalogue().classes.values()
             if city.public.door.takes(each.code)]  # fmt: skip
    return answer(fmt, "services", found)


@router.get("/services/{code}.{fmt}")
def definition(
    request: Request, state: Look, code: str, fmt: Fmt, jurisdiction: Jurisdiction = ""
) -> Response:
    """Return what a service asks beside the words; a service that asks nothing has none."""
    city = city_of(state, jurisdiction)
    lang = language(request, city.pack.city.languages[0])
    asked = questions(service(city, code).code)
    if not asked:
        raise RefusalError(404, "error.open311.no_definition", code=code)
    attributes = [_attribute(each, place, lang) for place, each in enumerate(asked, 1)]
    told = {"service_code": code, "attributes": attributes}
    return answer(fmt, "service_definition", told)


def service(city: CityState, code: str) -> Class:
    """Return a class that may be reported to a city.

    Raises:
        RefusalError: there is none of that code.
    """
    found = catalogue().classes.get(code)
    if found is None or not city.public.door.takes(code):
        raise RefusalError(404, "error.open311.service", "service_code", found=code[:40])
    return found


def _service(city: CityState, known: Class, lang: Language) -> dict[str, Any]:
    when, limit = known.remedy.when.of(lang), known.remedy.limit.say(lang)
    return {
        "service_code": known.code,
        "service_name": known.title.of(lang),
        "description": say("open311.service", lang, when=when, limit=limit),
        "metadata": bool(questions(known.code)),
        "type": "batch" if city.public.door.gives_token(known.code) else "realtime",
        "keywords": ", ".join(known.phrases),
        "group": catalogue().groups[known.group].title.of(lang),
    }


def _attribute(asked: Question, order: int, lang: Language) -> dict[str, Any]:
    told: dict[str, Any] = {
        "variable": asked.variable,
        "code": asked.code,
        "datatype": asked.datatype,
        "required": asked.required,
        "datatype_description": asked.hint.of(lang) or None,
        "order": order,
        "description": asked.title.of(lang),
    }
    if asked.datatype in LISTS:
        told["values"] = [{"key": v.key, "name": v.name.of(lang)} for v in asked.values]
    return told


def _changed(state: State) -> str:
    """Return when services or what they ask were last changed: the newest of their files."""
    shipped = [FILE, catalogue_files.DATA / "classes.csv", catalogue_files.DATA / "catalogue.toml"]
    packs = [each.pack.folder / PACK for each in state.all()]
    latest = max(file.stat().st_mtime for file in (*shipped, *packs))
    return datetime.fromtimestamp(latest, UTC).strftime("%Y-%m-%d %H:%M")
