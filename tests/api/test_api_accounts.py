"""Accounts by HTTP: nobody rises by themselves, and no change is lost."""

import uuid

import httpx
import pytest
from api_town import CITY, Town, problem

pytestmark = pytest.mark.xdist_group("town")


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def add(client: httpx.Client, login: str) -> int:
    answer = client.post("/api/accounts", json={"login": login, "name": login}, headers=key())
    assert answer.status_code == 201, answer.text
    return int(answer.json()["account"]["id"])


def give(client: httpx.Client, account: int, **grant: str) -> httpx.Response:
    return client.post(f"/api/accounts/{account}/grants", json=grant, headers=key())


def number_of(town: Town, login: str) -> int:
    with town.client("administrator") as client:
        found = client.get("/api/accounts", params={"q": login, "limit": 1000}).json()["items"]
    return next(int(each["id"]) for each in found if each["login"] == login)


def test_nobody_gives_themselves_a_role(town: Town) -> None:
    me = number_of(town, "administrator")
    with town.client("administrator") as client:
        answer = give(client, me, role="analyst", city=CITY)
    assert (answer.status_code, problem(answer)["code"]) == (403, "access.not_yours")


def test_a_divisions_administrator_gives_only_within_the_division(town: Town) -> None:
    with town.client("local_administrator") as client:
        account = add(client, f"grid{uuid.uuid4().hex[:8]}")
        inside = give(client, account, role="operator", city=CITY, division=town.mine)
        assert inside.status_code == 201
        for wider in (
            {"role": "operator", "city": CITY},
            {"role": "operator", "city": CITY, "division": town.other},
            {"role": "administrator", "city": "*"},
        ):
            answer = give(client, account, **wider)
            assert (answer.status_code, problem(answer)["code"]) == (403, "access.not_yours")


def test_accounts_of_others_can_not_be_told_from_none(town: Town) -> None:
    theirs = number_of(town, "auditor")
    with town.client("local_administrator") as client:
        seen = client.get("/api/accounts", params={"limit": 1000}).json()["items"]
        assert theirs not in {each["id"] for each in seen}
        for path in (f"/api/accounts/{theirs}", "/api/accounts/999999"):
            answer = client.get(path)
            assert (answer.status_code, problem(answer)["code"]) == (404, "access.no_account")
            changed = client.patch(path, json={"active": False}, headers={"If-Match": '"v1"'})
            assert changed.status_code == 404
        reset = client.post(f"/api/accounts/{theirs}/reset", json={}, headers=key())
        assert reset.status_code == 404


def test_two_operators_on_one_account_lose_nothing(town: Town) -> None:
    with town.client("administrator") as client:
        account = add(client, f"both{uuid.uuid4().hex[:8]}")
        read = client.get(f"/api/accounts/{account}")
        tag = {"If-Match": read.headers["ETag"]}
        first = client.patch(f"/api/accounts/{account}", json={"name": "One"}, headers=tag)
        second = client.patch(f"/api/accounts/{account}", json={"name": "Two"}, headers=tag)
        assert (first.status_code, second.status_code) == (200, 412)
        assert client.get(f"/api/accounts/{account}").json()["name"] == "One"
        assert client.patch(f"/api/accounts/{account}", json={"name": "x"}).status_code == 428
        bad = client.patch(
            f"/api/accounts/{account}", json={"name": "x"}, headers={"If-Match": "v1"}
        )
        assert bad.status_code == 422


def test_a_create_sent_twice_makes_one(town: Town) -> None:
    same, login = key(), f"once{uuid.uuid4().hex[:8]}"
    body = {"login": login, "name": "Once"}
    with town.client("administrator") as client:
        first = client.post("/api/accounts", json=body, headers=same)
        again = client.post("/api/accounts", json=body, headers=same)
        other = client.post("/api/accounts", json=body | {"name": "Else"}, headers=same)
        twice = client.post("/api/accounts", json=body, headers=key())
        none = client.post("/api/accounts", json=body)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, twice.status_code, none.status_code) == (422, 409, 422)


@pytest.mark.parametrize(
    "extra", [{"active": True}, {"id": 1}, {"password": "x"}, {"grants": []}, {"must_change": 0}]
)
def test_no_more_can_be_set_than_is_offered(town: Town, extra: dict[str, object]) -> None:
    body = {"login": f"mass{uuid.uuid4().hex[:8]}", "name": "Mass"} | extra
    with town.client("administrator") as client:
        answer = client.post("/api/accounts", json=body, headers=key())
    assert answer.status_code == 422
    assert problem(answer)["place"] == f"body.{next(iter(extra))}"


def test_a_role_taken_counts_at_once(town: Town) -> None:
    login = f"gone{uuid.uuid4().hex[:8]}"
    number = town.people.add(login)
    token = town.people.token(number)
    with town.client("administrator") as client:
        account = give(client, number, role="analyst", city=CITY).json()
        mine = httpx.Client(base_url=town.url, headers={"Authorization": f"Bearer {token}"})
        assert mine.get(f"/api/cities/{CITY}/overview").status_code == 200
        grant = account["grants"][0]["id"]
        assert client.delete(f"/api/accounts/{number}/grants/{grant}").status_code == 200
        assert mine.get(f"/api/cities/{CITY}/overview").status_code == 403
        mine.close()


def test_why_tells_each_step_in_both_languages(town: Town) -> None:
    asked = {"permission": "premises.read", "city": CITY, "division": town.other}
    with town.client("operator") as client:
        told = client.get("/api/why", params=asked).json()
        mine = client.get("/api/why", params=asked | {"division": town.mine}).json()
        zh = client.get("/api/why", params=asked | {"lang": "zh"}).json()
        theirs = client.get("/api/why", params=asked | {"account": 1})
    assert (told["may"], mine["may"]) == (False, True)
    assert town.mine in told["steps"][0]["text"]
    assert "区划" in zh["steps"][0]["text"]
    assert theirs.status_code == 404


def test_a_token_can_not_make_tokens(town: Town) -> None:
    body = {"name": "more", "scopes": ["account.manage"], "days": 1}
    with town.client("administrator") as client:
        answer = client.post("/api/me/tokens", json=body, headers=key())
    assert (answer.status_code, problem(answer)["code"]) == (422, "access.own_account")
