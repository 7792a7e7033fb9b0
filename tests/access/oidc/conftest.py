"""A real OIDC provider for the session, and Anlan's side of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from anlan.access.oidc import Provider, SignOn
from anlan.store.keys import Keyring
from support.oidc_server import CLIENT, SECRET, Browser, NotInstalledError, OidcServer, running


class Clock:
    """A clock that a test may put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture(scope="session")
def oidc() -> Iterator[OidcServer]:
    """A provider for the session; skip, saying why, where it can't be run."""
    try:
        with running() as server:
            yield server
    except NotInstalledError as why:
        pytest.skip(f"no OIDC provider to test against: {why}")


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIDC_SECRET", SECRET)


def declared(issuer: str, **more: Any) -> Provider:
    """Return a provider as the settings declare it."""
    return Provider.model_validate(
        {
            "name": "city",
            "title": {"en": "City", "zh": "市政"},
            "issuer": issuer,
            "client_id": CLIENT,
            "client_secret_env": "OIDC_SECRET",
            "scopes": ["openid", "profile", "email", "groups"],
            **more,
        }
    )


@pytest.fixture
def provider(oidc: OidcServer) -> Provider:
    """The provider as declared."""
    return declared(oidc.issuer)


@pytest.fixture
def clock() -> Clock:
    """The time as Anlan has it."""
    return Clock()


@pytest.fixture
def sign_on(tmp_path: Path, clock: Clock) -> SignOn:
    """Anlan's side."""
    return SignOn(Keyring.of(tmp_path / "home"), clock)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A browser of somebody who has never signed in."""
    made = Browser()
    yield made
    made.client.close()
