"""The desks of cases by HTTP: the workflow in words, near cases, supervision, rules tried."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cases_hall import BEGIN, CASES, CITY, Hall, grids

from anlan.cases.clock import Calendar
from anlan.cases.clockwork import Clockwork
from anlan.cases.escalation import escalate
from anlan.cases.flow import workflow
from anlan.store.database import Database

REST = """
[[routing]]
name = "all"
title = { en = "All there is", zh = "全部" }
to = { department = "urban_management", level = "district" }

[[routing]]
name = "gas"
when = { classes = ["e0403"] }
to = { department = "gas", level = "district" }
"""


def get(hall: Hall, path: str, who: str = "keeper", **params: Any) -> dict[str, Any]:
    answer = hall.ask(who, "GET", f"{CASES}/{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def try_rules(hall: Hall, text: str, who: str = "keeper", **params: Any) -> Any:
    body = {"rules": text}
    return hall.ask(who, "POST", f"{CASES}/routing/dry-run", json=body, params=params)


def test_the_workflow_is_told_in_words_with_what_is_one_s_own(hall: Hall) -> None:
    told = get(hall, "workflow", "dispatcher", lang="zh")
    assert {each["name"] for each in told["states"]} == set(workflow().states) - {"new"}
    mine = [each["title"] for each in told["awaited"] if each["mine"]]
    assert mine == ["待派遣", "待改派"]
    assert told["moments"] == ["until", "deadline"]
    assert [each["name"] for each in told["channels"] if each["public"]] == [
        "hotline", "resident_page", "open311", "email",
    ]  # fmt: skip


def test_open_cases_near_a_place_come_with_their_distance(hall: Hall) -> None:
    lon, lat = hall.place
    number = hall.report(title="近处的井盖", lat=lat + 0.0005)
    told = get(hall, "near", lon=lon, lat=lat)
    near = {each["case"]["number"]: each["metres"] for each in told["items"]}
    assert near[number] == pytest.approx(56, abs=1)
    assert list(near.values()) == sorted(near.values())
    assert len(told["division"]) == 5
    far = get(hall, "near", lon=lon, lat=lat + 0.1)
    assert number not in {each["case"]["number"] for each in far["items"]}
    assert get(hall, "near", "there", lon=lon, lat=lat)["items"] == []
    other = next(each for each in grids(hall.home) if each[2] == hall.elsewhere)
    assert get(hall, "near", lon=other[1][0], lat=other[1][1])["items"] == []


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({"lon": 114.3}, "query.lat"),
        ({"lon": 114.3, "lat": 91}, "query.lat"),
        ({"lon": 114.3, "lat": 30.5, "metres": 9}, "query.metres"),
        ({"lon": "nan", "lat": 30.5}, "query.lon"),
    ],
)
def test_a_place_that_is_none_is_refused(hall: Hall, query: dict[str, Any], place: str) -> None:
    answer = hall.ask("keeper", "GET", f"{CASES}/near", params=query)
    assert answer.status_code == 422
    assert answer.json()["place"] == place


def test_a_board_shows_a_case_under_its_step(hall: Hall) -> None:
    number = hall.dispatched(*BEGIN)
    columns = get(hall, "board", limit=50)["columns"]
    assert [each["step"] for each in columns] == [1, 2, 3, 4, 5, 6, 7]
    held = {line["number"]: each["step"] for each in columns for line in each["items"]}
    assert held[number] == 4
    assert columns[3]["title"] == "Handling"


def test_a_case_whose_time_ran_out_is_supervised_until_it_is_closed(hall: Hall) -> None:
    number = hall.dispatched(*BEGIN)
    database = Database.in_folder(hall.home)
    clocks = Clockwork({"office": Calendar("office", "Asia/Shanghai")}, ())
    at = datetime.now(UTC) + timedelta(days=30)
    while escalate(database, CITY, clocks, at):
        pass
    database.close()
    told = get(hall, "supervised", lang="zh")
    mine = next(each for each in told["items"] if each["case"]["number"] == number)
    assert mine["rung"]["title"] == "通报"
    assert mine["case"]["department"]["name"] == "gas"
    counts = {each["rung"]["name"]: each["cases"] for each in told["counts"]}
    assert counts["report"] >= 1
    assert get(hall, "supervised", rung="reminder")["items"] == []
    assert get(hall, "supervised", "there")["items"] == []
    answer = hall.ask("keeper", "GET", f"{CASES}/supervised", params={"rung": "shouting"})
    assert answer.status_code == 422
    assert "reminder" in answer.json()["detail"]
    hall.move("duty_head", number, "close.force", reason="settled by order")
    left = {each["case"]["number"] for each in get(hall, "supervised")["items"]}
    assert number not in left


def test_the_call_back_list_is_done_by_one_answer_each(hall: Hall) -> None:
    number = hall.report(channel="hotline")
    steps: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("acceptor", "collect.ask", {}),
        ("collector", "collect.confirm", {"evidence": ["photo-1"]}),
        ("acceptor", "file.accept", {}),
        ("duty_head", "file.file", {}),
        ("duty_head", "close.force", {"reason": "set right meanwhile"}),
    )
    for who, act, fields in steps:
        answer = hall.move(who, number, act, **fields)
        assert answer.status_code == 200, answer.text
    listed = get(hall, "call-backs", "acceptor")["items"]
    line = next(each for each in listed if each["case"]["number"] == number)
    assert line["ended_at"] is not None
    assert hall.move("acceptor", number, "close.call_back", satisfaction="neutral").is_success
    left = {each["case"]["number"] for each in get(hall, "call-backs", "acceptor")["items"]}
    assert number not in left


def test_a_caller_leaves_a_contact_and_gets_a_code(hall: Hall) -> None:
    told = {"title": "来电", "kind": "resident_report", "channel": "hotline",
            "lon": hall.place[0], "lat": hall.place[1], "phone": "027 8765 4321"}  # fmt: skip
    answer = hall.ask("acceptor", "POST", CASES, json=told)
    assert answer.status_code == 201, answer.text
    number, code = answer.json()["number"], answer.json()["code"]
    seen = hall.ask("acceptor", "GET", f"{CASES}/{number}").text
    assert "8765 4321" not in seen
    assert "87654321" not in seen
    why = {"why": "to call back"}
    read = hall.ask("acceptor", "POST", f"{CASES}/{number}/contact", json=why)
    assert "027 8765 4321" in read.text
    public = f"{hall.url}/api/public/cities/{CITY}/reports/{number}"
    assert httpx.get(public, params={"code": code}).json()["own"]["contact"]
    wrong = hall.ask("acceptor", "POST", CASES, json=told | {"phone": "call me"})
    assert wrong.status_code == 422
    collector = hall.ask("collector", "POST", CASES, json=told | {"channel": "collector"})
    assert (collector.status_code, collector.json()["code"]) == (422, "cases.contact")


def test_the_rules_are_told_in_words_and_as_the_pack_writes_them(hall: Hall) -> None:
    told = get(hall, "routing")
    gas = next(each for each in told["rules"] if each["name"] == "gas")
    assert gas["department"]["name"] == "gas"
    assert gas["when"][0].startswith("the class is ")
    assert "(e0403)" in gas["when"][0]
    assert told["rules"][-1]["when"] == ["always"]
    assert get(hall, "routing", lang="zh")["rules"][-1]["when"] == ["任何情况"]
    assert told["text"].startswith("#")
    assert "[[duties]]" not in told["text"]
    same = try_rules(hall, told["text"]).json()
    assert same["moved"] == []
    assert same["examined"] == same["unchanged"] > 0
    assert same["rules"] == told["rules"]


def test_other_rules_are_tried_without_sending_anything(hall: Hall) -> None:
    number = hall.report()
    told = try_rules(hall, REST).json()
    assert [each["shadowed_by"] for each in told["rules"]] == [None, "all"]
    case = next(each for each in told["first"] if each["case"]["number"] == number)
    assert (case["old"]["department"]["name"], case["new"]["department"]["name"]) == (
        "gas",
        "urban_management",
    )
    assert "All there is" in case["new_why"][-1]
    assert sum(each["cases"] for each in told["moved"]) + told["unchanged"] == told["examined"]
    assert hall.one(number)["route"]["department"]["name"] == "gas"
    assert try_rules(hall, REST, "there").json()["examined"] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[routing]\nname = 1", "TOML"),
        ("", "routing"),
        ('[[routing]]\nname = "a"\nto = { department = "gaz", level = "district" }', "'gas'"),
        ('[[routing]]\nname = "a"\nto = { department = "gas", level = "moon" }', "line 3"),
        (REST.replace('when = { classes = ["e0403"]', 'when = { clases = ["e0403"]'), "key clases"),
        ('a = 1\n[[routing]]\nname = "a"\nto = { department = "gas", level = "city" }', "line 1"),
    ],
)  # fmt: skip
def test_rules_that_are_wrong_are_refused_with_line_and_key(
    hall: Hall, text: str, said: str
) -> None:
    answer = try_rules(hall, text)
    assert answer.status_code == 422
    assert answer.json()["place"] == "body.rules"
    assert said in answer.json()["detail"]


def test_who_may_not_read_cases_sees_no_desk(hall: Hall) -> None:
    paths = ("workflow", "board", "supervised", "call-backs", "routing")
    for path in paths:
        assert hall.ask("nobody", "GET", f"{CASES}/{path}").status_code == 403
    assert try_rules(hall, REST, "nobody").status_code == 403
