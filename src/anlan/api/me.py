"""One's own account: second factor, tokens, sessions."""

from datetime import datetime
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import delete, select

from anlan.access import accounts, factors, tokens
from anlan.access.principal import Principal
from anlan.access.secrets import matches
from anlan.api.guard import Person, cause, state_of
from anlan.api.parameters import Create, Lang, Strict, refuse_unknown
from anlan.model.errors import AccessError
from anlan.model.permission import PERMISSIONS
from anlan.store import accounts as tables
from anlan.store.accounts import SignIn
from anlan.store.change import Change, change

router = APIRouter(prefix="/api/me", tags=["me"], dependencies=[Depends(refuse_unknown)])
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Factor(BaseModel):
    """A second factor that is not yet set: to be scanned, or typed."""

    secret: str
    address: str
    picture: str = Field(description="The address as a QR code: an SVG as a data: address.")


class Proof(Strict):
    """The secret, and a code that proves an authenticator has it."""

    secret: str = Field(pattern=r"^[A-Z2-7]{32}$", examples=["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"])
    code: str = Field(pattern=r"^\d{6}$", examples=["123456"])


class Codes(BaseModel):
    """Recovery codes, shown this once."""

    codes: list[str]


class Password(Strict):
    """One's password, to make sure it is oneself."""

    password: str = Field(min_length=1, max_length=200, examples=["seven rivers carry lanterns"])


class NewToken(Strict):
    """A token to be made."""

    name: str = Field(min_length=1, max_length=80, examples=["nightly export"])
    scopes: list[str] = Field(max_length=len(PERMISSIONS), examples=[["premises.read"]])
    days: int = Field(ge=1, le=366, examples=[90])


class Token(BaseModel):
    """A token, without its secret."""

    id: int
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime


class MadeToken(Token):
    """A token with its secret, which is shown this once."""

    secret: str


class OpenSession(BaseModel):
    """One of the sessions in which one is signed in; ``id`` is the beginning of its digest."""

    id: str
    origin: str
    created_at: datetime
    seen_at: datetime
    this: bool


@router.post("/second-factor")
def begin_factor(person: Person, lang: Lang = "en") -> Factor:
    """Propose a second factor; it isn't set before it is confirmed."""
    _account(person)
    secret, address = factors.begin(person.login)
    return Factor(secret=secret, address=address, picture=segno.make(address).svg_data_uri())


@router.put("/second-factor")
def confirm_factor(request: Request, person: Person, proof: Proof, lang: Lang = "en") -> Codes:
    """Set the second factor; the answer holds the recovery codes, shown this once."""
    state = state_of(request)
    with change(state.database, cause(request, person)) as made:
        account = accounts.one(made, _account(person))
        return Codes(codes=factors.confirm(made, account, state.keyring, proof.secret, proof.code))


@router.delete("/second-factor", status_code=204)
def remove_factor(request: Request, person: Person, given: Password, lang: Lang = "en") -> Response:
    """Remove the second factor; it takes the password."""
    state = state_of(request)
    with state.database.session() as session:
        kept = session.get_one(tables.Account, _account(person)).password
    if not matches(kept, given.password):
        raise AccessError("error.access.old_password")
    with change(state.database, cause(request, person)) as made:
        account = accounts.one(made, _account(person))
        if account.totp:
            accounts.forget_factor(made, account)
            account.version += 1
            made.record(person.who, "factor.removed")
    return Response(status_code=204)


@router.get("/tokens")
def my_tokens(request: Request, person: Person, lang: Lang = "en") -> list[Token]:
    """Return one's tokens, without their secrets."""
    return [_token(each) for each in tokens.of(state_of(request).database, _account(person))]


@router.post("/tokens", status_code=201, response_model=MadeToken)
def make_token(person: Person, asked: NewToken, create: Create, lang: Lang = "en") -> Response:
    """Make a token; its secret is in the answer and never shown again."""
    number = _account(person)

    def make(made: Change) -> MadeToken:
        token, secret = tokens.add(made, number, asked.name, asked.scopes, asked.days)
        return MadeToken(**_token(token).model_dump(), secret=secret)

    return create.make(person, make)


@router.delete("/tokens/{token}", status_code=204)
def revoke_token(request: Request, person: Person, token: Number, lang: Lang = "en") -> Response:
    """Revoke a token of one's own."""
    with change(state_of(request).database, cause(request, person)) as made:
        tokens.revoke(made, _account(person), token)
    return Response(status_code=204)


@router.get("/sessions")
def my_sessions(request: Request, person: Person, lang: Lang = "en") -> list[OpenSession]:
    """Return where one is signed in."""
    query = select(SignIn).where(SignIn.account_id == _account(person), SignIn.stage == "full")
    with state_of(request).database.session() as session:
        found = session.scalars(query.order_by(SignIn.created_at.desc())).all()
    return [
        OpenSession(
            id=each.id[:16],
            origin=each.origin.partition(" ")[0],
            created_at=each.created_at,
            seen_at=each.seen_at,
            this=each.id == person.key,
        )
        for each in found
    ]


@router.delete("/sessions/{session}", status_code=204)
def end_session(
    request: Request,
    person: Person,
    session: Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")],
    lang: Lang = "en",
) -> Response:
    """End one of one's own sessions."""
    mine = SignIn.account_id == _account(person)
    with change(state_of(request).database, cause(request, person)) as made:
        ended = made.session.scalars(
            delete(SignIn).where(mine, SignIn.id.startswith(session)).returning(SignIn.id)
        ).all()
        if ended:
            made.record(person.who, "session.ended")
    return Response(status_code=204)


def _account(person: Principal) -> int:
    """Return one's account's number.

    Raises:
        AccessError: it is the laptop's user, who has none; or a token, which may not change keys.
    """
    if person.account is None or person.door == "token":
        raise AccessError("error.access.own_account")
    return person.account


def _token(token: tables.Token) -> Token:
    return Token(
        id=token.id,
        name=token.name,
        scopes=token.scopes,
        created_at=token.created_at,
        expires_at=token.expires_at,
    )
