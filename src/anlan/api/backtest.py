"""The back-test: as JSON for the console, and as its own page."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from anlan.api.guard import CityNeeds
from anlan.api.parameters import Lang, missing, refuse_unknown
from anlan.api.view import CityView

router = APIRouter(
    prefix="/api/cities/{city}", tags=["backtest"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("backtest.read"))]


@router.get("/backtest")
def backtest(city: City, lang: Lang = "en") -> dict[str, Any]:
    """Return the latest back-test report, as ``report.json`` holds it in the language."""
    run = city.run("backtest")
    if run is None:
        raise missing("backtest", city)
    report: dict[str, Any] = run.json(f"report.{lang}.json")
    return report


@router.get("/backtest.html", response_class=Response)
def page(city: City, lang: Lang = "en") -> Response:
    """Return the latest back-test report as one self-contained page."""
    run = city.run("backtest")
    if run is None:
        raise missing("backtest", city)
    content = (run.folder / f"report.{lang}.html").read_bytes()
    return Response(content, media_type="text/html; charset=utf-8")
