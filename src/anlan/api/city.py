"""The cities, their overview and their base layers."""

from pathlib import Path
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Query, Request, Response

from anlan.api.guard import CityNeeds, Person, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.schemas import CitySummary, Department, Figure, Grade, Has, Overview
from anlan.api.view import CityView
from anlan.risk.part import Part
from anlan.words import Language, say

router = APIRouter(prefix="/api/cities", tags=["city"], dependencies=[Depends(refuse_unknown)])
Layer = dict[str, Any]
_NONE = '{"type":"FeatureCollection","features":[]}'
City = Annotated[CityView, Depends(CityNeeds("city.read"))]


@router.get("")
def cities(request: Request, person: Person, lang: Lang = "en") -> list[CitySummary]:
    """Return every city of which the asker may see something."""
    seen = (
        CityView(each, person.scope("city.read", each.pack.city.name), person)
        for each in state_of(request).all()
    )
    return [_summary(city, lang) for city in seen if city.scope]


@router.get("/{city}/overview")
def overview(city: City, lang: Lang = "en") -> Overview:
    """Return the city at a glance: figures with definitions, sources, grades."""
    ranking = city.ranking()
    return Overview(
        as_of=ranking.meta.as_of if ranking else None,
        figures=_figures(city, ranking, lang),
        sources=city.source_states(lang),
        grades=_grades(ranking),
        ranked_by=ranking.meta.ranked_by if ranking else None,
        ranked_by_text=ranking.meta.ranked_by_text[lang] if ranking else None,
    )


@router.get("/{city}/divisions", response_model=Layer)
def divisions(
    city: City,
    lang: Lang = "en",
    most: Annotated[
        int | None,
        Query(ge=1, description="Only levels with at most so many, as can be told apart on a map."),
    ] = None,
) -> Response:
    """Return the division polygons as GeoJSON; empty where the city has none."""
    name = city.city.divisions.polygons
    found = city.state.divisions.geojson(most) if name and _found(city, name) else _NONE
    return Response(found, media_type="application/json")


@router.get("/{city}/departments")
def departments(city: City, lang: Lang = "en") -> list[Department]:
    """Return the city's departments, as roles name them."""
    return [Department(name=each.name, title=each.title.of(lang)) for each in city.city.departments]


@router.get("/{city}/basemap", response_model=Layer)
def basemap(city: City, lang: Lang = "en") -> Response:
    """Return the base layers (water, road, park, outline) as GeoJSON; empty where none."""
    path = _found(city, city.city.basemap) if city.city.basemap else None
    told = path.read_text(encoding="utf-8") if path else _NONE
    return Response(told, media_type="application/json")


def _grades(ranking: Part | None) -> dict[Grade, int]:
    counts = ranking.grades() if ranking else {}
    return {grade: counts[grade] for grade in get_args(Grade) if grade in counts}


def _found(city: CityView, name: str) -> Path | None:
    return city.state.pack.find(name, city.state.folder / "layers")


def _summary(view: CityView, lang: Language) -> CitySummary:
    city = view.city
    ranking = view.ranking()
    return CitySummary(
        name=city.name,
        title=city.title.of(lang),
        synthetic=city.synthetic,
        zone=city.zone,
        bounds=city.bounds,
        languages=list(city.languages),
        as_of=ranking.meta.as_of if ranking else None,
        has=Has(
            ranking=ranking is not None,
            plan=view.run("plan") is not None,
            backtest=view.run("backtest") is not None,
            alerts=city.alerts is not None,
        ),
    )


def _figures(view: CityView, ranking: Part | None, lang: Language) -> list[Figure]:
    values = view.figures(ranking)
    return [
        Figure(
            key=key,
            value=value,
            unit=unit,
            label=say(f"figure.{key}.label", lang),
            definition=say(f"figure.{key}.definition", lang),
            spark=spark,
        )
        for key, value, unit, spark in values
    ]
