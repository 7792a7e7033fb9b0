"""The routes of SensorThings: an address below ``/sta/v1.1``, read, made, altered or retired."""

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from anlan.api.guard import state_of
from anlan.api.problems import RefusalError, language
from anlan.api.sensorthings.batch import run
from anlan.api.sensorthings.who import Asking, ThingsNeed
from anlan.model.errors import WatchError
from anlan.watch.history.held import Place
from anlan.watch.intake import BusyError
from anlan.watch.sensorthings.errors import HeldError, NotThereError, OptionError
from anlan.watch.sensorthings.serve import Answer, Server, SlowError, StaleError

PREFIX = "/api/cities/{city}/sta/v1.1"
router = APIRouter(prefix=PREFIX, tags=["sensorthings"])
Reads = Annotated[Asking, Depends(ThingsNeed("sensing.read"))]
Sends = Annotated[Asking, Depends(ThingsNeed("sensing.send", devices=True))]
Keeps = Annotated[Asking, Depends(ThingsNeed("sensing.manage"))]
Match = Annotated[str, Header(alias="If-Match", max_length=80, description="The entity's ETag.")]
AGAIN_SECONDS = 2
_JSON: dict[str, Any] = {"application/json": {"schema": {}}}
_TEXT: dict[str, Any] = {"text/plain": {"schema": {"type": "string"}}}
_BAD: dict[int | str, dict[str, Any]] = {400: {"description": "An option or body is wrong."}}
_MADE: dict[int | str, dict[str, Any]] = {201: {"description": "Made.", "content": _JSON}, **_BAD}
_BODY = {"requestBody": {"required": True, "content": _JSON}}
_OPTIONS = {
    "$filter": "A condition, such as result gt 5.",
    "$expand": "What is told with each, such as Datastreams($select=name).",
    "$select": "Only these properties.",
    "$orderby": "By what, such as phenomenonTime desc.",
    "$top": "How many at most.",
    "$skip": "How many are left out first.",
    "$count": "Whether to count all of them: true or false.",
    "$resultFormat": "dataArray, for observations.",
}
_ASKED = {
    "parameters": [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": about,
            "schema": {"type": "string", "maxLength": 8000},
        }
        for name, about in _OPTIONS.items()
    ]
}


@router.get("", responses=_BAD)
def root(request: Request, asking: Reads) -> Any:
    """Return the sets of entities, and to what of the standard this keeps."""
    return server(request, asking).root().body


@router.get(
    "/{path:path}", responses={200: {"content": {**_JSON, **_TEXT}}, **_BAD}, openapi_extra=_ASKED
)
def get(request: Request, path: str, asking: Reads) -> Response:
    """Return a set of entities, one of them, a property of one, or that property's bare value."""
    found = answered(lambda: server(request, asking).get(path, options(request)))
    if path.endswith("/$value"):
        value = found.body
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return PlainTextResponse(text)
    return told(found)


@router.post("/$batch", responses=_BAD, openapi_extra=_BODY)
async def batch(request: Request, asking: Sends) -> Response:
    """Do several requests, one after the other, and answer each."""
    body = await sent(request)
    one = server(request, asking)
    return told(await run_in_threadpool(run, one, asking, body, _fault(request)))


@router.post("/CreateObservations", status_code=201, responses=_MADE, openapi_extra=_BODY)
async def create_observations(request: Request, asking: Sends) -> Response:
    """Take observations in as data arrays; answer when they are on disk, each by its address."""
    body = await sent(request)
    one = server(request, asking)
    return told(await run_in_threadpool(answered, lambda: one.create_observations(body)))


@router.post("/{path:path}", status_code=201, responses=_MADE, openapi_extra=_BODY)
async def post(request: Request, path: str, asking: Sends) -> Response:
    """Make an entity, with those that are sent within it."""
    body = await sent(request)
    one = server(request, asking)
    return told(await run_in_threadpool(answered, lambda: make(one, asking, path, body)))


@router.patch("/{path:path}", responses=_BAD, openapi_extra=_BODY)
async def patch(request: Request, path: str, asking: Keeps, match: Match = "") -> Response:
    """Alter what is told of an entity."""
    body = await sent(request)
    one = server(request, asking)
    change = _altering(one, path, body, match, whole=False)
    return told(await run_in_threadpool(answered, change))


