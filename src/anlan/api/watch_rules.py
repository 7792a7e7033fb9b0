"""A city's alarm rules: what each says, what proves it, how it does in life; on and off."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.parameters import Lang, Version, etag, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.model.errors import WatchError
from anlan.store.change import change
from anlan.store.watch import WatchCertificate
from anlan.watch import rulebook
from anlan.watch.live import status
from anlan.watch.replay.figures import Figures
from anlan.watch.rulebook import Listed
from anlan.watch.rulebook.drift import in_life
from anlan.watch.rules.says import says
from anlan.words import Language

router = APIRouter(
    prefix="/api/cities/{city}/watch", tags=["watch"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("rule.read"))]
Keeper = Annotated[CityView, Depends(CityNeeds("rule.manage"))]
Id = Annotated[str, Path(pattern="^[a-z][a-z0-9_]*$", max_length=64)]
Which = Annotated[
    int | None, Query(ge=1, le=1_000_000, alias="version", description="The newest unless named.")
]


class Proof(BaseModel):
    """What came of a replay of the rule."""

    made_at: datetime
    digest: str = Field(description="SHA-256 of the certificate.")
    figures: Figures


class InLife(BaseModel):
    """How a rule that is on has done, by its alarms that were closed."""

    true: int
    false: int
    precision: float | None
    promised: float = Field(description="The precision of the certificate it is on by.")
    fallen: bool = Field(description="Whether it does worse than promised, and not by chance.")
    case: str = Field(description="The case that looks into it; empty for none.")


class RuleLine(BaseModel):
    """A version of a rule."""

    rule: str
    version: int
    name: str
    says: str = Field(description="The rule in words.")
    priority: str
    owner: str = Field(description="The department that answers for it.")
    on_since: datetime | None
    proof: Proof | None = Field(description="The newest certificate that covers it.")
    in_life: InLife | None = Field(description="None while it is off.")


class RuleLines(BaseModel):
    """A city's rules, the newest version of each first."""

    items: list[RuleLine]


class RulePage(RuleLine):
    """A version of a rule with all that it declares."""

    body: dict[str, Any] = Field(description="The rule, with those it combines, as declared.")


class EngineTold(BaseModel):
    """How the engine that evaluates the readings is; see the howto for each figure."""

    runs: bool
    figures: dict[str, float]


@router.get("/rules")
def rules(request: Request, city: City, lang: Lang = "en") -> RuleLines:
    """Return the city's rules."""
    with state_of(request).database.session() as session:
        found = rulebook.listed(session, city.city.name)
        return RuleLines(items=[_line(session, each, lang) for each in found])


@router.get("/rules/{rule}")
def one(
    request: Request, response: Response, city: City, rule: Id, which: Which = None,
    lang: Lang = "en",
) -> RulePage:  # fmt: skip
    """Return a rule; its ETag goes into If-Match when it is switched."""
    with state_of(request).database.session() as session:
        return _page(session, response, rulebook.find(session, city.city.name, rule, which), lang)


@router.get("/rules/{rule}/certificate")
def certificate(
    request: Request, city: City, rule: Id, which: Which = None, lang: Lang = "en"
) -> dict[str, Any]:
    """Return the certificate a rule is on by, else the newest that covers it."""
    with state_of(request).database.session() as session:
        found = rulebook.find(session, city.city.name, rule, which)
        row = found.proof
        if found.row.certificate_id is not None and found.row.on_since is not None:
            row = session.get_one(WatchCertificate, found.row.certificate_id)
        if row is None:
            raise RefusalError(404, "api.no_certificate", "path.rule", rule=rule)
        body: dict[str, Any] = json.loads(row.body)
        return body


@router.post("/rules/{rule}/on")
def on(
    request: Request, response: Response, city: Keeper, rule: Id, version: Version,
    which: Which = None, lang: Lang = "en",
) -> RulePage:  # fmt: skip
    """Switch a rule on by the newest certificate that covers it; another version goes off."""
    return _switched(request, response, city, rule, version, which, lang, on=True)


@router.post("/rules/{rule}/off")
def off(
    request: Request, response: Response, city: Keeper, rule: Id, version: Version,
    which: Which = None, lang: Lang = "en",
) -> RulePage:  # fmt: skip
    """Switch a rule off; its alarms whose condition stands are cleared."""
    return _switched(request, response, city, rule, version, which, lang, on=False)


@router.get("/engine")
def engine(request: Request, city: City, lang: Lang = "en") -> EngineTold:
    """Return how the engine is that evaluates the city's readings."""
    with state_of(request).database.session() as session:
        found = status(session, city.city.name)
    if found is None:
        return EngineTold(runs=False, figures={})
    return EngineTold(runs=found.runs, figures=found.figures())


def _switched(
    request: Request, response: Response, city: CityView, rule: str, version: int,
    which: int | None, lang: Language, *, on: bool,
) -> RulePage:  # fmt: skip
    city.whole()
    name = city.city.name
    with change(state_of(request).database, cause(request, city.person)) as made:
        before = rulebook.find(made.session, name, rule, which)
        if before.row.changed != version:
            raise WatchError("error.watch.rule_changed", rule=rule)
        which = before.row.version
        if on:
            found = rulebook.switch_on(made, name, rule, datetime.now(UTC), which)
        else:
            found = rulebook.switch_off(made, name, rule, which)
        return _page(made.session, response, found, lang)


def _page(session: Session, response: Response, found: Listed, lang: Language) -> RulePage:
    response.headers["ETag"] = etag(found.row.changed)
    line = _line(session, found, lang)
    return RulePage(**line.model_dump(), body=json.loads(found.row.body))


def _line(session: Session, found: Listed, lang: Language) -> RuleLine:
    row, proof = found.row, found.proof
    life = in_life(session, row, datetime.now(UTC)) if row.on_since is not None else None
    return RuleLine(
        rule=row.rule,
        version=row.version,
        name=found.rule.name.of(lang),
        says=says(found.rules, found.rule, lang),
        priority=found.rule.priority,
        owner=row.owner,
        on_since=row.on_since,
        proof=proof
        and Proof(
            made_at=proof.made_at,
            digest=proof.digest,
            figures=Figures.model_validate(proof.figures),
        ),
        in_life=life
        and InLife(
            true=life.true,
            false=life.false,
            precision=life.precision,
            promised=life.promised,
            fallen=life.fallen,
            case=row.drift_case,
        ),
    )
