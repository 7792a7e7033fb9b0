"""The one place where access is enforced: who asks, whether they may, and what they then see.

Every route declares its rule by a dependency of this module; a route without one is not served
(:func:`rules_of`), so that nothing is open because somebody forgot it.
"""

from hmac import compare_digest
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.routing import RouteContext

from anlan.access.principal import Principal, local
from anlan.access.secrets import digest
from anlan.api.problems import RefusalError, language
from anlan.api.state import CityState, State
from anlan.api.view import CityView
from anlan.model.cause import Cause
from anlan.model.errors import AccessError
from anlan.model.permission import EVERYWHERE, Permission
from anlan.words import say

COOKIE = "anlan_session"
CSRF = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def state_of(request: Request) -> State:
    """Return what the server knows."""
    state: State = request.app.state.anlan
    return state


def origin(request: Request) -> str:
    """Return where a request comes from, for the ledger: the address and the request's number."""
    host = request.client.host if request.client else "-"
    return f"{host} {getattr(request.state, 'number', '-')}"


def csrf_of(secret: str) -> str:
    """Return what a session's unsafe requests must carry; only our own pages can read it."""
    return digest(f"csrf {secret}")


def recognise(request: Request) -> Principal | None:
    """Return who asks; None for somebody unknown.

    Raises:
        AccessError: a token that is unknown, expired or revoked; an unsafe request of a session
            without its CSRF token; the laptop's own server called by another name.
    """
    state = state_of(request)
    bearer = request.headers.get("authorization", "")
    if bearer:
        scheme, _, secret = bearer.partition(" ")
        found = state.gate.by_token(secret.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            raise AccessError("error.access.expired")
        return found
    secret = request.cookies.get(COOKIE, "")
    person = state.gate.by_session(secret) if secret else None
    if person is None and state.open_to_laptop and _from_laptop(request):
        person, secret = local(state.user), state.local_secret
    if person is not None and request.method not in SAFE:
        given = request.headers.get(CSRF, "")
        if not compare_digest(given.encode(), csrf_of(secret).encode()):
            raise AccessError("error.access.csrf")
    return person


def _from_laptop(request: Request) -> bool:
    """Return whether a request comes from this machine, by no proxy, to its local name.

    Raises:
        AccessError: by another name, as when a foreign page was let point its name here.
    """
    if any(name in request.headers for name in FORWARDED) or not _loops_back(request):
        return False
    if (request.url.hostname or "").strip("[]") not in LOCAL_NAMES:
        raise AccessError("error.access.local_only")
    return True


def _loops_back(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def known(request: Request) -> Principal:
    """Return who asks, all steps of signing in done.

    Raises:
        AccessError: nobody is signed in, or not all the way.
    """
    person = recognise(request)
    if person is None:
        raise AccessError("error.access.needed")
    if person.stage != "full":
        step = say(f"access.step.{person.stage}", language(request))
        raise AccessError("error.access.stage", step=step)
    state_of(request).limiter.count(person.who)
    return person


class Rule:
    """What a route declares: who may call it."""

    permission: str


class Open(Rule):
    """The rule of a route that anybody may call: what it tells is public, or it lets people in."""

    permission = "open"

    def __call__(self, request: Request) -> State:
        """Return what the server knows."""
        return state_of(request)


class SignedIn(Rule):
    """The rule of a route that concerns only the one who calls it."""

    permission = "signed-in"

    def __call__(self, request: Request) -> Principal:
        """Return who asks."""
        return known(request)


class Needs(Rule):
    """The rule of a route that takes a permission in the installation, or (``anywhere``) in a city.

    What an answer of such a route holds is narrowed by the principal's scopes.
    """

    permission: Permission

    def __init__(self, permission: Permission, *, anywhere: bool = False) -> None:
        self.permission = permission
        self._anywhere = anywhere

    def __call__(self, request: Request) -> Principal:
        """Return who asks.

        Raises:
            AccessError: they may not.
        """
        person = known(request)
        cities = [EVERYWHERE, *(state_of(request).names if self._anywhere else ())]
        if not any(person.may(self.permission, city) for city in cities):
            raise AccessError("error.access.may_not", permission=self.permission)
        return person


class CityNeeds(Rule):
    """The rule of a route on the city in its path; gives only what is in the asker's scope."""

    permission: Permission

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request, city: str) -> CityView:
        """Return the part of the city that the asker may see.

        Raises:
            AccessError: they may see nothing of it, whether it is here or not.
        """
        person = known(request)
        scope = person.scope(self.permission, city)
        if not scope:
            raise AccessError("error.access.may_not", permission=self.permission)
        found = state_of(request).city(city)
        if found is None:
            names = ", ".join(state_of(request).names)
            raise RefusalError(404, "api.no_city", "path.city", city=city, names=names)
        return CityView(found, scope, person)


class PublicLook(Open):
    """The rule of a route of the public door: what one address asks for there is counted."""

    def __call__(self, request: Request) -> State:
        """Return what the server knows.

        Raises:
            RefusalError: too much came from one address.
        """
        sends = request.method not in SAFE
        state_of(request).limiter.count_public(_address(request), sends=sends)
        return state_of(request)


class PublicCity(Rule):
    """The rule of a route that anybody may call, where the city's pack opens its public door."""

    permission = "open"

    def __call__(self, request: Request, city: str) -> CityState:
        """Return the city.

        Raises:
            RefusalError: the city isn't here or keeps its door shut, which is told alike; or too
                much came from one address.
        """
        self.count(request)
        found = state_of(request).city(city)
        if found is None or not found.public.door.open:
            raise RefusalError(404, "api.no_public_door", "path.city", city=city)
        return found

    def count(self, request: Request) -> None:
        """Count what is asked for, among what its address may ask for."""
        PublicLook()(request)


class PublicAlerts(Rule):
    """The rule of a route by which anybody reads a city's alerts; nobody is counted there.

    Whether the city takes reports of the public doesn't matter: who warns people tells everybody.
    """

    permission = "open"

    def __call__(self, request: Request, city: str) -> CityState:
        """Return the city.

        Raises:
            RefusalError: the city isn't here, or gives no alerts.
        """
        found = state_of(request).city(city)
        if found is None or found.pack.city.alerts is None:
            raise RefusalError(404, "api.no_alerts", "path.city", city=city)
        return found


class PublicPhoto(PublicCity):
    """The rule of a route by which anybody may send a photo: these are counted apart."""

    def count(self, request: Request) -> None:
        """Count a photo."""
        state_of(request).limiter.count_public_photo(_address(request))


def _address(request: Request) -> str:
    return request.client.host if request.client else "-"


def rules_of(route: RouteContext) -> list[str]:
    """Return the rules that a route declares; a route that may be served declares exactly one."""
    dependant: Any = getattr(route, "dependant", None)
    calls = [part.call for part in dependant.dependencies] if dependant else []
    return [call.permission for call in calls if isinstance(call, Rule)]


def cause(request: Request, person: Principal) -> Cause:
    """Return the cause of what somebody changes by this request."""
    return Cause(person.who, origin=origin(request))


def public_cause(request: Request, channel: str) -> Cause:
    """Return the cause of what somebody without an account changes: no word of who or where."""
    number = getattr(request.state, "number", "-")
    return Cause(f"public:{channel}", origin=f"- {number}")


Anybody = Annotated[State, Depends(Open())]
Person = Annotated[Principal, Depends(SignedIn())]
