"""OGC API - Features: landing page, conformance, collections, their features.

Standards: Part 1: Core, 17-069r4; Part 2: Coordinate Reference Systems by Reference, 18-058r1; of
Part 3 (19-079r2) the queryables. Why these routes are our own is in
``docs/decisions/0011-ogc-features.md``.
"""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from anlan.api.open.collection import Collection, Feature, Page
from anlan.api.open.crs import CRS84, FILE, Crs, crs_of, systems
from anlan.api.open.definition import definition, parameters
from anlan.api.open.places import collections as places
from anlan.api.open.query import only, read
from anlan.api.open.records import RecordCollection
from anlan.api.open.within import NOT_MODIFIED, REFUSED, City, all_opened, kept, root, tag
from anlan.api.problems import RefusalError, language
from anlan.api.view import CityView
from anlan.pool.sharing.snapshot import Extent
from anlan.words import Language, say

router = APIRouter(prefix="/api/cities/{city}/open/ogc", tags=["open data"], responses=REFUSED)
GEOJSON, JSON = "application/geo+json", "application/json"
OPENAPI, SCHEMA = "application/vnd.oai.openapi+json;version=3.0", "application/schema+json"
_ANY = {"parameters": parameters("f")}
_ITEMS = {"parameters": parameters("f", "limit", "bbox", "bbox-crs", "datetime", "crs", "cursor")}
_ONE = {"parameters": parameters("f", "crs")}


class GeoJson(JSONResponse):
    """Features, or one (RFC 7946)."""

    media_type = GEOJSON


class Definition(JSONResponse):
    """A description of the service in OpenAPI 3.0."""

    media_type = OPENAPI


class Schema(JSONResponse):
    """A JSON Schema."""

    media_type = SCHEMA


@cache
def conformance_classes() -> list[str]:
    """Return the conformance classes that are met."""
    told: list[str] = tomllib.loads(FILE.read_text(encoding="utf-8"))["ogc"]["conforms_to"]
    return told


@router.get("/", include_in_schema=False)
@router.get("", response_class=JSONResponse, openapi_extra=_ANY)
def landing(request: Request, city: City) -> Response:
    """Return the landing page: what there is and where."""
    only(request, "f", "lang")
    lang, here = language(request), f"{root(request, city)}/ogc"
    title = city.city.title.of(lang)
    licence = city.city.licence
    return JSONResponse(
        ({"attribution": licence.of(lang)} if licence else {})
        | {
            "title": title,
            "description": say("open.landing", lang, city=title),
            "links": [
                _link(here, "self", JSON, lang),
                _link(f"{here}/api", "service-desc", OPENAPI, lang),
                _link(f"{here}/conformance", "conformance", JSON, lang),
                _link(f"{here}/collections", "data", JSON, lang),
                _link(
                    f"{root(request, city)}/catalogue.jsonld",
                    "describedby",
                    "application/ld+json",
                    lang,
                ),
            ],
        }
    )


@router.get("/api", response_class=Definition, openapi_extra=_ANY)
def api(request: Request, city: City) -> Response:
    """Return the description of this service in OpenAPI 3.0, with the asker's collections."""
    only(request, "f", "lang")
    lang = language(request)
    title = say("open.landing", lang, city=city.city.title.of(lang))
    return Definition(definition(f"{root(request, city)}/ogc", title, list(_collections(city))))


@router.get("/conformance", response_class=JSONResponse, openapi_extra=_ANY)
def conformance(request: Request, city: City) -> Response:
    """Return the conformance classes that are met."""
    only(request, "f", "lang")
    return JSONResponse({"conformsTo": conformance_classes()})


@router.get("/collections", response_class=JSONResponse, openapi_extra=_ANY)
def collections(request: Request, city: City) -> Response:
    """Return the collections of which something is in the asker's scope."""
    only(request, "f", "lang")
    lang, here = language(request), f"{root(request, city)}/ogc/collections"
    told = [_about(each, here, city, lang) for each in _collections(city)]
    links = [_link(here, "self", JSON, lang)]
    return JSONResponse({"links": links, "crs": list(systems()), "collections": told})


@router.get("/collections/{collection}", response_class=JSONResponse, openapi_extra=_ANY)
def collection(request: Request, city: City, collection: str) -> Response:
    """Return what a collection holds, where and when, and in which systems it can be had."""
    only(request, "f", "lang")
    here = f"{root(request, city)}/ogc/collections"
    return JSONResponse(_about(_found(city, collection), here, city, language(request)))


@router.get("/collections/{collection}/queryables", response_class=Schema, openapi_extra=_ANY)
def queryables(request: Request, city: City, collection: str) -> Response:
    """Return the properties that can be asked for by value, as a JSON Schema."""
    only(request, "f", "lang")
    found = _found(city, collection)
    return Schema(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{root(request, city)}/ogc/collections/{quote(found.id)}/queryables",
            "type": "object",
            "title": found.title(language(request)),
            "properties": {name: _schema(kind) for name, kind in found.queryable.items()},
            "additionalProperties": False,
        }
    )


