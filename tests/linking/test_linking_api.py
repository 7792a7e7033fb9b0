"""The linking desk by HTTP: pairs in scope, why, decisions that hold, what is known of a thing."""

from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest
from linking_city import desk
from linking_office import CITY, PAIRS, Office, decision, staff

from anlan.pool.linking import desk as clerks
from anlan.store import Workspace
from anlan.store.history import history
from support.serving import serving

pytestmark = pytest.mark.xdist_group("linking")


def pairs(client: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = client.get(f"{PAIRS}/pairs", params={"limit": 1000} | query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def names(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["one"]["record"], item["other"]["record"]) for item in found["items"]]


def test_the_list_is_that_of_the_desk_page_by_page(office: Office) -> None:
    with desk(office.home) as made:
        wanted = clerks.doubtful(made, None)
    with office.client() as client:
        whole = pairs(client)
        assert whole["total"] == wanted.height == len(whole["items"])
        assert {frozenset(each) for each in names(whole)} == {
            frozenset({f"{a}/{b}", f"{c}/{d}"})
            for a, b, c, d in wanted.select(
                "source_one", "key_one", "source_other", "key_other"
            ).iter_rows()
        }
        cursor, paged = None, []
        while True:
            page = pairs(client, limit=100, **({"cursor": cursor} if cursor else {}))
            paged += names(page)
            cursor = page["next"]
            if cursor is None:
                break
        assert paged == names(whole)
        chances = [item["probability"] for item in whole["items"]]
        assert chances == sorted(chances, reverse=True)
        (kind,) = client.get(f"/api/cities/{CITY}/linking").json()
        assert (kind["kind"], kind["waiting"]) == ("premises", wanted.height)


def test_a_pair_is_told_side_by_side_and_adds_up(office: Office) -> None:
    with office.client() as client:
        first = pairs(client, limit=1)["items"][0]
        query = {side: first[side]["record"] for side in ("one", "other")}
        told = client.get(f"{PAIRS}/pair", params=query).json()
        chinese = client.get(f"{PAIRS}/pair", params={**query, "lang": "zh"}).json()
    assert told["start"] + sum(each["weight"] for each in told["steps"]) == pytest.approx(
        told["weight"]
    )
    assert told["probability"] == pytest.approx(first["probability"], abs=1e-6)
    assert 1 / (1 + 2 ** -told["weight"]) == pytest.approx(told["probability"])
    assert (told["together"], told["decision"]) == (False, None)
    assert "bits" in told["lines"][0]
    assert "比特" in chinese["lines"][0]
    shown = {each["field"]: each for each in told["fields"]}
    assert {shown["name"]["one"], shown["name"]["other"]} == {
        first["one"]["name"],
        first["other"]["name"],
    }


def test_a_decision_holds_is_in_the_ledger_and_made_once(own_office: Office) -> None:
    with own_office.client() as client:
        before = pairs(client)
        pair = before["items"][0]
        answer = decision(client, pair, "same", "k1")
        assert answer.status_code == 201, answer.text
        again = decision(client, pair, "same", "k1")
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.json() == answer.json()
        after = pairs(client)
        assert after["total"] < before["total"]
        assert names(before)[0] not in names(after)
        query = {side: pair[side]["record"] for side in ("one", "other")}
        told = client.get(f"{PAIRS}/pair", params=query).json()
        assert told["together"]
        assert told["decision"]["verdict"] == "same"
        assert (told["decision"]["who"], told["decision"]["why"]) == ("Clerk", "seen on the spot")
        thing = client.get(f"{PAIRS}/thing", params={"record": query["one"]}).json()
        assert set(query.values()) <= set(thing["records"])
    workspace = Workspace(own_office.home, CITY)
    (entry,) = history(workspace.database, f"link:{CITY}/premises/1")
    workspace.close()
    assert entry.act == "link.confirmed"
    with desk(own_office.home) as made:
        made.link(retrain=True)
        groups = made.clusters()
        rows = made.latest().records
        ids = [
            rows.filter(source=source, key=key)["id"][0]
            for source, key in (each.split("/", 1) for each in query.values())
        ]
        assert groups.filter(pl.col("id").is_in(ids))["cluster"].n_unique() == 1


def test_what_contradicts_is_refused_and_changes_nothing(own_office: Office) -> None:
    with own_office.client() as client:
        pair = pairs(client)["items"][0]
        assert decision(client, pair, "different", "k1").status_code == 201
        assert decision(client, pair, "same", "k2").status_code == 201
        twice = {"one": pair["one"], "other": pair["one"]}
        assert decision(client, twice, "same", "k3").status_code == 422
        lost = {"one": pair["one"], "other": {"record": "premises/nowhere"}}
        assert decision(client, lost, "same", "k4").status_code == 404
    with own_office.client("reader") as client:
        assert decision(client, pair, "different", "k5").status_code == 403


def test_a_clerk_of_a_district_decides_on_pairs_of_the_district_alone(office: Office) -> None:
    with office.client("local") as client:
        mine = pairs(client)
        with desk(office.home) as made:
            all_pairs = clerks.doubtful(made, None)
        assert 0 < mine["total"] < all_pairs.height
        divisions = {
            f"{source}/{key}": division
            for side in ("one", "other")
            for source, key, division in all_pairs.select(
                f"source_{side}", f"key_{side}", f"division_{side}"
            ).iter_rows()
        }
        districts = {divisions[name].split("/")[1] for each in names(mine) for name in each}
        assert len(districts) == 1
        with office.client() as whole:
            theirs = next(
                item for item in pairs(whole)["items"]
                if (item["one"]["record"], item["other"]["record"]) not in names(mine)
            )  # fmt: skip
        query = {side: theirs[side]["record"] for side in ("one", "other")}
        hidden = client.get(f"{PAIRS}/pair", params=query)
        nowhere = client.get(f"{PAIRS}/pair", params={**query, "other": "premises/nowhere"})
        assert hidden.status_code == nowhere.status_code == 404
        assert hidden.json()["code"] == nowhere.json()["code"]
        assert decision(client, theirs, "same", "k1").status_code == 404


def test_a_department_sees_no_pair_with_anothers_record(office: Office) -> None:
    with office.client("fire") as client:
        found = pairs(client)
    assert {item[side]["source"] for item in found["items"] for side in ("one", "other")} <= {
        "fire_units"
    }


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("lifts/pairs", 404),
        ("premises/pairs?cursor=x", 422),
        ("premises/pair?one=premises&other=fire_units/1", 422),
        ("premises/thing?record=premises/nowhere", 404),
        ("premises/thing?record=premises/nowhere&lang=zh", 404),
    ],
)
def test_what_is_not_there_is_named(office: Office, path: str, status: int) -> None:
    with office.client() as client:
        answer = client.get(f"/api/cities/{CITY}/linking/{path}")
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_city_that_was_never_linked_says_how_to(tmp_path: Path) -> None:
    tokens = staff(tmp_path, "")
    with serving() as start:
        office = Office(start(tmp_path, [CITY], door="sign-in"), tmp_path, tokens)
        with office.client() as client:
            (kind,) = client.get(f"/api/cities/{CITY}/linking").json()
            answer = client.get(f"{PAIRS}/pairs")
    assert (kind["linked_at"], kind["waiting"]) == (None, 0)
    assert answer.status_code == 404
    assert "anlan link run" in answer.json()["detail"]
