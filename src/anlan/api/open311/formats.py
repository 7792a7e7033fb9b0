"""Answers in XML and in JSON, which are the same by the Spark convention; errors in both.

A container of one repeated child is an array in JSON, an element of different children an object,
and an empty element null.
"""

import json
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from anlan.api.problems import RefusalError, status_of
from anlan.cases.public.plain import plain
from anlan.model.errors import AnlanError
from anlan.words import Language, say

MEDIA = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What the repeated child of each container is called in XML.
CHILDREN: Mapping[str, str] = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
    "history": "event",
}
_STATUS = {401: 403, 403: 403, 404: 404, 405: 405, 413: 413, 429: 429, 503: 503}
"""The statuses that GeoReport knows, and a few that say more; all others are 400."""


def language(request: Request, default: Language = "en") -> Language:
    """Return the language asked for, else the city's own."""
    asked = request.query_params.get("lang", "")
    header = request.headers.get("accept-language", "").lower()
    if asked in ("en", "zh"):
        return "zh" if asked == "zh" else "en"
    if header.startswith(("zh", "en")):
        return "zh" if header.startswith("zh") else "en"
    return default


def answer(fmt: str, root: str, told: Any, status: int = 200) -> Response:
    """Return an answer; ``told`` is a list where ``root`` is a container of one repeated child."""
    if fmt == "json":
        body = json.dumps(told, ensure_ascii=False, default=_text).encode()
    else:
        ET.indent(tree := _element(root, told))
        body = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return Response(body, status, media_type=MEDIA[fmt])


def _element(name: str, told: Any) -> ET.Element:
    made = ET.Element(name)
    if isinstance(told, list):
        made.extend(_element(CHILDREN[name], each) for each in told)
    elif isinstance(told, dict):
        made.extend(_element(key, each) for key, each in told.items())
    elif told is not None:
        made.text = plain(_text(told))
    return made


def _text(told: object) -> str:
    if isinstance(told, bool):
        return "true" if told else "false"
    if isinstance(told, datetime):
        return w3c(told)
    return str(told)


def w3c(moment: datetime) -> str:
    """Return a moment as the W3C's note on dates has it.

    >>> w3c(datetime(2026, 7, 18, 8, 0, 1, 250000, tzinfo=UTC))
    '2026-07-18T08:00:01Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def refusal(
    fmt: str, lang: Language, faults: list[AnlanError], retry_after: int | None = None
) -> Response:
    """Return errors: each with a code that says which it is, and a sentence."""
    told = [
        {"code": f"{_known(each)}.{each.key.removeprefix('error.')}", "description": each.say(lang)}
        for each in faults
    ]
    response = answer(fmt, "errors", told, _known(faults[0]))
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _known(error: AnlanError) -> int:
    return _STATUS.get(status_of(error), 400)


class FaultsError(AnlanError):
    """Several things that are wrong with one request, told together."""

    def __init__(self, faults: list[AnlanError]) -> None:
        self.faults = faults
        super().__init__(faults[0].key, **faults[0].values)


class GeoRoute(APIRoute):
    """A route whose errors are those of GeoReport, in the format that is asked for."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answered = super().get_route_handler()

        async def handled(request: Request) -> Response:
            suffix = request.url.path.rpartition(".")[2]
            fmt, lang = suffix if suffix in MEDIA else "xml", language(request)
            try:
                return await answered(request)
            except FaultsError as error:
                return refusal(fmt, lang, error.faults)
            except RefusalError as error:
                return refusal(fmt, lang, [error], error.retry_after)
            except AnlanError as error:
                return refusal(fmt, lang, [error])
            except (RequestValidationError, HTTPException) as error:
                status = error.status_code if isinstance(error, HTTPException) else 400
                told = [{"code": str(status), "description": say("error.open311.general", lang)}]
                return answer(fmt, "errors", told, _STATUS.get(status, 400))

        return handled
