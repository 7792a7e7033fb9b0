"""Somebody of one district sees that district and nothing else, however they ask."""

import io

import polars as pl
import pytest
from api_town import CITY, Town, problem

pytestmark = pytest.mark.xdist_group("town")
HOME = f"/api/cities/{CITY}"


def of_district(town: Town, district: str) -> set[str]:
    assets = town.assets()
    path = pl.col("division").fill_null("")
    mine = assets.filter((path == district) | path.str.starts_with(district + "/"))
    return set(mine["asset"])


def test_the_list_the_map_and_the_file_hold_the_district_and_no_more(town: Town) -> None:
    wanted = of_district(town, town.mine)
    assert 0 < len(wanted) < town.assets().height
    with town.client("operator") as client:
        page = client.get(f"{HOME}/ranking", params={"limit": 1000}).json()
        assert {item["asset"] for item in page["items"]} == wanted
        assert page["total"] == len(wanted)
        points = client.get(f"{HOME}/premises").json()
        assert set(points["id"]) <= wanted
        file = pl.read_csv(io.BytesIO(client.get(f"{HOME}/ranking.csv").content))
        assert set(file["asset"]) == wanted
        overview = client.get(f"{HOME}/overview").json()
        assert sum(overview["grades"].values()) == len(wanted)
        planned = client.get(f"{HOME}/plan").json()
        stops = {stop["asset"] for team in planned["teams"] for stop in team["stops"]}
        assert stops <= wanted
        assert all(team["line"] == [] for team in planned["teams"])


def test_another_districts_places_can_not_be_told_from_none(town: Town) -> None:
    other = sorted(of_district(town, town.other))[0]
    with town.client("operator") as client:
        theirs = client.get(f"{HOME}/premises/{other}")
        nothing = client.get(f"{HOME}/premises/{other[:-1]}x")
    assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert problem(theirs)["code"] == problem(nothing)["code"]
    with town.client("analyst") as client:
        assert client.get(f"{HOME}/premises/{other}").status_code == 200


@pytest.mark.parametrize("value", ["", "{other}", "{other}/x", "%", "' OR 1=1 --", "jiangcheng"])
def test_a_filter_widens_nothing(town: Town, value: str) -> None:
    wanted = of_district(town, town.mine)
    with town.client("operator") as client:
        for key in ("division", "q"):
            asked = {key: value.format(other=town.other), "limit": "1000"}
            page = client.get(f"{HOME}/ranking", params=asked).json()
            assert {item["asset"] for item in page["items"]} <= wanted


def test_files_of_the_whole_city_are_for_the_whole_city(town: Town) -> None:
    for name in ("plan.csv", "plan.gpx", "plan.html"):
        with town.client("operator") as client:
            refused = client.get(f"{HOME}/{name}")
        assert (refused.status_code, problem(refused)["code"]) == (403, "access.whole_city")
        with town.client("analyst") as client:
            assert client.get(f"{HOME}/{name}").status_code == 200


def test_a_department_sees_its_own_quarantine(town: Town) -> None:
    with town.client("analyst") as client:
        everything = client.get(f"{HOME}/quarantine", params={"limit": 1000}).json()
    with town.client("steward") as client:
        mine = client.get(f"{HOME}/quarantine", params={"limit": 1000}).json()
        others = client.get(f"{HOME}/quarantine", params={"source": "inspections"}).json()
    assert {item["source"] for item in mine["items"]} == {"hotline"}
    assert {item["source"] for item in everything["items"]} > {"hotline"}
    assert others["total"] == 0


def test_pages_of_quarantine_add_up(town: Town) -> None:
    with town.client("analyst") as client:
        whole = client.get(f"{HOME}/quarantine", params={"limit": 1000}).json()
        found, cursor = [], None
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = client.get(f"{HOME}/quarantine", params={"limit": 7, **more}).json()
            found += [item["id"] for item in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
    assert found == [item["id"] for item in whole["items"]]


def test_an_unknown_city_tells_nothing_to_somebody_of_another(town: Town) -> None:
    with town.client("operator") as client:
        assert client.get("/api/cities/chicago/overview").status_code == 403
        assert client.get("/api/cities/nowhere/overview").status_code == 403
    with town.client("administrator") as client:
        assert client.get("/api/cities/nowhere/overview").status_code == 404
