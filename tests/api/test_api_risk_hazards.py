"""The hazard desk by HTTP: lists, filters, pages, figures; each within one's scope."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api_town import CITY, Town, problem
from sqlalchemy import update
from test_api_risk import HIGH, HOME, body, get, key, put

from anlan.store.accounts import Grant
from anlan.store.cases import CaseRow
from anlan.store.database import Database

pytestmark = pytest.mark.xdist_group("town")


@pytest.fixture(scope="module", autouse=True)
def finder(town: Town) -> None:
    """Somebody who may report hazards all over the city."""
    if "finder" not in town.tokens:
        number = town.people.add("finder", Grant(role="operator", city=CITY))
        town.tokens["finder"] = town.people.token(number)


def a_point(town: Town, path: str = "", **given: Any) -> dict[str, Any]:
    told = body(path or town.mine, **given)
    assert put(town, told).status_code == 201
    return told


def report(town: Town, point: dict[str, Any], **given: Any) -> str:
    asked = {"title": "cut-off bypassed", "key": uuid.uuid4().hex} | given
    with town.client("finder") as client:
        answer = client.post(f"{HOME}/points/{point['code']}/findings", json=asked, headers=key())
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


def numbers_of(town: Town, who: str = "analyst", **asked: Any) -> list[str]:
    answer = get(town, "/hazards", who, **asked)
    assert answer.status_code == 200, answer.text
    return [each["number"] for each in answer.json()["items"]]


def set_case(town: Town, number: str, **values: Any) -> None:
    """Let time do to a case what no test can wait for."""
    database = Database.in_folder(town.home)
    with database.writing() as session:
        session.execute(update(CaseRow).where(CaseRow.number == number).values(**values))
    database.close()


def counts(town: Town, **asked: Any) -> dict[str, int]:
    told = get(town, "/hazards/figures", **asked).json()["counts"]
    return {each["name"]: each["hazards"] for each in told}


def figures(town: Town, **asked: Any) -> dict[str, tuple[int, int]]:
    told = get(town, "/hazards/figures", **asked).json()["figures"]
    return {each["name"]: (each["n"], each["of"]) for each in told}


def test_a_hazard_is_told_with_its_point(town: Town) -> None:
    point = a_point(town)
    number = report(town, point, major=True)
    (line,) = get(town, "/hazards", unit_code=point["unit_code"]).json()["items"]
    assert (line["number"], line["kind"]["name"]) == (number, "hazard_major")
    assert line["point"]["code"] == point["code"]
    assert line["point"]["unit"] == point["unit"]
    assert line["point"]["colour"] == {"name": "red", "title": "red"}
    assert line["state"] == {"name": "reported", "title": "reported"}
    assert line["round"] == 1
    assert not (line["ended"] or line["overdue"] or line["listed"] or line["ordered"])
    assert line["due_at"]
    chinese = get(town, "/hazards", unit_code=point["unit_code"], lang="zh").json()["items"]
    assert chinese[0]["kind"]["title"] == "重大隐患"


def test_lists_are_by_state(town: Town) -> None:
    point = a_point(town)
    unit = {"unit_code": point["unit_code"]}
    waits, late, over = (report(town, point) for _ in range(3))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    set_case(town, late, due_at=yesterday, inbox_at=yesterday)
    set_case(town, over, state="closed", ended_at=datetime.now(UTC))
    assert numbers_of(town, **unit) == [late, waits]
    assert numbers_of(town, state="overdue", **unit) == [late]
    assert numbers_of(town, state="ended", **unit) == [over]
    assert numbers_of(town, state="listed", **unit) == []
    assert counts(town, **unit) == {"open": 2, "overdue": 1, "listed": 0, "major": 0}
    set_case(town, late, paused=True)
    assert numbers_of(town, state="overdue", **unit) == []
    assert counts(town, **unit)["overdue"] == 0


def test_filters_hold_for_lists_and_counts(town: Town) -> None:
    unit = f"U{uuid.uuid4().hex[:12]}"
    source = body(town.mine)["sources"][0]
    low = a_point(town, unit_code=unit, field="fire")
    high = a_point(town, unit_code=unit, sources=[source | {"residual": HIGH}])
    other = a_point(town, town.other, unit_code=unit)
    first, second, third = (report(town, each) for each in (low, high, other))
    major = report(town, low, major=True)
    asked = {"unit_code": unit}

    def both(**more: Any) -> list[str]:
        found = numbers_of(town, **asked, **more)
        assert counts(town, **asked, **more)["open"] == len(found)
        return sorted(found)

    assert both() == sorted([first, second, third, major])
    assert both(major=True) == [major]
    assert both(major=False) == sorted([first, second, third])
    assert both(field="fire") == sorted([first, major])
    assert both(colour="red") == sorted([first, second, major])
    assert both(division=town.other.rpartition("/")[2]) == [third]
    assert get(town, "/hazards", state="lost").status_code == 422
    assert get(town, "/hazards", colr="red").status_code == 422


def test_pages_follow_each_other_in_both_orders(town: Town) -> None:
    point = a_point(town)
    numbers = [report(town, point) for _ in range(5)]
    asked = {"unit_code": point["unit_code"], "limit": 2}
    for state in ("open", "ended"):
        if state == "ended":
            for number in numbers:
                set_case(town, number, state="closed", ended_at=datetime.now(UTC))
        pages, cursor = [], None
        while True:
            told = get(town, "/hazards", state=state, cursor=cursor, **asked).json()
            pages.append([each["number"] for each in told["items"]])
            cursor = told["next"]
            if not cursor:
                break
        assert [len(page) for page in pages] == [2, 2, 1]
        assert sorted(each for page in pages for each in page) == sorted(numbers)
    bad = get(town, "/hazards", cursor="none")
    assert (bad.status_code, problem(bad)["code"]) == (422, "api.bad_cursor")


def test_figures_follow_what_became_of_the_hazards(town: Town) -> None:
    point = a_point(town)
    asked = {"unit_code": point["unit_code"]}
    first, major = report(town, point), report(town, point, major=True)
    assert figures(town, **asked) == {
        "rectified": (0, 2), "on_time": (0, 0), "major_removed": (0, 1), "recurred": (0, 2),
        "mean_days": (None, None),
    }  # fmt: skip
    found = datetime.now(UTC) - timedelta(days=8)
    set_case(town, first, state="closed", opened_at=found, ended_at=found + timedelta(days=4))
    told = get(town, "/hazards/figures", **asked).json()
    assert told["days"] == 90
    values = {each["name"]: each["value"] for each in told["figures"]}
    assert (values["rectified"], values["recurred"], values["mean_days"]) == (0.5, 0.5, 4.0)
    assert all(each["title"] and each["definition"] for each in told["figures"])
    assert figures(town, days=3, **asked)["rectified"] == (0, 1)
    set_case(town, major, state="void", ended_at=datetime.now(UTC))
    assert figures(town, **asked)["major_removed"] == (0, 0)


def test_everybody_sees_the_hazards_that_are_theirs(town: Town) -> None:
    unit = f"U{uuid.uuid4().hex[:12]}"
    mine = report(town, a_point(town, unit_code=unit))
    report(town, a_point(town, town.other, unit_code=unit))
    assert numbers_of(town, "operator", unit_code=unit) == [mine]
    for path in ("/hazards", "/hazards/figures"):
        assert get(town, path, "steward").status_code == 403


def test_a_plate_is_a_pdf_of_what_is_within_ones_scope(town: Town) -> None:
    unit = f"U{uuid.uuid4().hex[:12]}"
    mine, other = a_point(town, unit_code=unit), a_point(town, town.other, unit_code=unit)
    for size in ("a4", "a5"):
        answer = get(town, f"/points/{mine['code']}/plate", "operator", size=size, lang="zh")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    assert get(town, f"/points/{other['code']}/plate", "operator").status_code == 404
    assert get(town, f"/points/{mine['code']}/plate", size="a0").status_code == 422
    both, one = (get(town, "/plates", who, unit_code=unit) for who in ("analyst", "operator"))
    assert [each.content.count(b"/MediaBox") for each in (both, one)] == [2, 1]
    none = get(town, "/plates", unit_code="nobody's")
    assert (none.status_code, problem(none)["code"]) == (422, "plate.none")


def test_clauses_are_candidates_and_say_so(town: Town) -> None:
    told = get(town, "/clauses", field="fire", text="二层安全出口被货物堵塞").json()
    assert [(each["number"], each["words"]) for each in told["items"]] == [
        ("6.5", ["安全出口", "堵塞"])
    ]
    assert "person" in told["note"]
    assert get(town, "/clauses", field="fire", text="一切正常").json()["items"] == []
