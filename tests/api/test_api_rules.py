"""Nothing is open because somebody forgot it: every route against every role."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from api_town import CITY, ROLES, Town, problem

from anlan.access.roles import RoleBook
from anlan.api import create_app
from anlan.cities import load
from anlan.model.permission import PERMISSIONS

pytestmark = pytest.mark.xdist_group("town")


def document() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        return create_app(Path(folder), []).openapi()


ROUTES = [
    (method.upper(), path, operation["x-anlan-permission"])
    for path, operations in document()["paths"].items()
    for method, operation in operations.items()
]
FILLED = {"{city}": CITY, "{asset}": "JC1", "{account}": "999999", "{grant}": "1", "{token}": "1"}


def filled(path: str) -> str:
    for place, value in FILLED.items():
        path = path.replace(place, value)
    return path.replace("{session}", "0" * 16).replace("{", "").replace("}", "")


def ask(client: httpx.Client, method: str, path: str) -> httpx.Response:
    headers = {"Idempotency-Key": "x", "If-Match": '"v1"'}
    body = {} if method in {"POST", "PUT", "PATCH"} else None
    return client.request(method, filled(path), json=body, headers=headers)


def test_every_route_says_who_may_call_it() -> None:
    assert len(ROUTES) > 30
    assert {rule for _, _, rule in ROUTES} <= {*PERMISSIONS, "open", "signed-in"}


def test_open_are_only_the_doors_and_the_signs_of_life() -> None:
    doors = {path for _, path, rule in ROUTES if rule == "open"}
    # At the public door the pack decides; see test_public_reports.
    known = ("/api/session", "/api/public/cities")
    assert {path for path in doors if not path.startswith(known)} == {
        "/api/version",
        "/health",
        "/ready",
    }


@pytest.mark.parametrize(("method", "path", "rule"), ROUTES, ids=str)
def test_a_stranger_is_let_in_nowhere(town: Town, method: str, path: str, rule: str) -> None:
    with town.client() as client:
        answer = ask(client, method, path)
    if rule == "open":
        assert answer.status_code not in {403, 500}
    else:
        assert answer.status_code == 401, answer.text
        problem(answer)


@pytest.mark.parametrize("who", [*ROLES, "nobody"])
def test_each_role_is_refused_what_it_does_not_hold(town: Town, who: str) -> None:
    book = RoleBook.of([load(CITY).city])
    role, city = ROLES[who][:2] if who in ROLES else ("", CITY)
    held = book.role(role, city)
    may = set(held.may) if held else set()
    with town.client(who) as client:
        for method, path, rule in ROUTES:
            if rule in {"open", "signed-in"}:
                continue
            answer = ask(client, method, path)
            refused = answer.status_code == 403 and problem(answer)["code"] == "access.may_not"
            allowed = rule in may and (city == "*" or not rule.startswith(("outbox", "system")))
            assert refused != allowed, (who, method, path, answer.status_code, answer.text)
