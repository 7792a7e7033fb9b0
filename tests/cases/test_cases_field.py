"""What a phone is given for the day: tasks of one's own scope, what is usual and open here."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from cases_hall import CASES, CITY, Hall, grids, opened

from anlan.cases import field
from anlan.cases.field import Spot, settings
from anlan.cases.live import FRESH_SECONDS

FIELD = f"/api/cities/{CITY}/field"


@pytest.fixture(scope="module")
def hall(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The server, with one person of every post."""
    with opened(demo_home, tmp_path_factory.mktemp("field") / "home") as made:
        yield made


def kit(at: Hall, who: str, **query: Any) -> dict[str, Any]:
    answer: httpx.Response = at.ask(who, "GET", FIELD, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def here(at: Hall) -> dict[str, float]:
    return {"lon": at.place[0], "lat": at.place[1]}


def test_tasks_are_what_one_may_do_the_nearest_first(hall: Hall) -> None:
    asked = hall.report(channel="hotline")
    assert hall.move("acceptor", asked, "collect.ask").status_code == 200
    far_grid = grids(hall.home)[-1][1]
    far = hall.report(channel="hotline", lon=far_grid[0], lat=far_grid[1])
    assert hall.move("acceptor", far, "collect.ask").status_code == 200
    tasks = kit(hall, "collector", **here(hall))["tasks"]
    numbers = [each["number"] for each in tasks]
    assert numbers.index(asked) < numbers.index(far)
    metres = [each["metres"] for each in tasks]
    assert metres == sorted(metres)
    task = next(each for each in tasks if each["number"] == asked)
    acts = [each["act"]["name"] for each in task["options"]]
    assert acts == ["collect.confirm", "collect.deny"]
    assert asked not in [each["number"] for each in kit(hall, "gas_handler")["tasks"]]
    assert asked not in [each["number"] for each in kit(hall, "there")["tasks"]]


def test_ones_own_report_can_be_set_right_on_the_spot(hall: Hall) -> None:
    number = hall.report()
    mine = {each["number"]: each for each in kit(hall, "collector")["tasks"]}
    assert [each["act"]["name"] for each in mine[number]["options"]] == ["handle.on_spot"]
    assert number not in [each["number"] for each in kit(hall, "keeper")["tasks"]]


def test_ones_own_report_is_not_lost_among_all_that_a_city_was_told_of(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(settings(), looked=9)
    monkeypatch.setattr(field, "settings", lambda: few)
    for _ in range(10):
        hall.report("acceptor", channel="hotline")
    number = hall.report()
    assert number in [each["number"] for each in kit(hall, "collector")["tasks"]]


def test_what_is_usual_and_open_here_is_told(hall: Hall) -> None:
    numbers = [hall.report(class_code="e0105") for _ in range(3)]
    time.sleep(FRESH_SECONDS)
    found = kit(hall, "collector", **here(hall))
    assert len(found["place"]) == 5
    assert found["may_report"]
    assert found["near"]
    assert max(each["metres"] for each in found["near"]) < 1
    assert "e0105" in found["offered"]
    assert {"消防通道堵塞"} <= {word for each in found["classes"] for word in each["words"]}
    assert numbers


def test_nowhere_is_offered_something_all_the_same(hall: Hall) -> None:
    found = kit(hall, "acceptor", lon=0.0, lat=0.0)
    assert (found["place"], found["near"]) == ([], [])
    assert len(found["offered"]) == 5


def test_a_class_is_guessed_from_the_place(hall: Hall) -> None:
    for _ in range(20):
        hall.report(class_code="e0105")
    answer = hall.ask("collector", "GET", f"{CASES}/guess", params=here(hall))
    assert answer.json()[0]["code"] == "e0105"
    none = hall.ask("collector", "GET", f"{CASES}/guess", params={"text": ""})
    assert none.json() == []


@pytest.mark.parametrize("query", [{"lon": 500}, {"lat": "x"}, {"lng": 1}])
def test_a_wrong_place_is_refused(hall: Hall, query: dict[str, Any]) -> None:
    assert hall.ask("collector", "GET", FIELD, params=query).status_code == 422


def test_distances_are_near_those_on_the_globe() -> None:
    wuhan = Spot(114.3, 30.6)
    assert wuhan.metres(114.31, 30.6) == pytest.approx(958, abs=4)
    assert wuhan.metres(None, 30.6) is None


def test_each_act_says_what_may_be_done_once_it_is(hall: Hall) -> None:
    number = hall.dispatched()
    tasks = kit(hall, "gas_handler", **here(hall))["tasks"]
    (option,) = next(each for each in tasks if each["number"] == number)["options"]
    walked = []
    while True:
        walked.append((option["act"]["name"], option["state"]["name"]))
        if not option["then"]:
            break
        (option,) = option["then"]
    assert walked == [
        ("handle.receive", "received"),
        ("handle.start", "in_progress"),
        ("handle.finish", "handled"),
    ]
    assert [each["name"] for each in option["fields"] if each["needed"]] == ["evidence"]
    for act, state in walked:
        fields = {"evidence": ["receipt-7"]} if act == "handle.finish" else {}
        answer = hall.move("gas_handler", number, act, **fields)
        assert answer.json()["state"]["name"] == state


def test_the_rule_of_the_way_is_told(hall: Hall) -> None:
    told = kit(hall, "collector")["route"]
    assert told["overdue"] > told["near"] > told["other"] > 0