@router.get(
    "/collections/{collection}/items",
    response_class=GeoJson,
    responses=NOT_MODIFIED,
    openapi_extra=_ITEMS,
)
def items(request: Request, city: City, collection: str) -> Response:
    """Return a page of a collection's features; the link `next` leads to the following one."""
    found = _found(city, collection)
    query = read(request, found.queryable, city.city.zone)
    here = f"{root(request, city)}/ogc/collections/{quote(found.id)}"
    etag = tag(found.state(), here, sorted(request.query_params.items()), language(request))

    def make() -> Response:
        page = found.page(query)
        told = _items(request, here, page)
        return GeoJson(told, headers={"Content-Crs": f"<{query.crs.uri}>"})

    return kept(request, etag, make)


@router.get(
    "/collections/{collection}/items/{feature}",
    response_class=GeoJson,
    responses=NOT_MODIFIED,
    openapi_extra=_ONE,
)
def item(request: Request, city: City, collection: str, feature: str) -> Response:
    """Return one feature."""
    given = only(request, "f", "lang", "crs")
    crs = crs_of(given.get("crs"), "crs")
    found = _found(city, collection)
    here = f"{root(request, city)}/ogc/collections/{quote(found.id)}"
    etag = tag(found.state(), here, feature, crs.uri, language(request))
    return kept(request, etag, lambda: _item(request, found, feature, crs, here))


def _collections(city: CityView) -> Iterator[Collection]:
    departments = {each.name: each.title for each in city.city.departments}
    for each in all_opened(city):
        source = each.shared.source
        if source.coordinates is not None:
            title = departments[source.department]
            yield RecordCollection(each, {"en": title.en, "zh": title.zh})
    yield from places(city)


def _found(city: CityView, name: str) -> Collection:
    for each in _collections(city):
        if each.id == name:
            return each
    raise RefusalError(404, "api.open.no_collection", "path.collection", name=name[:80])


def _link(href: str, rel: str, kind: str, lang: Language) -> dict[str, str]:
    title = say(f"open.link.{rel.rsplit('/', 1)[-1]}", lang)
    return {"href": href, "rel": rel, "type": kind, "title": title}


_QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"


def _about(found: Collection, here: str, city: CityView, lang: Language) -> dict[str, Any]:
    place = f"{here}/{quote(found.id)}"
    return {
        "id": found.id,
        "title": found.title(lang),
        "description": found.description(lang),
        "extent": _extent(found.extent(), city),
        "itemType": "feature",
        "crs": list(systems()),
        "storageCrs": CRS84,
        "links": [
            _link(place, "self", JSON, lang),
            _link(f"{place}/items", "items", GEOJSON, lang),
            _link(f"{place}/queryables", _QUERYABLES, SCHEMA, lang),
        ],
    }


def _extent(extent: Extent, city: CityView) -> dict[str, Any]:
    first, last = (
        each and each.isoformat().replace("+00:00", "Z") for each in (extent.first, extent.last)
    )
    box = extent.box or city.city.bounds
    return {
        "spatial": {"bbox": [list(box)], "crs": CRS84},
        "temporal": {
            "interval": [[first, last]],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        },
    }


def _schema(kind: str) -> dict[str, str]:
    if kind == "date":
        return {"type": "string", "format": "date"}
    return {"type": "string", "format": "date-time"} if kind == "timestamp" else {"type": kind}


def _items(request: Request, here: str, page: Page) -> Feature:
    lang = language(request)
    asked = f"?{request.url.query}" if request.url.query else ""
    links = [
        _link(f"{here}/items{asked}", "self", GEOJSON, lang),
        _link(here, "collection", JSON, lang),
    ]
    if page.next is not None:
        query = [(name, text) for name, text in request.query_params.items() if name != "cursor"]
        following = urlencode([*query, ("cursor", page.next)])
        links.append(_link(f"{here}/items?{following}", "next", GEOJSON, lang))
    matched = {} if page.matched is None else {"numberMatched": page.matched}
    return {
        "type": "FeatureCollection",
        "features": page.features,
        "links": links,
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        **matched,
        "numberReturned": len(page.features),
    }


def _item(request: Request, found: Collection, feature: str, crs: Crs, here: str) -> Response:
    told = found.one(feature, crs)
    if told is None:
        raise RefusalError(404, "api.open.no_feature", "path.feature", name=feature[:80])
    lang = language(request)
    links = [
        _link(f"{here}/items/{quote(feature, safe='')}", "self", GEOJSON, lang),
        _link(here, "collection", JSON, lang),
    ]
    return GeoJson(told | {"links": links}, headers={"Content-Crs": f"<{crs.uri}>"})
