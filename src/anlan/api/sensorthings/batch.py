"""Several requests in one, as JSON (18-088, clause 11, after OData's JSON batch)."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from anlan.api.problems import RefusalError
from anlan.api.sensorthings.who import Asking
from anlan.model.errors import AccessError, WatchError
from anlan.watch.sensorthings.limits import limits
from anlan.watch.sensorthings.serve import Answer, Server

Fault = Callable[[WatchError], tuple[int, Any]]
_REFERENCE = re.compile(r"\$([A-Za-z0-9_-]{1,40})")


class One(BaseModel):
    """One request; each is done for itself, so none may ask to be undone with others."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(min_length=1, max_length=40)
    method: str
    url: str = Field(min_length=1, max_length=8000)
    body: Any = None
    headers: dict[str, str] = Field(default_factory=dict)


def run(server: Server, asking: Asking, body: Any, fault: Fault) -> Answer:
    """Do the requests of a batch in their order.

    Raises:
        RefusalError: it is no batch, or too large.
    """
    given = body.get("requests") if isinstance(body, dict) else None
    many, most = len(given) if isinstance(given, list) else 0, limits().most_batch
    if not isinstance(given, list) or not 1 <= many <= most:
        raise RefusalError(400, "error.sta.batch", "body.requests", n=many, most=most)
    made: dict[str, str] = {}
    told = []
    for place, each in enumerate(given):
        try:
            one = One.model_validate(each)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, ("requests", place, *first["loc"])))
            raise RefusalError(
                400, "error.sta.body", f"body.{where}"[:200], set="$batch", where=where[:200],
                reason=first["msg"],
            ) from error  # fmt: skip
        told.append(_one(server, asking, one, made, fault))
    return Answer(200, {"responses": told})


def _one(
    server: Server, asking: Asking, one: One, made: dict[str, str], fault: Fault
) -> dict[str, Any]:
    headers: dict[str, str] = {}
    try:
        found = _done(server, asking, one, made)
        status, body = found.status, found.body
        if found.location:
            made[one.id] = found.location.removeprefix(f"{server.base}/")
            headers["location"] = found.location
    except WatchError as error:
        status, body = fault(error)
    except (AccessError, RefusalError) as error:
        status, body = 403, {"code": error.key, "detail": error.say(server.lang)}
    answer: dict[str, Any] = {"id": one.id, "status": status, "body": body}
    return answer | ({"headers": headers} if headers else {})


def _done(server: Server, asking: Asking, one: One, made: dict[str, str]) -> Answer:
    path, _, query = one.url.partition("?")
    path = path.removeprefix(server.base).removeprefix("/v1.1").strip("/")
    first, _, rest = path.partition("/")
    reference = _REFERENCE.fullmatch(first)
    if reference and reference[1] in made:
        path = "/".join(each for each in (made[reference[1]], rest) if each)
    method, body = one.method.upper(), _linked(one.body, made)
    stale = {name.lower(): value for name, value in one.headers.items()}.get("if-match", "")
    if method == "GET":
        asking.needs("sensing.read")
        return server.get(path, dict(parse_qsl(query, keep_blank_values=True)))
    if method == "POST" and path == "CreateObservations":
        return server.create_observations(body)
    if method != "POST" or path.rpartition("/")[2] != "Observations":
        asking.needs("sensing.manage")
    match method:
        case "POST":
            return server.post(path, body)
        case "PATCH" | "PUT":
            return server.alter(path, body, stale, whole=method == "PUT")
        case "DELETE":
            return server.delete(path, stale)
        case _:
            raise WatchError("error.sta.method", method=method[:20])


def _linked(body: Any, made: dict[str, str]) -> Any:
    """Return a body in which links to what earlier requests made are links to its id."""
    if isinstance(body, list):
        return [_linked(each, made) for each in body]
    if not isinstance(body, dict):
        return body
    found = {name: _linked(value, made) for name, value in body.items()}
    reference = found.get("@iot.id")
    if isinstance(reference, str) and (known := _REFERENCE.fullmatch(reference)):
        number = re.search(r"\((\d+)\)$", made.get(known[1], ""))
        if number:
            found["@iot.id"] = int(number[1])
    return found
