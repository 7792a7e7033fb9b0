"""The ranked premises of a real ranking as features, and the demo's sources, within scope."""

import io

import polars as pl
import pytest
from api_town import CITY, Town

from anlan.store.accounts import Grant

pytestmark = pytest.mark.xdist_group("town")
OPEN = f"/api/cities/{CITY}/open"
RANKED = f"{OPEN}/ogc/collections/ranked-premises/items"


@pytest.fixture(scope="module")
def district(town: Town) -> str:
    """The login of an analyst of one district."""
    number = town.people.add("district", Grant(role="analyst", city=CITY, division=town.mine))
    town.tokens["district"] = town.people.token(number)
    return "district"


def test_ranked_premises_are_those_of_the_ranking(town: Town) -> None:
    assets = town.assets()
    with town.client("analyst") as client:
        told = client.get(RANKED, params={"limit": 5}).json()
        assert told["numberMatched"] == assets.height
        assert [each["id"] for each in told["features"]] == assets["asset"].head(5).to_list()
        first = told["features"][0]["properties"]
        assert (first["rank"], first["grade"]) == (1, assets["grade"][0])
        following = next(link["href"] for link in told["links"] if link["rel"] == "next")
        second = client.get(following).json()["features"]
        assert [each["properties"]["rank"] for each in second] == [6, 7, 8, 9, 10]
        reds = client.get(RANKED, params={"grade": "red"}).json()["numberMatched"]
        assert reds == assets.filter(pl.col("grade") == "red").height
        one = client.get(f"{RANKED}/{told['features'][2]['id']}").json()
        assert one["properties"] == told["features"][2]["properties"]
        assert client.get(f"{RANKED}/nothing").status_code == 404


def test_an_analyst_of_a_district_has_the_district(town: Town, district: str) -> None:
    path = pl.col("division").fill_null("")
    mine = town.assets().filter((path == town.mine) | path.str.starts_with(f"{town.mine}/"))
    with town.client(district) as client:
        told = client.get(RANKED, params={"limit": 10_000}).json()
        assert {each["id"] for each in told["features"]} == set(mine["asset"])
        areas = client.get(f"{OPEN}/ogc/collections/divisions-street/items").json()["features"]
        assert areas
        assert all(each["properties"]["path"].startswith(f"{town.mine}/") for each in areas)
        file = client.get(f"{OPEN}/sources/hotline/records.parquet")
        held = pl.read_parquet(io.BytesIO(file.content))["anlan_division"]
    assert held.len()
    assert held.str.starts_with(town.mine).all()
    with town.client("analyst") as client:
        whole = client.get(f"{OPEN}/sources/hotline/records.parquet")
    assert pl.read_parquet(io.BytesIO(whole.content)).height > held.len()


def test_the_steward_of_a_department_has_its_sources_and_no_ranking(town: Town) -> None:
    with town.client("steward") as client:
        names = [each["id"] for each in client.get(f"{OPEN}/ogc/collections").json()["collections"]]
        assert "hotline" in names
        assert not {"inspections", "ranked-premises"} & set(names)
        assert client.get(RANKED).status_code == 404


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_residents_contact_is_in_no_file(town: Town, form: str) -> None:
    """The hotline keeps it encrypted, enterprises hashed: neither leaves."""
    with town.client("analyst") as client:
        for source, column in (("hotline", "联系电话"), ("enterprises", "phone")):
            file = client.get(f"{OPEN}/sources/{source}/records.{form}").content
            read = pl.read_parquet if form == "parquet" else pl.read_csv
            names = read(io.BytesIO(file)).columns
            assert "anlan_id" in names
            assert not [name for name in names if column in name or name.startswith("_")]
