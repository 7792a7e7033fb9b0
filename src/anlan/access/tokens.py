"""Tokens: keys for programs, of an account, for some permissions, for a time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from anlan.access.secrets import TOKEN_PREFIX, digest, new_secret
from anlan.access.settings import settings
from anlan.model.errors import AccessError
from anlan.model.permission import PERMISSIONS
from anlan.store.accounts import Token
from anlan.store.change import Change
from anlan.store.database import Database


def add(
    made: Change, account: int, name: str, scopes: Sequence[str], days: int
) -> tuple[Token, str]:
    """Make a token; return it with the secret, which is shown this once.

    The token may what its scopes name *and* the account may: it never gives more.

    Raises:
        AccessError: a scope that is none, too long a life, too many tokens.
    """
    rule, now = settings().token, datetime.now(UTC)
    unknown = [each for each in scopes if each not in PERMISSIONS]
    if unknown or not scopes:
        found = ", ".join(unknown) or "—"
        raise AccessError("error.access.no_scope", found=found, names=", ".join(PERMISSIONS))
    if not 1 <= days <= rule.longest_days:
        raise AccessError("error.access.token_days", n=rule.longest_days)
    living = (
        Token.account_id == account, Token.revoked_at.is_(None), Token.expires_at > now
    )  # fmt: skip
    if (made.session.scalar(select(func.count()).where(*living)) or 0) >= rule.most:
        raise AccessError("error.access.tokens_many", n=rule.most)
    secret = new_secret(TOKEN_PREFIX)
    token = Token(
        account_id=account,
        name=name,
        hash=digest(secret),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    made.session.add(token)
    made.session.flush()
    told = {"name": name, "scopes": token.scopes, "days": days}
    made.record(f"account:{account}", "token.added", after=told)
    return token, secret


def revoke(made: Change, account: int, number: int) -> None:
    """Revoke a token of an account; it is refused from the next request on.

    Raises:
        AccessError: the account has no such token.
    """
    token = made.session.get(Token, number)
    if token is None or token.account_id != account:
        raise AccessError("error.access.no_token", number=number)
    if token.revoked_at is None:
        token.revoked_at = datetime.now(UTC)
        made.record(f"account:{account}", "token.revoked", after={"name": token.name})


def of(database: Database, account: int) -> list[Token]:
    """Return an account's tokens that aren't revoked, the oldest first."""
    query = select(Token).where(Token.account_id == account, Token.revoked_at.is_(None))
    with database.session() as session:
        return list(session.scalars(query.order_by(Token.id)))
