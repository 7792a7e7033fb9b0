"""What keeps risks living, by HTTP: patrols; each within one's scope."""

import pytest
from api_risk_asked import HOME, body, get, key, put
from api_town import Town, problem

pytestmark = pytest.mark.xdist_group("town")


def test_a_patrol_is_noted_once_and_finds(town: Town) -> None:
    given = body(town.mine)
    put(town, given)
    place = f"{HOME}/points/{given['code']}/patrols"
    before = get(town, f"/points/{given['code']}").json()
    assert before["patrolled_at"] is None
    asked = {"key": "round 1", "outcome": "finding",
             "findings": [{"title": "gauge glass broken", "key": "g 1"}]}  # fmt: skip
    with town.client("operator") as client:
        first = client.post(place, json=asked, headers=key())
        again = client.post(place, json=asked, headers=key())
        odd = client.post(place, json=asked | {"outcome": "fine"}, headers=key())
        future = {"key": "round 2", "outcome": "fine", "at": "2999-01-01T00:00:00Z"}
        later = client.post(place, json=future, headers=key())
    assert first.status_code == 201
    assert (first.json()["fresh"], again.json()["fresh"]) == (True, False)
    assert len(first.json()["findings"]) == 1
    assert first.json()["findings"] == again.json()["findings"]
    assert (odd.status_code, problem(odd)["code"]) == (422, "patrol.outcome")
    assert (later.status_code, problem(later)["code"]) == (422, "patrol.future")
    told = get(town, f"/points/{given['code']}").json()
    assert told["patrolled_at"]
    assert told["patrol_due"] == first.json()["due"]
    with town.client("analyst") as client:
        assert client.post(place, json=asked, headers=key()).status_code == 403


def test_the_patrols_that_are_due_are_told_within_a_scope(town: Town) -> None:
    given, away = body(town.mine), body(town.other)
    put(town, given)
    put(town, away)
    told = get(town, "/patrols", until="2030-01-01", limit=1000).json()["items"]
    assert {given["code"], away["code"]} <= {each["code"] for each in told}
    assert [each["due"] for each in told] == sorted(each["due"] for each in told)
    first = get(town, "/patrols", until="2030-01-01", limit=1).json()
    then = get(town, "/patrols", until="2030-01-01", limit=1, cursor=first["next"]).json()
    assert first["items"][0]["code"] == told[0]["code"]
    assert then["items"][0]["code"] == told[1]["code"]
    assert get(town, "/patrols", until="2000-01-01").json() == {"next": None, "items": []}


def test_a_notice_moves_the_points_of_an_area_until_it_ends(town: Town) -> None:
    given, away = body(town.mine, field="mines"), body(town.other, field="mines")
    put(town, given)
    put(town, away)
    name = f"W-{given['code']}"
    asked = {"key": name, "modifier": "storm", "title": "暴雨预警", "divisions": [town.mine]}

    def now(code: str) -> float:
        return get(town, f"/points/{code}").json()["now"]["value"]

    with town.client("analyst") as client:
        first = client.post(f"{HOME}/notices", json=asked, headers=key())
        again = client.post(f"{HOME}/notices", json=asked, headers=key())
    assert first.status_code == 201
    assert first.json()["points"] >= 1
    # Without a moment it is told from now on: a later one is another.
    assert again.json()["points"] == first.json()["points"]
    assert (now(given["code"]), now(away["code"])) == (pytest.approx(27), pytest.approx(18))
    listed = get(town, "/notices").json()["items"]
    mine = next(each for each in listed if each["key"] == name)
    assert mine["modifier"] == {"name": "storm", "title": "Storm or downpour warned of"}
    fact = get(town, f"/points/{given['code']}").json()["facts"][0]
    assert fact["key"] == f"notice {name}"
    with town.client("analyst") as client:
        gone = client.delete(f"{HOME}/notices/{name}", params={"void": True})
        none = client.delete(f"{HOME}/notices/none")
    assert gone.status_code == 204
    assert (none.status_code, problem(none)["code"]) == (404, "notice.none")
    assert now(given["code"]) == pytest.approx(18)
    assert name not in {each["key"] for each in get(town, "/notices").json()["items"]}


def test_a_notice_reaches_no_further_than_ones_scope(town: Town) -> None:
    asked = {"key": "W-far", "modifier": "storm", "title": "暴雨预警", "divisions": [town.other]}
    with town.client("local_administrator") as client:
        answer = client.post(f"{HOME}/notices", json=asked, headers=key())
        round_ = asked | {"divisions": [], "around": {"lon": 114.3, "lat": 30.6, "metres": 10.0}}
        near = client.post(f"{HOME}/notices", json=round_, headers=key())
    assert (answer.status_code, near.status_code) == (403, 403)
    with town.client("analyst") as client:
        wrong = client.post(f"{HOME}/notices", json=asked | {"modifier": "x"}, headers=key())
    assert (wrong.status_code, problem(wrong)["code"]) == (422, "notice.modifier")


def test_what_a_point_holds_makes_it_red(town: Town) -> None:
    given = body(town.mine, field="chemicals")
    put(town, given)
    place = f"{HOME}/points/{given['code']}"
    assert get(town, f"/points/{given['code']}").json()["installation"] is None
    known = {each["code"]: each for each in get(town, "/substances").json()["items"]}
    assert known["chlorine"]["threshold"] == 5
    with town.client("analyst") as client:
        tag = client.get(place).headers["ETag"]
        asked = {"stocks": {"chlorine": 40.0}, "residents": 7}
        answer = client.put(f"{place}/installation", json=asked, headers={"If-Match": tag})
        stale = client.put(f"{place}/installation", json=asked, headers={"If-Match": tag})
        tag = client.get(place).headers["ETag"]
        odd = {"stocks": {"water": 1.0}, "residents": 0}
        wrong = client.put(f"{place}/installation", json=odd, headers={"If-Match": tag})
    assert answer.status_code == 200
    assert (answer.json()["rank"], answer.json()["residents"]) == ("III", None)
    assert stale.status_code == 412
    assert (wrong.status_code, problem(wrong)["code"]) == (422, "installation.substance")
    told = get(town, f"/points/{given['code']}").json()
    assert told["now"]["colour"]["name"] == "red"
    assert "rank III" in told["installation"]["why"]
    assert "major hazard installation" in told["why"]
