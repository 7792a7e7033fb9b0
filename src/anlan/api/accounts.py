"""Accounts and their roles."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from anlan.access import accounts
from anlan.access.principal import Principal
from anlan.api.guard import Needs, cause, state_of
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import (
    Create,
    Cursor,
    Lang,
    Limit,
    Strict,
    Version,
    etag,
    refuse_unknown,
)
from anlan.api.state import State
from anlan.model.errors import AccessError
from anlan.model.permission import EVERYWHERE, Permission
from anlan.store import accounts as tables
from anlan.store.change import Change, change
from anlan.words import Language, say

router = APIRouter(prefix="/api", tags=["accounts"], dependencies=[Depends(refuse_unknown)])
Reader = Annotated[Principal, Depends(Needs("account.read", anywhere=True))]
Manager = Annotated[Principal, Depends(Needs("account.manage", anywhere=True))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Name = Annotated[str, Field(min_length=1, max_length=120, examples=["Lin Wei"])]


class NewAccount(Strict):
    """An account to be added."""

    login: str = Field(min_length=1, max_length=64, examples=["lin.wei"])
    name: Name


class NewGrant(Strict):
    """A role to be given; ``division`` is a code or a path, empty for the whole city."""

    role: str = Field(min_length=1, max_length=64, examples=["operator"])
    city: str = Field(min_length=1, max_length=64, examples=["jiangcheng"])
    division: str = Field("", max_length=200, examples=[""])
    department: str = Field("", max_length=64, examples=[""])


class Tie(Strict):
    """A person at a single sign-on provider; both empty for nobody."""

    issuer: str = Field(max_length=300, examples=["https://login.city.example/realms/city"])
    subject: str = Field(max_length=255, examples=["f3b1c2d4"])


class Alter(Strict):
    """What to change of an account."""

    name: Name | None = None
    active: bool | None = Field(None, examples=[False])
    tie: Tie | None = None


class Reset(Strict):
    """How to let somebody in again."""

    second_factor: bool = Field(
        False, description="Take the second factor away too.", examples=[False]
    )


class Grant(BaseModel):
    """A role an account holds, with its title and whether the asker may take it."""

    id: int
    role: str
    title: str
    city: str
    division: str
    division_names: list[str]
    department: str
    yours: bool


class Account(BaseModel):
    """An account."""

    id: int
    login: str
    name: str
    active: bool
    locked_until: datetime | None
    one_time_password: bool
    second_factor: bool
    single_sign_on: str | None
    created_at: datetime
    version: int
    yours: bool = Field(description="Whether the asker may change it.")
    grants: list[Grant]


class Accounts(BaseModel):
    """A page of accounts."""

    items: list[Account]
    next: str | None


class OneTime(BaseModel):
    """An account with its one-time password, which is shown this once."""

    account: Account
    password: str


class PermissionText(BaseModel):
    """A permission in words."""

    permission: Permission
    text: str


class Role(BaseModel):
    """A role that can be given in a city; ``*`` is everywhere."""

    name: str
    city: str
    title: str
    may: list[PermissionText]


@router.get("/accounts")
def page(
    request: Request,
    person: Reader,
    lang: Lang = "en",
    q: Annotated[str, Query(max_length=100, description="Part of a login or name.")] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Accounts:
    """Return the accounts that the asker may see, by number."""
    state = state_of(request)
    [after] = numbers(cursor, 1) if cursor else (0,)
    found = accounts.page(state.database, person, q, after, limit)
    more = cursor_of(found[-1].id) if len(found) == limit else None
    return Accounts(items=[_told(state, person, each, lang) for each in found], next=more)


@router.post("/accounts", status_code=201, response_model=OneTime)
def add(
    request: Request, person: Manager, asked: NewAccount, create: Create, lang: Lang = "en"
) -> Response:
    """Add an account without any role; the answer holds its one-time password."""
    state, first = state_of(request), accounts.OneTime.new()

    def make(made: Change) -> OneTime:
        account = accounts.add(made, asked.login, asked.name, first)
        return OneTime(account=_told(state, person, account, lang), password=first.password)

    return create.make(person, make)


@router.get("/accounts/{account}")
def one(
    request: Request, response: Response, person: Reader, account: Number, lang: Lang = "en"
) -> Account:
    """Return one account; its ETag goes into If-Match of a change."""
    state = state_of(request)
    with state.database.session() as session:
        found = session.get(tables.Account, account)
    if found is None or not accounts.may_see(person, found):
        raise AccessError("error.access.no_account", number=account)
    response.headers["ETag"] = etag(found.version)
    return _told(state, person, found, lang)


@router.patch("/accounts/{account}")
def alter(
    request: Request,
    response: Response,
    person: Manager,
    account: Number,
    asked: Alter,
    version: Version,
    lang: Lang = "en",
) -> Account:
    """Change an account: another name, closed, or open again."""
    state = state_of(request)
    with change(state.database, cause(request, person)) as made:
        found = _managed(made, person, account, version)
        accounts.alter(made, found, asked.name, asked.active)
        if asked.tie is not None:
            accounts.tie(made, found, asked.tie.issuer, asked.tie.subject)
        response.headers["ETag"] = etag(found.version)
        return _told(state, person, found, lang)


@router.post("/accounts/{account}/reset", status_code=201, response_model=OneTime)
def reset(
    request: Request,
    person: Manager,
    account: Number,
    asked: Reset,
    create: Create,
    lang: Lang = "en",
) -> Response:
    """Set a one-time password, unlock the account and end its sessions."""
    state, anew = state_of(request), accounts.OneTime.new()

    def make(made: Change) -> OneTime:
        found = _managed(made, person, account)
        accounts.reset(made, found, anew, second_factor=asked.second_factor)
        return OneTime(account=_told(state, person, found, lang), password=anew.password)

    return create.make(person, make)


@router.post("/accounts/{account}/grants", status_code=201, response_model=Account)
def give(
    request: Request,
    person: Manager,
    account: Number,
    asked: NewGrant,
    create: Create,
    lang: Lang = "en",
) -> Response:
    """Give a role; the answer is the account as it is then."""
    state = state_of(request)
    grant = _grant(state, asked)

    def make(made: Change) -> Account:
        found = accounts.one(made, account)
        if not accounts.may_see(person, found) and found.grants:
            raise AccessError("error.access.no_account", number=account)
        if not accounts.may_give(person, account, grant):
            raise AccessError("error.access.not_yours")
        accounts.give(made, found, grant)
        return _told(state, person, found, lang)

    return create.make(person, make)


@router.delete("/accounts/{account}/grants/{grant}")
def take(
    request: Request, person: Manager, account: Number, grant: Number, lang: Lang = "en"
) -> Account:
    """Take a role away; it counts from the next request on."""
    state = state_of(request)
    with change(state.database, cause(request, person)) as made:
        found = accounts.one(made, account)
        held = next((each for each in found.grants if each.id == grant), None)
        if held is None or not accounts.may_see(person, found):
            raise AccessError("error.access.no_grant", account=account, number=grant)
        if not accounts.may_give(person, account, held):
            raise AccessError("error.access.not_yours")
        accounts.take(made, found, held)
        return _told(state, person, found, lang)


@router.get("/roles")
def roles(request: Request, _person: Reader, lang: Lang = "en") -> list[Role]:
    """Return the roles there are, by city, with what each allows in words."""
    state = state_of(request)
    return [
        Role(
            name=role.name,
            city=city,
            title=role.title.of(lang),
            may=[
                PermissionText(permission=each, text=say(f"permission.{each}", lang))
                for each in role.may
            ],
        )
        for city in (EVERYWHERE, *state.names)
        for role in state.book.roles(city).values()
    ]


def _managed(
    made: Change, person: Principal, number: int, version: int | None = None
) -> tables.Account:
    """Return an account that the asker may change.

    Raises:
        AccessError: there is none they may see, they may not change it, or it was changed.
    """
    found = accounts.one(made, number)
    if not accounts.may_see(person, found):
        raise AccessError("error.access.no_account", number=number)
    if not accounts.may_manage(person, found):
        raise AccessError("error.access.not_yours")
    return accounts.one(made, number, version)


def _grant(state: State, asked: NewGrant) -> tables.Grant:
    """Return the grant that is asked, its division as a path.

    Raises:
        AccessError: it names something that isn't there.
    """
    city, division = state.city(asked.city), asked.division
    if city is not None:
        division = city.division_path(division)
        accounts.check_department(city.pack.city, asked.department)
    grant = tables.Grant(
        role=asked.role, city=asked.city, division=division, department=asked.department
    )
    accounts.check_grant(state.book, grant, state.names)
    return grant


def _told(state: State, person: Principal, account: tables.Account, lang: Language) -> Account:
    return Account(
        id=account.id,
        login=account.login,
        name=account.name,
        active=account.active,
        locked_until=account.locked_until,
        one_time_password=account.must_change,
        second_factor=bool(account.totp),
        single_sign_on=account.issuer,
        created_at=account.created_at,
        version=account.version,
        yours=accounts.may_manage(person, account),
        grants=[_grant_told(state, person, account.id, each, lang) for each in account.grants],
    )


def _grant_told(
    state: State, person: Principal, account: int, grant: tables.Grant, lang: Language
) -> Grant:
    role = state.book.role(grant.role, grant.city)
    city = state.city(grant.city)
    return Grant(
        id=grant.id,
        role=grant.role,
        title=role.title.of(lang) if role else grant.role,
        city=grant.city,
        division=grant.division,
        division_names=city.division_names(grant.division, lang) if city else [],
        department=grant.department,
        yours=accounts.may_give(person, account, grant),
    )
