"""One source: what its contract promises, and what it did."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel

from anlan.api.guard import CityNeeds, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.schemas import QuarantineRule, SourceState
from anlan.api.view import CityView
from anlan.model.city import Source
from anlan.pool import drift, health, loads, promises, quarantine, records
from anlan.pool.sieve import Counts
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/sources", tags=["pool"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("city.read"))]
SHOWN = 30
"""So many loads are listed one by one."""


class PromiseTold(BaseModel):
    """A promise of the contract, and what was done; ``since`` says from when it is broken."""

    promise: Literal["frequency", "latency", "complete"]
    column: str
    promised: str
    measured: str
    kept: bool
    since: datetime | None
    text: str


class Sums(BaseModel):
    """What became of rows; every row read is exactly one of the other five."""

    read: int
    new: int
    updated: int
    unchanged: int
    repeated: int
    quarantined: int


class LoadTold(Sums):
    """One load; of what was done by hand, who did it and why, for those who may read the ledger."""

    id: int
    kind: loads.Kind
    file: str
    received_at: datetime
    who: str
    why: str


class DayTold(Sums):
    """All loads of a day."""

    day: date
    loads: int


class OutageTold(BaseModel):
    """A time in which the source didn't deliver."""

    since: datetime
    until: datetime | None


class DriftTold(BaseModel):
    """How unlike the loads before a column of the latest load is."""

    column: str
    psi: float
    level: Literal["none", "some", "much"]


class WarnedTold(BaseModel):
    """How many current records break a rule that only warns."""

    rule: str
    rule_text: str
    column: str
    about: str
    count: int


class SourceTold(BaseModel):
    """A source's page."""

    state: SourceState
    contract: str
    version: str
    promises: list[PromiseTold]
    outages: list[OutageTold]
    days: list[DayTold]
    loads: list[LoadTold]
    by_rule: list[QuarantineRule]
    measured_at: datetime | None
    drift: list[DriftTold]
    warned: list[WarnedTold]


@router.get("/{source}")
def one(
    request: Request,
    city: City,
    source: Annotated[str, Path(max_length=64)],
    lang: Lang = "en",
) -> SourceTold:
    """Return what a source promises and what it did."""
    mine = [each for each in city.city.sources if city.scope.has_any_of(each.department)]
    found = next((each for each in mine if each.name == source), None)
    if found is None:
        names = ", ".join(each.name for each in mine)
        raise RefusalError(404, "api.no_source", "path.source", source=source, names=names)
    place = city.state.workspace
    agreed, measured = records.contract_of(place, source), health.known(place, source)
    recent = loads.recent(place, source)
    return SourceTold(
        state=next(each for each in city.source_states(lang) if each.name == source),
        contract=agreed.name,
        version=agreed.version,
        promises=_promises(city, found, lang),
        outages=[OutageTold(since=e.since, until=e.until) for e in loads.outages(place, source)],
        days=[
            DayTold(day=each.day, loads=each.loads, **_sums(each.counts))
            for each in loads.by_day(recent, city.city)
        ],
        loads=_loads(request, city, source, recent[:SHOWN]),
        by_rule=[
            QuarantineRule(source=e.source, rule=e.rule, text=e.say(lang), count=e.count)
            for e in quarantine.listing(place, source, limit=0).by_rule
        ],
        measured_at=datetime.fromisoformat(measured.at) if measured.at else None,
        drift=[DriftTold(column=e.column, psi=e.psi, level=_level(e.psi)) for e in measured.drift],
        warned=[
            WarnedTold(
                rule=each.rule,
                rule_text=say(f"pool.rulename.{each.rule}", lang),
                column=each.column,
                about=each.about,
                count=each.count,
            )
            for each in measured.warned
        ],
    )


def _promises(city: CityView, source: Source, lang: Language) -> list[PromiseTold]:
    return [
        PromiseTold(
            promise=each.kind,
            column=each.column,
            promised=each.amount(each.promised),
            measured=each.amount(each.measured),
            kept=each.kept,
            since=each.since,
            text=each.say(lang),
        )
        for each in promises.judge(city.state.workspace, city.city, source)
    ]


def _loads(
    request: Request, city: CityView, source: str, recent: list[loads.Load]
) -> list[LoadTold]:
    may = city.person.may("ledger.read", city.city.name)
    entries = loads.by_hand(city.state.workspace, source) if may else {}
    names = state_of(request).names_of({each.who for each in entries.values()})
    return [
        LoadTold(
            id=each.id,
            kind=each.kind,
            file=each.file,
            received_at=each.received_at,
            who=names.get(entry.who, entry.who) if entry else "",
            why=entry.why if entry else "",
            **_sums(each.counts),
        )
        for each in recent
        for entry in [entries.get(each.id)]
    ]


def _sums(counts: Counts) -> dict[str, int]:
    names = ("read", "new", "updated", "unchanged", "repeated", "quarantined")
    return {name: getattr(counts, name) for name in names}


def _level(psi: float) -> Literal["none", "some", "much"]:
    chosen = drift.settings()
    return "much" if psi > chosen.much else "some" if psi > chosen.some else "none"
