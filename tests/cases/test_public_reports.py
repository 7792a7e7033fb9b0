"""Reports of residents without an account: left, found again, seconded, answered, forgotten."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import shapely.geometry
from cases_hall import CASES, CITY, Hall, opened
from cases_resident import DOOR, REPORTS, Resident

from anlan.cases.flow import workflow
from anlan.cases.live import FRESH_SECONDS
from anlan.cases.public import contact, settings
from anlan.model.cause import Cause
from anlan.store.cases import CaseReport, CaseRow
from anlan.store.database import Database
from anlan.store.history import history as ledger_of
from anlan.store.verify import verify

PHONE = "138 0000 1234"
TO_CLOSED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("acceptor", "collect.ask", {}),
    ("collector", "collect.confirm", {"evidence": ["photo-1"]}),
    ("acceptor", "file.accept", {}),
    ("duty_head", "file.file", {}),
    ("dispatcher", "dispatch.send", {"department": "gas"}),
    ("gas_handler", "handle.receive", {}),
    ("gas_handler", "handle.start", {}),
    ("gas_handler", "handle.finish", {"evidence": ["photo-1"]}),
    ("acceptor", "check.ask", {}),
    ("keeper", "check.pass", {"evidence": ["photo-2"]}),
    ("duty_head", "close.close", {}),
)


@pytest.fixture(scope="module")
def hall(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The server, behind a proxy that says whose address a request is of."""
    with opened(demo_home, tmp_path_factory.mktemp("door") / "home", proxy=True) as here:
        yield here


def cases_of(database: Database) -> int:
    with database.session() as session:
        return session.query(CaseRow).count()


def walk(hall: Hall, number: str, until: str = "close.close") -> None:
    for who, act, fields in TO_CLOSED:
        answer = hall.move(who, number, act, **fields)
        assert answer.status_code == 200, (act, answer.text)
        if act == until:
            return


def test_every_state_is_called_something_in_public_once() -> None:
    told = [name for each in settings().states for name in each.of]
    assert len(told) == len(set(told))
    assert set(workflow().states) - set(told) == {"evaluated"}
    for state in settings().states:
        for name in state.of:
            assert state.open != workflow().states[name].ended or name == "new"


def test_a_report_is_left_found_by_its_number_and_its_words_by_the_code_only(
    resident: Resident,
) -> None:
    left = resident.left(phone=PHONE)
    assert left["address"].endswith(f"#{left['number']}/{left['code']}")
    assert left["picture"].startswith("data:image/svg+xml")
    known = resident.status(left["number"])
    assert known["state"]["name"] == "received"
    assert "lamp" in known["class"].lower()
    assert known["own"] is None
    told = json.dumps(known, ensure_ascii=False)
    assert "门口" not in told
    assert PHONE not in told
    own = resident.status(left["number"], code=left["code"])["own"]
    assert (own["text"], own["contact"], own["may_answer"]) == ("晚上看不见路", True, False)
    wrong = resident.ask("GET", f"{REPORTS}/{left['number']}", params={"code": "aaaa-bbbb"})
    assert (wrong.status_code, wrong.json()["code"]) == (404, "public.code")


def test_the_same_report_sent_again_is_one_case_with_one_code(
    resident: Resident, store: Database
) -> None:
    key = uuid4().hex
    first = resident.left(key=key)
    before = cases_of(store)
    again = resident.leave(key=key)
    assert (again.status_code, again.json()) == (201, first)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = resident.leave(key=key, text="something else")
    assert (other.status_code, other.json()["code"]) == (422, "access.once")
    assert cases_of(store) == before


def test_what_happens_to_it_is_told_in_plain_words_with_times_and_no_names(
    hall: Hall, resident: Resident
) -> None:
    number = resident.left()["number"]
    assert resident.status(number)["due_at"] is None
    walk(hall, number, until="handle.start")
    told = resident.status(number, lang="zh")
    assert (told["state"]["title"], told["department"]) == ("处理中", "燃气集团")
    assert told["due_at"] == hall.one(number)["due_at"]
    history = resident.ask("GET", f"{REPORTS}/{number}/history").json()
    names = [each["state"]["name"] for each in history]
    assert names == ["received", "visited", "taken", "sent", "worked"]
    assert [each["at"] for each in history] == sorted(each["at"] for each in history)
    assert "account" not in json.dumps([told, history])


