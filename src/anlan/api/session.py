"""Sign in, step by step, and out again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from anlan.access import signin
from anlan.access.principal import Principal, Stage
from anlan.access.signin import Opened
from anlan.api.guard import COOKIE, Anybody, csrf_of, origin, recognise
from anlan.api.parameters import Lang, Strict, refuse_unknown
from anlan.api.state import State
from anlan.model.errors import AccessError
from anlan.model.permission import EVERYWHERE, Permission
from anlan.words import Language

router = APIRouter(prefix="/api/session", tags=["session"], dependencies=[Depends(refuse_unknown)])
Secret = Annotated[str, Field(min_length=1, max_length=200)]


class Password(Strict):
    """A login and its password."""

    login: str = Field(max_length=64, examples=["admin"])
    password: Secret = Field(examples=["abcd-efgh-ijkl-mnop"])


class Code(Strict):
    """A code of the second factor, or a recovery code."""

    code: str = Field(min_length=6, max_length=40, examples=["123456"])


class NewPassword(Strict):
    """A new password in place of the old."""

    old: Secret = Field(examples=["abcd-efgh-ijkl-mnop"])
    new: Secret = Field(examples=["seven rivers carry quiet lanterns"])


class Area(BaseModel):
    """A part of a city: a division's path and a department, empty for all."""

    division: str
    department: str


class May(BaseModel):
    """What the asker may do in a city, and in which part of it; ``*`` is the installation."""

    city: str
    permission: Permission
    areas: list[Area]


class ProviderTold(BaseModel):
    """A provider of single sign-on; begin at ``api/session/oidc/{name}``."""

    name: str
    title: str


class Session(BaseModel):
    """Who is signed in, and what is still to be done.

    ``stage`` is ``none`` where nobody is. ``csrf`` goes into the header X-CSRF-Token of every
    request that changes something.
    """

    stage: Stage | str = Field(examples=["full"])
    door: str | None = Field(examples=["session"])
    account: int | None
    login: str
    name: str
    second_factor: bool
    csrf: str
    may: list[May]
    providers: list[ProviderTold] = Field(description="By which one can sign in too.")


@router.get("")
def show(request: Request, state: Anybody, lang: Lang = "en") -> Session:
    """Return who is signed in."""
    person = recognise(request)
    return told(state, person, _secret(request, state, person), lang)


@router.post("")
def sign_in(
    request: Request, response: Response, state: Anybody, given: Password, lang: Lang = "en"
) -> Session:
    """Sign in; the answer says what is still to be done."""
    address = request.client.host if request.client else "-"
    state.limiter.count_sign_in(address)
    opened = signin.sign_in(state.database, given.login, given.password, origin(request))
    return _go_on(request, response, state, opened, lang)


@router.post("/second")
def second_factor(
    request: Request, response: Response, state: Anybody, given: Code, lang: Lang = "en"
) -> Session:
    """Go on with the second factor."""
    person = _at(request, ("totp",))
    opened = signin.second_step(state.database, state.keyring, person, given.code, origin(request))
    return _go_on(request, response, state, opened, lang)


@router.post("/password")
def password(
    request: Request, response: Response, state: Anybody, given: NewPassword, lang: Lang = "en"
) -> Session:
    """Choose a new password; other sessions of the account end."""
    person = _at(request, ("password", "full"))
    opened = signin.new_password(state.database, person, given.old, given.new, origin(request))
    return _go_on(request, response, state, opened, lang)


@router.delete("", status_code=204)
def sign_out(request: Request, state: Anybody, lang: Lang = "en") -> Response:
    """Sign out."""
    person = recognise(request)
    if person is not None and person.door == "session":
        signin.sign_out(state.database, person, origin(request))
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/")
    return response


def told(state: State, person: Principal | None, secret: str, lang: Language) -> Session:
    """Return a session as the API tells it."""
    offered = [
        ProviderTold(name=each.name, title=each.title.of(lang)) for each in state.providers.values()
    ]
    if person is None:
        return Session(
            stage="none", door=None, account=None, login="", name="", second_factor=False,
            csrf="", may=[], providers=offered,
        )  # fmt: skip
    may = [
        May(
            city=city,
            permission=permission,
            areas=[
                Area(division=area.division, department=area.department)
                for area in person.scope(permission, city).areas
            ],
        )
        for city in (EVERYWHERE, *state.names)
        for permission in person.permissions(city)
    ]
    return Session(
        stage=person.stage,
        door=person.door,
        account=person.account,
        login=person.login,
        name=person.name,
        second_factor=person.second_factor,
        csrf=csrf_of(secret) if secret else "",
        may=may,
        providers=offered,
    )


def enter(request: Request, response: Response, opened: Opened) -> None:
    """Put a session's secret into the cookie: not for scripts, and only for our own pages."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        COOKIE, opened.secret, path="/", secure=secure, httponly=True, samesite="lax"
    )


def _go_on(
    request: Request, response: Response, state: State, opened: Opened, lang: Language
) -> Session:
    enter(request, response, opened)
    person = state.gate.by_session(opened.secret)
    return told(state, person, opened.secret, lang)


def _secret(request: Request, state: State, person: Principal | None) -> str:
    if person is not None and person.door == "local":
        return state.local_secret
    return request.cookies.get(COOKIE, "")


def _at(request: Request, stages: tuple[Stage, ...]) -> Principal:
    """Return who is at one of these stages of signing in.

    Raises:
        AccessError: nobody is signed in by a session, or is at another stage.
    """
    person = recognise(request)
    if person is None or person.door != "session" or person.stage not in stages:
        raise AccessError("error.access.needed")
    return person
