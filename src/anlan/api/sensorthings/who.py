"""Who asks: an account by its token, or a device by its secret; both also by HTTP's Basic.

Programs for SensorThings know Basic only: the token or secret is the password, the name is free.
"""

from base64 import b64decode
from dataclasses import dataclass

from fastapi import Request

from anlan.access.principal import Principal
from anlan.api.guard import Rule, cause, known, origin, state_of
from anlan.api.problems import RefusalError
from anlan.api.state import CityState, State
from anlan.model.cause import Cause
from anlan.model.errors import AccessError
from anlan.model.permission import Permission
from anlan.watch.intake import ANY_CLIENT, By
from anlan.watch.registry import CLIENT_PREFIX


@dataclass(frozen=True)
class Asking:
    """Who asks, of which city; ``person`` is None for a device."""

    city: CityState
    by: By
    cause: Cause
    person: Principal | None

    @property
    def exact(self) -> bool:
        """Whether they are told also few people as a number."""
        person = self.person
        return person is not None and person.may("crowd.exact", self.city.pack.city.name)

    def needs(self, permission: Permission) -> None:
        """Refuse one who has no such permission in the whole city.

        Raises:
            AccessError: they haven't.
        """
        if self.person is None:
            raise RefusalError(403, "error.sta.sender")
        _scoped(self.person, permission, self.city.pack.city.name)


class ThingsNeed(Rule):
    """The rule of a route of SensorThings, over the whole of the city in its path."""

    permission: Permission

    def __init__(self, permission: Permission, *, devices: bool = False) -> None:
        self.permission = permission
        self._devices = devices

    def __call__(self, request: Request, city: str) -> Asking:
        """Return who asks.

        Raises:
            AccessError: nobody that may.
            RefusalError: the city isn't here, or too much was asked.
        """
        state = state_of(request)
        secret = _secret(request)
        if self._devices and secret.startswith(CLIENT_PREFIX):
            return _device(request, state, city, secret)
        person = _person(request, state, secret)
        _scoped(person, self.permission, city)
        found = _city(state, city)
        return Asking(found, By(ANY_CLIENT, person.who), cause(request, person), person)


def _secret(request: Request) -> str:
    """Return the token or secret that is sent; empty for none."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return text.strip()
    try:
        return b64decode(text.strip(), validate=True).decode().partition(":")[2]
    except ValueError as error:
        raise AccessError("error.access.expired") from error


def _device(request: Request, state: State, city: str, secret: str) -> Asking:
    found = state.city(city)
    sender = found.senders.snapshot().of_secret(secret) if found else None
    if found is None or sender is None:
        raise AccessError("error.access.expired")
    who = f"client:{city}/{sender.name}"
    state.limiter.count_sends(who)
    told = Cause(who, origin=origin(request))
    return Asking(found, By(sender.id, sender.name), told, None)


def _person(request: Request, state: State, secret: str) -> Principal:
    if not request.headers.get("authorization", "").lower().startswith("basic "):
        return known(request)
    found = state.gate.by_token(secret)
    if found is None or found.stage != "full":
        raise AccessError("error.access.expired")
    state.limiter.count(found.who)
    return found


def _scoped(person: Principal, permission: Permission, city: str) -> None:
    scope = person.scope(permission, city)
    if not scope:
        raise AccessError("error.access.may_not", permission=permission)
    if not scope.whole:
        raise AccessError("error.access.whole_city")


def _city(state: State, city: str) -> CityState:
    found = state.city(city)
    if found is None:
        names = ", ".join(state.names)
        raise RefusalError(404, "api.no_city", "path.city", city=city, names=names)
    return found
