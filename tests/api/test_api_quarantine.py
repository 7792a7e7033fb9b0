"""Mend by HTTP: shown without personal values, once per key, within one's own department only."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from api_town import CITY, Town, problem

pytestmark = pytest.mark.xdist_group("town")
HOME = f"/api/cities/{CITY}/quarantine"
WHY = "the sender confirmed it by telephone"


def post(
    client: httpx.Client, path: str, body: dict[str, Any], key: str | None = None
) -> httpx.Response:
    headers = {"Idempotency-Key": key or uuid4().hex}
    return client.post(f"{HOME}/{path}", json=body, headers=headers)


def waiting(client: httpx.Client, source: str, rule: str) -> list[dict[str, Any]]:
    found = client.get(HOME, params={"source": source, "rule": rule, "limit": 1000}).json()
    items: list[dict[str, Any]] = found["items"]
    assert {item["rule"] for item in items} <= {rule}
    assert len(items) == found["total"]
    return items


def test_a_row_is_shown_whole_but_for_what_is_about_people(town: Town) -> None:
    with town.client("steward") as client:
        item = waiting(client, "hotline", "not_timestamp")[0]
        told = client.get(f"{HOME}/{item['id']}").json()
    cells = {cell["name"]: cell for cell in told["cells"]}
    hidden = [cell for cell in cells.values() if cell["hidden"]]
    assert hidden
    assert all(cell["value"] is None and not cell["mendable"] for cell in hidden)
    [wrong] = [each for each in told["problems"] if each["rule"] == "not_timestamp"]
    assert cells[wrong["column"]] == {
        "name": wrong["column"],
        "value": wrong["value"],
        "hidden": False,
        "mendable": True,
    }


def test_a_mend_is_done_once_however_often_it_is_sent(town: Town) -> None:
    with town.client("steward") as client:
        item = waiting(client, "hotline", "not_timestamp")[0]
        mend = {"source": "hotline", "rows": {item["id"]: {item["column"]: "2025-01-02 03:04"}}}
        key = uuid4().hex
        first = post(client, "mends", mend | {"why": WHY}, key)
        again = post(client, "mends", mend | {"why": WHY}, key)
        assert (first.status_code, first.json()["mended"]) == (201, 1), first.text
        assert again.json() == first.json()
        assert again.headers["Idempotency-Replayed"] == "true"
        assert item["id"] not in {e["id"] for e in waiting(client, "hotline", "not_timestamp")}
        gone = client.get(f"{HOME}/{item['id']}")
        assert (gone.status_code, problem(gone)["code"]) == (404, "store.quarantine_id")
    with town.client("administrator") as client:
        ledger = client.get("/api/ledger", params={"act": "batch.replayed", "limit": 1}).json()
    [entry] = ledger["items"]
    assert WHY in repr(entry)
    assert entry["who"].startswith("account:")


def test_a_mend_that_still_breaks_a_rule_says_which(town: Town) -> None:
    with town.client("steward") as client:
        item = waiting(client, "hotline", "unknown_division")[0]
        mend = {"source": "hotline", "rows": {item["id"]: {item["column"]: "nowhere"}}, "why": WHY}
        told = post(client, "mends", mend).json()
    assert (told["mended"], told["still_bad"]) == (0, 1)
    assert "nowhere" in told["refused"][0]["text"]


def test_rows_are_mended_by_one_rule_and_set_aside(town: Town) -> None:
    with town.client("administrator") as client:
        rows = waiting(client, "inspections", "not_integer")
        first = rows[0]
        alike = [row for row in rows if row["value"] == first["value"]]
        asked = {"source": "inspections", "rule": "not_integer", "column": first["column"]}
        told = post(
            client, "rule-mends", asked | {"value": first["value"], "now": "0", "why": WHY}
        ).json()
        assert told["mended"] + told["overtaken"] == len(alike) > 0
        left = waiting(client, "inspections", "position_zero")
        ids = [row["id"] for row in left[:2]]
        done = post(client, "withdrawals", {"source": "inspections", "ids": ids, "why": WHY})
        assert done.json() == {"withdrawn": len(ids)}
        after = {row["id"] for row in waiting(client, "inspections", "position_zero")}
        assert after == {row["id"] for row in left[2:]}


def test_another_departments_rows_are_not_there(town: Town) -> None:
    with town.client("analyst") as client:
        theirs = waiting(client, "premises", "not_date")[0]["id"]
    with town.client("steward") as client:
        assert client.get(f"{HOME}/{theirs}").status_code == 404
        body = {"source": "premises", "rows": {theirs: {"opened_on": "2020-01-01"}}, "why": WHY}
        refused = post(client, "mends", body)
    assert (refused.status_code, problem(refused)["code"]) == (404, "api.no_source")


def test_a_mend_without_a_reason_is_refused(town: Town) -> None:
    with town.client("steward") as client:
        item = waiting(client, "hotline", "unknown_division")[0]
        body = {"source": "hotline", "rows": {item["id"]: {item["column"]: "x"}}, "why": "  "}
        refused = post(client, "mends", body)
    assert (refused.status_code, problem(refused)["place"]) == (422, "body.why")
