"""Open311 GeoReport v2, whole: by its own rules, and by clients that others wrote."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4
from xml.etree import ElementTree as ET

import httpx
import jsonschema_rs
import pytest
from cases_hall import BEGIN, CASES, CITY, Hall, opened
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from open311_schemas import DEFINITION, ERRORS, REQUESTS, SERVICES

from anlan.api.open311.formats import CHILDREN
from anlan.store.cases import CaseRow
from anlan.store.database import Database
from anlan.store.history import history as ledger_of
from support.service import Reply, Service, serving

V2 = "/open311/v2"
DISPATCHED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("acceptor", "collect.ask", {}),
    ("collector", "collect.confirm", {"evidence": ["photo-1"]}),
    ("acceptor", "file.accept", {}),
    ("duty_head", "file.file", {}),
    ("dispatcher", "dispatch.send", {"department": "gas"}),
    *BEGIN,
)


@pytest.fixture(scope="module")
def hall(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The server, and among its accounts a program's."""
    with opened(demo_home, tmp_path_factory.mktemp("geo") / "home") as here:
        yield here


def get(hall: Hall, path: str, **query: str) -> httpx.Response:
    return httpx.get(f"{hall.url}{V2}/{path}", params=query, timeout=30)


def found(hall: Hall, path: str, **query: str) -> Any:
    answer = get(hall, path, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def send(hall: Hall, fmt: str = "json", **more: Any) -> httpx.Response:
    told = {
        "api_key": hall.tokens["collector"], "service_code": "c0118",
        "lat": str(hall.place[1]), "long": str(hall.place[0]), "description": f"路灯不亮 {uuid4()}",
    }  # fmt: skip
    body = {name: value for name, value in (told | more).items() if value is not None}
    return httpx.post(f"{hall.url}{V2}/requests.{fmt}", data=body, timeout=30)


def sent(hall: Hall, **more: Any) -> str:
    answer = send(hall, **more)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()) == 1
    return str(answer.json()[0]["service_request_id"])


def refused(answer: httpx.Response, status: int) -> list[str]:
    """Return the codes of an answer that refuses."""
    assert answer.status_code == status, answer.text
    if answer.headers["content-type"].startswith("text/xml"):
        root = parsed(answer.content)
        assert root.tag == "errors"
        told = [{each.tag: each.text for each in error} for error in root]
    else:
        told = answer.json()
    jsonschema_rs.validate(ERRORS, told)
    return [each["code"] for each in told]


def parsed(body: bytes) -> ET.Element:
    return ET.fromstring(body)  # noqa: S314 - our own server wrote it


def spark(element: ET.Element) -> Any:
    """Return the JSON of an XML answer by the Spark convention, all leaves as texts."""
    if element.tag in CHILDREN:
        return [spark(each) for each in element]
    if len(element):
        return {each.tag: spark(each) for each in element}
    return element.text


def texts(told: Any) -> Any:
    """Return an answer in JSON with its leaves as XML has them."""
    if isinstance(told, dict):
        return {name: texts(value) for name, value in told.items()}
    if isinstance(told, list):
        return [texts(each) for each in told]
    if isinstance(told, bool):
        return "true" if told else "false"
    return None if told is None else str(told)


