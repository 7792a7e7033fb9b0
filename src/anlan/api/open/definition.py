"""The description of the OGC service in OpenAPI 3.0, as clause 9 of 17-069r4 asks for.

The server's own document is OpenAPI 3.1; clients of the standard read 3.0.
"""

from typing import Any

from anlan import __version__
from anlan.api.open.collection import Collection
from anlan.api.open.crs import systems
from anlan.pool.sharing.settings import settings

Json = dict[str, Any]


def _own() -> dict[str, Json]:
    bounds = settings()
    uris = list(systems())
    numbers: Json = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    count: Json = {"type": "integer", "minimum": 1, "maximum": bounds.most, "default": bounds.page}
    uri: Json = {"type": "string", "format": "uri", "enum": uris}
    text: Json = {"type": "string"}
    flat: Json = {"style": "form", "explode": False}
    return {
        "f": {
            "schema": {"type": "string", "enum": ["json", "geojson"]},
            "description": "The form of the answer; there is one.",
        },
        "limit": {"schema": count, "description": "How many features at most.", **flat},
        "bbox": {
            "schema": numbers,
            "description": "Only features that touch this box: west, south, east, north.",
            **flat,
        },
        "bbox-crs": {"schema": uri, "description": "The system that bbox is given in."},
        "datetime": {
            "schema": text,
            "description": "A moment, a day, or an interval such as 2026-07-01/.. with its ends.",
            **flat,
        },
        "crs": {"schema": uri, "description": "The system of the positions in the answer."},
        "cursor": {"schema": text, "description": "The next page, as the link next has it."},
    }


def parameters(*names: str) -> list[Json]:
    """Return the standard's parameters, and ours for the page, as OpenAPI has them."""
    own = _own()
    return [{"name": name, "in": "query", "required": False, **own[name]} for name in names]


def definition(here: str, title: str, collections: list[Collection]) -> Json:
    """Return the document of the service at ``here`` with its collections."""
    paths = {
        "/": _get("landing"),
        "/conformance": _get("conformance"),
        "/collections": _get("collections"),
    }
    for each in collections:
        place = f"/collections/{each.id}"
        values = [_value(name, kind) for name, kind in each.queryable.items()]
        asked = parameters("limit", "bbox", "bbox-crs", "datetime", "crs", "cursor")
        taken = {one["name"] for one in asked}
        paths[place] = _get(f"describe.{each.id}")
        paths[f"{place}/queryables"] = _get(f"queryables.{each.id}", kind="application/schema+json")
        paths[f"{place}/items"] = _get(
            f"items.{each.id}",
            [*asked, *(one for one in values if one["name"] not in taken)],
            "application/geo+json",
        )
        one = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[f"{place}/items/{{featureId}}"] = _get(
            f"item.{each.id}", [one, *parameters("crs")], "application/geo+json"
        )
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": __version__},
        "servers": [{"url": here}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _get(name: str, asked: list[Json] | None = None, kind: str = "application/json") -> Json:
    good = {"description": "OK", "content": {kind: {"schema": {"type": "object"}}}}
    bad = {
        "description": "Refused",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
    return {
        "get": {
            "operationId": name,
            "parameters": asked or [],
            "responses": {"200": good, "default": bad},
        }
    }


def _value(name: str, kind: str) -> Json:
    plain = "string" if kind in ("date", "timestamp") else kind
    return {"name": name, "in": "query", "required": False, "schema": {"type": plain}}
