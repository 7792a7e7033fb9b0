"""The cities, their overview and their base layers."""

import json
from typing import Any, get_args

from fastapi import APIRouter, Depends

from anlan.api.parameters import City, Lang, all_cities, refuse_unknown
from anlan.api.schemas import CitySummary, Figure, Grade, Has, Overview
from anlan.api.state import CityState, State
from anlan.risk.results import Ranking
from anlan.words import Language, say

router = APIRouter(prefix="/api/cities", tags=["city"], dependencies=[Depends(refuse_unknown)])
Layer = dict[str, Any]


@router.get("")
def cities(state: State = Depends(all_cities), lang: Lang = "en") -> list[CitySummary]:  # noqa: B008
    """Return every city the server shows."""
    return [_summary(city, lang) for city in state.all()]


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


@router.get("/{city}/divisions")
def divisions(city: City, lang: Lang = "en") -> Layer:
    """Return the division polygons as GeoJSON; empty where the city has none."""
    return _layer(city, city.pack.city.divisions.polygons)


@router.get("/{city}/basemap")
def basemap(city: City, lang: Lang = "en") -> Layer:
    """Return the base layers (water, road, park, outline) as GeoJSON; empty where none."""
    return _layer(city, city.pack.city.basemap)


def _grades(ranking: Ranking | None) -> dict[Grade, int]:
    counts = ranking.grades() if ranking else {}
    return {grade: counts[grade] for grade in get_args(Grade) if grade in counts}


def _layer(city: CityState, name: str | None) -> Layer:
    path = city.pack.find(name, city.folder / "layers") if name else None
    if path is None:
        return {"type": "FeatureCollection", "features": []}
    layer: Layer = json.loads(path.read_text(encoding="utf-8"))
    return layer


def _summary(state: CityState, lang: Language) -> CitySummary:
    city = state.pack.city
    ranking = state.ranking()
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
            plan=state.run("plan") is not None,
            backtest=state.run("backtest") is not None,
        ),
    )


def _figures(state: CityState, ranking: Ranking | None, lang: Language) -> list[Figure]:
    values = state.figures(ranking)
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