def test_discovery_is_there_in_both_formats(hall: Hall) -> None:
    told = found(hall, "discovery.json")
    assert set(told) == {"changeset", "contact", "key_service", "endpoints"}
    endpoint = told["endpoints"][0]
    assert endpoint["url"] == f"{hall.url}{V2}"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["type"] == "test"
    datetime.strptime(told["changeset"], "%Y-%m-%d %H:%M")
    answer = get(hall, "discovery.xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.text.startswith("<?xml version='1.0' encoding='utf-8'?>")
    assert spark(parsed(answer.content)) == texts(told)


def test_services_are_the_classes_of_the_catalogue(hall: Hall) -> None:
    told = found(hall, "services.json", lang="en")
    jsonschema_rs.validate(SERVICES, told)
    lamp = next(each for each in told if each["service_code"] == "c0118")
    assert (lamp["type"], lamp["metadata"]) == ("realtime", True)
    assert "路灯" in lamp["keywords"]
    root = parsed(get(hall, "services.xml", lang="en").content)
    assert (root.tag, root[0].tag) == ("services", "service")
    assert spark(root) == texts(told)
    assert found(hall, "services.json", lang="zh") != told


def test_a_definition_says_what_is_asked_and_is_absent_where_nothing_is(hall: Hall) -> None:
    told = found(hall, "services/c0102.json")
    jsonschema_rs.validate(DEFINITION, told)
    assert [each["order"] for each in told["attributes"]] == [1]
    assert [each["key"] for each in told["attributes"][0]["values"]] == [
        "missing",
        "broken",
        "moved",
    ]
    assert spark(parsed(get(hall, "services/c0102.xml").content)) == texts(told)
    assert not next(
        each for each in found(hall, "services.json") if each["service_code"] == "e0101"
    )["metadata"]
    assert refused(get(hall, "services/e0101.json"), 404) == ["404.open311.no_definition"]
    assert refused(get(hall, "services/x9.xml"), 404) == ["404.open311.service"]


def test_a_request_is_a_case_and_is_found_again_in_both_formats(hall: Hall) -> None:
    number = sent(hall, email="li@mail.example", first_name="Li", device_id="imei 1")
    case = hall.one(number)
    assert (case["channel"]["name"], case["contact"]) == ("open311", True)
    told = found(hall, f"requests/{number}.json")
    jsonschema_rs.validate(REQUESTS, told)
    one = told[0]
    assert (one["status"], one["service_code"]) == ("open", "c0118")
    assert (one["lat"], one["long"]) == (case["lat"], case["lon"])
    assert one["address_id"] == hall.grid
    assert datetime.fromisoformat(one["requested_datetime"]).tzinfo is not None
    answer = get(hall, f"requests/{number}.xml")
    root = parsed(answer.content)
    assert (root.tag, root[0].tag) == ("service_requests", "request")
    assert spark(root) == texts(told)
    contact = hall.ask("acceptor", "POST", f"{CASES}/{number}/contact", json={"why": "to ask"})
    assert contact.json()["first_name"] == "Li"


def test_nobodys_words_and_no_personal_field_are_told_but_to_the_key_that_sent_them(
    hall: Hall, store: Database
) -> None:
    words = "楼道的灯坏了，我住在三楼"
    number = sent(hall, description=words, email="li@mail.example", phone="13800001234")
    everything = get(hall, f"requests/{number}.json", extensions="true").text
    everything += get(hall, "requests.xml").text + get(hall, "servicerequestupdates.json").text
    everything += " ".join(map(str, ledger_of(store, f"case:{CITY}/{number}")))
    for secret in (words, "li@mail.example", "13800001234"):
        assert secret not in everything
    mine = {"api_key": hall.tokens["collector"]}
    assert words in found(hall, f"requests/{number}.json", **mine)[0]["description"]
    other = {"api_key": hall.tokens["acceptor"]}
    assert found(hall, f"requests/{number}.json", **other)[0]["description"] is None


@pytest.mark.parametrize("fmt", ["json", "xml"])
def test_without_a_key_nothing_is_taken(hall: Hall, fmt: str, store: Database) -> None:
    with store.session() as session:
        before = session.query(CaseRow).count()
    for key in (None, "", "anlan_wrong", hall.tokens["dispatcher"], hall.tokens["nobody"]):
        assert refused(send(hall, fmt, api_key=key), 403) == ["403.open311.key"]
    with store.session() as session:
        assert session.query(CaseRow).count() == before


@pytest.mark.parametrize(
    ("more", "status", "codes"),
    [
        ({"service_code": "x9"}, 404, ["404.open311.service"]),
        ({"service_code": ""}, 400, ["400.open311.missing"]),
        ({"long": None}, 400, ["400.open311.half"]),
        ({"lat": "north"}, 400, ["400.open311.numbers"]),
        ({"lat": "nan"}, 400, ["400.cases.position"]),
        ({"lat": None, "long": None}, 400, ["400.open311.no_place"]),
        ({"lat": "48.86", "long": "2.35"}, 400, ["400.public.outside"]),
        ({"lat": "", "long": "", "address_id": "123"}, 400, ["400.cases.no_division"]),
        ({"lat": "", "long": "", "address_string": "nowhere"}, 400, ["400.open311.address"]),
        ({"service_code": "c0102"}, 400, ["400.open311.attribute"]),
        ({"service_code": "c0102", "attribute[cover_state]": "x"}, 400, ["400.open311.value"]),
        ({"attribute[lamps]": "many"}, 400, ["400.open311.kind"]),
        ({"description": "x" * 4001}, 400, ["400.open311.long"]),
        ({"email": "nobody"}, 400, ["400.public.email"]),
        ({"jurisdiction_id": "atlantis"}, 404, ["404.open311.jurisdiction"]),
        (
            {"service_code": "c0102", "lat": None, "phone": "x"},
            400,
            ["400.open311.attribute", "400.open311.half", "400.public.phone"],
        ),
    ],
    ids=str,
)
def test_a_bad_request_is_refused_with_every_reason(
    hall: Hall, more: dict[str, Any], status: int, codes: list[str]
) -> None:
    for fmt in ("json", "xml"):
        assert refused(send(hall, fmt, **more), status) == codes


def test_what_is_asked_is_in_the_case_whatever_way_its_name_is_written(hall: Hall) -> None:
    number = sent(hall, service_code="c0102", **{"attribute[cover_state]": "missing"})
    assert "井盖状况：缺失" in hall.one(number)["text"]
    told = {
        "api_key": hall.tokens["collector"], "service_code": "c0102", "lat": hall.place[1],
        "long": hall.place[0], "description": uuid4().hex, "attribute[own][]": ["a", "b"],
    }  # fmt: skip
    body = f"{urlencode(told, doseq=True)}&attribute%5Bcover_state%5D%5B%5D=broken"
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    answer = httpx.post(f"{hall.url}{V2}/requests.json", content=body, headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    text = hall.one(answer.json()[0]["service_request_id"])["text"]
    assert "井盖状况：破损" in text
    assert "own: a\nown: b" in text


def test_chinese_and_a_script_survive_as_text_in_both_formats(hall: Hall) -> None:
    words = "灯不亮 <script>alert(1)</script> & \u0000“引号”"
    for fmt in ("json", "xml"):
        answer = send(hall, fmt, description=f"{words} {fmt}")
        assert answer.status_code == 200, answer.text
        if fmt == "json":
            number = answer.json()[0]["service_request_id"]
        else:
            number = parsed(answer.content).findtext("request/service_request_id")
        query = {"api_key": hall.tokens["collector"]}
        told = found(hall, f"requests/{number}.json", **query)[0]["description"]
        assert told == f"灯不亮 <script>alert(1)</script> & “引号” {fmt}"
        xml = parsed(get(hall, f"requests/{number}.xml", **query).content)
        assert xml.findtext("request/description") == told


def test_the_same_sent_twice_is_one_case(hall: Hall) -> None:
    words = uuid4().hex
    assert sent(hall, description=words) == sent(hall, description=words)
    assert sent(hall, description=words) != sent(hall, description=words, service_code="c0120")


def test_a_place_is_found_by_the_names_in_an_address_or_by_a_divisions_code(hall: Hall) -> None:
    names = hall.one(sent(hall))["place"]
    place = {"lat": None, "long": None}
    number = sent(hall, **place, address_string="，".join(reversed(names[:4])))
    assert hall.one(number)["place"] == names[:4]
    number = sent(hall, **place, address_id=hall.grid)
    assert found(hall, f"requests/{number}.json")[0]["address_id"] == hall.grid


def test_requests_are_filtered_and_an_empty_parameter_is_none(hall: Hall) -> None:
    lamp, rail = sent(hall), sent(hall, service_code="c0120")
    every = {"status": "", "start_date": "", "jurisdiction_id": CITY, "service_request_id": ""}
    told = found(hall, "requests.json", **every)
    jsonschema_rs.validate(REQUESTS, told)
    numbers = [each["service_request_id"] for each in told]
    assert {lamp, rail} <= set(numbers)
    made = [each["requested_datetime"] for each in told]
    assert made == sorted(made, reverse=True)
    of_lamps = found(hall, "requests.json", service_code="c0118,c0119")
    assert {each["service_code"] for each in of_lamps} == {"c0118"}
    assert found(hall, "requests.json", status="closed") == []
    assert len(found(hall, "requests.json", status="open,closed")) == len(told)
    both = found(hall, "requests.json", service_request_id=f"{lamp},{rail}", status="closed")
    assert {each["service_request_id"] for each in both} == {lamp, rail}
    pages = [found(hall, "requests.json", page_size="1", page=str(n)) for n in (1, 2)]
    assert [each[0]["service_request_id"] for each in pages] == numbers[:2]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert found(hall, "requests.json", start_date=tomorrow) == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, "span"),
        ({"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-05-01T00:00:00Z"}, "span"),
        ({"start_date": "2026-06-01"}, "moment"),
        ({"end_date": "yesterday"}, "moment"),
        ({"start_date": "0001-01-01T00:00:00+14:00"}, "moment"),
        ({"status": "sleeping"}, "status"),
        ({"page": "0"}, "number"),
        ({"page_size": "ten"}, "number"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    hall: Hall, query: dict[str, str], code: str
) -> None:
    for path in ("requests.json", "requests.xml"):
        assert refused(get(hall, path, **query), 400) == [f"400.open311.{code}"]


def test_what_is_not_there_is_told_in_the_format_that_was_asked(hall: Hall) -> None:
    for fmt in ("json", "xml"):
        assert refused(get(hall, f"requests/none.{fmt}"), 404) == ["404.cases.none"]
        assert refused(get(hall, f"requests/none/history.{fmt}"), 404) == ["404.cases.none"]
        assert refused(get(hall, f"tokens/none.{fmt}"), 404) == ["404.open311.token"]
    assert refused(get(hall, "services.csv"), 404) == ["404.open311.format"]
    hazard = hall.report(kind="hazard_general")
    assert refused(get(hall, f"requests/{hazard}.json"), 404) == ["404.cases.none"]


def test_the_real_state_its_history_and_its_updates_are_told(hall: Hall) -> None:
    begin = datetime.now(UTC) - timedelta(seconds=2)
    number = sent(hall)
    for who, act, fields in DISPATCHED:
        assert hall.move(who, number, act, **fields).status_code == 200, act
    told = found(hall, f"requests/{number}.json", extensions="true", lang="zh")[0]
    assert (told["status"], told["status_notes"]) == ("open", "处理中")
    assert told["agency_responsible"] == "燃气集团"
    assert told["expected_datetime"] == hall.one(number)["due_at"][:19] + "Z"
    assert told["extended_attributes"]["state"] == "worked"
    assert [each["type"] for each in told["notes"]][-1] == "worked"
    xml = parsed(get(hall, f"requests/{number}.xml", extensions="true", lang="zh").content)
    assert spark(xml) == texts([told])
    history = found(hall, f"requests/{number}/history.json")
    states = [each["state"] for each in history]
    assert states == ["received", "visited", "taken", "sent", "worked"]
    query = {"start_date": begin.isoformat()}
    updates = found(hall, "servicerequestupdates.json", **query)
    mine = [each for each in updates if each["service_request_id"] == number]
    assert len(mine) == len(states)
    assert len({each["update_id"] for each in updates}) == len(updates)
    root = parsed(get(hall, "servicerequestupdates.xml", **query).content)
    assert (root.tag, root[0].tag) == ("service_request_updates", "request_update")


def test_a_picture_is_kept_as_words_and_never_fetched(hall: Hall) -> None:
    with serving(Service(lambda *_: Reply())) as there:
        number = sent(hall, media_url=f"{there.url}/picture.jpg")
        other = sent(hall, media_url="file:///etc/passwd")
        assert f"media_url: {there.url}/picture.jpg" in hall.one(number)["text"]
        assert found(hall, f"requests/{number}.json", extensions="true")
        assert not there.requests
    assert "passwd" not in hall.one(other)["text"]
    assert found(hall, f"requests/{number}.json")[0]["media_url"] is None


LOOSE = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
FIELDS = (
    "service_code", "lat", "long", "address_string", "address_id", "description", "email", "phone",
    "media_url", "first_name", "attribute[lamps]", "attribute[x][]", "jurisdiction_id", "?",
)  # fmt: skip
QUERY = (
    "service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size",
    "extensions", "api_key", "jurisdiction_id",
)  # fmt: skip


@LOOSE
@given(
    st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=60)), st.sampled_from(["json", "xml"])
)
def test_whatever_is_sent_is_answered_in_the_format(
    hall: Hall, told: dict[str, str], fmt: str
) -> None:
    answer = send(hall, fmt, **told)
    assert answer.status_code in (200, 400, 404, 429), answer.text
    if answer.status_code != 200:
        assert refused(answer, answer.status_code)


@LOOSE
@given(
    st.dictionaries(st.sampled_from(QUERY), st.text(max_size=40)),
    st.sampled_from(["requests.json", "servicerequestupdates.xml"]),
)
def test_whatever_is_asked_is_answered(hall: Hall, query: dict[str, str], path: str) -> None:
    answer = get(hall, path, **query)
    assert answer.status_code in (200, 400, 404, 429), answer.text
