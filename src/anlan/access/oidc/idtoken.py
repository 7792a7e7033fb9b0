"""Whether an ID token may be believed.

OpenID Connect Core 1.0 section 3.1.3.7; RFC 8725, the best practice of JSON Web Tokens. The
signature is checked by joserfc, on which Authlib stands, the claims by Authlib.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ClaimError,
    ExpiredTokenError,
    InvalidKeyIdError,
    JoseError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import Token

from anlan.access.oidc.documents import Documents, Metadata
from anlan.access.oidc.limits import limits
from anlan.access.oidc.settings import Provider
from anlan.model.errors import AccessError

_MALFORMED = (JoseError, ValueError, TypeError, KeyError, AttributeError)
"""What the libraries raise at tokens that are no tokens."""


@dataclass(frozen=True)
class Identity:
    """Who signed in, in the provider's words; ``claims`` are personal, so they aren't shown."""

    issuer: str
    subject: str
    name: str = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)


def believed(
    provider: Provider,
    metadata: Metadata,
    documents: Documents,
    tokens: Mapping[str, Any],
    nonce: str,
    now: datetime,
) -> dict[str, Any]:
    """Return the claims of the ID token among ``tokens``.

    Raises:
        AccessError: it isn't signed by this provider, or not meant for us, now and this sign-in.
    """
    token = _decoded(provider, metadata, documents, str(tokens["id_token"]), now)
    expected = {
        "iss": {"essential": True, "value": provider.issuer},
        "sub": {"essential": True},
        "aud": {"essential": True, "value": provider.client_id},
        "exp": {"essential": True},
        "iat": {"essential": True},
    }
    told = {
        "nonce": nonce,
        "client_id": provider.client_id,
        "access_token": tokens["access_token"],
    }
    claims = CodeIDToken(token.claims, token.header, expected, told)
    try:
        claims.validate(now=int(now.timestamp()), leeway=limits().leeway_seconds)
    except ExpiredTokenError as error:
        raise AccessError("error.oidc.token_expired", provider=provider.name) from error
    except ClaimError as error:
        raise _refused_claim(provider, error.claim) from error
    except _MALFORMED as error:
        raise AccessError("error.oidc.token_shape", provider=provider.name) from error
    # Core 1.0 section 2: 255 ASCII characters at most.
    subject = token.claims["sub"]
    if len(subject) > 255 or not plain(subject):
        raise _refused_claim(provider, "sub")
    return dict(token.claims)


def _decoded(
    provider: Provider, metadata: Metadata, documents: Documents, text: str, now: datetime
) -> Token:
    """Check the signature; with keys fetched anew where those kept don't fit: they may be old."""
    # Without any algorithm the library would fall back to its own list, with HS256 in it.
    if not metadata.algorithms:
        raise AccessError("error.oidc.token_algorithm", provider=provider.name)
    keys, fresh = documents.keys(provider, metadata, now)
    try:
        try:
            return _signed(text, keys, metadata.algorithms)
        except (InvalidKeyIdError, BadSignatureError):
            if fresh:
                raise
            keys = documents.fresh_keys(provider, metadata, now)
            return _signed(text, keys, metadata.algorithms)
    except UnsupportedAlgorithmError as error:
        raise AccessError("error.oidc.token_algorithm", provider=provider.name) from error
    except (InvalidKeyIdError, BadSignatureError) as error:
        raise AccessError("error.oidc.token_signature", provider=provider.name) from error
    except _MALFORMED as error:
        raise AccessError("error.oidc.token_shape", provider=provider.name) from error


def _signed(text: str, keys: KeySet, algorithms: list[str]) -> Token:
    # Header fields that nobody knows are no danger, except those marked critical: refused always.
    registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
    return jwt.decode(text, keys, registry=registry)


def plain(text: object) -> bool:
    """Return whether something is a text of visible ASCII characters and spaces, and not empty."""
    return isinstance(text, str) and text != "" and text.isascii() and text.isprintable()


def _refused_claim(provider: Provider, claim: str) -> AccessError:
    return AccessError("error.oidc.token_claim", provider=provider.name, claim=claim)