def test_an_open_report_near_is_offered_first_and_can_be_seconded_once(
    hall: Hall, resident: Resident, store: Database
) -> None:
    lon, lat = hall.place
    number = resident.left(class_code="c0111", lon=lon + 0.0004)["number"]
    other = Resident(hall)
    query: dict[str, Any] = {"lon": lon, "lat": lat, "class": "c0111"}
    time.sleep(FRESH_SECONDS)
    found = other.ask("GET", f"{REPORTS}/nearby", params=query).json()
    mine = next(each for each in found if each["number"] == number)
    assert mine["metres"] == pytest.approx(40, abs=10)
    assert set(mine) == {"number", "class", "state", "metres", "opened_at", "reports"}
    for who in (other, other, resident):
        answer = who.ask("POST", f"{REPORTS}/{number}/too", json={"sender": who.sender})
        assert (answer.status_code, answer.json()["reports"]) == (200, 2), answer.text
    third = Resident(hall).ask("POST", f"{REPORTS}/{number}/too", json={"sender": uuid4().hex})
    assert third.json()["reports"] == 3
    told = [each for each in ledger_of(store, f"case:{CITY}/{number}") if "second" in each.act]
    assert [each.after["reports"] for each in told] == [2, 3]
    far = {"lon": lon + 0.01, "lat": lat, "class": "c0111"}
    assert number not in other.ask("GET", f"{REPORTS}/nearby", params=far).text


def test_a_case_about_somebodys_premises_is_not_public(hall: Hall, resident: Resident) -> None:
    number = hall.report(kind="hazard_general")
    answer = resident.ask("GET", f"{REPORTS}/{number}")
    assert (answer.status_code, answer.json()["code"]) == (404, "cases.none")
    time.sleep(FRESH_SECONDS)
    near = resident.ask(
        "GET", f"{REPORTS}/nearby", params={"lon": hall.place[0], "lat": hall.place[1]}
    )
    assert number not in near.text


def test_a_closed_report_is_answered_once_by_its_sender(hall: Hall, resident: Resident) -> None:
    left = resident.left()
    number, place = left["number"], f"{REPORTS}/{left['number']}/satisfaction"
    asked = {"code": left["code"], "satisfaction": "unsatisfied", "note": "还是不亮"}
    early = resident.ask("POST", place, json=asked)
    assert (early.status_code, early.json()["code"]) == (409, "public.not_closed")
    walk(hall, number)
    assert resident.status(number, code=left["code"])["own"]["may_answer"]
    stranger = resident.ask("POST", place, json=asked | {"code": "abcd-abcd-abcd-abcd"})
    assert stranger.status_code == 404
    answer = resident.ask("POST", place, json=asked)
    assert answer.status_code == 200, answer.text
    assert datetime.fromisoformat(answer.json()["until"]) > datetime.now(UTC)
    again = resident.ask("POST", place, json=asked)
    assert (again.status_code, again.json()["code"]) == (409, "public.answered")
    told = hall.one(number)
    assert told["state"]["name"] == "closed"
    assert told["history"][-1]["fields"] == {"satisfaction": "unsatisfied", "note": "还是不亮"}
    assert told["satisfaction"] == {"name": "unsatisfied", "title": "not satisfied"}
    reopened = hall.move("acceptor", number, "file.reopen", reason="the reporter says it is dark")
    assert reopened.status_code == 200, reopened.text


