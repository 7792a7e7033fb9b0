"""The four-colour map as a PDF, as large as A0."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from anlan.api.guard import CityNeeds
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.risk_areas import At, Hour, counted_at, shown_at
from anlan.api.view import CityView
from anlan.model.declared import Level
from anlan.risk.register.print import Asked, Drawable, Kind, PaperSize, What, print_map

router = APIRouter(
    prefix="/api/cities/{city}/risk", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]


class Printed(Response):
    """A PDF."""

    media_type = "application/pdf"


@router.get("/print", response_class=Printed)
def printed(
    request: Request,
    city: City,
    size: Annotated[PaperSize, Query(description="Of the paper.")] = "a0",
    what: Annotated[What, Query(description="What is coloured.")] = "points",
    kind: Annotated[
        Kind, Query(description="By the facts of the day or without measures.")
    ] = "now",
    level: Annotated[Level, Query(description="Whose borders and names are drawn.")] = "district",
    at: At = None,
    hour: Hour = None,
    lang: Lang = "en",
) -> Response:
    """Print the map of what is within one's scope, upright or lying as the city is shaped."""
    asked = Asked(size, what, kind, level, lang)
    shown = shown_at(city, at)
    _, counted = counted_at(request, city, shown.at, hour)
    room = city.state.register
    places = [path for path in room.paths_to(asked.level) if city.scope.has_place(path)]
    it = Drawable(city.city, room, shown, shown.within(city.scope), places, _basemap(city), counted)
    name = f"{city.city.name}-risk-{asked.what}-{asked.size}.pdf"
    return Printed(
        print_map(it, asked), headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _basemap(city: CityView) -> list[dict[str, Any]]:
    name = city.city.basemap
    path = city.state.pack.find(name, city.state.folder / "layers") if name else None
    if path is None:
        return []
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return found
