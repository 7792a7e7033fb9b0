"""The routing desk: the city's rules in words, and whom others would send the open cases to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select

from anlan.api.cases_desks_shapes import (
    CaseRerouted,
    DryRun,
    NewRules,
    OfficeMoved,
    OfficeTold,
    RoutingTold,
    RuleCount,
    RuleTold,
)
from anlan.api.cases_shapes import Named
from anlan.api.cases_told import Teller
from anlan.api.guard import CityNeeds, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.cases import reading
from anlan.cases.flow import workflow
from anlan.cases.routing import Office, dry_run, shadowed
from anlan.cases.routing_words import conditions
from anlan.cities.check import check_routing
from anlan.cities.locate import routing_text
from anlan.model.cases import RoutingRule
from anlan.model.errors import PackError
from anlan.store.cases import CaseRow
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/cases/routing",
    tags=["cases"],
    dependencies=[Depends(refuse_unknown)],
)
City = Annotated[CityView, Depends(CityNeeds("case.read"))]
EXAMINED = 5000
"""So many open cases are routed both ways at most, the latest reported: some seconds' work."""
KEPT = 100


@router.get("")
def rules(city: City, lang: Lang = "en") -> RoutingTold:
    """Return the city's rules of routing in order, in words, and as its pack writes them."""
    text = routing_text(city.state.pack.text())
    return RoutingTold(rules=_rules(city, city.city.routing, lang), text=text)


@router.post("/dry-run")
def try_rules(request: Request, city: City, asked: NewRules, lang: Lang = "en") -> DryRun:
    """Return which open cases within one's scope other rules would send elsewhere; none is sent.

    The latest 5,000 are asked. Rules are kept in the city's pack, and changed there.
    """
    try:
        new = check_routing(city.state.pack, asked.rules)
    except PackError as error:
        raise RefusalError(422, error.key, "body.rules", **error.values) from error
    room = city.state.cases
    open_states = workflow().open_states
    with state_of(request).database.session() as session:
        query = select(CaseRow).where(
            CaseRow.city == city.city.name,
            CaseRow.state.in_(open_states),
            reading.in_scope(session, city.scope),
        )
        rows = list(session.scalars(query.order_by(CaseRow.id.desc()).limit(EXAMINED)))
        facts = (room.facts(row) for row in rows)
        routers = (room.router_with_load(session), room.router_with_load(session, new))
        found = dry_run(*routers, facts, KEPT)
        teller = Teller(request, city, lang, session)
        first = [
            CaseRerouted(
                case=teller.line(rows[each.place]),
                old=_office(city, each.old.office if each.old else None, lang),
                new=_office(city, each.new.office if each.new else None, lang),
                old_why=teller.why(each.old),
                new_why=teller.why(each.new),
            )
            for each in found.first
        ]
    moved = sorted(found.moved.items(), key=lambda pair: -pair[1])
    by_rule = sorted(found.by_rule.items(), key=lambda pair: -pair[1])
    return DryRun(
        examined=len(rows),
        unchanged=found.unchanged,
        moved=[
            OfficeMoved(old=_office(city, old, lang), new=_office(city, to, lang), cases=n)
            for (old, to), n in moved
        ],
        by_rule=[RuleCount(rule=name or None, cases=n) for name, n in by_rule],
        first=first,
        rules=_rules(city, new, lang),
    )


def _rules(city: CityView, found: list[RoutingRule], lang: Language) -> list[RuleTold]:
    titles = {each.name: each.title.of(lang) for each in city.city.departments}
    never = dict(shadowed(found))

    def division(code: str) -> str:
        return (city.division_names(code, lang) or [code])[-1]

    return [
        RuleTold(
            name=rule.name,
            title=rule.called(lang),
            when=conditions(rule, lang, division),
            department=Named(
                name=rule.to.department, title=titles.get(rule.to.department, rule.to.department)
            ),
            level=Named(name=rule.to.level, title=say(f"joining.level.{rule.to.level}", lang)),
            shadowed_by=never.get(rule.name),
        )
        for rule in found
    ]


def _office(city: CityView, office: Office | None, lang: Language) -> OfficeTold | None:
    if office is None:
        return None
    titles = {each.name: each.title.of(lang) for each in city.city.departments}
    name = office.department
    return OfficeTold(
        department=Named(name=name, title=titles.get(name, name)),
        place=city.division_names(office.path, lang),
    )
