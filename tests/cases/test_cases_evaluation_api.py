"""Evaluation by HTTP: leagues within one's scope, the cases behind them, appeals."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from cases_hall import BEGIN, CITY, Hall

EVALUATION = f"/api/cities/{CITY}/evaluation"
FINISH = (
    *BEGIN,
    ("gas_handler", "handle.finish", {"evidence": ["photo-1"]}),
    ("acceptor", "check.ask", {}),
    ("collector", "check.pass", {"evidence": ["photo-2"]}),
    ("duty_head", "close.close", {}),
)


def month() -> str:
    return f"{datetime.now(UTC):%Y-%m}"


def league(at: Hall, who: str = "keeper", **asked: str) -> dict:
    query = {"period": month(), "object": "department"} | asked
    answer = at.ask(who, "GET", EVALUATION, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def row(told: dict, key: str) -> dict:
    return next(each for each in told["items"] if each["key"] == key)


def appeal(at: Hall, who: str, number: str, **more: str) -> httpx.Response:
    told = {"number": number, "department": "gas", "reason": "the gate was locked"} | more
    headers = {"Idempotency-Key": uuid4().hex}
    return at.ask(who, "POST", f"{EVALUATION}/appeals", json=told, headers=headers)


def decide(at: Hall, who: str, key: int, **told: str) -> httpx.Response:
    asked = {"answer": "so it was"} | told
    path, headers = f"{EVALUATION}/appeals/{key}/decision", {"If-Match": '"v1"'}
    return at.ask(who, "POST", path, json=asked, headers=headers)


def test_a_figure_opens_into_its_cases(hall: Hall) -> None:
    number = hall.dispatched(*FINISH)
    told = league(hall)
    solved = row(told, "gas")["figures"]["solved"]
    query = {"period": month(), "object": "department", "key": "gas", "limit": 1000}
    answer = hall.ask("keeper", "GET", f"{EVALUATION}/solved/cases", params=query).json()
    assert len(answer["items"]) == solved["cases"] > 0
    assert number in [each["number"] for each in answer["items"]]
    names = {each["name"] for each in told["indicators"]}
    assert {"solved", "closed_in_time"} <= names
    assert "coverage" not in names
    assert told["weights"]["closed_in_time"] > 0


def test_an_appeal_changes_the_figure_and_both_are_shown(hall: Hall) -> None:
    number = hall.dispatched(*FINISH)
    before = row(league(hall), "gas")["figures"]["solved"]["cases"]
    answer = appeal(hall, "gas_handler", number)
    assert answer.status_code == 201, answer.text
    key = answer.json()["id"]
    assert decide(hall, "gas_handler", key, effect="exclude").status_code == 403
    assert decide(hall, "keeper", key, effect="exclude").status_code == 200
    after = row(league(hall), "gas")["figures"]["solved"]
    assert (after["cases"], after["counted"]) == (before - 1, before)
    listed = hall.ask("gas_handler", "GET", f"{EVALUATION}/appeals", params={"state": "accepted"})
    assert key in [each["id"] for each in listed.json()["items"]]
    assert listed.json()["items"][0]["answer"] == "so it was"
    assert hall.ask("bus_handler", "GET", f"{EVALUATION}/appeals").json()["items"] == []
    assert decide(hall, "keeper", key, effect="").status_code == 409


@pytest.mark.parametrize(
    ("who", "status"), [("bus_handler", 404), ("acceptor", 403), ("nobody", 403)]
)
def test_who_has_nothing_to_do_with_a_case_cannot_appeal(hall: Hall, who: str, status: int) -> None:
    assert appeal(hall, who, hall.dispatched()).status_code == status


def test_everybody_sees_what_lies_in_their_scope(hall: Hall) -> None:
    hall.dispatched(*FINISH)
    assert [each["key"] for each in league(hall, "gas_handler")["items"]] == ["gas"]
    assert league(hall, "bus_handler")["items"] == []
    asked = {"object": "area", "level": "district"}
    whole = {each["key"] for each in league(hall, **asked)["items"]}
    part = {each["key"] for each in league(hall, "here", **asked)["items"]}
    assert len(part) == 1
    assert part <= whole
    query = {"period": month(), "object": "area", "level": "city", "key": CITY}
    mine = hall.ask("there", "GET", f"{EVALUATION}/reports/cases", params=query)
    assert mine.json()["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"period": "2026-13"}, {"period": month(), "level": "village"}, {"object": "person"},
        {"period": month(), "object": "post"}, {"period": month(), "post": "collector"},
        {"period": month(), "object": "post", "post": "mayor"}, {"period": month(), "nothing": "1"},
        {"period": month(), "cursor": "x"}, {},
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(hall: Hall, query: dict[str, str]) -> None:
    answer = hall.ask("keeper", "GET", EVALUATION, params=query)
    assert answer.status_code in (409, 422), answer.text
    assert answer.json()["detail"]


def test_posts_have_their_own_indicators(hall: Hall) -> None:
    hall.dispatched()
    told = league(hall, object="post", post="dispatcher", level="city")
    assert {each["name"] for each in told["indicators"]} == {
        "accurate_dispatch", "dispatched_in_time", "return_rate",
    }  # fmt: skip
    bad = {"period": month(), "object": "post", "post": "dispatcher", "key": CITY}
    answer = hall.ask("keeper", "GET", f"{EVALUATION}/solved/cases", params=bad)
    assert answer.status_code in (404, 409, 422)
