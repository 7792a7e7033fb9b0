"""The desks of cases: the workflow in words, a board, supervision, call-backs, what is near."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Query, Request

from anlan.api.cases import inbox_place
from anlan.api.cases_desks_shapes import (
    AwaitedTold,
    Board,
    BoardColumn,
    CallBackLine,
    CallBackLines,
    ChannelTold,
    NearLine,
    NearLines,
    RungCount,
    StateTold,
    SupervisedLine,
    SupervisedLines,
    WorkflowTold,
)
from anlan.api.cases_shapes import Named
from anlan.api.cases_told import Teller
from anlan.api.guard import CityNeeds, state_of
from anlan.api.paging import cursor_at, cursor_of, numbers
from anlan.api.parameters import Cursor, Lang, Limit, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.cases import desks, reading
from anlan.cases.flow import workflow
from anlan.cases.flow.facts import NEW
from anlan.cases.ladder import ladder
from anlan.cases.nearby import nearby
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/cases", tags=["cases"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("case.read"))]
NEAR_METRES = 200.0
"""As far as somebody may be off who says where something is (ours)."""
NEAR_MOST = 10


@router.get("/workflow")
def table(city: City, lang: Lang = "en") -> WorkflowTold:
    """Return the workflow in words: states, what they wait for and by whom, kinds, channels."""
    known = workflow()
    states = [
        StateTold(
            name=name,
            title=say(f"case.state.{name}", lang),
            step=state.step,
            ended=state.ended,
            awaits=state.awaits,
        )
        for name, state in known.states.items()
        if name != NEW
    ]
    return WorkflowTold(
        states=states,
        awaited=[_awaited(city, act, held, lang) for act, held in known.awaited.items()],
        kinds=_named("kind", known.kinds, lang),
        channels=[
            ChannelTold(name=name, title=say(f"case.channel.{name}", lang), public=channel.public)
            for name, channel in known.channels.items()
        ],
        moments=[name for name, shape in known.fields.items() if shape.kind == "moment"],
        rungs=_named("rung", [rung.name for rung in ladder().rungs], lang),
    )


@router.get("/board")
def board(
    request: Request,
    city: City,
    lang: Lang = "en",
    limit: Annotated[int, Query(ge=1, le=100, description="Of each step, so many.")] = 12,
) -> Board:
    """Return the open cases within one's scope by step, each step's next due first."""
    known = workflow()
    with state_of(request).database.session() as session:
        found = desks.board(session, city.city.name, city.scope, limit)
        teller = Teller(request, city, lang, session)
        columns = [
            BoardColumn(
                step=step,
                title=say(f"case.step.{step}", lang),
                states=[each for each in known.open_states if known.states[each].step == step],
                items=[teller.line(row) for row in rows],
            )
            for step, rows in found.items()
        ]
    return Board(as_of=datetime.now(UTC), columns=columns)


@router.get("/supervised")
def supervised(
    request: Request,
    city: City,
    lang: Lang = "en",
    rung: Annotated[
        list[str] | None,
        Query(max_length=10, description="Only cases at these rungs; at any if none."),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> SupervisedLines:
    """Return the open cases whose deadline reached a rung of the ladder, the longest overdue first.

    A rung is the present deadline's highest; one that was reached before a case was handed on, or
    got more time, is in the case's history.
    """
    known = [each.name for each in ladder().rungs]
    unknown = [each for each in rung or () if each not in known]
    if unknown:
        found, names = ", ".join(unknown)[:200], ", ".join(known)
        raise RefusalError(422, "error.cases.no_rung", "query.rung", found=found, known=names)
    name, scope = city.city.name, city.scope
    with state_of(request).database.session() as session:
        page = desks.supervised(session, name, scope, rung or known, inbox_place(cursor), limit)
        counts = {} if cursor else desks.supervised_counts(session, name, scope)
        teller = Teller(request, city, lang, session)
        last = reading.place_of(page[-1].row) if len(page) == limit else None
        return SupervisedLines(
            next=cursor_at(last.inbox_at, last.id) if last else None,
            counts=[
                RungCount(rung=teller.named("rung", each), cases=n) for each, n in counts.items()
            ],
            items=[
                SupervisedLine(
                    rung=teller.named("rung", each.rung), at=each.at, case=teller.line(each.row)
                )
                for each in page
            ],
        )


@router.get("/call-backs")
def call_backs(
    request: Request, city: City, lang: Lang = "en", limit: Limit = 50, cursor: Cursor = None
) -> CallBackLines:
    """Return closed cases from the public that nobody was reached about, the earliest first.

    The answer is noted by the act `close.call_back`; whoever was not reached stays in the list.
    """
    after = numbers(cursor, 1)[0] if cursor else 0
    with state_of(request).database.session() as session:
        page = desks.call_backs(session, city.city.name, city.scope, after, limit)
        teller = Teller(request, city, lang, session)
        return CallBackLines(
            next=cursor_of(page[-1].id) if len(page) == limit else None,
            items=[CallBackLine(ended_at=row.ended_at, case=teller.line(row)) for row in page],
        )


@router.get("/near")
def near(
    request: Request,
    city: City,
    lon: Annotated[float, Query(ge=-180, le=180, description="Longitude, WGS 84.")],
    lat: Annotated[float, Query(ge=-90, le=90, description="Latitude, WGS 84.")],
    lang: Lang = "en",
) -> NearLines:
    """Return the open cases within 200 m of a place, the nearest first, at most ten."""
    path = str(city.state.divisions.paths_of_points(np.array([lon]), np.array([lat]))[0])
    with state_of(request).database.session() as session:
        shown = city.state.open_cases.snapshot(fresh=True).within(city.scope)
        found = nearby(session, shown, (lon, lat), NEAR_METRES, NEAR_MOST)
        teller = Teller(request, city, lang, session)
        return NearLines(
            division=city.division_names(path, lang),
            items=[
                NearLine(metres=round(each.metres), case=teller.line(each.row)) for each in found
            ],
        )


def _awaited(city: CityView, act: str, states: tuple[str, ...], lang: Language) -> AwaitedTold:
    known = workflow()
    actors = list(dict.fromkeys(n for s in states for n in known.by_source[s][act].actors))
    permissions = [known.roles[name].permission for name in actors]
    return AwaitedTold(
        act=act,
        title=say(f"case.awaits.{act}", lang),
        states=list(states),
        actors=_named("role", actors, lang),
        mine=any(each and city.person.may(each, city.city.name) for each in permissions),
    )


def _named(what: str, names: Iterable[str], lang: Language) -> list[Named]:
    return [Named(name=name, title=say(f"case.{what}.{name}", lang)) for name in names]
