"""The linking desk: pairs of records that wait for a clerk, why, and what was decided."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from anlan.api.guard import CityNeeds, state_of
from anlan.api.linking_shapes import (
    DecisionTold,
    GoldenField,
    GoldenValue,
    LinkField,
    LinkKind,
    LinkPair,
    LinkPairs,
    LinkSide,
    LinkStep,
    PairDetail,
    Thing,
)
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Create, Cursor, Lang, Limit, Strict, missing, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.model.errors import LinkError
from anlan.pool.linking.board import Board
from anlan.pool.linking.decisions import Decision, Named, keep
from anlan.pool.linking.golden import Value
from anlan.pool.linking.waterfall import Step, Waterfall
from anlan.store.change import Change
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/linking", tags=["linking"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("link.read"))]
Clerk = Annotated[CityView, Depends(CityNeeds("link.decide"))]
Record = Annotated[
    str,
    Query(
        pattern=r"^[^/]+/.+$",
        max_length=300,
        description="A record, as its source and key.",
        examples=["premises/JC0000001"],
    ),
]
SIDES = ("one", "other")
EPOCH = date(1970, 1, 1)
LATEST = date(9999, 12, 31)


class NewDecision(Strict):
    """Whether two records speak of the same place, and why."""

    one: str = Field(pattern=r"^[^/]+/.+$", max_length=300, examples=["premises/JC0000001"])
    other: str = Field(pattern=r"^[^/]+/.+$", max_length=300, examples=["fire_units/XF0000001"])
    verdict: Literal["same", "different"]
    why: str = Field(min_length=1, max_length=500, examples=["the same door, seen on 3 May"])


@router.get("")
def kinds(city: City, lang: Lang = "en") -> list[LinkKind]:
    """Return the asset kinds that are linked; none, where the city's pack declares no linking."""
    return [_kind(city, kind, lang) for kind in city.state.boards.desks]


@router.get("/{kind}/pairs")
def pairs(
    city: City, kind: str, lang: Lang = "en", limit: Limit = 50, cursor: Cursor = None
) -> LinkPairs:
    """Return the pairs that wait for a clerk, the most probable first."""
    board = _board(city, kind)
    place = numbers(cursor, 3) if cursor else None
    after = (place[0], place[1], place[2]) if place else None
    total, page = board.page(city.scope, after, limit)
    items = [_pair(row, city, lang) for row in page.iter_rows(named=True)]
    last = page.select("place", "one", "other").row(-1) if page.height == limit else None
    return LinkPairs(total=total, next=cursor_of(*last) if last else None, items=items)


@router.get("/{kind}/pair")
def pair(
    request: Request, city: City, kind: str, one: Record, other: Record, lang: Lang = "en"
) -> PairDetail:
    """Return two records side by side, with what each field adds, in words."""
    board = _board(city, kind)
    rows = {_named(each): _record(board, city, each, f"query.{side}")
            for side, each in zip(SIDES, (one, other), strict=True)}  # fmt: skip
    if len(rows) == 1:
        raise RefusalError(422, "error.linking.one_record", "query.other", record=one)
    told = board.explain(*rows)
    first, second = rows[told.one], rows[told.other]
    return PairDetail(
        one=_side(first, city, lang),
        other=_side(second, city, lang),
        fields=_fields(first, second, lang),
        start=told.start,
        steps=[_step(each, lang) for each in told.steps],
        weight=told.weight,
        probability=told.probability,
        together=told.together,
        decision=_decision(told.decision, _names(request, told)) if told.decision else None,
        lines=told.lines(lang),
    )


@router.post("/{kind}/decisions", status_code=201, response_model=DecisionTold)
def decide(
    request: Request,
    city: Clerk,
    kind: str,
    asked: NewDecision,
    create: Create,
    lang: Lang = "en",
) -> Response:
    """Decide on two records: it holds from now on, whatever the model says later."""
    board = _board(city, kind)
    for side, each in zip(SIDES, (asked.one, asked.other), strict=True):
        _record(board, city, each, f"body.{side}")
    if asked.one == asked.other:
        raise RefusalError(422, "error.linking.one_record", "body.other", record=asked.one)
    both = _named(asked.one), _named(asked.other)

    def make(made: Change) -> DecisionTold:
        whose = (city.city.name, kind)
        kept = keep(made, whose, both, asked.verdict == "same", asked.why)
        return _decision(kept, state_of(request).names_of([kept.who]))

    answer = create.make(city.person, make)
    city.state.assets.soon()
    return answer


@router.get("/{kind}/thing")
def thing(city: City, kind: str, record: Record, lang: Lang = "en") -> Thing:
    """Return what is known of the thing that a record speaks of, of each value from whom."""
    board = _board(city, kind)
    _record(board, city, record, "query.record")
    known = board.thing(city.scope, _named(record))
    return Thing(
        records=sorted({f"{each.source}/{each.key}" for each in known}),
        fields=golden_fields(known, city, lang),
    )


