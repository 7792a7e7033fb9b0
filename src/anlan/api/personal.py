"""A resident's contact: what is held, and one value read with a reason that is recorded."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from anlan.api.guard import CityNeeds, cause
from anlan.api.parameters import Lang, Strict, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.model.permission import Area
from anlan.pool.reveal import division_of, holdings, reveal

router = APIRouter(
    prefix="/api/cities/{city}/personal",
    tags=["personal"],
    dependencies=[Depends(refuse_unknown)],
)
City = Annotated[CityView, Depends(CityNeeds("personal.read"))]


class HoldingTold(BaseModel):
    """A personal column: how it is kept, and of encrypted ones until when."""

    source: str
    column: str
    way: Literal["drop", "hash", "encrypt"]
    days: int | None
    living: int
    destroyed: int
    ends: datetime | None


class Reading(Strict):
    """Which value is read, and why."""

    source: str = Field(min_length=1, max_length=64, examples=["hotline"])
    key: str = Field(min_length=1, max_length=200, examples=["R000000001"])
    column: str = Field(min_length=1, max_length=100, examples=["联系电话"])
    why: str = Field(min_length=3, max_length=500, examples=["Case 17: to ask where the gas leaks"])


class Value(BaseModel):
    """The value, and the entry's subject in the ledger."""

    value: str
    subject: str


@router.get("")
def held(city: City, lang: Lang = "en") -> list[HoldingTold]:
    """Return which personal columns of the asker's departments are held, and how."""
    mine = [each.name for each in city.city.sources if city.scope.has_any_of(each.department)]
    return [
        HoldingTold(
            source=each.source,
            column=each.column,
            way=each.way,
            days=each.days,
            living=each.living,
            destroyed=each.destroyed,
            ends=each.ends,
        )
        for each in holdings(city.state.workspace, mine)
    ]


@router.post("")
def read(request: Request, city: City, asked: Reading, lang: Lang = "en") -> Value:
    """Read one value; that it was read, by whom and why is in the ledger before the answer."""
    source = next((each for each in city.city.sources if each.name == asked.source), None)
    division = division_of(city.state.workspace, asked.source, asked.key) if source else None
    # Out of scope and not there are told alike, so that nobody learns what there is elsewhere.
    if source is None or not city.scope.covers(Area(division or "", source.department)):
        raise RefusalError(404, "api.no_record", "body.key", source=asked.source, key=asked.key)
    found = reveal(
        city.state.workspace,
        cause(request, city.person),
        asked.source,
        asked.key,
        asked.column,
        asked.why,
    )
    return Value(value=found.value, subject=found.subject)
