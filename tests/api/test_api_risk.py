"""The risk register by HTTP: registering, listing, why, areas; each within one's scope."""

import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import h3
import pytest
import shapely
from api_risk_asked import HIGH, HOME, body, get, key, put
from api_town import CITY, Town, problem

from anlan import cities
from anlan.pool.divisions import DivisionTree
from anlan.risk.register.ground import Counted, replace_all
from anlan.store.change import change
from anlan.store.database import Database
from support.people import CAUSE

pytestmark = pytest.mark.xdist_group("town")


def test_a_point_is_registered_explained_and_taken_off(town: Town) -> None:
    given = body(town.mine)
    made = put(town, given)
    assert (made.status_code, made.json()) == (
        201,
        {"code": given["code"], "fresh": True, "colour": "blue"},
    )
    answer = get(town, f"/points/{given['code']}")
    told = answer.json()
    assert (told["inherent"]["value"], told["inherent"]["colour"]["name"]) == (540, "red")
    assert (told["now"]["value"], told["now"]["colour"]["title"]) == (18, "blue")
    (source,) = told["sources"]
    assert "D = L × E × C = 6 × 6 × 15 = 540" in source["why"]
    assert source["event"] == {"name": "16", "title": "Boiler explosion"}
    assert source["measures"][0]["text"] == "low-water cut-off"
    assert (told["control"], told["patrol_days"]) == ("company", 1)
    assert "no fact moves it" in told["why"]
    assert [each["after"]["name"] for each in told["changes"]] == ["blue"]
    assert "蓝色" in get(town, f"/points/{given['code']}", lang="zh").json()["why"]
    with town.client("analyst") as client:
        place = f"{HOME}/points/{given['code']}"
        assert client.delete(place, headers={"If-Match": '"v9"'}).status_code == 412
        gone = client.delete(place, headers={"If-Match": answer.headers["ETag"]})
        assert gone.status_code == 204
    assert get(town, f"/points/{given['code']}").json()["retired_at"]
    assert not get(town, "/points", unit_code=given["unit_code"]).json()["items"]


def test_given_again_it_is_graded_anew(town: Town) -> None:
    given = body(town.mine)
    assert put(town, given).json()["fresh"]
    given["sources"][0]["residual"] = HIGH
    assert put(town, given).json() == {"code": given["code"], "fresh": False, "colour": "red"}
    changes = get(town, f"/points/{given['code']}").json()["changes"]
    assert [(each["before"] or {}).get("name") for each in changes] == ["blue", None]


def test_the_list_is_the_most_dangerous_first_page_by_page(town: Town) -> None:
    unit = f"U{uuid.uuid4().hex[:12]}"
    for likelihood in (1, 10, 3, 6, 0.5):
        source = body(town.mine)["sources"][0] | {"residual": None}
        source["inherent"] = {"L": likelihood, "E": 6, "C": 15}
        assert put(town, body(town.mine, unit_code=unit, sources=[source])).status_code == 201
    whole = get(town, "/points", unit_code=unit).json()["items"]
    assert [each["now"]["value"] for each in whole] == [900, 540, 270, 90, 45]
    first = get(town, "/points", unit_code=unit, limit=2).json()
    second = get(town, "/points", unit_code=unit, limit=2, cursor=first["next"]).json()
    last = get(town, "/points", unit_code=unit, limit=2, cursor=second["next"]).json()
    assert first["items"] + second["items"] + last["items"] == whole
    assert last["next"] is None
    red = get(town, "/points", unit_code=unit, colour="red").json()["items"]
    assert [each["now"]["value"] for each in red] == [900, 540]
    reviewed = get(town, "/points", unit_code=unit, review_before="2020-01-01").json()["items"]
    assert not reviewed


