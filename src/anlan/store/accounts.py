"""The tables of who may come in and what they may do.

``accounts`` — people of the city's offices (and programs, which have no password); ``grants`` — a
role within a city, a division and a department; ``sessions`` — who is signed in; ``tokens`` — keys
of programs; ``recovery_codes`` — one-time codes instead of the second factor; ``once`` — what was
answered to a create, so that the same request sent again makes nothing twice.

No password, token or session is kept: only hashes they are recognised by.
"""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from anlan.store.tables import Table


class Account(Table):
    """Somebody who may sign in, or a program that may call.

    ``login`` is case-folded. ``password`` is an argon2 hash, empty where none can be used.
    ``must_change`` is set while the password is a one-time one, good until ``password_until``.
    ``totp`` is the sealed secret of the second factor, ``totp_step`` the last time step accepted.
    ``issuer`` and ``subject`` name the account at an OIDC provider. ``version`` counts changes.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("login"), UniqueConstraint("issuer", "subject"))

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str]
    name: Mapped[str]
    password: Mapped[str] = mapped_column(default="")
    must_change: Mapped[bool] = mapped_column(default=False)
    password_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    totp: Mapped[str] = mapped_column(default="")
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0)
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    grants: Mapped[list["Grant"]] = relationship(
        back_populates="account", order_by="Grant.id", lazy="selectin"
    )


class Grant(Table):
    """A role of an account.

    ``city`` is a city's name, or ``*`` for all and for the installation itself. ``division`` is a
    path such as ``42/4201``, empty for the whole city; ``department`` is empty for all. ``mapped``
    grants were given at a sign-in by what an OIDC provider says, and are taken by it; the others
    were given by a person.
    """

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("account_id", "role", "city", "division", "department"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    role: Mapped[str]
    city: Mapped[str]
    division: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    mapped: Mapped[bool] = mapped_column(default=False)
    account: Mapped[Account] = relationship(back_populates="grants")


class SignIn(Table):
    """Somebody signed in; ``id`` is the SHA-256 (hex) of the secret in the cookie.

    ``stage`` is ``full``, or what is still to be done: ``totp``, ``password``.
    """

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_account", "account_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    stage: Mapped[str]
    origin: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Token(Table):
    """A program's key; ``hash`` is the SHA-256 (hex) of the secret; ``scopes`` are permissions."""

    __tablename__ = "tokens"
    __table_args__ = (UniqueConstraint("hash"), Index("ix_tokens_account", "account_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str]
    hash: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class RecoveryCode(Table):
    """A one-time code in place of the second factor; ``hash`` is the SHA-256 (hex) of it."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index("ix_recovery_codes_account", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    hash: Mapped[str]
    used_at: Mapped[datetime | None]


class Once(Table):
    """What was answered to a create; ``request`` is the digest of what was asked.

    ``answer`` is sealed: it may hold a secret that is shown only once.
    """

    __tablename__ = "once"
    __table_args__ = (
        UniqueConstraint("who", "key"),
        Index("ix_once_made_at", "made_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    who: Mapped[str]
    key: Mapped[str]
    request: Mapped[str]
    answer: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
