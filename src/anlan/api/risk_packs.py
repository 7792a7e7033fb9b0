"""Starter packs: what is usual in each field, sheets to fill in, and clauses a finding may meet."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.model.declared import Text
from anlan.risk.cycles import cycles
from anlan.risk.living import rules
from anlan.risk.packs import Checklist, Jha, Pack, Scl, packs
from anlan.risk.packs.layout import SheetKind
from anlan.risk.packs.shape import Harm
from anlan.risk.packs.sheets import write_sheet
from anlan.risk.register import kinds
from anlan.risk.register.clauses import Clause, candidates, of_field
from anlan.risk.schemes import shipped
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/risk", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ClauseTold(BaseModel):
    """A clause of a judgement standard of major hazards, paraphrased."""

    field: str
    standard: str
    number: str = Field(description="A name of ours where the number isn't known.")
    text: str
    source: str = Field(description="Where the paraphrase is from, or that it is from memory.")


class ClauseCandidate(ClauseTold):
    """A clause that a finding may meet."""

    words: list[str] = Field(description="The words of the finding by which it was found.")


class ClauseCandidates(BaseModel):
    """Clauses that a finding may meet; whether it does is concluded by a person."""

    items: list[ClauseCandidate]
    note: str


class PackLine(BaseModel):
    """A starter pack: how much of each it holds."""

    field: Named
    scheme: Named
    kinds: int
    checklists: int
    jha: int
    scl: int
    clauses: int


class PackLines(BaseModel):
    """The starter packs, in the order of the fields."""

    items: list[PackLine]


class PackKind(BaseModel):
    """A kind of risk point that is usual in a field."""

    id: str
    name: str
    type: Named


class CheckTold(BaseModel):
    """What a checklist asks, as it should be."""

    text: str
    clause: str = Field(description="The clause to look up where it isn't so; empty for none.")


class ChecklistTold(BaseModel):
    """What is looked at on a round."""

    id: str
    name: str
    source: str
    items: list[CheckTold]


class PackMeasure(BaseModel):
    """A measure, and which of the five groups it is of."""

    group: Named
    text: str


class JhaStep(BaseModel):
    """A step of an activity: what may go wrong, what follows, what is done against it."""

    step: str
    hazard: str
    event: Named
    consequence: str
    measures: list[PackMeasure]


class JhaTold(BaseModel):
    """Job hazard analysis of an activity."""

    kind: str
    name: str
    steps: list[JhaStep]


class SclItem(BaseModel):
    """A part of a place or facility: how it must be, how it may not be, and what is done."""

    item: str
    standard: str
    deviation: str
    event: Named
    measures: list[PackMeasure]


class SclTold(BaseModel):
    """Safety checklist analysis of a place or facility."""

    kind: str
    name: str
    items: list[SclItem]


class PackTold(BaseModel):
    """The starter pack of a field."""

    field: Named
    scheme: Named
    source: str
    kinds: list[PackKind]
    checklists: list[ChecklistTold]
    jha: list[JhaTold]
    scl: list[SclTold]
    clauses: list[ClauseTold]
    note: str = Field(description="That a clause is met is concluded by a person.")
    modifiers: list[Named] = Field(description="The living facts that move its risk points.")
    cycles: list[Named] = Field(description="The statutory cycles of its equipment.")


@router.get("/clauses")
def clauses(
    city: City,
    field: Annotated[str, Query(max_length=64, description="One of the ten fields.")],
    text: Annotated[str, Query(min_length=1, max_length=2000, description="What was found.")],
    lang: Lang = "en",
) -> ClauseCandidates:
    """Return the major-hazard clauses of a field that a finding may meet, by its words alone."""
    del city
    _pack(field, "query.field")
    items = [
        ClauseCandidate(**_clause(each.clause, lang).model_dump(), words=list(each.phrases))
        for each in candidates(field, text)
    ]
    return ClauseCandidates(items=items, note=say("risk.clauses.note", lang))


@router.get("/packs")
def list_packs(city: City, lang: Lang = "en") -> PackLines:
    """Return the starter packs of the ten fields."""
    del city
    items = [
        PackLine(
            field=_named(field, kinds().fields[field], lang),
            scheme=_scheme(found, lang),
            kinds=len(found.kinds),
            checklists=len(found.checklists),
            jha=len(found.jha),
            scl=len(found.scl),
            clauses=len(of_field(field)),
        )
        for field, found in packs().items()
    ]
    return PackLines(items=items)


@router.get("/packs/{field}")
def one_pack(city: City, field: str, lang: Lang = "en") -> PackTold:
    """Return the starter pack of a field."""
    del city
    found = _pack(field, "path.field")
    types = kinds().types
    return PackTold(
        field=_named(field, kinds().fields[field], lang),
        scheme=_scheme(found, lang),
        source=found.source.of(lang),
        kinds=[
            PackKind(id=each.id, name=each.of(lang), type=_named(each.type, types[each.type], lang))
            for each in found.kinds
        ],
        checklists=[_checklist(each, lang) for each in found.checklists],
        jha=[_jha(found, each, lang) for each in found.jha],
        scl=[_scl(found, each, lang) for each in found.scl],
        clauses=[_clause(each, lang) for each in of_field(field)],
        note=say("risk.clauses.note", lang),
        modifiers=[_named(each, rules().of(each).name, lang) for each in found.modifiers],
        cycles=[_named(each, cycles()[each].name, lang) for each in found.cycles],
    )


@router.get("/packs/{field}/sheet", response_class=Response)
def sheet(
    city: City,
    field: str,
    kind: Annotated[SheetKind, Query(description="Which of its sheets.")] = "jha",
    lang: Lang = "en",
) -> Response:
    """Return a sheet to fill in, as a workbook; the first two kinds can be imported."""
    del city
    found = _pack(field, "path.field")
    headers = {"Content-Disposition": f'attachment; filename="{field}-{kind}-{lang}.xlsx"'}
    return Response(write_sheet(found, kind, lang), 200, headers, XLSX)


def _pack(field: str, place: str) -> Pack:
    """Return the pack of a field's id.

    Raises:
        RefusalError: 404 for a path, 422 for a parameter, with the known ones.
    """
    if field in packs():
        return packs()[field]
    status = 404 if place.startswith("path") else 422
    known = ", ".join(packs())
    raise RefusalError(status, "api.no_field", place, found=field[:40], known=known)


def _named(name: str, text: Text, lang: Language) -> Named:
    return Named(name=name, title=text.of(lang))


def _scheme(found: Pack, lang: Language) -> Named:
    return _named(found.scheme, shipped()[found.scheme].name, lang)


def _clause(found: Clause, lang: Language) -> ClauseTold:
    return ClauseTold(
        field=found.field,
        standard=found.standard.of(lang),
        number=found.number,
        text=found.text.of(lang),
        source=found.source.of(lang),
    )


def _checklist(found: Checklist, lang: Language) -> ChecklistTold:
    items = [CheckTold(text=each.of(lang), clause=each.clause) for each in found.items]
    name, source = found.name.of(lang), found.source.of(lang)
    return ChecklistTold(id=found.id, name=name, source=source, items=items)


def _jha(found: Pack, jha: Jha, lang: Language) -> JhaTold:
    steps = [
        JhaStep(
            step=each.step.of(lang),
            hazard=each.hazard.of(lang),
            event=_event(each, lang),
            consequence=each.consequence.of(lang),
            measures=_measures(each, lang),
        )
        for each in jha.steps
    ]
    return JhaTold(kind=jha.kind, name=found.kind(jha.kind).of(lang), steps=steps)


def _scl(found: Pack, scl: Scl, lang: Language) -> SclTold:
    items = [
        SclItem(
            item=each.item.of(lang),
            standard=each.standard.of(lang),
            deviation=each.deviation.of(lang),
            event=_event(each, lang),
            measures=_measures(each, lang),
        )
        for each in scl.items
    ]
    return SclTold(kind=scl.kind, name=found.kind(scl.kind).of(lang), items=items)


def _event(harm: Harm, lang: Language) -> Named:
    return _named(harm.event, kinds().accidents[harm.event], lang)


def _measures(harm: Harm, lang: Language) -> list[PackMeasure]:
    return [
        PackMeasure(group=_named(group, name, lang), text=harm.measures[group].of(lang))
        for group, name in kinds().measures.items()
        if group in harm.measures
    ]
