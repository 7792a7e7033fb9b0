"""What a provider publishes of itself: its document and its keys, kept for a while.

OpenID Connect Discovery 1.0; JSON Web Key Sets, RFC 7517.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from anlan.access.oidc.ask import Answer, ask
from anlan.access.oidc.limits import limits
from anlan.access.oidc.settings import Provider, secure
from anlan.model.errors import AccessError


class Metadata(BaseModel):
    """Of the provider's document, what is used here; defaults as the standard has them."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    code_challenge_methods_supported: tuple[str, ...] | None = None
    authorization_response_iss_parameter_supported: bool = False

    @property
    def algorithms(self) -> list[str]:
        """The signatures that the provider makes and that are accepted here."""
        made = self.id_token_signing_alg_values_supported
        return [each for each in limits().algorithms if each in made]


@dataclass(frozen=True)
class Documents:
    """Fetches what providers publish, and keeps it for a while."""

    _metadata: dict[str, tuple[datetime, Metadata]] = field(default_factory=dict)
    _keys: dict[str, tuple[datetime, KeySet]] = field(default_factory=dict)

    def metadata(self, provider: Provider, now: datetime) -> Metadata:
        """Return the provider's document.

        Raises:
            AccessError: it can't be had, is another issuer's, or can't be used safely.
        """
        until, kept = self._metadata.get(provider.issuer, (now, None))
        if kept is None or until <= now:
            kept = _checked(provider, _fetched(provider, _address(provider)).data)
            until = now + timedelta(minutes=limits().document_minutes)
            self._metadata[provider.issuer] = (until, kept)
        return kept

    def keys(self, provider: Provider, metadata: Metadata, now: datetime) -> tuple[KeySet, bool]:
        """Return the provider's keys, and whether they were fetched just now.

        Raises:
            AccessError: they can't be had.
        """
        until, kept = self._keys.get(provider.issuer, (now, None))
        if kept is None or until <= now:
            return self.fresh_keys(provider, metadata, now), True
        return kept, False

    def fresh_keys(self, provider: Provider, metadata: Metadata, now: datetime) -> KeySet:
        """Fetch the provider's keys, whatever is kept.

        Raises:
            AccessError: they can't be had.
        """
        found = _usable(_fetched(provider, metadata.jwks_uri).data)
        self._keys[provider.issuer] = (now + timedelta(minutes=limits().keys_minutes), found)
        return found


def _address(provider: Provider) -> str:
    return str(get_well_known_url(provider.issuer, external=True))


def _fetched(provider: Provider, url: str) -> Answer:
    answer = ask(provider.name, "GET", url)
    if answer.status != 200:
        raise AccessError(
            "error.oidc.status", provider=provider.name, url=url, status=answer.status
        )
    return answer


def _checked(provider: Provider, data: Mapping[str, Any]) -> Metadata:
    try:
        found = Metadata.model_validate(data)
    except ValidationError as error:
        key = ".".join(map(str, error.errors()[0]["loc"]))
        raise AccessError("error.oidc.document", provider=provider.name, key=key) from error
    if found.issuer != provider.issuer:
        raise AccessError(
            "error.oidc.issuer",
            provider=provider.name,
            found=found.issuer[:200],
            expected=provider.issuer,
        )
    for key in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
        url = getattr(found, key)
        if url is not None and not _safe(url, provider.issuer):
            raise AccessError("error.oidc.insecure", provider=provider.name, key=key)
    methods = found.code_challenge_methods_supported
    if methods is not None and "S256" not in methods:
        raise AccessError("error.oidc.no_pkce", provider=provider.name)
    return found


def _safe(url: str, issuer: str) -> bool:
    """Return whether an address is https; or http on this machine, as its issuer is itself."""
    here = issuer.startswith("http://")
    return secure(url) and (here or url.startswith("https://"))


def _usable(data: Mapping[str, Any]) -> KeySet:
    """Return the keys to check signatures with; such as can't be used are passed over."""
    listed = data.get("keys")
    keys = [_key(each) for each in listed] if isinstance(listed, list) else []
    return KeySet([key for key in keys if key is not None])


def _key(data: object) -> Key | None:
    if not isinstance(data, dict) or data.get("kty") not in ("RSA", "EC"):
        return None
    try:
        if data["kty"] == "RSA" and _bits(data["n"]) < limits().least_rsa_bits:
            return None
        key = JWKRegistry.import_key(data)
        _ = key.public_key  # a key is read only when it is needed: now, while it can be left out
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key


def _bits(number: str) -> int:
    """Return how many bits a number has, written as in RFC 7518 section 2 (Base64urlUInt).

    >>> _bits("AQAB")
    17
    """
    return int.from_bytes(base64.urlsafe_b64decode(number + "==")).bit_length()
