"""A case by HTTP, from a report to its closing, by people who may each do their part only."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cases_hall import BEGIN, CASES, CITY, Hall

from anlan.cases.clock import Calendar
from anlan.cases.clockwork import Clockwork
from anlan.cases.escalation import escalate
from anlan.store.database import Database


def test_a_case_goes_through_all_steps_by_people_of_their_posts(hall: Hall) -> None:
    number = hall.report()
    told = hall.one(number)
    assert told["state"]["name"] == "reported"
    assert len(told["place"]) == 5
    assert told["route"]["department"]["name"] == "gas"
    assert told["due"]["due_at"] == told["due_at"]
    steps = (
        ("acceptor", "file.accept", {}),
        ("duty_head", "file.file", {}),
        ("dispatcher", "dispatch.send", {"department": "gas"}),
        ("gas_handler", "handle.receive", {}),
        ("gas_handler", "handle.start", {}),
        ("gas_handler", "handle.finish", {"evidence": ["photo-1"]}),
        ("acceptor", "check.ask", {}),
        ("collector", "check.pass", {"evidence": ["photo-2"]}),
        ("duty_head", "close.close", {}),
    )
    for who, act, fields in steps:
        answer = hall.move(who, number, act, **fields)
        assert answer.status_code == 200, (act, answer.text)
    told = hall.one(number)
    assert told["state"]["name"] == "closed"
    assert [each["act"]["name"] for each in told["history"]][1:] == [act for _, act, _ in steps]
    assert told["due"] is None
    assert all(datetime.fromisoformat(each["at"]).tzinfo for each in told["history"])


def test_a_gas_leak_is_due_in_two_hours_day_and_night_and_says_why(hall: Hall) -> None:
    number = hall.dispatched()
    told = hall.one(number)
    sent = datetime.fromisoformat(told["history"][-1]["at"])
    due = datetime.fromisoformat(told["due"]["due_at"])
    assert (due - sent).total_seconds() == pytest.approx(7200, abs=1)
    assert told["due"]["stage"]["name"] == "handling"
    assert any("2 urgent hours" in line for line in told["due"]["why"])
    assert any("紧急工作时" in line for line in hall.one(number, lang="zh")["due"]["why"])


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("collector", 403, "cases.needs_role"),
        ("bus_handler", 404, "cases.none"),
        ("nobody", 403, "access.may_not"),
        ("there", 404, "cases.none"),
    ],
)
def test_who_may_not_is_told_so(hall: Hall, who: str, status: int, code: str) -> None:
    answer = hall.move(who, hall.report(), "file.accept")
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_who_handled_it_cannot_verify_it(hall: Hall) -> None:
    number = hall.report()
    assert hall.move("collector", number, "handle.on_spot", evidence=["p"]).status_code == 200
    assert hall.move("keeper", number, "check.photos").status_code == 200
    other = hall.report()
    assert hall.move("keeper", other, "handle.on_spot", evidence=["p"]).status_code == 200
    answer = hall.move("keeper", other, "check.photos")
    assert (answer.status_code, answer.json()["code"]) == (409, "cases.guarded")
    option = {each["act"]["name"]: each for each in hall.one(other)["options"]}["check.photos"]
    assert option["refused"]
    assert hall.one(number, who="acceptor")["options"]


def test_an_inbox_shows_what_is_in_scope_by_deadline_page_by_page(hall: Hall) -> None:
    mine = {hall.report() for _ in range(3)}
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": 2, "state": ["reported"]} | ({"cursor": cursor} if cursor else {})
        answer = hall.ask("here", "GET", CASES, params=query).json()
        seen += [each["number"] for each in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert mine <= set(seen)
    assert len(seen) == len(set(seen))
    dues = [hall.one(number)["due_at"] for number in seen]
    assert dues == sorted(dues)
    there = hall.ask("there", "GET", CASES, params={"limit": 1000}).json()["items"]
    assert not mine & {each["number"] for each in there}


def test_of_two_at_once_one_is_told(hall: Hall) -> None:
    number = hall.report()
    version = hall.one(number)["version"]
    asked = {"json": {"act": "file.accept"}, "headers": {"If-Match": f'"v{version}"'}}
    first = hall.ask("acceptor", "POST", f"{CASES}/{number}/moves", **asked)
    second = hall.ask("keeper", "POST", f"{CASES}/{number}/moves", **asked)
    assert (first.status_code, second.status_code) == (200, 412), second.text
    assert first.headers["ETag"] == hall.ask("keeper", "GET", f"{CASES}/{number}").headers["ETag"]


def test_the_same_report_sent_again_is_one_case(hall: Hall) -> None:
    key = uuid4().hex
    assert hall.report(outside_key=key) == hall.report(outside_key=key)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"lon": 2.35, "lat": 48.86}, "cases.outside"),
        ({"lon": None, "lat": None}, "cases.no_place"),
        ({"lon": None, "lat": None, "division": "123"}, "cases.no_division"),
        ({"class_code": "e0430"}, "cases.class"),
        ({"kind": "rumour"}, "cases.kind"),
        ({"channel": "camera"}, "cases.channel"),
        ({"title": "   "}, "invalid"),
        ({"text": "x" * 40_000}, "invalid"),
        ({"lon": float("1e300")}, "invalid"),
    ],
)
def test_a_bad_report_is_refused_with_a_reason_and_nothing_kept(
    hall: Hall, more: dict[str, Any], code: str
) -> None:
    key = uuid4().hex
    told = {
        "title": "灯", "kind": "event", "channel": "collector", "class_code": "c0118",
        "lon": hall.place[0], "lat": hall.place[1], "outside_key": key,
    }  # fmt: skip
    answer = hall.ask("collector", "POST", CASES, json=told | more)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == code
    assert answer.json()["detail"]
    # Nothing of it was kept: under the same key the right report is a new case.
    again = hall.ask("collector", "POST", CASES, json=told)
    assert (again.status_code, again.json()["fresh"]) == (201, True)


def test_a_script_in_a_report_stays_text(hall: Hall) -> None:
    bad = "<script>alert(1)</script>"
    assert hall.one(hall.report(title=bad, text=bad))["title"] == bad


def test_a_class_is_guessed_from_words(hall: Hall) -> None:
    answer = hall.ask("collector", "GET", f"{CASES}/guess", params={"text": "门口路灯坏了"})
    assert answer.json()[0]["code"] == "c0118"
    assert answer.json()[0]["limit"] == "3 work days"


def test_an_extension_puts_the_deadline_off_and_says_so(hall: Hall) -> None:
    asked = (
        "gas_handler",
        "handle.ask_extension",
        {"reason": "a pipe must be brought", "until": "2099-01-02T08:00:00+08:00"},
    )
    number = hall.dispatched(*BEGIN, asked)
    until = "2030-05-06T08:00:00+08:00"
    answer = hall.move("duty_head", number, "supervise.grant_extension", until=until)
    assert answer.status_code == 200, answer.text
    told = hall.one(number)
    assert datetime.fromisoformat(told["due_at"]) == datetime.fromisoformat(until)
    assert told["near_at"] < told["due_at"]
    assert "2030-05-06" in told["due"]["why"][0]


def test_a_case_whose_time_runs_out_tells_the_rungs_it_reached(hall: Hall) -> None:
    number = hall.report()
    assert hall.one(number)["rungs"] == []
    at = datetime.now(UTC) + timedelta(days=60)
    database = Database.in_folder(hall.home)
    clocks = Clockwork({"office": Calendar("office", "Asia/Shanghai")}, ())
    while escalate(database, CITY, clocks, at):
        pass
    database.close()
    told = hall.one(number)
    assert [each["rung"]["name"] for each in told["rungs"]][:2] == ["reminder", "order"]
    assert told["rungs"][1]["at"] == told["due_at"]
    answer = hall.ask("keeper", "GET", f"/api/cities/{CITY}/cases/{number}", params={"lang": "zh"})
    assert answer.json()["rungs"][0]["rung"]["title"] == "催办"


def test_a_pause_takes_the_case_off_the_clock_until_it_goes_on(hall: Hall) -> None:
    asked = (
        "gas_handler",
        "handle.ask_suspension",
        {"reason": "court order", "until": "2099-01-02T08:00:00+08:00"},
    )
    number = hall.dispatched(*BEGIN, asked)
    before = hall.one(number)["due_at"]
    answer = hall.move("duty_head", number, "supervise.suspend", until="2099-01-02T08:00:00+08:00")
    assert answer.status_code == 200, answer.text
    stood = hall.one(number)
    assert stood["paused"]
    assert stood["due"]["due_at"] is None
    assert hall.move("gas_handler", number, "handle.resume").status_code == 200
    after = hall.one(number)
    assert not after["paused"]
    assert after["due"]["due_at"] == after["due_at"] > before


def test_the_map_and_the_counts_show_the_open_cases_of_ones_scope(hall: Hall) -> None:
    number = hall.report()
    lon, lat = hall.place
    box = {"west": lon - 0.01, "south": lat - 0.01, "east": lon + 0.01, "north": lat + 0.01}

    def shown(who: str, **more: Any) -> dict[str, Any]:
        answer = hall.ask(who, "GET", f"{CASES}/map", params=box | more)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def until(who: str) -> dict[str, Any]:
        found = shown(who)
        while number not in {each["number"] for each in found["cases"]}:
            time.sleep(0.1)
            found = shown(who)
        return found

    found = until("keeper")
    case = next(each for each in found["cases"] if each["number"] == number)
    assert case["state"]["name"] == "reported"
    assert case["due_at"]
    assert found["total"] == len(found["cases"])
    assert number in {each["number"] for each in shown("here")["cases"]}
    assert shown("there")["total"] == 0
    assert shown("keeper", state="accepted")["total"] < found["total"]
    refused = hall.ask("keeper", "GET", f"{CASES}/map", params=box | {"state": "closed"})
    assert refused.status_code == 422
    counted = hall.ask("keeper", "GET", f"{CASES}/counts").json()["states"]
    reported = next(each for each in counted if each["state"]["name"] == "reported")
    assert reported["open"] >= 1
    assert reported["step"] == 1
    assert all(
        each["open"] == 0 for each in hall.ask("there", "GET", f"{CASES}/counts").json()["states"]
    )


def test_a_batch_keeps_what_is_right_and_says_what_is_wrong(hall: Hall) -> None:
    told = {"title": "井盖破损", "kind": "event", "channel": "department", "class_code": "e0403",
            "lon": hall.place[0], "lat": hall.place[1]}  # fmt: skip
    sent = [
        told | {"outside_key": "B-1", "at": "2026-07-18T08:00:00+08:00"},
        told | {"outside_key": "B-2", "lon": 0.0, "lat": 0.0},
        told | {"outside_key": "B-3", "class_code": "nothing"},
        told | {"outside_key": "B-1"},
    ]
    answer = hall.ask("collector", "POST", f"{CASES}/batch", json=sent)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [each["outside_key"] for each in found] == ["B-1", "B-2", "B-3", "B-1"]
    assert [bool(each["number"]) for each in found] == [True, False, False, True]
    assert [each["fresh"] for each in found] == [True, None, None, False]
    assert "0.0" in found[1]["refused"]
    assert "nothing" in found[2]["refused"]
    case = hall.one(found[0]["number"])
    assert case["opened_at"] == "2026-07-18T00:00:00Z"
    assert case["due_at"]
    again = hall.ask("collector", "POST", f"{CASES}/batch", json=sent).json()
    assert [each["number"] for each in again] == [each["number"] for each in found]
    assert not any(each["fresh"] for each in again)
    for bad in ([], [told], {"title": "x"}, [told | {"outside_key": "B-9", "colour": "red"}]):
        assert hall.ask("collector", "POST", f"{CASES}/batch", json=bad).status_code == 422
    assert hall.ask("dispatcher", "POST", f"{CASES}/batch", json=sent).status_code == 403


def test_a_major_hazard_is_accepted_by_another_than_the_department_that_mended_it(
    hall: Hall,
) -> None:
    fixes = {
        "person": "the foreman", "measures": "a new pipe", "funds": "of the year",
        "plan": "first shut it off", "deadline": "2099-01-02T08:00:00+08:00",
    }  # fmt: skip
    number = hall.report(kind="hazard_major", channel="inspection")
    for who, name, fields in (
        ("acceptor", "file.accept", {}),
        ("duty_head", "file.file", {}),
        ("dispatcher", "dispatch.send", {"department": "gas"} | fixes),
        ("gas_handler", "handle.receive", {}),
        (
            "gas_handler",
            "handle.start",
            {
                "interim_control": "the street is closed",
                "targets": "no leak",
                "organisation": "gas",
            },
        ),
        ("gas_handler", "handle.finish", {"evidence": ["after"]}),
        ("acceptor", "check.ask", {}),
    ):
        answer = hall.move(who, number, name, **fields)
        assert answer.status_code == 200, (name, answer.text)
    options = {
        each["act"]["name"]: each["refused"] for each in hall.one(number, "collector")["options"]
    }
    assert options["check.pass"] is None
    answer = hall.move("collector", number, "check.pass", evidence=["seen"])
    assert answer.status_code == 200, answer.text


def test_a_department_takes_back_what_became_of_its_cases(hall: Hall) -> None:
    told = {"title": "燃气阀门井盖破损", "kind": "event", "channel": "department",
            "class_code": "e0403", "lon": hall.place[0], "lat": hall.place[1]}  # fmt: skip
    sent = [told | {"outside_key": f"R-{n}"} for n in range(2)]
    first, second = (
        each["number"] for each in hall.ask("collector", "POST", f"{CASES}/batch", json=sent).json()
    )
    assert hall.move("acceptor", first, "file.reject", reason="not_ours").status_code == 200
    query = {"channel": "department", "key": ["R-1", "R-0", "R-2", "R-0"]}
    found = hall.ask("collector", "GET", f"{CASES}/results", params=query).json()
    assert [each["outside_key"] for each in found] == ["R-1", "R-0", "R-2"]
    assert found[0]["case"]["number"] == second
    assert found[0]["case"]["state"]["name"] == "reported"
    assert found[1]["case"]["number"] == first
    assert found[1]["case"]["ended"]
    assert found[2]["case"] is None
    there = hall.ask("there", "GET", f"{CASES}/results", params=query).json()
    assert all(each["case"] is None for each in there)
    other = query | {"channel": "hotline"}
    assert hall.ask("collector", "GET", f"{CASES}/results", params=other).json()[1]["case"] is None
