"""Today's routes and their exports."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from anlan.api.guard import CityNeeds
from anlan.api.parameters import Lang, missing, refuse_unknown
from anlan.api.schemas import Exports, Plan
from anlan.api.view import CityView

router = APIRouter(
    prefix="/api/cities/{city}", tags=["plan"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("plan.read"))]


@router.get("/plan")
def plan(city: City, lang: Lang = "en") -> Plan:
    """Return today's routes."""
    stored = _plan(city)
    base = f"/api/cities/{city.city.name}/plan"
    exports = Exports(csv=f"{base}.csv", gpx=f"{base}.gpx", sheet=f"{base}.html?lang={lang}")
    return Plan(**stored, exports=exports)


@router.get("/plan.csv", response_class=Response)
def plan_csv(city: City, lang: Lang = "en") -> Response:
    """Return the routes as CSV; no cell of it can be run as a formula."""
    return _file(city, "plan.csv", "text/csv; charset=utf-8")


@router.get("/plan.gpx", response_class=Response)
def plan_gpx(city: City, lang: Lang = "en") -> Response:
    """Return the routes as GPX 1.1, one route a team."""
    return _file(city, "plan.gpx", "application/gpx+xml")


@router.get("/plan.html", response_class=Response)
def plan_sheet(city: City, lang: Lang = "en") -> Response:
    """Return the printable sheets, one page a team."""
    return _file(city, f"plan.{lang}.html", "text/html; charset=utf-8")


def _plan(city: CityView) -> dict[str, Any]:
    stored = city.plan()
    if stored is None:
        raise missing("plan", city)
    return stored


def _file(city: CityView, name: str, media_type: str) -> Response:
    city.whole()
    _plan(city)
    run = city.run("plan")
    content = (run.folder / name).read_bytes() if run else b""
    headers = {}
    if not media_type.startswith("text/html"):
        headers["Content-Disposition"] = f'attachment; filename="{city.city.name}-{name}"'
    return Response(content, media_type=media_type, headers=headers)
