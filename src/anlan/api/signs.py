"""Signs for places: a QR code by which whoever stands there reports a problem."""

import io
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Query, Request, Response

from anlan.api.guard import CityNeeds, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.cases.public.sign import sign_address

router = APIRouter(
    prefix="/api/cities/{city}/qr.svg", tags=["public"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("case.read"))]


@router.get("", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}})
def sign(
    request: Request,
    city: City,
    lon: Annotated[float, Query(ge=-180, le=180, description="Where the sign hangs, WGS 84.")],
    lat: Annotated[float, Query(ge=-90, le=90)],
    place: Annotated[
        str, Query(max_length=100, description="What the place is called, as its sign says.")
    ] = "",
    lang: Lang = "en",
) -> Response:
    """Return a QR code that leads to the residents' page with this place filled in."""
    if not city.city.public.open:
        raise RefusalError(404, "api.no_public_door", "path.city", city=city.city.title.of(lang))
    base = state_of(request).address or str(request.base_url).rstrip("/")
    drawn = io.BytesIO()
    # A sign hangs in the rain: a quarter of it may be unreadable.
    code = segno.make(
        sign_address(base, city.city.name, lon, lat, place), error="q", boost_error=False
    )
    code.save(drawn, kind="svg", scale=4, border=4, svgclass=None, lineclass=None)
    return Response(drawn.getvalue(), media_type="image/svg+xml")
