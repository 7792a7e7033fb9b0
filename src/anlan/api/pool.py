"""The pool: what waits in quarantine."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from anlan.api.parameters import City, Lang, refuse_unknown
from anlan.api.places import Limit, Offset
from anlan.api.schemas import Quarantine

router = APIRouter(
    prefix="/api/cities/{city}", tags=["pool"], dependencies=[Depends(refuse_unknown)]
)


@router.get("/quarantine")
def quarantine(
    city: City,
    lang: Lang = "en",
    source: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Quarantine:
    """Return the quarantined rows, counted by rule, with a sentence for each."""
    return city.quarantine(source, limit, offset, lang)
