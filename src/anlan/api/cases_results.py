"""What became of cases that somebody else's system sent, asked by its own names for them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from anlan.api.cases_shapes import CaseLine
from anlan.api.cases_told import Teller
from anlan.api.guard import CityNeeds, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.view import CityView
from anlan.cases import reading, rows
from anlan.store.cases import CaseRow

router = APIRouter(
    prefix="/api/cities/{city}/cases/results",
    tags=["cases"],
    dependencies=[Depends(refuse_unknown)],
)
City = Annotated[CityView, Depends(CityNeeds("case.read"))]
Key = Annotated[str, Query(min_length=1, max_length=200)]
MOST = 100
"""So many are asked at once, as they stand in an address."""


class CaseResult(BaseModel):
    """How a case stands that was sent under a name of the sender's."""

    outside_key: str
    case: CaseLine | None = Field(
        description="Null where there is none of that name within one's scope."
    )
    joined: str | None = Field(default=None, description="The case it was joined with, if any.")


@router.get("")
def results(
    request: Request,
    city: City,
    channel: Annotated[str, Query(max_length=40, examples=["department"])],
    key: Annotated[
        list[Key], Query(min_length=1, max_length=MOST, description="What the sender calls them.")
    ],
    lang: Lang = "en",
) -> list[CaseResult]:
    """Return what became of cases, by the names under which their sender sent them.

    For a department's own system that has sent its cases and takes back how they were solved.
    """
    with state_of(request).database.session() as session:
        found = reading.named(session, city.city.name, city.scope, channel, key)
        teller = Teller(request, city, lang, session)
        return [_result(session, teller, each, found.get(each)) for each in dict.fromkeys(key)]


def _result(session: Session, teller: Teller, key: str, row: CaseRow | None) -> CaseResult:
    if row is None:
        return CaseResult(outside_key=key, case=None)
    lead = rows.joined_to(session, row)
    return CaseResult(
        outside_key=key, case=teller.line(row), joined=lead.number if lead is not None else None
    )
