"""Photos that residents send with a report: taken small and whole, named once, shown to nobody."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cases_hall import CITY, Hall, opened
from cases_resident import DOOR, Resident
from PIL import Image
from sqlalchemy import delete, func, select

from anlan.cases import photos
from anlan.model.cause import Cause
from anlan.store.cases import CasePhoto, CasePhotoBody
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from support.photo_files import digest, located, picture

PHOTOS = f"{DOOR}/photos"
SETTINGS = photos.settings().public


@pytest.fixture(scope="module")
def hall(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The server, behind a proxy that says whose address a request is of."""
    with opened(demo_home, tmp_path_factory.mktemp("album") / "home", proxy=True) as here:
        yield here


def send(by: Resident, data: bytes, album: str, **more: str) -> httpx.Response:
    told = {
        "Content-Type": "image/jpeg", "Content-Digest": digest(data), "X-Album": album,
        "Idempotency-Key": uuid4().hex,
    }  # fmt: skip
    given = {name.replace("_", "-"): value for name, value in more.items()}
    return by.ask("POST", PHOTOS, content=data, headers=told | given)


def code_of(by: Resident, album: str, data: bytes | None = None) -> str:
    answer = send(by, picture() if data is None else data, album)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def waiting(database: Database) -> int:
    with database.session() as session:
        query = select(func.count()).select_from(CasePhoto)
        return session.scalar(query.where(CasePhoto.case_id.is_(None))) or 0


def test_photos_go_with_their_report_to_those_who_work_on_it_and_to_nobody_else(
    hall: Hall, resident: Resident, store: Database
) -> None:
    album = uuid4().hex
    codes = [code_of(resident, album, each) for each in (picture(colour="red"), located())]
    left = resident.left(photos=codes, album=album)
    told = hall.one(left["number"])["photos"]
    assert [(each["code"], each["act"]["name"]) for each in told] == [
        (each, "collect.report") for each in codes
    ]
    place = f"/api/cities/{CITY}/photos/{codes[1]}"
    for who, status in (("acceptor", 200), ("there", 404), ("nobody", 403)):
        assert hall.ask(who, "GET", place).status_code == status, who
    seen = hall.ask("acceptor", "GET", place).content
    assert b"Wang Fang" not in seen
    assert not Image.open(BytesIO(seen)).getexif()
    assert resident.ask("GET", place).status_code == 401
    assert resident.ask("GET", f"{PHOTOS}/{codes[1]}").status_code == 404
    public = resident.status(left["number"])
    assert "ph_" not in json.dumps(public)
    assert resident.status(left["number"], code=left["code"])["own"]["photos"] == 2
    with store.session() as session:
        entries = session.scalars(select(Entry).where(Entry.act == "photo.added")).all()
        assert {each.who for each in entries} == {"public:resident_page"}
        kept = session.scalars(select(CasePhoto).where(CasePhoto.code.in_(codes))).all()
        assert not any(album in each.who or resident.sender in each.who for each in kept)


@pytest.mark.parametrize("why", ["another album", "no album", "made up", "another's case"])
def test_a_report_names_only_photos_of_its_own_album(
    resident: Resident, store: Database, why: str
) -> None:
    album = uuid4().hex
    code = code_of(resident, album, picture(colour="gold"))
    if why == "another's case":
        resident.left(photos=[code], album=album)
    given = {"another album": uuid4().hex, "no album": ""}.get(why, album)
    named = "ph_" + "0" * 20 if why == "made up" else code
    before = waiting(store)
    answer = resident.leave(photos=[named], album=given)
    assert answer.status_code in (404, 422), answer.text
    assert answer.json()["code"].startswith("photos.")
    assert waiting(store) == before


def test_the_same_report_sent_again_has_its_photos_once(hall: Hall, resident: Resident) -> None:
    album, key, file = uuid4().hex, uuid4().hex, uuid4().hex
    first = send(resident, picture(colour="navy"), album, Idempotency_Key=file)
    again = send(resident, picture(colour="navy"), album, Idempotency_Key=file)
    assert first.json() == again.json()
    code = str(first.json()["code"])
    left = [resident.left(key=key, photos=[code], album=album)["number"] for _ in range(2)]
    assert left[0] == left[1]
    assert [each["code"] for each in hall.one(left[0])["photos"]] == [code]


def test_an_album_holds_no_more_than_the_city_takes(resident: Resident) -> None:
    album = uuid4().hex
    for colour in ("red", "lime", "blue"):
        code_of(resident, album, picture(colour=colour))
    more = send(resident, picture(colour="pink"), album)
    assert (more.status_code, more.json()["code"]) == (422, "photos.waiting")
    named = [f"ph_{n:020d}" for n in range(4)]
    many = resident.leave(photos=named, album=album)
    assert (many.status_code, many.json()["code"]) == (422, "public.photos")


@pytest.mark.parametrize(
    ("data", "headers", "status", "code"),
    [
        (b"%PDF-1.7", {}, 422, "photos.kind"),
        (picture(3000, 2000), {}, 422, "photos.pixels"),
        (bytes(SETTINGS.bytes + 1), {}, 413, "http.large"),
        (picture(), {"Content_Digest": digest(b"another")}, 422, "photos.half"),
        (picture(), {"Idempotency_Key": "short"}, 422, "public.key"),
        (picture(), {"X_Album": "short"}, 422, "invalid"),
    ],
)
def test_what_is_no_small_whole_picture_is_refused(
    resident: Resident, store: Database, data: bytes, headers: Any, status: int, code: str
) -> None:
    before = waiting(store)
    answer = send(resident, data, uuid4().hex, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert waiting(store) == before


def test_photos_of_one_address_are_held_back_and_reports_are_not(resident: Resident) -> None:
    statuses = [send(resident, b"none", uuid4().hex).status_code for _ in range(40)]
    assert set(statuses) == {422, 429}
    assert statuses.index(429) >= 30
    assert resident.leave().status_code == 201
    assert send(Resident(resident.hall), picture(), uuid4().hex).status_code == 201


def test_a_photo_that_no_report_names_goes_after_some_hours(
    resident: Resident, store: Database
) -> None:
    code_of(resident, uuid4().hex, picture(colour="teal"))
    now, hours = datetime.now(UTC), SETTINGS.waiting_hours
    count, cause = waiting(store), Cause("job:upkeep")
    assert photos.erase(store, cause, CITY, now=now + timedelta(hours=hours - 1)) == 0
    assert photos.erase(store, cause, CITY, now=now + timedelta(hours=hours + 1)) == count
    with store.session() as session:
        bodies = select(CasePhotoBody).join(CasePhoto, CasePhoto.id == CasePhotoBody.photo_id)
        assert session.scalars(bodies.where(CasePhoto.case_id.is_(None))).all() == []


def test_so_many_wait_of_all_residents_together(resident: Resident, store: Database) -> None:
    told = {"city": CITY, "width": 1, "height": 1, "sealed": "x", "made_at": datetime.now(UTC)}
    with change(store, Cause("job:test")) as made:
        made.session.add_all(
            CasePhoto(**told, code=f"ph_{n:020d}", who=f"public:{n}", sha256=f"{n}")
            for n in range(SETTINGS.waiting)
        )
    answer = send(resident, picture(), uuid4().hex)
    assert (answer.status_code, answer.json()["code"]) == (503, "public.photos_full")
    with change(store, Cause("job:test")) as made:
        made.session.execute(delete(CasePhoto).where(CasePhoto.sealed == "x"))
    assert send(resident, picture(), uuid4().hex).status_code == 201
