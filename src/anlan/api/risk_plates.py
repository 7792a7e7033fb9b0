"""Plates of risk points: the notice board beside each, with a QR code, as a PDF."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from anlan.api.guard import CityNeeds, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.view import CityView
from anlan.model.permission import Area
from anlan.risk.register import rows
from anlan.risk.register.plate import plate, wanted_points
from anlan.risk.register.plate_paper import PlateSize, as_plates

router = APIRouter(
    prefix="/api/cities/{city}/risk", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]
Size = Annotated[PlateSize, Query(description="Of the paper.")]
PDF = "application/pdf"


@router.get(
    "/points/{code}/plate", response_class=Response, responses={200: {"content": {PDF: {}}}}
)
def one_plate(
    request: Request, city: City, code: str, size: Size = "a4", lang: Lang = "en"
) -> Response:
    """Return the plate of a risk point; its code leads residents to where they report."""
    with state_of(request).database.session() as session:
        row = rows.find(session, city.city.name, code)
        if row.retired_at or not city.scope.covers(Area(row.division, row.department)):
            raise rows.none(city.city.name, code)
        told = plate(session, city.city, row, _base(request), lang)
    return _pdf(as_plates([told], size, lang))


@router.get("/plates", response_class=Response, responses={200: {"content": {PDF: {}}}})
def several_plates(
    request: Request,
    city: City,
    division: Annotated[str, Query(max_length=200, description="Of points in this one.")] = "",
    unit_code: Annotated[str, Query(max_length=200, description="Of points of this unit.")] = "",
    size: Size = "a4",
    lang: Lang = "en",
) -> Response:
    """Return the plates of at most 200 points within one's scope, the most dangerous first."""
    path = city.state.division_path(division) if division else ""
    base = _base(request)
    with state_of(request).database.session() as session:
        found = wanted_points(session, city.city.name, city.scope, path, unit_code)
        told = [plate(session, city.city, row, base, lang) for row in found]
    return _pdf(as_plates(told, size, lang))


def _base(request: Request) -> str:
    return state_of(request).address or str(request.base_url).rstrip("/")


def _pdf(written: bytes) -> Response:
    headers = {"Content-Disposition": 'inline; filename="plates.pdf"'}
    return Response(written, 200, headers, PDF)