def test_the_areas_count_a_new_point_at_once(town: Town) -> None:
    code = town.mine.rpartition("/")[2]

    def of_mine() -> dict[str, Any]:
        areas = get(town, "/areas").json()["areas"]
        return next(each for each in areas if each["code"] == code)

    before = of_mine()
    put(town, body(town.mine))
    after = of_mine()
    while after["points"] == before["points"]:
        after = of_mine()
    assert after["points"]["blue"] == before["points"]["blue"] + 1
    assert after["inherent_points"]["red"] == before["inherent_points"]["red"] + 1
    assert after["index"] > before["index"] > 0 or before["index"] == 0
    assert after["inherent_index"] >= after["index"]
    assert "log2" in get(town, "/areas").json()["formula"]
    for level in ("city", "street", "community", "grid"):
        assert get(town, "/areas", level=level).status_code == 200


def test_everybody_sees_and_changes_what_is_theirs(town: Town) -> None:
    mine, other = body(town.mine), body(town.other)
    assert put(town, mine).status_code == put(town, other).status_code == 201
    assert get(town, f"/points/{mine['code']}", "operator").status_code == 200
    hidden = get(town, f"/points/{other['code']}", "operator")
    absent = get(town, "/points/T-none", "operator")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert problem(hidden)["code"] == problem(absent)["code"]
    assert not get(town, "/points", "operator", unit_code=other["unit_code"]).json()["items"]
    assert not get(town, "/points", "operator", division=town.other).json().get("items")
    districts = get(town, "/areas", "operator").json()["areas"]
    assert [each["code"] for each in districts] == [town.mine.rpartition("/")[2]]
    assert put(town, body(town.mine), "operator").status_code == 403
    assert get(town, "/points", "steward").status_code == 403


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({"scheme": "guess"}, 422, "scheme can't be “guess”"),
        ({"division": "000000"}, 422, "names no division"),
        ({"type": "person"}, 422, "type can't be “person”"),
        ({"lon": 2.35, "lat": 48.86}, 422, "outside the city"),
        ({"sources": []}, 422, ""),
        ({"watch": True}, 422, ""),
    ],
)
def test_what_cannot_be_registered_is_said(town: Town, given, code, said) -> None:
    answer = put(town, body(town.mine) | given)
    assert answer.status_code == code
    assert said in problem(answer)["detail"]


