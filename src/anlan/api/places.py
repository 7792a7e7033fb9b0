"""The ranked premises: for the map, the list and the panel."""

import csv
import io
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from anlan.api.guard import CityNeeds
from anlan.api.parameters import Lang, Limit, missing, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.schemas import (
    Detail,
    Fact,
    Grade,
    PastVisit,
    Premises,
    RankedItem,
    Ranking,
    Reason,
    RoutePlace,
    SourceShare,
)
from anlan.api.view import CityView
from anlan.model.csvsafe import safe_cell
from anlan.risk import part
from anlan.risk.results import to_date
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}", tags=["premises"], dependencies=[Depends(refuse_unknown)]
)
Text = Annotated[str, Query(max_length=100, description="Part of a name, address or id.")]
Offset = Annotated[
    int, Query(ge=0, le=100_000_000, description="A ranking never changes: only a new one comes.")
]
RULE = CityNeeds("premises.read")
City = Annotated[CityView, Depends(RULE)]


@router.get("/premises")
def premises(city: City, lang: Lang = "en") -> Premises:
    """Return every premises that has a position, as columns."""
    placed = _ranking(city).assets.drop_nulls(["lon", "lat"])
    return Premises(
        id=placed["asset"].to_list(),
        lon=placed["lon"].round(6).to_list(),
        lat=placed["lat"].round(6).to_list(),
        grade=placed["grade"].to_list(),
        score=placed["score_premises"].round(4).to_list(),
        rank=placed["rank"].to_list(),
        name=placed["name"].to_list(),
    )


@router.get("/ranking")
def ranking(
    city: City,
    lang: Lang = "en",
    q: Text = "",
    grade: Grade | None = None,
    division: Annotated[str | None, Query(max_length=100)] = None,
    sort: part.Sort = "rank",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Ranking:
    """Return a page of the ranked list, filtered."""
    stored = _ranking(city)
    total, page = stored.page(
        text=q, grade=grade, division=division, sort=sort, limit=limit, offset=offset
    )
    places = _route_places(city)
    items = [_item(row, city, places, lang) for row in page.iter_rows(named=True)]
    return Ranking(total=total, mean_score=stored.mean_score, items=items)


@router.get("/ranking.csv", response_class=Response)
def ranking_csv(city: City, lang: Lang = "en") -> Response:
    """Return the whole ranked list as CSV; no cell of it can be run as a formula."""
    stored = _ranking(city).assets.drop("reasons", "lo", "hi")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(stored.columns)
    writer.writerows([safe_cell(value) for value in row] for row in stored.iter_rows())
    name = f"{city.city.name}-ranking.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/premises/{asset}")
def detail(city: City, asset: str, lang: Lang = "en") -> Detail:
    """Return everything the panel shows of one premises."""
    stored = _ranking(city)
    row = stored.one(asset)
    if row is None:
        raise RefusalError(404, "api.no_asset", "path.asset", asset=asset)
    item = _item(row, city, _route_places(city), lang)
    visits = stored.history(asset)
    place = _route_places(city).get(asset)
    return Detail(
        **item.model_dump(exclude={"reason", "in_plan", "random", "last_visit"}),
        interval=(row["lo"], row["hi"]) if row["lo"] is not None else None,
        mean_score=stored.mean_score,
        total=stored.height,
        reasons=[Reason(text=r[lang], effect=r["effect"]) for r in row["reasons"] or []],
        visits=[_visit(day, found, lang) for _, day, found in visits.iter_rows()],
        facts=_facts(row, visits.height, lang),
        sources=_sources(city, lang),
        route=RoutePlace(team=place["team"], order=place["order"]) if place else None,
    )


def _ranking(city: CityView) -> part.Part:
    stored = city.ranking()
    if stored is None:
        raise missing("ranking", city)
    return stored


def _route_places(city: CityView) -> dict[str, dict[str, Any]]:
    plan = city.plan() or {"teams": []}
    return {
        stop["asset"]: {"team": team["team"], "order": stop["order"], "random": stop["random"]}
        for team in plan["teams"]
        for stop in team["stops"]
    }


def _item(
    row: dict[str, Any], city: CityView, places: dict[str, dict[str, Any]], lang: Language
) -> RankedItem:
    place = places.get(row["asset"])
    reasons = row["reasons"] or []
    keep = ("rank", "asset", "name", "address", "lon", "lat", "grade")
    return RankedItem(
        **{key: row[key] for key in keep},
        type=row["type"],
        division=city.division_names(row["division"], lang),
        score=row["score_premises"],
        last_visit=to_date(row["last_visit"]).isoformat() if row["last_visit"] else None,
        reason=reasons[0][lang] if reasons else None,
        in_plan=place is not None,
        random=bool(place and place["random"]),
    )


def _visit(day: int, found: bool | None, lang: Language) -> PastVisit:
    key = {True: "api.visit.found", False: "api.visit.clear", None: "api.visit.unknown"}[found]
    return PastVisit(day=to_date(day).isoformat(), found=found, summary=say(key, lang))


def _facts(row: dict[str, Any], visits: int, lang: Language) -> list[Fact]:
    facts = [
        ("api.fact.visits", str(visits)),
        ("api.fact.chance", f"{row['score']:.2f}"),
        ("api.fact.id", row["asset"]),
    ]
    return [Fact(label=say(key, lang), value=value) for key, value in facts]


def _sources(city: CityView, lang: Language) -> list[SourceShare]:
    target = city.city.target()
    used = dict.fromkeys(target.source_names())
    return [
        SourceShare(
            title=state.title,
            rows=state.rows,
            last_event=state.last_event,
        )
        for state in city.source_states(lang)
        if state.name in used
    ]
