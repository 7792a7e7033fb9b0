"""Who is told of a city's public alerts, each of one status."""

import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field

from anlan.alerts import channels
from anlan.alerts.channels import Kind, NewChannel
from anlan.alerts.mqtt import Access
from anlan.alerts.settings import Status
from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.outbox import EMAIL
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Create, Cursor, Lang, Limit, Strict, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.store.alerts import AlertChannel
from anlan.store.change import Change, change
from anlan.store.outbox.deliver import RefusedError
from anlan.store.outbox.sms import check_number
from anlan.store.outbox.tables import Endpoint
from anlan.store.outbox.webhook import address
from anlan.words import Language

router = APIRouter(
    prefix="/api/cities/{city}/alerts/channels",
    tags=["alerts"],
    dependencies=[Depends(refuse_unknown)],
)
Reader = Annotated[CityView, Depends(CityNeeds("alert.read"))]
Manager = Annotated[CityView, Depends(CityNeeds("alert.manage"))]
Number = Annotated[int, Path(ge=1, le=2**53)]


class AddChannel(Strict):
    """Somebody to be told of alerts of one status."""

    name: str = Field(min_length=1, max_length=80, examples=["river authority"])
    kind: Kind = Field(
        examples=["webhook"],
        description="``sms`` is a number that the gateway of short messages knows; "
        "``mqtt`` a broker that keeps the signed message for whoever listens.",
    )
    status: Status = Field(
        examples=["Exercise"], description="Of which alerts it hears; never of any other."
    )
    address: str = Field(min_length=3, max_length=500, examples=["https://example.org/alerts"])
    language: Language = "zh"
    division: str = Field("", max_length=200, description="Only of this part; of all if empty.")
    login: str = Field(
        "", max_length=500, description="Of ``mqtt``: ``name:secret``, sealed and never shown."
    )
    ca: str = Field(
        "",
        max_length=20_000,
        description="Of ``mqtt``: the certificates (PEM) that the broker's is signed by; those of "
        "the system if empty.",
    )


class AlertChannelTold(BaseModel):
    """Somebody who is told; the secret is never shown again."""

    id: int
    name: str
    kind: Kind
    status: Status
    address: str
    language: Language
    division: str


class MadeChannel(AlertChannelTold):
    """A channel with the secret that signs what it is posted, shown this once.

    It is empty where nothing is posted.
    """

    secret: str


class ChannelsTold(BaseModel):
    """A page of channels."""

    next: str | None
    items: list[AlertChannelTold]


@router.get("")
def listed(
    request: Request, city: Reader, limit: Limit = 100, cursor: Cursor = None, lang: Lang = "en"
) -> ChannelsTold:
    """Return who is told."""
    after = numbers(cursor, 1)[0] if cursor else 0
    with state_of(request).database.session() as session:
        found = channels.channels(session, city.city.name, after, limit)
    more = cursor_of(found[-1][0].id) if len(found) == limit else None
    return ChannelsTold(next=more, items=[AlertChannelTold(**_told(*each)) for each in found])


@router.post("", status_code=201, response_model=MadeChannel)
def add(
    request: Request, city: Manager, asked: AddChannel, create: Create, lang: Lang = "en"
) -> Response:
    """Add somebody to be told; the secret is in the answer and never shown again."""
    city.whole()
    _check(asked)
    path = city.state.division_path(asked.division) if asked.division else ""
    access = Access.of(asked.login, asked.ca)
    given = NewChannel(
        asked.name, asked.kind, asked.status, asked.address, asked.language, path, access
    )
    ring = state_of(request).keyring

    def make(made: Change) -> MadeChannel:
        ((row, secret),) = channels.add(made, city.city.name, [given], ring, datetime.now(UTC))
        endpoint = made.session.get_one(Endpoint, row.endpoint_id)
        return MadeChannel(**_told(row, endpoint), secret=secret)

    return create.make(city.person, make)


@router.delete("/{channel}", status_code=204)
def retire(request: Request, city: Manager, channel: Number, lang: Lang = "en") -> None:
    """Tell a channel nothing more; what it was told stays known."""
    city.whole()
    with change(state_of(request).database, cause(request, city.person)) as made:
        channels.retire(made, city.city.name, channel, datetime.now(UTC))


def _check(asked: AddChannel) -> None:
    """Check the address's form.

    Raises:
        RefusalError: it is no address of the kind.
    """
    try:
        if asked.kind == "webhook":
            address(asked.address)
        elif asked.kind == "sms":
            check_number(asked.address)
        elif asked.kind == "email" and not re.fullmatch(EMAIL, asked.address):
            raise RefusedError("the address must be like duty@city.example")
    except RefusedError as refusal:
        raise RefusalError(
            422, "error.store.refused", "body.address", reason=refusal.reason
        ) from refusal


def _told(row: AlertChannel, endpoint: Endpoint) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "kind": endpoint.kind.removeprefix(channels.START),
        "status": row.status,
        "address": endpoint.address,
        "language": row.lang,
        "division": row.division.rpartition("/")[2],
    }
