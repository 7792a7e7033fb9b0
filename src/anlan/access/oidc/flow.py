"""Begin a sign-in at a provider, and finish it when the browser comes back."""

import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import (
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from pydantic import BaseModel, ConfigDict, ValidationError

from anlan.access.oidc.ask import ask
from anlan.access.oidc.documents import Documents, Metadata
from anlan.access.oidc.idtoken import Identity, believed, plain
from anlan.access.oidc.limits import limits
from anlan.access.oidc.settings import Provider
from anlan.model.errors import AccessError, StoreError
from anlan.store.keys import Keyring

FORM = "application/x-www-form-urlencoded"
_CODE = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and what it must bring back: sealed, for an HttpOnly cookie."""

    url: str
    sealed_state: str = field(repr=False)


class _Kept(BaseModel):
    """What is remembered between the two steps, in the browser's cookie."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    verifier: str
    until: datetime


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class SignOn:
    """Signs people in by providers; one for the whole server, since it keeps what they publish.

    Attributes:
        keyring: the installation's keys, which seal what is remembered in the browser.
        clock: the time.
        documents: what the providers publish.
    """

    keyring: Keyring
    clock: Callable[[], datetime] = _now
    documents: Documents = field(default_factory=Documents)

    def begin(self, provider: Provider, redirect_uri: str) -> Begun:
        """Begin a sign-in.

        Args:
            provider: at whom.
            redirect_uri: our address that the provider sends the browser back to, as registered
                with it; never made from what a request says of itself.

        Raises:
            AccessError: the provider's document can't be had or can't be used safely.
        """
        now = self.clock()
        metadata = self.documents.metadata(provider, now)
        kept = _Kept(
            issuer=provider.issuer,
            client_id=provider.client_id,
            redirect_uri=redirect_uri,
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            until=now + timedelta(minutes=limits().begun_minutes),
        )
        url = prepare_grant_uri(
            metadata.authorization_endpoint,
            client_id=provider.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=" ".join(provider.scopes),
            state=kept.state,
            nonce=kept.nonce,
            code_challenge=create_s256_code_challenge(kept.verifier),
            code_challenge_method="S256",
        )
        return Begun(str(url), self.keyring.seal(kept.model_dump_json()))

    def finish(
        self, provider: Provider, redirect_uri: str, sealed_state: str, query: Mapping[str, str]
    ) -> Identity:
        """Finish a sign-in with what the browser brought back; drop the cookie, whatever comes.

        Args:
            provider: at whom it was begun.
            redirect_uri: the same as at the beginning.
            sealed_state: what the cookie holds.
            query: what stands behind the ``?`` of the address the browser came to.

        Raises:
            AccessError: the browser isn't the one that began, the provider refuses or can't be
                reached, or what it says can't be believed.
        """
        now = self.clock()
        kept = self._opened(provider, redirect_uri, sealed_state, now)
        brought = query.get("state", "").encode(errors="replace")
        if not hmac.compare_digest(kept.state.encode(), brought):
            raise AccessError("error.oidc.state")
        metadata = self.documents.metadata(provider, now)
        code = _code(provider, metadata, query)
        tokens = _exchanged(provider, metadata, kept, code)
        claims = believed(provider, metadata, self.documents, tokens, kept.nonce, now)
        if provider.userinfo and metadata.userinfo_endpoint:
            found = _more(provider, metadata.userinfo_endpoint, tokens, claims["sub"])
            claims = found | claims
        return Identity(provider.issuer, claims["sub"], _name(claims), claims)

    def _opened(
        self, provider: Provider, redirect_uri: str, sealed_state: str, now: datetime
    ) -> _Kept:
        """Open what was remembered; a sign-in begun elsewhere can't be finished here."""
        try:
            kept = _Kept.model_validate_json(self.keyring.open(sealed_state))
        except (StoreError, ValidationError) as error:
            raise AccessError("error.oidc.state") from error
        begun = (kept.issuer, kept.client_id, kept.redirect_uri)
        if begun != (provider.issuer, provider.client_id, redirect_uri):
            raise AccessError("error.oidc.state")
        if kept.until <= now:
            raise AccessError("error.oidc.expired", minutes=f"{limits().begun_minutes:g}")
        return kept


def _code(provider: Provider, metadata: Metadata, query: Mapping[str, str]) -> str:
    """Return the code that the provider gave the browser for us."""
    # RFC 9207: the answer says who gave it, so that no other provider's can be slipped in.
    issuer = query.get("iss")
    must = metadata.authorization_response_iss_parameter_supported
    if (issuer is not None or must) and issuer != provider.issuer:
        raise AccessError("error.oidc.state")
    if "error" in query:
        raise AccessError("error.oidc.denied", provider=provider.name, reason=_said(query["error"]))
    if not plain(query.get("code")):
        raise AccessError("error.oidc.state")
    return query["code"]


def _exchanged(provider: Provider, metadata: Metadata, kept: _Kept, code: str) -> Mapping[str, Any]:
    """Exchange the code for tokens, with our secret and the verifier."""
    body = prepare_token_request(
        "authorization_code", code=code, redirect_uri=kept.redirect_uri, code_verifier=kept.verifier
    )
    url, headers, body = _client(provider, metadata).prepare(
        "POST", metadata.token_endpoint, {"content-type": FORM}, body
    )
    answer = ask(provider.name, "POST", url, headers, body)
    if answer.status != 200:
        reason = _said(answer.data.get("error"))
        raise AccessError("error.oidc.exchange", provider=provider.name, reason=reason)
    told = answer.data
    texts = plain(told.get("id_token")) and plain(told.get("access_token"))
    if not texts or str(told.get("token_type")).lower() != "bearer":
        raise AccessError("error.oidc.no_tokens", provider=provider.name)
    return told


def _client(provider: Provider, metadata: Metadata) -> Any:
    """Return how we prove who we are, in a way that the provider knows."""
    secret = provider.client_secret()
    methods = metadata.token_endpoint_auth_methods_supported
    if "client_secret_basic" in methods:
        # RFC 6749 section 2.3.1: both are encoded as in a form first, which Authlib leaves to us.
        name, secret = quote_plus(provider.client_id), quote_plus(secret)
        return ClientAuth(name, secret, "client_secret_basic")
    if "client_secret_post" in methods:
        return ClientAuth(provider.client_id, secret, "client_secret_post")
    raise AccessError(
        "error.oidc.document", provider=provider.name, key="token_endpoint_auth_methods_supported"
    )


def _more(provider: Provider, url: str, tokens: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """Return what the provider says of the person beyond the ID token."""
    answer = ask(provider.name, "GET", url, {"authorization": f"Bearer {tokens['access_token']}"})
    if answer.status != 200:
        raise AccessError(
            "error.oidc.status", provider=provider.name, url=url, status=answer.status
        )
    # Core 1.0 section 5.3.4: of another subject, it could have been put in another's place.
    if answer.data.get("sub") != subject:
        raise AccessError("error.oidc.subject", provider=provider.name)
    return dict(answer.data)


def _name(claims: Mapping[str, Any]) -> str:
    named = (claims.get(key) for key in ("name", "preferred_username", "sub"))
    texts = (_shown(each) for each in named if isinstance(each, str))
    return next(filter(None, texts), "")


def _shown(text: str) -> str:
    """Return a text without characters that can't be seen, in one line and not too long."""
    seen = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(seen.split())[:200]


def _said(code: object) -> str:
    """Return an error's code as the standard has them; other text is nobody's to show."""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "unknown"