def golden_fields(known: list[Value], city: CityView, lang: Language) -> list[GoldenField]:
    """Return golden values for people, field by field."""
    titles = _titles(city, lang)
    fields: dict[str, list[GoldenValue]] = {}
    for each in known:
        fields.setdefault(each.field, []).append(
            GoldenValue(
                value=each.value,
                record=f"{each.source}/{each.key}",
                title=titles.get(each.source, each.source),
                day=day_of(each.day),
                standing=each.standing,
            )
        )
    return [
        GoldenField(
            field=name,
            label=say(f"linking.field.{name}", lang),
            conflict=any(each.standing == "conflicts" for each in values),
            values=values,
        )
        for name, values in fields.items()
    ]


def day_of(number: int | None) -> str | None:
    """Return a day counted from 1970-01-01; None for none, and for one no calendar has."""
    if number is None or not 0 <= number + EPOCH.toordinal() - 1 < LATEST.toordinal():
        return None
    return (EPOCH + timedelta(days=number)).isoformat()


def _board(city: CityView, kind: str) -> Board:
    """Return the board of a kind.

    Raises:
        RefusalError: the pack links none, or nothing was linked yet.
    """
    boards = city.state.boards
    if kind not in boards.desks:
        kinds = ", ".join(boards.desks) or "—"
        raise RefusalError(
            404, "error.linking.none", "path.kind", city=city.city.name, kind=kind, kinds=kinds
        )
    try:
        return boards.of(kind)
    except LinkError as error:
        raise missing("links", city) from error


def _kind(city: CityView, kind: str, lang: Language) -> LinkKind:
    desk = city.state.boards.desks[kind]
    declared = desk.linking
    title = next((e.title.of(lang) for e in city.city.asset_kinds if e.name == kind), kind)
    told = LinkKind(
        kind=kind, title=title, linked_at=None, model=None, records=0, links=0, waiting=0,
        link_from=declared.link_from, doubt_from=declared.doubt_from,
        sources=[each.source for each in declared.sources],
    )  # fmt: skip
    try:
        board = city.state.boards.of(kind)
    except LinkError:
        return told
    facts = board.linked.facts
    total, _ = board.page(city.scope, None, 0)
    return told.model_copy(
        update={
            "linked_at": board.linked.run.made_at,
            "model": facts["model"],
            "records": facts["records"],
            "links": facts["links"],
            "waiting": total,
        }
    )


def _named(record: str) -> Named:
    source, _, key = record.partition("/")
    return source, key


def _record(board: Board, city: CityView, record: str, place: str) -> dict[str, Any]:
    """Return a record of the run.

    Raises:
        RefusalError: there is none that the asker may see; what is out of scope isn't told apart.
    """
    named = _named(record)
    found = board.record_named(city.scope, named)
    if found is None:
        raise RefusalError(404, "error.linking.no_record", place, source=named[0], key=named[1])
    return found


def _titles(city: CityView, lang: Language) -> dict[str, str]:
    return {each.name: each.title.of(lang) for each in city.city.sources}


def _pair(row: dict[str, Any], city: CityView, lang: Language) -> LinkPair:
    first, second = (
        _side(
            {"name_sent": row[f"name_{side}"], "address_sent": row[f"address_{side}"]}
            | {each: row[f"{each}_{side}"] for each in ("source", "key")},
            city,
            lang,
        )
        for side in SIDES
    )
    return LinkPair(probability=row["probability"], one=first, other=second)


def _side(row: dict[str, Any], city: CityView, lang: Language) -> LinkSide:
    return LinkSide(
        record=f"{row['source']}/{row['key']}",
        source=row["source"],
        key=row["key"],
        title=_titles(city, lang).get(row["source"], row["source"]),
        name=row["name_sent"],
        address=row["address_sent"],
    )


def _fields(first: dict[str, Any], second: dict[str, Any], lang: Language) -> list[LinkField]:
    """Return what two records say, where at least one says something.

    A telephone's hash says nothing to a reader, so only whether both have the same is told, by its
    step.
    """
    shown = (
        ("name", "name_sent"), ("address", "address_sent"), ("operator", "operator_sent"),
        ("type", "type"),
    )  # fmt: skip
    told = [(name, first[column], second[column]) for name, column in shown]
    told.append(("position", _position(first), _position(second)))
    told.append(("day", day_of(first["day"]), day_of(second["day"])))
    return [
        LinkField(field=name, label=say(f"linking.field.{name}", lang), one=one, other=other)
        for name, one, other in told
        if one or other
    ]


def _position(row: Mapping[str, Any]) -> str | None:
    return None if row["lon"] is None else f"{row['lon']:.6f}, {row['lat']:.6f}"


def _step(step: Step, lang: Language) -> LinkStep:
    return LinkStep(
        field=step.field,
        label=say(f"linking.field.{step.field}", lang),
        level=say(f"linking.level.{step.level}", lang, value=step.value),
        weight=step.weight,
        rarity=step.rarity,
        text=step.say(lang),
    )


def _names(request: Request, told: Waterfall) -> dict[str, str]:
    return state_of(request).names_of([told.decision.who] if told.decision else [])


def _decision(decision: Decision, names: Mapping[str, str]) -> DecisionTold:
    return DecisionTold(
        one="/".join(decision.one),
        other="/".join(decision.other),
        verdict="same" if decision.same else "different",
        who=names.get(decision.who, decision.who),
        decided_at=decision.decided_at,
        why=decision.why,
    )
