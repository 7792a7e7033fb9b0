"""What of a city's pool somebody may read, and how an answer about it is kept and compared."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from anlan import __version__
from anlan.api.guard import CityNeeds, state_of
from anlan.api.problems import MEDIA, RefusalError
from anlan.api.view import CityView
from anlan.pool.sharing.shelf import Shared

City = Annotated[CityView, Depends(CityNeeds("pool.read"))]
CACHE = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie, Accept-Language"}
_PROBLEM = {"content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "Refused", **_PROBLEM},
    410: {"description": "Refused", **_PROBLEM},
}
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "What you have is current"}}


@dataclass(frozen=True)
class Opened:
    """A source, and the divisions in which its records are in the asker's scope."""

    shared: Shared
    divisions: tuple[str, ...]


def opened(city: CityView, name: str) -> Opened:
    """Return a source as far as the asker's scope goes.

    Raises:
        RefusalError: there is none, or nothing of it is in scope: both are told alike.
    """
    found = next((each for each in all_opened(city) if each.shared.source.name == name), None)
    if found is None:
        raise RefusalError(404, "api.open.no_source", "path.source", source=name[:80])
    return found


def all_opened(city: CityView) -> Iterator[Opened]:
    """Yield the sources of which something is in the asker's scope."""
    for source in city.city.sources:
        divisions = city.scope.divisions_of(source.department)
        shared = city.state.shelf.source(source.name) if divisions else None
        if shared is not None:
            yield Opened(shared, divisions)


def root(request: Request, city: CityView) -> str:
    """Return the address under which the city's pool is open."""
    base = state_of(request).address or str(request.base_url).rstrip("/")
    return f"{base}/api/cities/{city.city.name}/open"


def tag(*parts: object) -> str:
    """Return the weak ETag of an answer that is made of ``parts`` and nothing else."""
    told = repr((__version__, *parts))
    return f'W/"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def kept(request: Request, etag: str, make: Callable[[], Response]) -> Response:
    """Return the answer, or 304 where the asker says it has this one."""
    headers = CACHE | {"ETag": etag}
    given = request.headers.get("if-none-match", "")
    if given.strip() == "*" or etag in (each.strip() for each in given.split(",")):
        return Response(status_code=304, headers=headers)
    answer = make()
    answer.headers.update(headers)
    return answer


def gone() -> RefusalError:
    """Return the refusal of a cursor of another history, as after a backup was put back."""
    return RefusalError(410, "api.open.cursor_gone", "query.cursor")
