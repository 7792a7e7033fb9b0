"""How to reach whoever reported a case: read with a reason that is recorded."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.parameters import Lang, Strict, refuse_unknown
from anlan.api.view import CityView
from anlan.cases import rows
from anlan.cases.public import contact
from anlan.model.permission import Area

router = APIRouter(
    prefix="/api/cities/{city}/cases", tags=["cases"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("case.contact"))]


class ContactReading(Strict):
    """Why somebody's contact is read."""

    why: str = Field(min_length=3, max_length=500, examples=["To ask which of the two gates"])


class ContactTold(BaseModel):
    """What the sender left; empty what they didn't."""

    phone: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""


@router.post("/{number}/contact")
def read(
    request: Request, city: City, number: str, asked: ContactReading, lang: Lang = "en"
) -> ContactTold:
    """Read the contact of whoever reported; who read it and why is in the ledger before this."""
    state = state_of(request)
    with state.database.session() as session:
        row = rows.find(session, city.city.name, number)
        if not city.scope.covers(Area(row.division, row.department)):
            raise rows.none(city.city.name, number)
    by = replace(cause(request, city.person), why=asked.why)
    days = city.city.public.contact_days
    found = contact.read(state.database, by, state.keyring, city.city.name, number, days)
    return ContactTold(**found.fields)
