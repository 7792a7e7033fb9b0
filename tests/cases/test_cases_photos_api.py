"""Photos by HTTP: sent whole or not at all, named by reports and acts, seen by few."""

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from cases_hall import CASES, CITY, DISPATCH, Hall, opened
from sqlalchemy import func, select

from anlan.store.accounts import Grant
from anlan.store.cases import CaseMove, CasePhoto, CaseRow
from anlan.store.database import Database
from anlan.store.ledger import Entry
from support.people import People
from support.photo_files import bomb, digest, picture

PHOTOS = f"/api/cities/{CITY}/photos"


@pytest.fixture(scope="module")
def place(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The server, also with somebody who only reads and a second collector."""
    with opened(demo_home, tmp_path_factory.mktemp("photos") / "home") as made:
        people = People(made.home)
        for login, role in (("reader", "auditor"), ("collector2", "collector")):
            made.tokens[login] = people.token(people.add(login, Grant(role=role, city=CITY)))
        yield made


def send(at: Hall, data: bytes, who: str = "collector", **headers: str) -> httpx.Response:
    told = {
        "Content-Type": "image/jpeg",
        "Content-Digest": digest(data),
        "Idempotency-Key": uuid4().hex,
    }
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return at.ask(who, "POST", PHOTOS, content=data, headers=told | given)


def code_of(at: Hall, colour: str = "teal", who: str = "collector") -> str:
    answer = send(at, picture(colour=colour), who)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def late(at: Hall, seen: datetime, clock: datetime) -> str:
    """Report what a phone saw, whose clock says something as it sends."""
    told = {
        "title": "late", "kind": "event", "channel": "collector", "at": seen.isoformat(),
        "lon": at.place[0], "lat": at.place[1],
    }  # fmt: skip
    headers = {"X-Clock": clock.isoformat()}
    answer = at.ask("collector", "POST", CASES, json=told, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


def count(at: Hall) -> int:
    database = Database.in_folder(at.home)
    with database.session() as session:
        found = session.scalar(select(func.count()).select_from(CasePhoto)) or 0
    database.close()
    return found


def test_a_photo_goes_with_its_report_and_is_seen_by_who_works_on_it(place: Hall) -> None:
    code = code_of(place, "red")
    number = place.report(photos=[code])
    told = place.one(number)["photos"]
    assert [(each["code"], each["act"]["name"]) for each in told] == [(code, "collect.report")]
    seen = place.ask("acceptor", "GET", f"{PHOTOS}/{code}")
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")
    assert seen.headers["cache-control"] == "no-store"
    assert seen.content.startswith(b"\xff\xd8\xff")
    for who, status in (("reader", 404), ("there", 404), ("nobody", 403), ("collector", 200)):
        assert place.ask(who, "GET", f"{PHOTOS}/{code}").status_code == status, who
    database = Database.in_folder(place.home)
    with database.session() as session:
        looks = select(func.count()).select_from(Entry).where(Entry.act == "case.photo_seen")
        assert session.scalar(looks) == 2
    database.close()


def test_photos_stand_before_and_after(place: Hall) -> None:
    number = place.report(photos=[code_of(place, "navy")])
    for who, act, fields in (*DISPATCH, ("gas_handler", "handle.receive", {})):
        assert place.move(who, number, act, **fields).status_code == 200
    assert place.move("gas_handler", number, "handle.start").status_code == 200
    after = code_of(place, "lime", "gas_handler")
    answer = place.move("gas_handler", number, "handle.finish", evidence=[after, "receipt-7"])
    assert answer.status_code == 200, answer.text
    told = place.one(number)["photos"]
    assert [each["act"]["name"] for each in told] == ["collect.report", "handle.finish"]


@pytest.mark.parametrize("by", ["unknown", "other", "elsewhere"])
def test_an_act_names_only_photos_of_its_own(place: Hall, by: str) -> None:
    number = place.report()
    if by == "unknown":
        code = "ph_" + "0" * 20
    elif by == "other":
        code = code_of(place, "gold", "collector2")
    else:
        code = code_of(place, "pink")
        place.report(photos=[code])
    answer = place.move("collector", number, "handle.on_spot", evidence=[code])
    assert answer.status_code in (404, 422), answer.text
    assert answer.json()["code"].startswith("photos.")
    assert place.one(number)["state"]["name"] == "reported"


def test_a_report_with_an_unknown_photo_is_no_case(place: Hall) -> None:
    told = {
        "title": "x", "kind": "event", "channel": "collector",
        "lon": place.place[0], "lat": place.place[1], "photos": ["ph_" + "1" * 20],
    }  # fmt: skip
    answer = place.ask("collector", "POST", CASES, json=told)
    assert (answer.status_code, answer.json()["code"]) == (404, "photos.unknown")


def test_sent_again_it_is_one(place: Hall) -> None:
    data, key, before = picture(colour="olive"), uuid4().hex, count(place)
    first, again = (send(place, data, Idempotency_Key=key) for _ in range(2))
    assert again.headers["Idempotency-Replayed"] == "true"
    other = send(place, data)
    assert first.json() == again.json() == other.json()
    assert count(place) == before + 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 a paper named photo.jpg", "photos.kind"),
        (bomb(), "photos.pixels"),
        (picture()[:2000], "photos.broken"),
        (b"", "photos.empty"),
    ],
)
def test_what_is_no_photo_leaves_nothing(place: Hall, data: bytes, code: str) -> None:
    before = count(place)
    answer = send(place, data)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert count(place) == before


def test_the_digest_must_be_the_files(place: Hall) -> None:
    other = send(place, picture(), Content_Digest=digest(b"another"))
    assert (other.status_code, other.json()["code"]) == (422, "photos.half")
    none = send(place, picture(), Content_Digest="md5=:aaaa:")
    assert (none.status_code, none.json()["code"]) == (422, "photos.digest")
    assert send(place, picture(), "reader").status_code == 403


def test_one_too_large_is_refused_before_it_has_come(place: Hall) -> None:
    answer = send(place, bytes(16_000_001))
    assert (answer.status_code, answer.json()["code"]) == (413, "http.large")
    assert "16000000" in answer.json()["detail"].replace(",", "")


def test_one_cut_off_half_way_leaves_nothing(place: Hall) -> None:
    data, before = picture(2000, 2000), count(place)
    parts = urlsplit(place.url)
    head = (
        f"POST {PHOTOS} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: image/jpeg\r\n"
        f"Authorization: Bearer {place.tokens['collector']}\r\nIdempotency-Key: half\r\n"
        f"Content-Digest: {digest(data)}\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname, parts.port)) as wire:
        wire.sendall(head.encode() + data[: len(data) // 2])
    time.sleep(0.3)
    assert count(place) == before
    assert send(place, data, Idempotency_Key="half").status_code == 201
    assert count(place) == before + 1


def test_an_act_sent_again_under_its_key_is_done_once(place: Hall) -> None:
    number = place.report()
    asked: dict[str, Any] = {
        "json": {"act": "file.accept"},
        "headers": {"If-Match": f'"v{place.one(number)["version"]}"', "Idempotency-Key": "k1"},
    }
    first, again = (
        place.ask("acceptor", "POST", f"{CASES}/{number}/moves", **asked) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (200, 200), again.text
    assert first.headers["ETag"] == again.headers["ETag"]
    assert len(place.one(number)["history"]) == 2


def test_a_phone_whose_clock_is_wrong_is_set_right_and_told(place: Hall) -> None:
    now = datetime.now(UTC)
    phone = now - timedelta(hours=5)
    number = late(place, phone - timedelta(hours=2), phone)
    database = Database.in_folder(place.home)
    with database.session() as session:
        row = session.scalars(select(CaseRow).where(CaseRow.number == number)).one()
        move = session.scalars(select(CaseMove).where(CaseMove.case_id == row.id)).one()
    database.close()
    assert abs(row.opened_at - (now - timedelta(hours=2))) < timedelta(seconds=30)
    assert abs(row.known_at - now) < timedelta(seconds=30)
    assert move.at == row.known_at
    assert move.done_at == row.opened_at
    told = place.one(number)["history"][0]
    assert told["skew_s"] == pytest.approx(5 * 3600, abs=30)


@pytest.mark.parametrize("hours", [-30, 24 * 400])
def test_a_clock_without_sense_loses_no_report(place: Hall, hours: int) -> None:
    now = datetime.now(UTC)
    number = late(place, now - timedelta(hours=hours), now)
    told = place.one(number)
    assert abs(datetime.fromisoformat(told["opened_at"]) - now) < timedelta(seconds=30)
    bad = {"at": "2026-07-18T08:00:00"}
    answer = place.ask("collector", "POST", CASES, json={"title": "x", **bad})
    assert answer.status_code == 422
