"""Find a place and everything known of it by HTTP, as far as one may see."""

from time import monotonic
from typing import Any

import pytest
from linking_office import CITY, PAIRS, Office, decision

PATIENCE_SECONDS = 60
ASSETS = f"/api/cities/{CITY}/assets"


def find(client: Any, question: str, **more: Any) -> list[dict[str, Any]]:
    answer = client.get(ASSETS, params={"q": question} | more)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_place_is_found_and_told_with_all_its_sources(office: Office) -> None:
    with office.client() as client:
        hits = find(client, "便利店", limit=50)
        pages = [client.get(f"{ASSETS}/{hit['id']}").json() for hit in hits]
        told = max(pages, key=lambda each: len(each["sources"]))
        chinese = client.get(f"{ASSETS}/{told['id']}", params={"lang": "zh"}).json()
    assert len(told["sources"]) >= 3
    assert len(told["ids"]) == len({(each["source"], each["key"]) for each in told["records"]})
    assert {each["source"] for each in told["records"]} == {e["source"] for e in told["sources"]}
    known = [each["known_at"] for each in told["records"]]
    assert known == sorted(known, reverse=True)
    fields = {each["field"]: each for each in told["fields"]}
    assert fields["name"]["values"][0]["standing"] == "chosen"
    assert fields["name"]["values"][0]["value"] == told["name"]
    assert fields["position"]["values"][0]["record"].startswith("shopfronts/") or not any(
        each["source"] == "shopfronts" for each in told["sources"]
    )
    assert {each["field"]: each["label"] for each in chinese["fields"]}["name"] == "名称"


def test_records_come_page_by_page(office: Office) -> None:
    with office.client() as client:
        hits = find(client, "便利店", limit=50)
        told = max(
            (client.get(f"{ASSETS}/{hit['id']}").json() for hit in hits),
            key=lambda each: len(each["records"]),
        )
        cursor, paged = None, []
        for _ in range(20):
            query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
            answer = client.get(f"{ASSETS}/{told['id']}", params=query).json()
            paged += answer["records"]
            cursor = answer["next"]
            if cursor is None:
                break
    assert paged == told["records"]


def test_any_id_of_a_place_leads_to_it(office: Office) -> None:
    with office.client() as client:
        hit = find(client, "便利店")[0]
        told = client.get(f"{ASSETS}/{hit['id']}").json()
        for each in told["ids"]:
            assert client.get(f"{ASSETS}/{each}").json()["id"] == told["id"]


def test_what_is_out_of_scope_is_neither_found_nor_told(office: Office) -> None:
    with office.client() as client, office.client("local") as local:
        everywhere = {hit["id"] for hit in find(client, "便利", limit=50)}
        mine = {hit["id"] for hit in find(local, "便利", limit=50)}
        theirs = sorted(everywhere - mine)
        hidden = [local.get(f"{ASSETS}/{each}") for each in theirs]
        nothing = local.get(f"{ASSETS}/JC9999999")
    refused = [each for each in hidden if each.status_code == 404]
    assert refused
    assert {each.json()["code"] for each in refused} == {nothing.json()["code"]}


def test_a_decision_at_the_desk_moves_the_page(own_office: Office) -> None:
    with own_office.client() as client:
        pair = client.get(f"{PAIRS}/pairs", params={"limit": 1}).json()["items"][0]
        sides = [pair[side] for side in ("one", "other")]
        ids = [e["key"] if e["source"] == "premises" else e["record"] for e in sides]
        before = [client.get(f"{ASSETS}/{each}").json()["id"] for each in ids]
        assert before[0] != before[1]
        assert decision(client, pair, "same", "k").status_code == 201
        # The index follows beside the answer.
        until = monotonic() + PATIENCE_SECONDS
        after = before
        while after[0] != after[1] and monotonic() < until:
            after = [client.get(f"{ASSETS}/{each}").json()["id"] for each in ids]
    assert after[0] == after[1]


@pytest.mark.parametrize("question", ["", "  ", '"', "* OR *", "names : x", "）（", "NEAR(a b)"])
def test_a_strange_question_is_no_fault(office: Office, question: str) -> None:
    with office.client() as client:
        assert client.get(ASSETS, params={"q": question}).status_code == 200
