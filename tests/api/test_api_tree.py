"""The tree of divisions by HTTP: on demand, by search, one with its polygon and its counts."""

import pytest
from api_town import CITY, Town, problem

pytestmark = pytest.mark.xdist_group("town")
HOME = f"/api/cities/{CITY}/tree"


def test_the_tree_is_walked_from_the_top(town: Town) -> None:
    with town.client("operator") as client:
        [top] = client.get(HOME).json()["items"]
        below = client.get(HOME, params={"parent": top["code"], "limit": 5}).json()
        rest = client.get(
            HOME, params={"parent": top["code"], "limit": 1000, "cursor": below["next"]}
        ).json()
    assert (top["level"], top["children"]) == ("city", below["total"])
    found = [each["code"] for each in below["items"] + rest["items"]]
    assert found == sorted(set(found))
    assert (len(found), rest["next"]) == (below["total"], None)
    assert all(each["above"] == [top["name"]] for each in below["items"])


def test_a_search_finds_by_name_in_either_language(town: Town) -> None:
    code = town.mine.split("/")[-1]
    with town.client("operator") as client:
        [one] = client.get(HOME, params={"q": code, "level": "district"}).json()["items"]
        for lang in ("en", "zh"):
            told = client.get(f"{HOME}/{code}", params={"lang": lang}).json()["node"]
            found = client.get(HOME, params={"q": told["name"], "level": "district"}).json()
            assert [each["code"] for each in found["items"]] == [one["code"]]


def test_a_division_is_told_whole(town: Town) -> None:
    code = town.mine.split("/")[-1]
    with town.client("analyst") as client:
        told = client.get(f"{HOME}/{code}").json()
        ranked = client.get(
            f"/api/cities/{CITY}/ranking", params={"division": code, "limit": 1}
        ).json()["total"]
    west, south, east, north = told["bounds"]
    assert west < east
    assert south < north
    outer = [each for each in told["shapes"]["features"] if each["properties"]["outer"]]
    assert [each["properties"]["code"] for each in outer] == [code]
    assert len(told["shapes"]["features"]) == 1 + told["node"]["children"]
    assert sum(told["places"].values()) == ranked > 0
    assert set(told["below"]) == {"street", "community", "grid"}
    assert [each["level"] for each in told["parents"]] == ["city"]
    assert told["history"][0]["valid_to"] is None


def test_places_are_counted_within_ones_own_scope(town: Town) -> None:
    other, mine = (path.split("/")[-1] for path in (town.other, town.mine))
    with town.client("operator") as client:
        theirs = client.get(f"{HOME}/{other}").json()
        own = client.get(f"{HOME}/{mine}").json()
    assert sum(theirs["places"].values()) == 0
    assert sum(own["places"].values()) > 0
    with town.client("steward") as client:
        assert client.get(f"{HOME}/{mine}").json()["places"] is None


def test_a_code_that_is_none_is_not_there(town: Town) -> None:
    with town.client("operator") as client:
        for answer in (client.get(f"{HOME}/none"), client.get(HOME, params={"parent": "none"})):
            assert (answer.status_code, problem(answer)["code"]) == (404, "api.no_division")
        assert client.get(HOME, params={"day": "2020-13-01"}).status_code == 422
        assert client.get(HOME, params={"day": "2020-01-01"}).json()["total"] == 1
