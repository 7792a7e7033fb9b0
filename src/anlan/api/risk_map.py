"""The register on a map: its points in few bytes, and what some of them are called."""

from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from anlan.api.guard import CityNeeds
from anlan.api.open.within import NOT_MODIFIED, kept, tag
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.risk_areas import At, shown_at
from anlan.api.view import CityView
from anlan.model.colour import COLOURS, Colour
from anlan.risk.register.packing import packed

router = APIRouter(
    prefix="/api/cities/{city}/risk/map", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]


class Points(Response):
    """Points in few bytes; see ``anlan.risk.register.packing``."""

    media_type = "application/octet-stream"


class RiskPointName(BaseModel):
    """What a point of the map is."""

    id: int = Field(description="As the packed points number it.")
    code: str
    name: str
    value: float = Field(description="By the facts of the day.")
    colour: Colour


@router.get("/packed", response_class=Points, responses=NOT_MODIFIED)
def on_map(request: Request, city: City, at: At = None, lang: Lang = "en") -> Response:
    """Return every risk point within one's scope that has a position, in few bytes for a map.

    All numbers are little-endian: `ARP1`, the number of points (u32), the west and the south that
    places are counted from and the step in degrees (f64), then a column each of the id less the
    one before (u32), steps to the east (u32), steps to the north (u32), and the colours (u8): the
    place of the colour now among blue, yellow, orange and red, plus four times that of the colour
    without measures.
    """
    shown = shown_at(city, at)
    # Only what is shown now is asked for by many.
    found = packed(shown, city.scope) if at else city.state.packs.of(shown, city.scope)
    # Nothing in it can be chosen by others to find out the rest by its length: it may be zipped.
    zipped = "gzip" in request.headers.get("accept-encoding", "")

    def make() -> Response:
        if zipped:
            return Points(found.zipped, headers={"Content-Encoding": "gzip"})
        return Points(found.body)

    answer = kept(request, tag("risk map", found.digest), make)
    answer.headers["Vary"] += ", Accept-Encoding"
    return answer


@router.get("/names")
def names(
    city: City,
    id: Annotated[list[int], Query(min_length=1, max_length=100, description="Of the map.")],
    lang: Lang = "en",
) -> list[RiskPointName]:
    """Return what points of the map are called; those that are no more are left out."""
    shown = city.state.risks.snapshot()
    wanted = np.isin(shown.rows["id"], id) & shown.within(city.scope)
    return [
        RiskPointName(
            id=int(row["id"]),
            code=shown.names[slot][0],
            name=shown.names[slot][1],
            value=round(float(row["now_value"]), 2),
            colour=COLOURS[row["now_colour"]],
        )
        for slot, row in ((int(slot), shown.rows[slot]) for slot in np.flatnonzero(wanted))
    ]
