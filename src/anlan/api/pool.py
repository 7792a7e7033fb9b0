"""The pool: what waits in quarantine."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from anlan.api.guard import CityNeeds
from anlan.api.parameters import Cursor, Lang, Limit, refuse_unknown
from anlan.api.schemas import Quarantine
from anlan.api.view import CityView

router = APIRouter(
    prefix="/api/cities/{city}", tags=["pool"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("quarantine.read"))]


@router.get("/quarantine")
def quarantine(
    city: City,
    lang: Lang = "en",
    source: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Quarantine:
    """Return the quarantined rows, counted by rule, with a sentence for each."""
    return city.quarantine(source, limit, cursor, lang)
