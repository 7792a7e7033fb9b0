"""Single sign-on: to the provider and back, with a session where it vouches for somebody."""

from typing import Annotated
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from anlan.access import signin
from anlan.access.oidc import Provider, account_for
from anlan.access.signin import Opened
from anlan.api.guard import Anybody, origin
from anlan.api.parameters import Lang
from anlan.api.problems import RefusalError
from anlan.api.session import enter
from anlan.api.state import State
from anlan.model.cause import Cause
from anlan.model.errors import AnlanError
from anlan.store.change import change

router = APIRouter(prefix="/api/session/oidc", tags=["session"])
Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
COOKIE = "anlan_sign_on"
MINUTES = 10
log = structlog.get_logger("anlan.signon")


@router.get("/{provider}", response_class=Response, status_code=302)
def begin(request: Request, state: Anybody, provider: Name, lang: Lang = "en") -> Response:
    """Go to the provider to sign in there."""
    state.limiter.count_sign_in(request.client.host if request.client else "-")
    begun = state.sign_on.begin(_provider(state, provider), _back(state, provider))
    response = RedirectResponse(begun.url, 302)
    response.set_cookie(
        COOKIE,
        begun.sealed_state,
        max_age=60 * MINUTES,
        path="/api/session/oidc",
        secure=state.address.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/{provider}/back", response_class=Response, status_code=302)
def back(request: Request, state: Anybody, provider: Name, lang: Lang = "en") -> Response:
    """Come back from the provider; what it says stands in the query, and is checked."""
    sealed = request.cookies.get(COOKIE, "")
    try:
        opened = _open(request, state, _provider(state, provider), sealed)
    except AnlanError as error:
        # What is in the address could be anybody's words: the page says its own, by the code.
        log.warning("refused", provider=provider, reason=str(error))
        code = quote(error.key.removeprefix("error."))
        response = RedirectResponse(f"{state.address}/#/sign-in?refused={code}", 302)
    else:
        response = RedirectResponse(f"{state.address}/", 302)
        enter(request, response, opened)
    response.delete_cookie(COOKIE, path="/api/session/oidc")
    return response


def _open(request: Request, state: State, provider: Provider, sealed: str) -> Opened:
    back_to = _back(state, provider.name)
    identity = state.sign_on.finish(provider, back_to, sealed, dict(request.query_params))
    cause = Cause(f"provider:{provider.name}", origin=origin(request))
    account = account_for(state.database, cause, provider, identity)
    with change(state.database, Cause(f"account:{account.id}", origin=origin(request))) as made:
        return signin.open_for(made, account, origin(request))


def _provider(state: State, name: str) -> Provider:
    found = state.providers.get(name)
    if found is None:
        raise RefusalError(404, "api.no_provider", "path.provider", name=name)
    return found


def _back(state: State, provider: str) -> str:
    """Return our address that the provider sends people back to.

    It comes from the settings, never from what a request says of itself.
    """
    return f"{state.address}/api/session/oidc/{provider}/back"
