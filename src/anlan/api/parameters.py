"""What routers share: the language, refusing unknown parameters, pages, versions, creates."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from anlan.access.once import Request as Asked
from anlan.access.once import once
from anlan.access.principal import Principal
from anlan.api.guard import cause, state_of
from anlan.api.instants import Instant
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.model.cause import Cause
from anlan.store.change import Change, change
from anlan.words import Language

Lang = Annotated[Language, Query(description="The language of every text in the answer.")]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many items at most.")]
Cursor = Annotated[
    str | None, Query(max_length=80, description="Where to go on: the answer's `next`.")
]
Clock = Annotated[
    Instant | None,
    Header(
        alias="X-Clock",
        description="What the sender's clock says as this is sent; its times are corrected.",
    ),
]
_ETAG = re.compile(r'"v(\d{1,9})"')


class Strict(BaseModel):
    """Base of all that is sent to us: no unknown keys, nothing guessed from another type."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)


def refuse_unknown(request: Request) -> None:
    """Refuse a query parameter the route doesn't declare: a typing error must not pass silently."""
    declared = {p.alias for p in request.scope["route"].dependant.query_params} | {"lang"}
    for part in request.scope["route"].dependant.dependencies:
        declared |= {p.alias for p in part.query_params}
    unknown = sorted(set(request.query_params) - declared)
    if unknown:
        known = ", ".join(sorted(declared))
        place = f"query.{unknown[0]}"
        raise RefusalError(
            422, "api.unknown_parameter", place, found=", ".join(unknown)[:200], known=known
        )


def missing(what: str, city: CityView) -> RefusalError:
    """Return the 404 that names the command which makes what is missing."""
    return RefusalError(404, f"api.no_{what}", "path.city", city=city.city.name)


def etag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"v{version}"'


def wanted_version(
    if_match: Annotated[
        str | None, Header(max_length=40, description="The ETag of what is changed.")
    ] = None,
) -> int:
    """Return the version that a change was made on.

    Raises:
        RefusalError: none is given, or it is none.
    """
    if if_match is None:
        raise RefusalError(428, "api.no_etag", "header.If-Match")
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise RefusalError(422, "api.bad_etag", "header.If-Match", found=if_match)
    return int(found.group(1))


Version = Annotated[int, Depends(wanted_version)]


@dataclass(frozen=True)
class Creating:
    """A create: asked twice with one key, it is made once; without a key, as often as asked."""

    request: Request
    key: str
    body: bytes
    status: int = 201

    def make(
        self, person: Principal, make: Callable[[Change], BaseModel], why: str = ""
    ) -> Response:
        """Make what was asked, or return the answer that was given to the same request before.

        ``why`` is the reason given, for the ledger.
        """
        return self.make_as(replace(cause(self.request, person), why=why), make)

    def make_as(self, by: Cause, make: Callable[[Change], BaseModel]) -> Response:
        """Make what was asked by whoever a cause names; see :meth:`make`."""
        state = state_of(self.request)

        def answer(made: Change) -> str:
            return make(made).model_dump_json()

        if not self.key:
            with change(state.database, by) as made:
                told, again = answer(made), False
        else:
            place = f"{self.request.method} {self.request.url.path}"
            asked = Asked.of(by.who, self.key, place, self.body)
            told, again = once(state.database, state.keyring, by, asked, answer)
        headers = {"Idempotency-Replayed": "true"} if again else {}
        return Response(told, self.status, headers, "application/json")


async def creating(
    request: Request,
    idempotency_key: Annotated[
        str,
        Header(
            min_length=1,
            max_length=80,
            pattern=r"^[!-~]+$",
            description="A new one for each new create; the same if it is sent again.",
            examples=["5f0c9f6e-3f9c-4a53-9a0f-7a5f6f1f2b11"],
        ),
    ],
) -> Creating:
    """Return the create that is asked."""
    return Creating(request, idempotency_key, await request.body())


async def repeating(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=80,
            pattern=r"^[!-~]+$",
            description="The same if it is sent again: then it is done once.",
            examples=["5f0c9f6e-3f9c-4a53-9a0f-7a5f6f1f2b11"],
        ),
    ] = None,
) -> Creating:
    """Return an act that is asked, which may be sent again under its key."""
    return Creating(request, idempotency_key or "", await request.body(), 200)


Repeat = Annotated[Creating, Depends(repeating)]
Create = Annotated[Creating, Depends(creating)]