def test_a_contact_is_read_with_a_reason_by_who_calls_back_only(
    hall: Hall, resident: Resident, store: Database
) -> None:
    number = resident.left(phone=PHONE, email="li@mail.example")["number"]
    place, why = f"{CASES}/{number}/contact", {"why": "to ask which of the lamps"}
    answer = hall.ask("acceptor", "POST", place, json=why)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["phone"], answer.json()["email"]) == (PHONE, "li@mail.example")
    for who in ("keeper", "collector", "dispatcher", "nobody"):
        assert hall.ask(who, "POST", place, json=why).status_code == 403, who
    assert hall.ask("there", "POST", place, json=why).status_code == 404
    assert hall.ask("acceptor", "POST", place, json={"why": ""}).status_code == 422
    told = ledger_of(store, f"case:{CITY}/{number}")
    looks = [each for each in told if each.act == "case.contact_read"]
    assert [each.why for each in looks] == [why["why"]]
    everything = " ".join(str(each) for each in told)
    assert PHONE not in everything
    assert resident.address not in everything
    assert "晚上" not in everything
    assert PHONE not in json.dumps(hall.one(number))


def test_a_contact_goes_when_its_time_is_over_or_its_owner_says_so(
    hall: Hall, resident: Resident, store: Database
) -> None:
    kept, gone = resident.left(phone=PHONE), resident.left(phone=PHONE)
    for left in (kept, gone):
        walk(hall, left["number"])
    now, cause = datetime.now(UTC), Cause("job:upkeep")
    contact.expire(store, cause, CITY, 15, now)
    assert resident.status(kept["number"], code=kept["code"])["own"]["contact"]
    asked = {"code": gone["code"]}
    answer = resident.ask("POST", f"{REPORTS}/{gone['number']}/forget", json=asked)
    assert answer.status_code == 204
    assert not resident.status(gone["number"], code=gone["code"])["own"]["contact"]
    later = now + timedelta(days=16)
    assert contact.expire(store, cause, CITY, 15, later) >= 1
    assert contact.expire(store, cause, CITY, 15, later) == 0
    answer = hall.ask(
        "acceptor", "POST", f"{CASES}/{kept['number']}/contact", json={"why": "to ask"}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "public.no_contact")
    with store.session() as session:
        rows = session.query(CaseReport).join(CaseRow, CaseRow.id == CaseReport.case_id)
        row = rows.filter(CaseRow.number == kept["number"]).one()
        assert (row.contact, row.erased_at) == ("", later)
    assert verify(store).fault is None


def test_a_thousand_from_one_sender_are_held_back_while_others_pass(
    hall: Hall, resident: Resident, store: Database
) -> None:
    before = cases_of(store)
    told = {"title": "灯", "class_code": "c0118", "lon": hall.place[0], "lat": hall.place[1]}
    taken, refused = 0, 0
    with httpx.Client(headers={"X-Forwarded-For": resident.address}, timeout=30) as client:
        for _ in range(1000):
            answer = client.post(
                hall.url + REPORTS, json=told, headers={"Idempotency-Key": uuid4().hex}
            )
            taken += answer.status_code == 201
            refused += answer.status_code == 429
    assert taken + refused == 1000
    assert taken <= 40
    assert cases_of(store) == before + taken
    assert int(answer.headers["Retry-After"]) >= 60
    assert "Too many" in answer.json()["detail"]
    honest = Resident(hall).leave()
    assert honest.status_code == 201, honest.text


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"lon": None, "lat": None}, "cases.no_place"),
        ({"lon": None, "lat": None, "division": "123"}, "cases.no_division"),
        ({"lon": None}, "cases.position"),
        ({"lon": 2.35, "lat": 48.86}, "public.outside"),
        ({"text": "x" * 40_000}, "invalid"),
        ({"title": "x" * 201}, "invalid"),
        ({"title": "", "text": "", "class_code": ""}, "cases.empty"),
        ({"class_code": "e0430"}, "cases.class"),
        ({"phone": "call me"}, "public.phone"),
        ({"email": "a@b"}, "public.email"),
        ({"key": "short"}, "public.key"),
        ({"kind": "hazard_major"}, "invalid"),
    ],
    ids=str,
)
def test_a_bad_report_is_refused_with_a_reason_and_nothing_kept(
    resident: Resident, store: Database, more: dict[str, Any], code: str
) -> None:
    before = cases_of(store)
    answer = resident.leave(**more)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.json()["detail"]
    assert cases_of(store) == before


