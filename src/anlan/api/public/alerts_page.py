"""The residents' page of public alerts: what is in force in a city or a part of it, for anybody.

Whoever opens it is noted nowhere and given no cookie. What an address carries beside the language
is overlooked, not refused as in the API: others add their own marks to links that people share.
"""

import gzip
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import RedirectResponse

from anlan.alerts import page as pages
from anlan.alerts.board import Page
from anlan.alerts.page import Asked, Link, Spot
from anlan.alerts.settings import channels
from anlan.api.guard import Anybody
from anlan.api.problems import language
from anlan.api.state import CityState, State
from anlan.model.errors import AccessError
from anlan.words import Language

router = APIRouter(prefix="/alerts", include_in_schema=False)
Tag = Annotated[str | None, Header(alias="If-None-Match", max_length=200)]
Packing = Annotated[str, Header(alias="Accept-Encoding", max_length=200)]
HTML, SCRIPT = "text/html; charset=utf-8", "text/javascript; charset=utf-8"
DAY = "public, max-age=86400"
NO_PARTS = "grid"
"""The level that is no choice: nobody knows the number of the grid they live in."""


@router.get("")
def without_slash(_state: Anybody, request: Request) -> Response:
    """Lead to the page: its links are relative."""
    return _moved("alerts/", request)


@router.get("/")
def first(state: Anybody, request: Request, tag: Tag = None, packing: Packing = "") -> Response:
    """Return the page of the only city that gives alerts, or let one choose."""
    cities = _cities(state)
    if len(cities) == 1:
        return _shown(request, cities[0], "", "", tag, packing)
    choice = pages.choice(language(request), _choices(state, request, ""))
    return _answer(choice, tag, packing)


@router.get("/page.js")
def script(_state: Anybody, tag: Tag = None, packing: Packing = "") -> Response:
    """Return the page's script."""
    return _answer(pages.script(), tag, packing, SCRIPT, DAY)


@router.get("/{city}")
def whole(
    state: Anybody, request: Request, city: str, tag: Tag = None, packing: Packing = ""
) -> Response:
    """Return what is in force in a city."""
    return _place(state, request, city, "", "", tag, packing)


@router.get("/{city}/")
def with_slash(_state: Anybody, request: Request, city: str) -> Response:
    """Lead to the city's page: its links are relative."""
    return _moved(f"../{quote(city, safe='')}", request)


@router.get("/{city}/{division}")
def part(
    state: Anybody,
    request: Request,
    city: str,
    division: str,
    tag: Tag = None,
    packing: Packing = "",
) -> Response:
    """Return what is in force in a division of a city, by its code."""
    if division == city:
        return _moved(f"../{quote(city, safe='')}", request)
    return _place(state, request, city, division, "../", tag, packing)


def _place(
    state: State,
    request: Request,
    city: str,
    division: str,
    root: str,
    tag: str | None,
    packing: str,
) -> Response:
    found = next((each for each in _cities(state) if each.pack.city.name == city), None)
    try:
        path = found.division_path(division) if found and division else ""
    except AccessError:
        found = None
    if found is None or (division and not path):
        choices = _choices(state, request, root)
        missing = pages.choice(language(request), choices, missing=True)
        return Response(missing.body, 404, {"Cache-Control": "no-store"}, HTML)
    return _shown(request, found, path, root, tag, packing)


def _shown(
    request: Request, city: CityState, path: str, root: str, tag: str | None, packing: str
) -> Response:
    lang, query = language(request), _query(request)
    asked = Asked(_spot(city, path, root, lang, query), lang, query)
    return _answer(pages.page(city.alert_board, asked), tag, packing)


def _spot(city: CityState, path: str, root: str, lang: Language, query: str) -> Spot:
    """Return a place with the ways to those above and below it."""
    name, title = city.pack.city.name, city.pack.city.title.of(lang)
    codes = [code for code in path.split("/") if code and code != name]
    names = [title, *city.division_names(path, lang)]
    hrefs = [f"{root}{name}{query}", *(_href(root, name, code, query) for code in codes)]
    above = tuple(map(Link, names, hrefs))
    below = city.parts.children(codes[-1] if codes else "")
    if [each.division.code for each in below] == [name]:
        below = city.parts.children(name)  # the tree's top is the city itself
    parts = tuple(
        Link(str(each.division.row()[f"name_{lang}"]), _href(root, name, each.division.code, query))
        for each in below
        if each.division.level != NO_PARTS
    )
    return Spot(names[-1], path, root, above[:-1], parts)


def _href(root: str, city: str, code: str, query: str) -> str:
    return f"{root}{city}/{quote(code, safe='')}{query}"


def _cities(state: State) -> list[CityState]:
    return [each for each in state.all() if each.pack.city.alerts is not None]


def _choices(state: State, request: Request, root: str) -> list[Link]:
    lang, query = language(request), _query(request)
    cities = [each.pack.city for each in _cities(state)]
    return [Link(each.title.of(lang), f"{root}{each.name}{query}") for each in cities]


def _query(request: Request) -> str:
    """Return what links carry on: the language, where it was chosen and not only the browser's."""
    return f"?lang={language(request)}" if "lang" in request.query_params else ""


def _moved(to: str, request: Request) -> Response:
    return RedirectResponse(f"{to}{_query(request)}", 308)


def _answer(
    page: Page, tag: str | None, packing: str, media: str = HTML, kept: str | None = None
) -> Response:
    """Return a page, packed where the asker can unpack it: it holds no secrets."""
    headers = {
        "ETag": f'W/"{page.tag}"',
        "Cache-Control": kept or f"public, max-age={channels().sending.max_age}",
        "Vary": "Accept-Language, Accept-Encoding",
    }
    if tag is not None and f'"{page.tag}"' in tag:
        return Response(status_code=304, headers=headers)
    if "gzip" not in packing.lower():
        return Response(page.body, headers=headers, media_type=media)
    headers["Content-Encoding"] = "gzip"
    return Response(gzip.compress(page.body, mtime=0), headers=headers, media_type=media)
