"""The quality of pictures: faults are found in degraded photographs, and not in good ones."""

import os
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from fleet_town import AT, CAUSE, CITY, MINUTE, device, look, one, put, say, states
from picture_frames import WRONG, living, photograph, sent
from PIL import Image

from anlan.model.errors import AnlanError, WatchError
from anlan.store.change import change
from anlan.store.database import Database
from anlan.watch.fleet import frames, rows
from anlan.watch.pictures import Frame, Past
from anlan.watch.pictures import look as measured
from anlan.watch.pictures.faults import kept, read
from anlan.watch.pictures.faults import measured as numbers

PHOTOGRAPHS = ("china.jpg", "flower.jpg")


def _ids(frame: Frame) -> list[str]:
    return [each.id for each in frame.faults]


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_pictures_of_a_good_camera_have_no_fault(name: str) -> None:
    scene = photograph(name)
    reference = measured(sent(scene)).signature
    last = measured(sent(living(scene, 1))).signature
    for seed in range(2, 6):
        assert _ids(measured(sent(living(scene, seed)), Past(last, 60, reference))) == []


@pytest.mark.parametrize("fault", WRONG)
def test_pictures_a_fault_is_found_and_said(fault: str) -> None:
    scene = photograph()
    reference = measured(sent(scene)).signature
    found = measured(sent(WRONG[fault](scene)), Past(None, 0, reference))
    assert fault in _ids(found)
    each = next(each for each in found.faults if each.id == fault)
    assert all(f"{each.limit:.3g}" in each.say(lang) for lang in ("en", "zh"))


def test_pictures_a_moved_camera_is_told_how_far() -> None:
    scene = photograph()
    reference = measured(sent(scene)).signature
    (fault,) = measured(sent(np.roll(scene, 64, 1)), Past(None, 0, reference)).faults
    assert fault.away == pytest.approx(10, abs=3.2)
    assert "10" in fault.say("en") or "9" in fault.say("en")


def test_pictures_that_stand_still_are_frozen() -> None:
    scene = photograph()
    last = measured(sent(scene))
    again = measured(sent(scene), Past(last.signature, 60))
    coded_anew = measured(sent(scene, "PNG"), Past(measured(sent(scene, "PNG")).signature, 60))
    at_once = measured(sent(scene), Past(last.signature, 1))
    assert (_ids(again), _ids(coded_anew), _ids(at_once)) == (["frozen"], ["frozen"], [])
    assert _ids(measured(sent(living(scene)), Past(last.signature, 60))) == []


def test_pictures_are_kept_as_numbers_from_which_none_can_be_made() -> None:
    signature = measured(sent(photograph())).signature
    told = kept(signature)
    assert read(told) == signature
    assert (len(told["means"]), len(told["structure"])) == (64, 1024)
    assert all(isinstance(each, float) for each in (*told["means"], *told["structure"]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_of_each_form_are_measured(kind: str) -> None:
    assert measured(sent(photograph(), kind)).measures.light == pytest.approx(144.7, abs=1)


def _bomb() -> bytes:
    """Return a PNG of a few bytes that claims to be 50,000 pixels wide and high."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    parts = [head, b"IDAT" + zlib.compress(bytes(1000)), b"IEND"]
    chunks = [
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
        for part in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _tiny() -> bytes:
    out = BytesIO()
    Image.new("L", (20, 20)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("frame", "key"),
    [
        (b"", "error.photos.empty"),
        (b"%PDF-1.7", "error.photos.kind"),
        (sent(photograph())[:2000], "error.photos.broken"),
        (_bomb(), "error.photos.pixels"),
        (_tiny(), "error.picture.small"),
        (b"\xff\xd8\xff" + bytes(9 * 2**20), "error.picture.bytes"),
    ],
    ids=["empty", "pdf", "cut_off", "bomb", "tiny", "heavy"],
)
def test_pictures_that_are_none_are_refused(frame: bytes, key: str) -> None:
    with pytest.raises(AnlanError) as refused:
        measured(frame)
    assert refused.value.key == key


def _frame(database: Database, picture: np.ndarray, minutes: int, **given: bool) -> frames.Looked:
    with change(database, CAUSE) as made:
        row = rows.find(made.session, CITY, "A")
        found = numbers(sent(picture))
        return frames.take(made, CITY, row, found, AT + minutes * MINUTE, **given)


def test_pictures_a_fault_counts_once_it_was_in_n_of_m_frames(database: Database) -> None:
    put(database, device("A"))
    say(database, ["A"], AT)
    look(database, AT + MINUTE)
    scene = photograph()
    assert _frame(database, scene, 1).standing == ()
    blurred = WRONG["blurred"](scene)
    assert _frame(database, blurred, 2).standing == ()
    assert states(database)["A"] == ("online", "")
    assert _frame(database, living(blurred), 3).standing == ("blurred",)
    assert states(database)["A"] == ("faulty", "blurred")
    row = one(database, "A")
    assert row["picture"]["last"] == [[], ["blurred"], ["blurred"]]
    assert row["pictured_at"] == AT + 3 * MINUTE
    # A look at what it says doesn't take its picture's fault away; good frames do.
    look(database, AT + 4 * MINUTE)
    assert states(database)["A"] == ("faulty", "blurred")
    _frame(database, living(scene, 7), 5)
    _frame(database, living(scene, 8), 6)
    assert states(database)["A"] == ("online", "")


def test_pictures_are_compared_with_the_first_good_one_or_the_one_named(
    database: Database,
) -> None:
    put(database, device("A"))
    scene = photograph()
    _frame(database, scene, 1)
    aside = WRONG["moved"](scene)
    assert _ids(_frame(database, aside, 2).frame) == ["moved"]
    assert _ids(_frame(database, living(aside), 3, reference=True).frame) == []
    assert _ids(_frame(database, living(aside, 4), 4).frame) == []
    assert _ids(_frame(database, living(scene, 5), 5).frame) == ["moved"]


def test_pictures_are_of_cameras_only(database: Database) -> None:
    put(database, device("A", type="sensor"))
    with pytest.raises(WatchError) as refused:
        _frame(database, photograph(), 1)
    assert refused.value.key == "error.picture.camera"


def test_pictures_of_a_folder_are_measured(tmp_path: Path) -> None:
    scene = photograph()
    (tmp_path / "1.jpg").write_bytes(sent(scene))
    (tmp_path / "2.jpg").write_bytes(sent(WRONG["black"](scene)))
    (tmp_path / "3.png").write_bytes(b"none")
    command = [sys.executable, "-m", "anlan", "watch", "fleet", "pictures", str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"COLUMNS": "200"}, check=True
    )
    assert "black" in done.stdout
    assert "3.png" in done.stdout
