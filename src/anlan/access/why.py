"""Why may I, or why not: the same rule as at the gate, step by step, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from anlan.access.principal import Held, Principal
from anlan.access.roles import RoleBook
from anlan.model.permission import (
    EVERYWHERE,
    INSTALLATION_PERMISSIONS,
    WHOLE,
    Area,
    Permission,
)
from anlan.words import Language, say


@dataclass(frozen=True)
class Asked:
    """A question: may they do this, here?"""

    permission: Permission
    city: str = EVERYWHERE
    area: Area = WHOLE


@dataclass(frozen=True)
class Step:
    """One thing that speaks for it or against it."""

    speaks_for: bool
    key: str
    values: tuple[tuple[str, str], ...] = ()

    def say(self, lang: Language) -> str:
        """Return the step as a sentence."""
        return say(f"access.why.{self.key}", lang, **dict(self.values))


@dataclass(frozen=True)
class Answer:
    """Whether they may, and each step on the way."""

    may: bool
    steps: tuple[Step, ...]


def explain(principal: Principal, asked: Asked, book: RoleBook) -> Answer:
    """Return whether somebody may do something somewhere, and why.

    The verdict is that of :meth:`Principal.scope`, which every request meets; the steps only tell.
    """
    may = principal.scope(asked.permission, asked.city).covers(asked.area)
    return Answer(may, tuple(_steps(principal, asked, book)))


def _steps(principal: Principal, asked: Asked, book: RoleBook) -> Iterator[Step]:
    if principal.door == "local":
        yield Step(True, "local")
    if principal.stage != "full":
        yield Step(False, f"stage.{principal.stage}")
    if not principal.in_scopes(asked.permission):
        yield Step(False, "token", (("scopes", ", ".join(sorted(principal.scopes or ()))),))
    if not principal.held:
        yield Step(False, "nothing")
    for held in principal.held:
        yield _of_role(held, asked, book)


def _of_role(held: Held, asked: Asked, book: RoleBook) -> Step:
    """Return what one role says: the first thing that keeps it from allowing, if any does."""
    told = (
        ("role", held.role),
        ("city", held.city),
        ("division", held.area.division or "—"),
        ("department", held.area.department or "—"),
    )
    if book.role(held.role, held.city) is None and not held.may:
        return Step(False, "unknown_role", told)
    if asked.permission not in held.may:
        return Step(False, "not_in_role", told)
    if asked.permission in INSTALLATION_PERMISSIONS and held.city != EVERYWHERE:
        return Step(False, "installation", told)
    if held.city not in {EVERYWHERE, asked.city}:
        return Step(False, "other_city", told)
    if not held.area.covers(asked.area):
        return Step(False, "other_area", told)
    return Step(True, "allowed", told)
