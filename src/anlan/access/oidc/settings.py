"""The OIDC providers of an installation, from the TOML file that ``ANLAN_OIDC`` names.

The file is the administrator's, beside the database's URL and the keys; it is no part of a city
pack, which may be shared. The client's secret stands in neither: the file only says where it is.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Self

import httpx
from authlib.common.security import is_secure_transport
from pydantic import StringConstraints, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from anlan.model.declared import Declared, Slug, Text
from anlan.model.errors import AccessError

VARIABLE = "ANLAN_OIDC"
Given = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class GrantRule(Declared):
    """Who has ``value`` in the claim ``claim`` gets a role, at sign-in, for as long as it is so."""

    claim: Given
    value: Given
    role: Slug
    city: Given
    division: str = ""
    department: str = ""


class Provider(Declared):
    """A provider, and what its word is good for.

    ``create`` lets it make accounts of people nobody has entered; ``userinfo`` asks it for claims
    that it leaves out of the ID token. The secret is read where it is each time it is needed, so it
    can be changed while Anlan runs, and no object holds it.
    """

    name: Slug
    title: Text
    issuer: str
    client_id: Given
    client_secret_env: Given | None = None
    client_secret_file: Path | None = None
    scopes: tuple[Given, ...] = ("openid", "profile")
    create: bool = False
    userinfo: bool = True
    grants: tuple[GrantRule, ...] = ()

    @field_validator("issuer")
    @classmethod
    def _is_address(cls, issuer: str) -> str:
        if not secure(issuer) or any(mark in issuer for mark in "?#@"):
            raise PydanticCustomError("address", "address")
        return issuer

    @field_validator("scopes")
    @classmethod
    def _openid(cls, scopes: tuple[str, ...]) -> tuple[str, ...]:
        if "openid" not in scopes:
            raise PydanticCustomError("openid", "openid")
        return scopes

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        if (self.client_secret_env is None) == (self.client_secret_file is None):
            raise PydanticCustomError("secret", "secret")
        return self

    def client_secret(self) -> str:
        """Return the client's secret.

        Raises:
            AccessError: the variable isn't set, or the file can't be read, or it is empty.
        """
        place: str | Path = self.client_secret_file or str(self.client_secret_env)
        try:
            found = (
                place.read_text(encoding="utf-8")
                if isinstance(place, Path)
                else os.environ.get(place, "")
            ).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise AccessError("error.oidc.secret", provider=self.name, place=place) from error
        if not found:
            raise AccessError("error.oidc.secret", provider=self.name, place=place)
        return found


class Providers(Declared):
    """The whole file."""

    oidc: tuple[Provider, ...]


def providers() -> tuple[Provider, ...]:
    """Return the providers of the file that ``ANLAN_OIDC`` names; none where it isn't set.

    Raises:
        AccessError: the file can't be read or is wrong: names file, key, found and expected.
    """
    named = os.environ.get(VARIABLE)
    return read(Path(named)) if named else ()


def secure(address: str) -> bool:
    """Return whether an address is https, or http on this machine itself.

    >>> secure("https://login.city.example"), secure("http://127.0.0.1:9000/city")
    (True, True)
    >>> secure("http://login.city.example"), secure("https://")
    (False, False)
    """
    try:
        httpx.URL(address)
    except httpx.InvalidURL:
        return False
    return bool(is_secure_transport(address))


def read(file: Path) -> tuple[Provider, ...]:
    """Return the providers of a file, whose secrets are all to be had.

    Raises:
        AccessError: the file can't be read or is wrong: names file, key, found and expected.
    """
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        found = Providers.model_validate(raw).oidc
    except OSError as error:
        raise AccessError("error.oidc.file.unread", file=file, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise AccessError("error.oidc.file.encoding", file=file) from error
    except tomllib.TOMLDecodeError as error:
        raise AccessError("error.oidc.file.syntax", file=file, reason=error) from error
    except ValidationError as error:
        raise _wrong(file, error.errors()[0]) from error
    # Accounts are known by issuer and subject, so one issuer is one provider.
    for key in ("name", "issuer"):
        _once(file, key, [getattr(provider, key) for provider in found])
    for provider in found:
        provider.client_secret()
    return found


def _once(file: Path, key: str, values: list[str]) -> None:
    for number, value in enumerate(values):
        if value in values[:number]:
            at = f"oidc[{number + 1}].{key}"
            raise AccessError("error.oidc.file.twice", file=file, at=at, found=value)


# Pydantic's kinds of error, gathered to the sentences of the catalogue (error.oidc.file.*).
_SENTENCES = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "string_pattern_mismatch": "slug",
    "string_too_long": "slug",
    "string_too_short": "text",
    "string_type": "text",
    "path_type": "text",
    "bool_type": "yes_no",
    "bool_parsing": "yes_no",
    "tuple_type": "list",
    "model_type": "table",
    "address": "address",
    "openid": "openid",
    "secret": "one_secret",
}


def _wrong(file: Path, detail: ErrorDetails) -> AccessError:
    """Put the first thing wrong into words."""
    kind = _SENTENCES.get(detail["type"], "other")
    place = detail["loc"]
    keys = {"missing": place[-1], "unknown": place[-1]}
    found = keys.get(kind, str(detail["input"])[:60] if kind != "one_secret" else "")
    within = place[:-1] if kind in keys else place
    dots = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in within)
    at = "".join(dots).removeprefix(".") or "-"
    return AccessError(
        f"error.oidc.file.{kind}",
        file=file,
        at=at,
        found=found,
        expected=", ".join(_keys(within)),
        reason=detail["msg"],
    )


def _keys(within: tuple[int | str, ...]) -> tuple[str, ...]:
    """Return the keys that may stand at a place."""
    shapes: dict[str, type[Declared]] = {"oidc": Provider, "grants": GrantRule, "title": Text}
    names = [part for part in within if isinstance(part, str)]
    shape = shapes.get(names[-1], Providers) if names else Providers
    return tuple(shape.model_fields)
