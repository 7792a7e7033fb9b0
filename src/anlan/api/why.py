"""Why may I, or why not."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from anlan.access import accounts
from anlan.access.principal import Principal
from anlan.access.why import Asked, explain
from anlan.api.guard import Person, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.model.errors import AccessError
from anlan.model.permission import EVERYWHERE, Area, Permission
from anlan.store import accounts as tables
from anlan.words import say

router = APIRouter(prefix="/api", tags=["why"], dependencies=[Depends(refuse_unknown)])


class Step(BaseModel):
    """One thing that speaks for it or against it."""

    speaks: Literal["for", "against"]
    text: str


class Why(BaseModel):
    """Whether somebody may do something somewhere, and why."""

    may: bool
    verdict: str
    permission: Permission
    text: str
    who: str
    steps: list[Step]


@router.get("/why")
def why(
    request: Request,
    person: Person,
    permission: Annotated[Permission, Query(description="What it is about.")],
    city: Annotated[str, Query(max_length=64, description="Where; `*` is everywhere.")] = "*",
    division: Annotated[str, Query(max_length=200)] = "",
    department: Annotated[str, Query(max_length=64)] = "",
    account: Annotated[
        int | None, Query(ge=1, le=2**31 - 1, description="Who; by default oneself.")
    ] = None,
    lang: Lang = "en",
) -> Why:
    """Return whether one may do something somewhere, step by step in words."""
    state = state_of(request)
    found = state.city(city)
    if found is None and city != EVERYWHERE:
        names = ", ".join(state.names)
        raise AccessError("error.access.no_city", city=city, names=names)
    path = found.division_path(division) if found and division else ""
    subject = person if account in {None, person.account} else _other(request, person, account)
    answer = explain(subject, Asked(permission, city, Area(path, department)), state.book)
    return Why(
        may=answer.may,
        verdict=say("access.why.may" if answer.may else "access.why.may_not", lang),
        permission=permission,
        text=say(f"permission.{permission}", lang),
        who=subject.login,
        steps=[
            Step(speaks="for" if step.speaks_for else "against", text=step.say(lang))
            for step in answer.steps
        ],
    )


def _other(request: Request, person: Principal, number: int | None) -> Principal:
    """Return somebody else, as the gate would recognise them.

    Raises:
        AccessError: there is no such account that the asker may see.
    """
    state = state_of(request)
    with state.database.session() as session:
        account = session.get(tables.Account, number)
    if account is None or not accounts.may_see(person, account):
        raise AccessError("error.access.no_account", number=number)
    return state.gate.of_account(account)
