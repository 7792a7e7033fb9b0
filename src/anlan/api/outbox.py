"""Who outside is told of what, what waits for them, and what was given up."""

import re
import secrets
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from anlan.access.principal import Principal
from anlan.api.guard import Needs, cause, state_of
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import (
    Create,
    Cursor,
    Lang,
    Limit,
    Strict,
    Version,
    etag,
    refuse_unknown,
)
from anlan.api.problems import RefusalError
from anlan.store.change import Change, change
from anlan.store.outbox import queue
from anlan.store.outbox.deliver import RefusedError
from anlan.store.outbox.sms import check_number
from anlan.store.outbox.tables import DEAD, DELIVERED, WAITING, Delivery, Endpoint
from anlan.store.outbox.webhook import address

router = APIRouter(prefix="/api/outbox", tags=["outbox"], dependencies=[Depends(refuse_unknown)])
Reader = Annotated[Principal, Depends(Needs("outbox.read"))]
Manager = Annotated[Principal, Depends(Needs("outbox.manage"))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
LongNumber = Annotated[int, Path(ge=1, le=2**53)]
Topic = Annotated[
    str, Field(pattern=r"^(\*|[a-z_]+\.(\*|[a-z_]+))(@[a-z_]+:[\w/.:-]+)?$", max_length=200)
]
State = Literal["waiting", "dead", "delivered"]
STATES = {"waiting": WAITING, "dead": DEAD, "delivered": DELIVERED}
EMAIL = r"^[^@\s]{1,64}@[^@\s]{1,200}$"


class NewEndpoint(Strict):
    """Somebody to be told."""

    name: str = Field(min_length=1, max_length=80, examples=["duty room"])
    kind: Literal["webhook", "email", "sms"] = Field(examples=["webhook"])
    address: str = Field(min_length=3, max_length=500, examples=["https://example.org/hook"])
    topics: list[Topic] = Field(
        max_length=50,
        examples=[["batch.*", "run.plan"]],
        description="None: it is told only of what names it, as an alarm names its wardens.",
    )


class AlterEndpoint(Strict):
    """What to change: let it rest (``active``), or tell it of other topics."""

    active: bool | None = Field(None, examples=[False])
    topics: list[Topic] | None = Field(None, max_length=50, examples=[["batch.closed"]])


class EndpointTold(BaseModel):
    """Somebody who is told, with what waits for them; the secret is never shown again."""

    id: int
    name: str
    kind: str
    address: str
    topics: list[str]
    active: bool
    waiting: int
    dead: int
    version: int


class MadeEndpoint(EndpointTold):
    """An endpoint with the secret that signs its messages, shown this once; empty for e-mail."""

    secret: str


class DeliveryTold(BaseModel):
    """A message on its way, or given up."""

    id: int
    endpoint: str
    entry: int
    subject: str
    state: State
    attempts: int
    next_at: str
    error: str


class Deliveries(BaseModel):
    """A page of deliveries."""

    items: list[DeliveryTold]
    next: str | None


@router.get("/endpoints")
def endpoints(request: Request, person: Reader, lang: Lang = "en") -> list[EndpointTold]:
    """Return everybody who is told."""
    database = state_of(request).database
    counts = queue.counts(database)
    return [_told(each, counts) for each in queue.endpoints(database)]


@router.post("/endpoints", status_code=201, response_model=MadeEndpoint)
def add(
    request: Request, person: Manager, asked: NewEndpoint, create: Create, lang: Lang = "en"
) -> Response:
    """Add somebody to be told; a webhook's secret is in the answer and never shown again."""
    _check(asked)
    keyring = state_of(request).keyring

    def make(made: Change) -> MadeEndpoint:
        secret = secrets.token_urlsafe(32)
        sealed, topics = keyring.seal(secret), list(asked.topics)
        number = queue.add_endpoint(made, asked.name, asked.kind, asked.address, topics, sealed)
        found = made.session.get_one(Endpoint, number)
        shown = secret if asked.kind == "webhook" else ""
        return MadeEndpoint(**_told(found, {}).model_dump(), secret=shown)

    return create.make(person, make)


@router.get("/endpoints/{endpoint}")
def one(
    request: Request, response: Response, person: Reader, endpoint: Number, lang: Lang = "en"
) -> EndpointTold:
    """Return one endpoint; its ETag goes into If-Match of a change."""
    database = state_of(request).database
    with database.session() as session:
        found = session.get(Endpoint, endpoint)
    if found is None:
        raise RefusalError(404, "api.no_endpoint", "path.endpoint", number=endpoint)
    response.headers["ETag"] = etag(found.version)
    return _told(found, queue.counts(database))


@router.patch("/endpoints/{endpoint}")
def alter(
    request: Request,
    response: Response,
    person: Manager,
    endpoint: Number,
    asked: AlterEndpoint,
    version: Version,
    lang: Lang = "en",
) -> EndpointTold:
    """Let an endpoint rest, or tell it of other topics."""
    database = state_of(request).database
    with change(database, cause(request, person)) as made:
        found = queue.one_endpoint(made, endpoint)
        if found is None:
            raise RefusalError(404, "api.no_endpoint", "path.endpoint", number=endpoint)
        if found.version != version:
            raise RefusalError(412, "api.changed", "header.If-Match")
        queue.alter_endpoint(made, found, active=asked.active, topics=asked.topics)
        response.headers["ETag"] = etag(found.version)
    return _told(found, queue.counts(database))


@router.get("/deliveries")
def deliveries(
    request: Request,
    person: Reader,
    lang: Lang = "en",
    state: Annotated[State, Query(description="Which ones.")] = "dead",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Deliveries:
    """Return deliveries of one state, the oldest first."""
    [after] = numbers(cursor, 1) if cursor else (0,)
    found = queue.page(state_of(request).database, (STATES[state],), after, limit)
    more = cursor_of(found[-1].id) if len(found) == limit else None
    return Deliveries(items=[_on_its_way(each) for each in found], next=more)


@router.post("/deliveries/{delivery}/replay", status_code=204)
def replay(request: Request, person: Manager, delivery: LongNumber, lang: Lang = "en") -> Response:
    """Let a delivery that was given up be tried again; asked twice, it is tried once."""
    with change(state_of(request).database, cause(request, person)) as made:
        if not queue.replay(made, [delivery]):
            raise RefusalError(404, "api.no_delivery", "path.delivery", number=delivery)
    return Response(status_code=204)


def _check(asked: NewEndpoint) -> None:
    """Check the address's form; whether its host may be told is seen at each delivery.

    Raises:
        RefusalError: it is no address of the kind.
    """
    try:
        if asked.kind == "webhook":
            address(asked.address)
        elif asked.kind == "sms":
            check_number(asked.address)
        elif not re.fullmatch(EMAIL, asked.address):
            raise RefusedError("the address must be like duty@city.example")
    except RefusedError as refusal:
        raise RefusalError(
            422, "error.store.refused", "body.address", reason=refusal.reason
        ) from refusal


def _told(found: Endpoint, counts: dict[tuple[int, str], int]) -> EndpointTold:
    return EndpointTold(
        id=found.id,
        name=found.name,
        kind=found.kind,
        address=found.address,
        topics=found.topics,
        active=found.active,
        waiting=counts.get((found.id, WAITING), 0),
        dead=counts.get((found.id, DEAD), 0),
        version=found.version,
    )


def _on_its_way(found: Delivery) -> DeliveryTold:
    return DeliveryTold(
        id=found.id,
        endpoint=found.endpoint.name,
        entry=found.seq,
        subject=found.subject,
        state=next(name for name, state in STATES.items() if state == found.state),
        attempts=found.attempts,
        next_at=found.next_at.isoformat(),
        error=found.error,
    )
