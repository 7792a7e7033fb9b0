"""What hazardous chemicals a risk point holds, and which substances are known."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.parameters import Lang, Strict, Version, refuse_unknown
from anlan.api.risk_shapes import InstallationTold
from anlan.api.risk_told import installation_told
from anlan.api.view import CityView
from anlan.model.permission import Area
from anlan.risk.register import installations, rows
from anlan.risk.schemes.installations import substances
from anlan.store.change import change

router = APIRouter(
    prefix="/api/cities/{city}/risk", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]
Keeper = Annotated[CityView, Depends(CityNeeds("risk.manage"))]


class SubstanceLine(BaseModel):
    """A substance of GB 18218."""

    code: str
    name: str
    threshold: float = Field(description="In tonnes.")
    beta: float = Field(description="The factor by which its danger counts.")


class Substances(BaseModel):
    """The substances that are known."""

    items: list[SubstanceLine]


class NewInstallation(Strict):
    """What a risk point holds at most."""

    stocks: dict[str, float] = Field(
        max_length=200, description="Tonnes by the substance's code; none for nothing any more."
    )
    residents: int = Field(
        ge=0, description="Permanent residents within 500 m outside its boundary, a count."
    )


@router.get("/substances")
def known(city: City, lang: Lang = "en") -> Substances:
    """Return the substances that make major hazard installations, with their thresholds."""
    return Substances(
        items=[
            SubstanceLine(
                code=each.code, name=each.name.of(lang), threshold=each.threshold, beta=each.beta
            )
            for each in substances().values()
        ]
    )


@router.put("/points/{code}/installation")
def put(
    request: Request, city: Keeper, code: str, asked: NewInstallation, version: Version,
    lang: Lang = "en",
) -> InstallationTold | None:  # fmt: skip
    """Say what a risk point holds; as a major hazard installation it is red."""
    with change(state_of(request).database, cause(request, city.person)) as made:
        row = rows.find(made.session, city.city.name, code)
        if not city.scope.covers(Area(row.division, row.department)):
            raise rows.none(city.city.name, code)
        rows.hold(made.session, city.city.name, code, version)
        room, at = city.state.register, datetime.now(UTC)
        installations.put(made, room, code, asked.stocks, asked.residents, at)
        return installation_told(installations.of(made.session, row), lang)