def test_a_place_in_the_river_is_asked_about_once_more(hall: Hall, resident: Resident) -> None:
    lon, lat = wet(hall.home)
    answer = resident.leave(lon=lon, lat=lat)
    assert answer.status_code == 422
    assert answer.json()["code"].startswith("public.water")
    meant = resident.leave(lon=lon, lat=lat, on_water=True)
    assert meant.status_code == 201, meant.text


def wet(home: Path) -> tuple[float, float]:
    """Return a point in the water and in a division."""
    layers = home / CITY / "layers"
    base = json.loads((layers / "basemap.geojson").read_text("utf-8"))["features"]
    divisions = json.loads((layers / "divisions.geojson").read_text("utf-8"))["features"]
    water = [each["geometry"] for each in base if each["properties"]["kind"] == "water"]
    river = shapely.union_all([shapely.geometry.shape(each) for each in water])
    grids = [each for each in divisions if each["properties"]["level"] == "grid"]
    land = shapely.union_all([shapely.geometry.shape(each["geometry"]) for each in grids])
    point = shapely.intersection(river, land).representative_point()
    return point.x, point.y


def test_a_script_stays_text_and_what_cannot_be_seen_goes(resident: Resident) -> None:
    bad = "<script>alert(1)</script>"
    left = resident.left(title=bad, text=f"{bad}\x00\u202e\r\nsecond")
    own = resident.status(left["number"], code=left["code"])["own"]
    assert (own["title"], own["text"]) == (bad, f"{bad}\nsecond")


def test_a_class_is_guessed_and_a_division_chosen_where_there_is_no_position(
    resident: Resident,
) -> None:
    found = resident.ask("GET", f"{REPORTS}/guess", params={"text": "门口路灯坏了"}).json()
    assert found[0]["code"] == "c0118"
    parent, depth = "", 0
    while True:
        places = resident.ask("GET", f"{DOOR}/divisions", params={"parent": parent}).json()
        assert places
        parent, depth = places[0]["code"], depth + 1
        if not places[0]["parts"]:
            break
    assert depth == 4
    left = resident.left(lon=None, lat=None, division=parent, class_code="", title="灯不亮")
    assert len(resident.status(left["number"])["place"]) == 5


def test_a_door_tells_what_may_be_reported(resident: Resident) -> None:
    assert [each["name"] for each in resident.ask("GET", "/api/public/cities").json()] == [CITY]
    told = resident.ask("GET", DOOR, params={"lang": "zh"}).json()
    assert told["contact_days"] == 15
    assert len(told["classes"]) > 50
    for name in ("chicago", "nowhere"):
        shut = resident.ask("GET", f"/api/public/cities/{name}")
        assert (shut.status_code, shut.json()["code"]) == (404, "api.no_public_door")


def test_the_public_list_shows_who_answers_for_what_until_when(hall: Hall) -> None:
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    notice = {"issuer": "gas", "leader": "Deputy head of the office", "deadline": until,
              "reason": "overdue for the third time"}  # fmt: skip
    for shown in ("yes", "no", "yes"):
        number = hall.report()
        for who, act, fields in (
            ("acceptor", "file.accept", {}),
            ("duty_head", "file.file", {}),
            ("duty_head", "supervise.list", notice | {"public": shown}),
        ):
            answer = hall.move(who, number, act, **fields)
            assert answer.status_code == 200, answer.text
    resident = Resident(hall)
    first = resident.ask("GET", f"{DOOR}/listings", params={"limit": 1}).json()
    second = resident.ask("GET", f"{DOOR}/listings", params={"cursor": first["next"]}).json()
    found = first["items"] + second["items"]
    assert len(found) == 2
    assert found[0]["listed_at"] > found[1]["listed_at"]
    assert found[0]["leader"] == "Deputy head of the office"
    assert found[0]["delisted_at"] is None
    assert len(found[0]["place"]) == 5
    assert found[0]["class"]
    assert {"title", "text", "case", "who"}.isdisjoint(found[0])
    bad = resident.ask("GET", f"{DOOR}/listings", params={"cursor": "nothing"})
    assert (bad.status_code, bad.json()["code"]) == (422, "api.bad_cursor")
