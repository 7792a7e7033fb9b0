"""What if: what fails if assets are down for some time."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, state_of
from anlan.api.parameters import Lang, Limit, refuse_unknown
from anlan.api.view import CityView
from anlan.model.colour import COLOURS
from anlan.risk.cascade import kinds
from anlan.risk.register import influences
from anlan.store.risk import RiskPoint
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/risk", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]
LONGEST = 60 * 24 * 365


class EffectTold(BaseModel):
    """An asset that would be down."""

    code: str
    name: str = Field(description="Of the risk point; empty where it is none.")
    colour: Named | None = Field(description="The risk point's colour now; none where it is none.")
    start: float = Field(description="Minutes from the beginning.")
    end: float
    weight: float = Field(description="How much of the failure reaches it, 0 to 1.")
    cause: str = Field(description="By which asset; empty where it is down of itself.")
    kind: Named | None
    why: str


class WhatIf(BaseModel):
    """What would be down, the first to fail first."""

    total: int
    effects: list[EffectTold]


@router.get("/what-if")
def what_if(
    request: Request,
    city: City,
    asset: Annotated[
        list[str], Query(min_length=1, max_length=50, description="What is down, by its code.")
    ],
    minutes: Annotated[float, Query(gt=0, le=LONGEST, description="For how long.")] = 240,
    lang: Lang = "en",
    limit: Limit = 200,
) -> WhatIf:
    """Return what fails if assets are down; for whoever sees the whole city."""
    city.whole()
    found = influences.ask(city.state.influences.snapshot(), asset, minutes)
    shown = found[:limit]
    with state_of(request).database.session() as session:
        points = influences.points_of(session, city.city.name, [each.code for each in shown])
        told = [_effect(each, points.get(each.code), lang) for each in shown]
    return WhatIf(total=len(found), effects=told)


def _effect(found: influences.Effect, point: RiskPoint | None, lang: Language) -> EffectTold:
    kind = kinds().get(found.kind)
    colour = None
    if point is not None:
        name = COLOURS[point.now_colour]
        colour = Named(name=name, title=say(f"risk.colour.{name}", lang))
    why = say(
        "risk.cascade.why" if kind else "risk.cascade.itself",
        lang,
        kind=kind.name.of(lang) if kind else "",
        cause=found.cause,
        start=f"{found.start:g}",
        end=f"{found.end:g}",
    )
    return EffectTold(
        code=found.code,
        name=point.name if point else "",
        colour=colour,
        start=found.start,
        end=found.end,
        weight=round(found.weight, 3),
        cause=found.cause,
        kind=Named(name=kind.id, title=kind.name.of(lang)) if kind else None,
        why=why,
    )