@router.put("/{path:path}", responses=_BAD, openapi_extra=_BODY)
async def put(request: Request, path: str, asking: Keeps, match: Match = "") -> Response:
    """Let an entity be as it is sent."""
    body = await sent(request)
    one = server(request, asking)
    change = _altering(one, path, body, match, whole=True)
    return told(await run_in_threadpool(answered, change))


@router.delete("/{path:path}", responses=_BAD)
def delete(request: Request, path: str, asking: Keeps, match: Match = "") -> Response:
    """Take an entity out of use; what was measured stays until its time is over."""
    return told(answered(lambda: server(request, asking).delete(path, match)))


def make(one: Server, asking: Asking, path: str, body: Any) -> Answer:
    """Make an entity; all but observations take the permission to manage."""
    if path.strip("/").rpartition("/")[2] != "Observations":
        asking.needs("sensing.manage")
    return one.post(path, body)


def _altering(
    one: Server, path: str, body: Any, match: str, *, whole: bool
) -> Callable[[], Answer]:
    return lambda: one.alter(path, body, match, whole=whole)


def server(request: Request, asking: Asking) -> Server:
    """Return what answers requests of the city."""
    name = asking.city.pack.city.name
    address = state_of(request).address or str(request.base_url).rstrip("/")
    return Server(
        Place(asking.city.workspace.database, asking.city.home, name),
        asking.city.sensing,
        lambda: asking.city.readings,
        asking.cause,
        asking.by,
        f"{address}{PREFIX.format(city=name)}",
        language(request),
        asking.exact,
    )


def options(request: Request) -> Mapping[str, str]:
    """Return the options of a question.

    Raises:
        RefusalError: one stands twice.
    """
    pairs = [(name, text) for name, text in request.query_params.multi_items() if name != "lang"]
    twice = [name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1]
    if twice:
        raise RefusalError(400, "error.sta.twice", f"query.{twice[0][:40]}", option=twice[0][:40])
    return dict(pairs)


async def sent(request: Request) -> Any:
    """Return the JSON that is sent.

    Raises:
        RefusalError: it is none.
    """
    try:
        return json.loads(await request.body(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        reason = str(error)[:200] or type(error).__name__
        raise RefusalError(400, "error.sta.json", "body", reason=reason) from error


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def answered(do: Callable[[], Answer]) -> Answer:
    """Return an answer, or the refusal that what is wrong with a request is.

    Raises:
        RefusalError: something is.
    """
    try:
        return do()
    except WatchError as error:
        status, place = status_of(error)
        refusal = RefusalError(status, error.key, place, **error.values)
        if status == 503:
            refusal.retry_after = AGAIN_SECONDS
        raise refusal from error


def status_of(error: WatchError) -> tuple[int, str]:
    """Return the status of what is wrong with a request, and where in it that is."""
    if isinstance(error, OptionError):
        return 400, f"query.{error.option}"
    found = (told for kinds, told in _STATUS if isinstance(error, kinds))
    return next(found, (400, "query" if error.key.startswith("error.history") else "body"))


_STATUS: tuple[tuple[Any, tuple[int, str]], ...] = (
    (NotThereError, (404, "path")),
    ((BusyError, SlowError), (503, "body")),
    (StaleError, (412, "header.If-Match")),
    (HeldError, (409, "path")),
)
"""The status of each kind of error, and where it is; the first that fits counts."""


def _fault(request: Request) -> Callable[[WatchError], tuple[int, Any]]:
    """Return what tells in a batch what is wrong with one request of it."""
    lang = language(request)

    def fault(error: WatchError) -> tuple[int, Any]:
        status, place = status_of(error)
        code = error.key.removeprefix("error.")
        return status, {"code": code, "place": place, "detail": error.say(lang)}

    return fault


def told(found: Answer) -> Response:
    """Return an answer as it is sent."""
    headers = {"Location": found.location} if found.location else {}
    if found.etag:
        headers["ETag"] = found.etag
    text = json.dumps(found.body, ensure_ascii=False, allow_nan=False)
    return Response(text, found.status, headers, "application/json")
