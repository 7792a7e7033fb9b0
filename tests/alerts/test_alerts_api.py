"""The API of alerts: one alert from composing to its cancel, by two accounts, read by everybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import feedparser
import httpx
import pytest
from alerts_desk import laid_out
from cryptography import x509

from anlan import cap
from anlan.cap.signing import verify
from anlan.store.accounts import Grant
from support.people import People
from support.serving import serving

CITY = "jiangcheng"
ALERTS = f"/api/cities/{CITY}/alerts"
PUBLIC = f"/api/public/cities/{CITY}/alerts"


@dataclass(frozen=True)
class Office:
    """Three people of the whole city, one of a district, and everybody else."""

    composer: httpx.Client
    approver: httpx.Client
    manager: httpx.Client
    district: httpx.Client
    anybody: httpx.Client
    lon: float
    lat: float
    code: str
    other: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("alerts")
    laid_out(home)
    people = People(home)

    def token(login: str, role: str, division: str = "") -> str:
        grant = Grant(role=role, city=CITY, division=division, department="")
        return people.token(people.add(login, grant))

    with serving() as start:
        url = start(home, [CITY], door="sign-in")
        anybody = httpx.Client(base_url=url, timeout=60)
        tokens = [
            token("composer", "alert_composer"),
            token("approver", "alert_approver"),
            token("manager", "administrator"),
            token("district", "alert_composer", f"{CITY}/420102"),
        ]
        clients = [
            httpx.Client(base_url=url, timeout=60, headers={"Authorization": f"Bearer {each}"})
            for each in tokens
        ]
        yield Office(*clients, anybody, 114.05, 30.1, "420101", "420102")
        for client in (*clients, anybody):
            client.close()


def form(area: dict[str, Any], **changed: Any) -> dict[str, Any]:
    told = {
        "template": "urban_flood",
        "status": "Actual",
        "colour": "orange",
        "area": area,
        "expires": (datetime.now(UTC) + timedelta(hours=6)).isoformat(),
    }
    return told | changed


def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid4().hex}


def composed(office: Office, filled: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"form": filled, "offered": True} | more
    answer = office.composer.post(f"{ALERTS}/drafts", json=body, headers=key())
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


def approved(office: Office, draft: dict[str, Any]) -> dict[str, Any]:
    answer = office.approver.post(
        f"{ALERTS}/drafts/{draft['id']}/approve", json={"digest": draft["digest"]}, headers=key()
    )
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def feed(office: Office, status: str = "actual", lang: str = "en") -> Any:
    return feedparser.parse(office.anybody.get(f"{PUBLIC}/feeds/{status}.{lang}.atom").content)


def eventually(check: Any) -> Any:
    """Return what a check finds, which the server looks for twice a second."""
    until = datetime.now(UTC) + timedelta(seconds=20)
    while not (found := check()) and datetime.now(UTC) < until:
        pass
    return found


def test_one_alert_from_composing_to_its_cancel(office: Office) -> None:
    here = {"lon": office.lon, "lat": office.lat}
    draft = composed(office, form({"circles": [here | {"metres": 500}]}))
    own = office.composer.post(
        f"{ALERTS}/drafts/{draft['id']}/approve", json={"digest": draft["digest"]}, headers=key()
    )
    assert own.status_code == 403, "a composer has no right to approve"
    shown = office.approver.get(f"{ALERTS}/drafts/{draft['id']}/preview").json()
    assert shown["publishable"], shown["problems"]
    assert {each["language"] for each in shown["texts"]} == {"en", "zh"}
    assert all(way["over"] == 0 for each in shown["texts"] for way in each["phone"][:1])
    assert "Attention" in next(e["aloud"] for e in shown["texts"] if e["language"] == "en")
    row = approved(office, draft)
    assert row["in_force"]
    entry = eventually(lambda: [e for e in feed(office).entries if row["headline"] in e.title])[0]
    document = office.anybody.get(entry.links[0].href)
    assert document.headers["content-type"].startswith("application/cap+xml")
    pem = office.anybody.get(f"{PUBLIC}/certificates.pem").content
    told = verify(document.content, x509.load_pem_x509_certificates(pem), datetime.now(UTC))
    assert told.alert.identifier == row["identifier"]
    chinese = office.anybody.get(f"{PUBLIC}/{row['identifier']}.cn.xml").text
    assert "<severity>Orange</severity>" in chinese
    (mine,) = eventually(lambda: office.anybody.get(PUBLIC, params=here).json()["items"])
    assert mine["id"] == row["identifier"]
    assert mine["instruction"]
    later = composed(office, form({"divisions": [office.code]}), number=row["number"])
    again = approved(office, later)
    assert (again["number"], again["msg_type"]) == (row["number"], "Update")
    gone = office.approver.post(
        f"{ALERTS}/{row['number']}/cancel", json={"reason": "The water has gone."}, headers=key()
    )
    assert gone.status_code == 200, gone.text
    assert eventually(lambda: not office.anybody.get(PUBLIC, params=here).json()["items"])
    titles = eventually(lambda: [e for e in feed(office).entries if "Taken back" in e.title])
    assert len(titles) == 1
    event = office.approver.get(f"{ALERTS}/{row['number']}").json()
    assert [each["message"]["ended_how"] for each in event["versions"]] == [
        "superseded", "cancelled", "",
    ]  # fmt: skip
    assert event["versions"][1]["changes"]


def test_what_is_in_force_is_told_with_its_shape_to_those_on_duty(office: Office) -> None:
    here = {"lon": office.lon + 0.03, "lat": office.lat, "metres": 700}
    row = approved(office, composed(office, form({"circles": [here]}, status="Test")))
    items = office.approver.get(f"{ALERTS}/standing").json()["items"]
    (mine,) = (each for each in items if each["number"] == row["number"])
    assert (mine["status"], mine["colour"], mine["residents"]) == ("Test", "orange", None)
    assert mine["map"]["geometry"]["type"] == "Polygon"
    assert mine["headline"] == row["headline"]
    (version,) = office.composer.get(f"{ALERTS}/{row['number']}").json()["versions"]
    assert version["form"]["area"]["circles"] == [here]
    assert (version["message"]["composer"], version["message"]["approver"]) == (
        "Composer", "Approver",
    )  # fmt: skip
    assert office.anybody.get(f"{ALERTS}/standing").status_code == 401


def test_a_problem_names_the_field_that_mends_it(office: Office) -> None:
    past = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    texts = {"en": {"headline": "<b>Water</b>"}}
    filled = form({"divisions": [office.code]}, expires=past, texts=texts)
    draft = composed(office, filled, offered=False)
    assert draft["editors"] == ["Composer"]
    shown = office.composer.get(f"{ALERTS}/drafts/{draft['id']}/preview").json()
    fields = {each["rule"]: each["field"] for each in shown["problems"]}
    assert fields["alerts.wrong.expired"] == "expires"
    assert fields["text.markup"] == "texts.en.headline"


def test_an_exercise_is_in_no_feed_of_actual_alerts(office: Office) -> None:
    row = approved(office, composed(office, form({"divisions": [office.code]}, status="Exercise")))
    titles = eventually(lambda: [each.title for each in feed(office, "exercise").entries])
    assert titles == [f"[Exercise] {row['headline']}"]
    assert row["headline"].startswith("EXERCISE ONLY: ")
    assert not [each for each in feed(office).entries if "EXERCISE" in each.title]
    everywhere = office.anybody.get(PUBLIC).json()["items"]
    assert row["identifier"] not in {each["id"] for each in everywhere}


def test_whoever_warns_warns_within_their_scope(office: Office) -> None:
    wide = {"form": form({"divisions": [office.code]}), "offered": True}
    refused = office.district.post(f"{ALERTS}/drafts", json=wide, headers=key())
    assert refused.status_code == 403
    mine = {"form": form({"divisions": [office.other]}), "offered": False}
    made = office.district.post(f"{ALERTS}/drafts", json=mine, headers=key())
    assert made.status_code == 201, made.text
    moved = office.district.put(
        f"{ALERTS}/drafts/{made.json()['id']}",
        json={"form": form({"divisions": [office.code]})},
        headers={"If-Match": '"v1"'},
    )
    assert moved.status_code == 403
    listed = office.district.get(f"{ALERTS}/drafts").json()["items"]
    assert {each["division"] for each in listed} == {f"{CITY}/{office.other}"}


def test_the_feed_is_kept_by_its_tag(office: Office) -> None:
    first = office.anybody.get(f"{PUBLIC}/feeds/test.zh.atom")
    assert "max-age" in first.headers["cache-control"]
    again = office.anybody.get(
        f"{PUBLIC}/feeds/test.zh.atom", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert cap.read_feed(first.content).valid


@pytest.mark.parametrize(
    ("area", "code"),
    [
        ({}, "alerts.nowhere"),
        ({"divisions": ["nowhere"]}, "alerts.division"),
        ({"drawings": [[[114, 30], [115, 31], [115, 30], [114, 31]]]}, "alerts.drawing"),
    ],
    ids=["none", "unknown", "crossing"],
)
def test_an_area_that_makes_no_sense_is_refused(
    office: Office, area: dict[str, Any], code: str
) -> None:
    answer = office.composer.post(f"{ALERTS}/area", json={"area": area})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_place_needs_both_numbers(office: Office) -> None:
    assert office.anybody.get(PUBLIC, params={"lon": 114}).status_code == 422
    assert office.anybody.get(PUBLIC, params={"division": "nowhere"}).status_code == 422


def test_a_channel_by_mqtt_keeps_its_login_to_itself(office: Office) -> None:
    asked = {
        "name": "sirens", "kind": "mqtt", "status": "Actual", "login": "anlan:not to be told",
        "address": "mqtts://broker.example/city/alerts",
    }  # fmt: skip
    path = f"{ALERTS}/channels"
    made = office.manager.post(path, json=asked, headers=key())
    assert made.status_code == 201, made.text
    assert (made.json()["kind"], made.json()["secret"]) == ("mqtt", "")
    listed = office.manager.get(path)
    assert listed.json()["items"][0]["address"] == asked["address"]
    assert "not to be told" not in made.text + listed.text
    for wrong, code in (
        ({"address": "https://broker.example"}, "alerts.broker"),
        ({"login": "anlan"}, "alerts.login"),
        ({"ca": "none"}, "alerts.ca"),
        ({"ca": "证书"}, "alerts.ca"),
        ({"kind": "webhook", "address": "https://x.example"}, "alerts.login"),
        ({"kind": "sms", "address": "https://x.example", "login": ""}, "store.refused"),
    ):
        refused = office.manager.post(path, json=asked | {"name": "x"} | wrong, headers=key())
        assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
    gone = office.manager.delete(f"{path}/{made.json()['id']}")
    assert gone.status_code == 204
