"""Who asks, and what they may do where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from anlan.model.permission import (
    EVERYWHERE,
    INSTALLATION_PERMISSIONS,
    PERMISSIONS,
    WHOLE,
    Area,
    Permission,
    Scope,
    scope_of,
)

Stage = Literal["full", "totp", "password"]
Door = Literal["session", "token", "local"]


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds: where, and what it allows (nothing, if no pack knows it any more)."""

    role: str
    city: str
    area: Area
    may: frozenset[Permission]

    def allows(self, permission: Permission, city: str) -> bool:
        """Return whether this role allows ``permission`` somewhere in ``city``."""
        if permission in INSTALLATION_PERMISSIONS and self.city != EVERYWHERE:
            return False
        return permission in self.may and self.city in {EVERYWHERE, city}


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who was recognised.

    Attributes:
        who: ``account:7`` or ``local:name``, as the ledger names them.
        account: the account's number; None for the user of this machine.
        login: how they sign in.
        name: what they are called.
        door: by what they were recognised.
        held: their roles.
        stage: ``full``, or what they must do before they may do anything else.
        scopes: for a token, all it may be used for; None where nothing is taken away.
        key: the digest of the session or token.
        second_factor: whether the account has one.
    """

    who: str
    account: int | None
    login: str
    name: str
    door: Door
    held: tuple[Held, ...]
    stage: Stage = "full"
    scopes: frozenset[str] | None = None
    key: str = ""
    second_factor: bool = False

    def scope(self, permission: Permission, city: str) -> Scope:
        """Return where in ``city`` they may; an empty scope is nowhere."""
        if self.stage != "full" or not self.in_scopes(permission):
            return Scope()
        return scope_of(each.area for each in self.held if each.allows(permission, city))

    def may(self, permission: Permission, city: str = EVERYWHERE) -> bool:
        """Return whether they may anywhere in ``city``; by default, in the installation itself."""
        return bool(self.scope(permission, city))

    def in_scopes(self, permission: Permission) -> bool:
        """Return whether the token's scopes, if it is a token, name the permission."""
        return self.scopes is None or permission in self.scopes

    def permissions(self, city: str) -> Iterator[Permission]:
        """Yield all they may do somewhere in ``city``."""
        return (each for each in PERMISSIONS if self.may(each, city))


def local(user: str) -> Principal:
    """Return the user of this very machine, who holds its files anyway and may do everything."""
    held = Held("administrator", EVERYWHERE, WHOLE, frozenset(PERMISSIONS))
    return Principal(f"local:{user}", None, user, user, "local", (held,))