def test_a_create_sent_twice_is_made_once(town: Town) -> None:
    given, same = body(town.mine), key()
    with town.client("analyst") as client:
        answers = [client.post(f"{HOME}/points", json=given, headers=same) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"


def test_a_finding_becomes_a_case_and_weighs_on_its_point(town: Town) -> None:
    given = body(town.mine)
    put(town, given)
    asked = {"title": "low-water cut-off bypassed", "key": "visit 1", "major": True,
             "measure": {"source": 1, "measure": 1}}  # fmt: skip
    place = f"{HOME}/points/{given['code']}/findings"
    with town.client("operator") as client:
        answer = client.post(place, json=asked, headers=key())
        again = client.post(place, json=asked, headers=key())
        wrong = client.post(place, json=asked | {"measure": {"source": 9, "measure": 1}},
                            headers=key())  # fmt: skip
    assert answer.status_code == 201
    number = answer.json()["number"]
    assert again.json()["number"] == number
    assert (wrong.status_code, problem(wrong)["code"]) == (422, "register.measure")
    told = get(town, f"/points/{given['code']}").json()
    assert told["now"]["colour"]["name"] == "red"
    assert {each["key"] for each in told["facts"]} == {number}
    assert "Open major hazard" in told["why"]
    with town.client("operator") as client:
        case = client.get(f"/api/cities/{CITY}/cases/{number}").json()
    assert case["kind"]["name"] == "hazard_major"


def test_the_due_list_is_empty_where_nothing_is_registered(town: Town) -> None:
    told = get(town, "/due", until="2030-01-01").json()
    assert told == {"next": None, "items": []}
    with town.client("analyst") as client:
        place = f"{HOME}/equipment/L-0/duties/lift_inspection"
        answer = client.post(place, json={"last": "2026-01-01"}, headers=key())
    assert (answer.status_code, problem(answer)["code"]) == (404, "equipment.none")


def test_back_in_time_a_point_is_of_the_colour_it_then_had(town: Town) -> None:
    early = datetime.now(UTC)
    given = body(town.mine, lon=None, lat=None)
    put(town, given)
    between = datetime.now(UTC)
    given["sources"][0]["residual"] = HIGH
    put(town, given)

    def counts(at: datetime | None = None) -> dict[str, int]:
        asked = {} if at is None else {"at": at.isoformat()}
        areas = get(town, "/areas", level="city", **asked).json()["areas"]
        return areas[0]["points"]

    late = datetime.now(UTC)
    then, first, last = counts(early), counts(between), counts(late)
    assert first == then | {"blue": then["blue"] + 1}
    assert last == then | {"red": then["red"] + 1}
    town_zone = timezone(timedelta(hours=8))
    days = get(town, "/history", since=str(early.astimezone(town_zone).date())).json()["days"]
    assert days[-1]["points"]["red"] >= last["red"]
    before = get(town, "/history", since="2020-01-01", until="2020-01-02").json()["days"]
    assert [sum(each["points"].values()) for each in before] == [0, 0]


@pytest.mark.parametrize(
    ("path", "asked", "said"),
    [
        ("/areas", {"at": "2190-01-01T00:00:00Z"}, "is to come"),
        ("/areas", {"at": "yesterday"}, ""),
        ("/areas", {"hour": "24"}, ""),
        ("/cells", {"resolution": "14"}, ""),
        ("/history", {"since": "1990-01-01"}, "days can't be shown"),
        ("/history", {"since": "2999-01-01"}, "days can't be shown"),
    ],
)
def test_what_cant_be_shown_is_refused(
    town: Town, path: str, asked: dict[str, str], said: str
) -> None:
    answer = get(town, path, **asked)
    assert answer.status_code == 422
    assert said in problem(answer)["detail"]


def test_people_and_vulnerable_places_make_an_area_more_dangerous(town: Town) -> None:
    put(town, body(town.mine, lon=None, lat=None))
    code = town.mine.rpartition("/")[2]

    def of_mine(hour: int) -> dict[str, Any]:
        areas = get(town, "/areas", hour=hour).json()["areas"]
        return next(each for each in areas if each["code"] == code)

    bare = of_mine(8)
    assert (bare["people"], bare["vulnerable"]) == (0, 0)
    counted = [Counted(code, 8, 400_000), Counted(code, premises=100, vulnerable=25)]
    database = Database.in_folder(town.home)
    try:
        with change(database, CAUSE) as made:
            replace_all(made, CITY, divisions(town), counted)
        busy, quiet = of_mine(8), of_mine(3)
        assert (busy["people"], busy["vulnerable"], quiet["people"]) == (400_000, 0.25, 0)
        assert busy["index"] > quiet["index"] == pytest.approx(bare["index"] * 1.25, rel=0.01)
    finally:
        with change(database, CAUSE) as made:
            replace_all(made, CITY, divisions(town), [])
        database.close()


def test_cells_hold_the_points_within_them(town: Town) -> None:
    lon, lat = middle(town)
    before = {each["cell"]: each for each in get(town, "/cells", resolution=8).json()["cells"]}
    put(town, body(town.mine, lon=lon, lat=lat))
    cell = h3.latlng_to_cell(lat, lon, 8)
    found = before
    while found.get(cell) == before.get(cell):
        found = {each["cell"]: each for each in get(town, "/cells", resolution=8).json()["cells"]}
    was = before[cell]["points"]["blue"] if cell in before else 0
    assert found[cell]["points"]["blue"] == was + 1
    ring = shapely.Polygon(found[cell]["ring"])
    assert ring.covers(shapely.Point(lon, lat))
    assert found[cell]["km2"] == pytest.approx(h3.cell_area(cell, "km^2"), rel=1e-3)
    indices = [each["index"] for each in get(town, "/cells", resolution=6).json()["cells"]]
    assert indices == sorted(indices, reverse=True)


def divisions(town: Town) -> DivisionTree:
    return cities.load(CITY).divisions(town.home / CITY / "layers")


def middle(town: Town) -> tuple[float, float]:
    """Return a place in the first district."""
    code = town.mine.rpartition("/")[2]
    point = shapely.point_on_surface(divisions(town).known[code].shape)
    return round(point.x, 6), round(point.y, 6)
