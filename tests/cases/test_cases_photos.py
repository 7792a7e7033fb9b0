"""Photos: what is taken in and how, whose they are, when they go; on both kinds of database."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cases_desk_office import AT, CITY, OFFICE, do, opened, report
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select

from anlan.cases import desk, photos
from anlan.cases.rows import find
from anlan.model.cause import Cause
from anlan.model.errors import CaseError, StoreError
from anlan.store.backup.restore import restore
from anlan.store.backup.write import back_up
from anlan.store.cases import CasePhoto, CasePhotoBody
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.verify import verify
from support.photo_files import bomb, located, picture, webp_bomb

WHO = "account:5"


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring.of(tmp_path)


def added(database: Database, ring: Keyring, sent: str = "a", who: str = WHO) -> str:
    with change(database, Cause(who)) as made:
        return photos.add(made, ring, CITY, photos.taken(picture()), sent, who).code


def give(database: Database, number: str, code: str, who: str = WHO) -> None:
    with change(database, Cause(who)) as made:
        photos.attach(made, find(made.session, CITY, number), [code], who)


def looked(database: Database, ring: Keyring, code: str) -> bytes:
    with change(database, Cause("account:1")) as made:
        photo = photos.find(made.session, CITY, code)
        assert photo is not None
        return photos.look(made, ring, photo, "1")


def test_a_photo_is_turned_upright_and_holds_nothing_but_the_picture() -> None:
    found = photos.taken(located())
    assert (found.width, found.height) == (300, 400)
    assert b"Wang" not in found.jpeg
    kept = Image.open(BytesIO(found.jpeg))
    assert not kept.getexif()
    assert "comment" not in kept.info
    # Its upper half was teal; turned a quarter to the right, that is the right half.
    left, right = kept.getpixel((40, 200)), kept.getpixel((260, 200))
    assert min(left) > 240
    assert right[0] < 30


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_large_is_kept_smaller(kind: str) -> None:
    found = photos.taken(picture(4000, 1000, kind))
    assert (found.width, found.height) == (1600, 400)
    assert found.jpeg.startswith(b"\xff\xd8\xff")


def test_what_is_clear_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    kept = Image.open(BytesIO(photos.taken(out.getvalue()).jpeg))
    assert min(kept.getpixel((10, 10))) > 250


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 what.jpg", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "heic"),
        (bomb(), "pixels"),
        (webp_bomb(), "pixels"),
        (picture()[:900], "broken"),
        (picture(kind="PNG")[:90], "broken"),
        (b"\xff\xd8\xff" + bytes(5000), "broken"),
        (b"RIFF\x04\0\0\0WEBP", "broken"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(data: bytes, key: str) -> None:
    with pytest.raises(CaseError) as caught:
        photos.taken(data)
    assert caught.value.key == f"error.photos.{key}"
    assert caught.value.say("zh")


_GOOD = [picture(60, 40, kind) for kind in ("JPEG", "PNG", "WEBP")]


@settings(max_examples=300)
@given(st.sampled_from(_GOOD), st.data())
def test_a_damaged_file_is_a_photo_or_refused_in_words(good: bytes, data: st.DataObject) -> None:
    damaged = bytearray(good[: data.draw(st.integers(13, len(good)))])
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), max_size=8)
    ):
        damaged[place] = value
    try:
        found = photos.taken(bytes(damaged))
    except CaseError:
        return
    assert found.width * found.height <= 1600 * 1600


def test_it_lies_encrypted_and_only_its_ring_opens_it(
    database: Database, ring: Keyring, tmp_path: Path
) -> None:
    code = added(database, ring)
    picture_kept = photos.taken(picture()).jpeg
    with database.session() as session:
        row = session.scalars(select(CasePhotoBody)).one()
        assert picture_kept[:3] not in row.body.encode()
    assert looked(database, ring, code) == picture_kept
    with pytest.raises(StoreError):
        looked(database, Keyring.of(tmp_path / "other"), code)


def test_the_same_file_twice_is_one_until_a_case_has_it(database: Database, ring: Keyring) -> None:
    code = added(database, ring)
    assert added(database, ring) == code
    assert added(database, ring, who="account:6") != code
    give(database, opened(database), code)
    assert added(database, ring) != code


def test_whose_a_photo_is(database: Database, ring: Keyring) -> None:
    mine, other = opened(database), opened(database)
    code = added(database, ring)
    with pytest.raises(CaseError, match="no photo"):
        give(database, mine, code, who="account:6")
    give(database, mine, code)
    give(database, mine, code, who="account:6")
    with pytest.raises(CaseError, match="another case"):
        give(database, other, code)
    with pytest.raises(CaseError, match="no photo"):
        give(database, mine, "ph_" + "0" * 20)


def test_a_report_refused_leaves_its_photo_waiting(database: Database, ring: Keyring) -> None:
    code = added(database, ring)
    with pytest.raises(CaseError, match="no photo"), change(database, Cause(WHO)) as made:
        told = report(photos=(code, "ph_" + "0" * 20))
        number = desk.open_case(made, OFFICE, told).number
        photos.attach(made, find(made.session, CITY, number), told.photos, WHO)
    with database.session() as session:
        assert session.scalars(select(CasePhoto)).one().case_id is None


def test_too_many_that_wait_are_refused(
    database: Database, ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(photos.settings(), waiting=2)
    monkeypatch.setattr("anlan.cases.photos.shelf.settings", lambda: few)
    for sent in "ab":
        added(database, ring, sent)
    with pytest.raises(CaseError, match="2 of your photos wait"):
        added(database, ring, "c")
    assert added(database, ring, "a")


def test_photos_go_some_days_after_the_end_and_only_then(database: Database, ring: Keyring) -> None:
    ended, living = opened(database), opened(database)
    first, second = added(database, ring, "a"), added(database, ring, "b")
    give(database, ended, first)
    give(database, living, second)
    do(database, ended, "file.reject")
    cause = Cause("job:upkeep")
    assert photos.erase(database, cause, CITY, 10, AT + timedelta(days=9)) == 0
    assert photos.erase(database, cause, "elsewhere", 10, AT + timedelta(days=11)) == 0
    assert photos.erase(database, cause, CITY, 10, AT + timedelta(days=11)) == 1
    assert photos.erase(database, cause, CITY, 10, AT + timedelta(days=11)) == 0
    with pytest.raises(CaseError, match="was erased"):
        looked(database, ring, first)
    assert looked(database, ring, second)
    with database.session() as session:
        row = photos.find(session, CITY, first)
        assert row is not None
        assert (row.sealed, row.sha256) == ("", "")
        assert session.scalar(select(func.count()).select_from(CasePhotoBody)) == 1
    assert verify(database).fault is None


def test_what_no_case_names_is_dropped(database: Database, ring: Keyring) -> None:
    added(database, ring)
    cause = Cause("job:upkeep")
    assert photos.erase(database, cause, CITY) == 0
    with database.session() as session:
        later = session.scalars(select(CasePhoto)).one().made_at + timedelta(days=15)
    assert photos.erase(database, cause, CITY, None, later) == 1
    with database.session() as session:
        assert session.scalars(select(CasePhoto)).all() == []


def test_photos_come_back_from_a_backup(database: Database, tmp_path: Path) -> None:
    home, there, out = tmp_path / "home", tmp_path / "there", tmp_path / "a.backup"
    home.mkdir()
    ring = Keyring.of(home)
    code = added(database, ring)
    give(database, opened(database), code)
    back_up(database, home, out, Cause("local:ann"), with_keys=True)
    restore(out, there, None, Cause("local:ann"))
    again = Database.in_folder(there)
    assert looked(again, Keyring.of(there), code) == photos.taken(picture()).jpeg
    again.close()
