"""Single sign-on by HTTP: to a certified provider and back, with a session and its roles."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support.oidc_server import ADDRESS, SECRET, Browser, OidcServer
from support.people import People
from support.serving import serving

SETTINGS = """
[[oidc]]
name = "city"
title = { en = "City account", zh = "市政统一账号" }
issuer = "ISSUER"
client_id = "anlan"
client_secret_env = "OIDC_SECRET"
scopes = ["openid", "profile", "groups"]
create = true

[[oidc.grants]]
claim = "groups"
value = "anlan-duty"
role = "operator"
city = "chicago"
"""


@pytest.fixture
def client(
    oidc: OidcServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[httpx.Client]:
    """A browser at a server that knows the provider."""
    file = tmp_path / "oidc.toml"
    file.write_text(SETTINGS.replace("ISSUER", oidc.issuer), encoding="utf-8")
    monkeypatch.setenv("ANLAN_OIDC", str(file))
    monkeypatch.setenv("OIDC_SECRET", SECRET)
    with serving() as start:
        url = start(tmp_path / "home", ["chicago"], door="sign-in", address=ADDRESS)
        with httpx.Client(base_url=url, timeout=30) as client:
            yield client


def come_back(client: httpx.Client, browser: Browser, **changed: str) -> httpx.Response:
    begun = client.get("/api/session/oidc/city")
    assert begun.status_code == 302
    query = browser.sign_in(begun.headers["location"], "wang") | changed
    return client.get("/api/session/oidc/city/back", params=query)


def test_somebody_comes_in_with_the_roles_of_their_groups(
    oidc: OidcServer, client: httpx.Client, browser: Browser
) -> None:
    oidc.people(wang={"name": "Wang Wei", "groups": ["anlan-duty"], "preferred_username": "wang"})
    offered = client.get("/api/session", params={"lang": "zh"}).json()["providers"]
    assert offered == [{"name": "city", "title": "市政统一账号"}]
    answer = come_back(client, browser)
    assert (answer.status_code, answer.headers["location"]) == (302, f"{ADDRESS}/")
    cookies = answer.headers.get_list("set-cookie")
    assert any("anlan_session=" in each and "HttpOnly" in each for each in cookies)
    session = client.get("/api/session").json()
    assert (session["stage"], session["name"]) == ("full", "Wang Wei")
    assert {each["city"] for each in session["may"]} == {"chicago"}
    assert client.get("/api/cities/chicago/overview").status_code == 200
    assert client.get("/api/system").status_code == 403
    client.cookies.clear()
    oidc.people(wang={"name": "Wang Wei", "groups": []})
    come_back(client, browser)
    assert client.get("/api/session").json()["may"] == []


def test_whoever_did_not_begin_does_not_come_in(
    oidc: OidcServer, client: httpx.Client, browser: Browser
) -> None:
    for changed in ({"state": "another"}, {"code": "made-up"}):
        answer = come_back(client, browser, **changed)
        assert answer.headers["location"].startswith(f"{ADDRESS}/#/sign-in?refused=oidc.")
        assert "anlan_session" not in client.cookies
    begun = client.get("/api/session/oidc/city")
    query = browser.sign_in(begun.headers["location"], "wang")
    client.cookies.clear()
    stolen = client.get("/api/session/oidc/city/back", params=query)
    assert "#/sign-in?refused=oidc." in stolen.headers["location"]


def test_an_account_of_the_same_login_is_another(
    oidc: OidcServer, client: httpx.Client, browser: Browser, tmp_path: Path
) -> None:
    People(tmp_path / "home").add("wang")
    oidc.people(wang={"name": "Wang Wei", "groups": [], "preferred_username": "wang"})
    come_back(client, browser)
    assert client.get("/api/session").json()["login"] == "wang-2"


def test_an_unknown_provider_is_not_there(client: httpx.Client) -> None:
    assert client.get("/api/session/oidc/nowhere").status_code == 404
    answer = client.get("/api/session/oidc/nowhere/back")
    assert "refused=api.no_provider" in answer.headers["location"]
