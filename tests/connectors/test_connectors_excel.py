"""Excel workbooks, made by a real writer: what is read, and what is refused with its cell."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from reading import broken_of, frame_of

from anlan.model.errors import SourceError
from anlan.model.portal import Part
from anlan.pool.connectors.base import connector_for

ROWS = [
    ["编号", "name", "opened", "load", "ok"],
    ["007", "Lift & stairs", datetime.date(2026, 3, 1), 12, True],
    [8, None, datetime.datetime(2026, 3, 1, 12, 30), 1.1, False],
    [123456789012, " x ", datetime.time(1, 2), -0.5, None],
]


def book(path: Path, rows: list[list[object]] = ROWS, **more: object) -> Path:
    """Write a workbook; ``merge`` and ``sheets`` as asked."""
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    for area in more.get("merge", ()):  # type: ignore[attr-defined]
        sheet.merge_cells(area)
    for name in more.get("sheets", ()):  # type: ignore[attr-defined]
        made.create_sheet(name).append(["a"])
    made.save(path)
    return path


def read(path: Path, **part: object) -> pl.DataFrame:
    return frame_of(connector_for("excel", Part.model_validate(part)).open(path))


def refused(path: Path, **part: object) -> str:
    with pytest.raises(SourceError) as caught:
        read(path, **part)
    assert caught.value.say("zh") != caught.value.say("en")
    return str(caught.value)


def change(path: Path, change: dict[str, bytes]) -> Path:
    """Write an archive anew with some of its parts changed or added."""
    held = {}
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**held, **change}.items():
            archive.writestr(name, data)
    return path


def test_cells_are_text_as_a_reader_sees_them(tmp_path: Path) -> None:
    frame = read(book(tmp_path / "a.xlsx"))
    assert frame.columns == ["编号", "name", "opened", "load", "ok", "_row"]
    assert frame.rows() == [
        ("007", "Lift & stairs", "2026-03-01", "12", "true", 1),
        ("8", None, "2026-03-01T12:30:00", "1.1", "false", 2),
        ("123456789012", " x ", "01:02:00", "-0.5", None, 3),
    ]


def test_empty_rows_are_passed_over_and_more_cells_than_names_are_set_apart(tmp_path: Path) -> None:
    rows = [["a", "b"], [None, None], [1, 2], [3, 4, 5]]
    opened = connector_for("excel").open(book(tmp_path / "a.xlsx", rows))
    chunk = next(opened.chunks)
    assert chunk.frame.rows() == [("1", "2", 1)]
    assert chunk.broken.rows() == [(2, "3\t4\t5", "connectors.problem.too_many_cells")]


def test_names_below_a_title_are_found_where_the_pack_says(tmp_path: Path) -> None:
    rows = [["Register of lifts"], [], ["a", "b"], [1, 2]]
    path = book(tmp_path / "a.xlsx", rows, merge=["A1:B1"])
    assert "A1" in refused(path)
    assert read(path, header_row=3).rows() == [("1", "2", 1)]
    assert "row 2" in refused(path, header_row=2)


@pytest.mark.parametrize(
    ("rows", "merge", "said"),
    [
        ([["a", "b", "c"], [1, 2, 3]], ["B1:C1"], "cell B1"),
        ([["a", "b"], [1, 2], [3, 4]], ["B1:B2"], "cell B1"),
        ([["a", None, "c"], [1, 2, 3]], [], "cell B1"),
        ([["a", "a"], [1, 2]], [], "two columns"),
        ([["a", "b"]], [], "no rows"),
    ],
)
def test_a_header_that_is_unclear_is_refused_with_its_cell(
    tmp_path: Path, rows: list[list[object]], merge: list[str], said: str
) -> None:
    assert said in refused(book(tmp_path / "a.xlsx", rows, merge=merge))


def test_a_value_merged_down_is_of_each_row_and_one_merged_across_of_none(tmp_path: Path) -> None:
    rows = [["street", "lift"], ["East", 1], [None, 2], ["West", None], ["North", 4]]
    path = book(tmp_path / "a.xlsx", rows, merge=["A2:A3", "A4:B4"])
    opened = connector_for("excel").open(path)
    chunk = next(opened.chunks)
    assert chunk.frame.rows() == [("East", "1", 1), ("East", "2", 2), ("North", "4", 4)]
    assert chunk.broken.rows() == [(3, "West\t", "connectors.problem.merged")]


def test_the_sheet_must_be_clear(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", sheets=["old", "new"])
    assert "Sheet, old, new" in refused(path)
    assert "no sheet “Old”. It has: Sheet" in refused(path, sheet="Old")
    assert read(path, sheet="Sheet").height == 3


def test_a_formula_gives_its_value_and_one_never_computed_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["a", "b"], [1, "=A2+1"]])
    assert "cell B2" in refused(path)
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(name)
    computed = sheet.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    assert computed != sheet
    assert read(change(path, {name: computed})).rows() == [("1", "2", 1)]
    empty = sheet.replace(b'<c r="B2">', b'<c r="B2" t="str">')
    assert empty != sheet
    assert read(change(path, {name: empty})).rows() == [("1", None, 1)]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = change(book(tmp_path / "a.xlsx"), {"xl/media/x.bin": bytes(400 * 2**20)})
    assert path.stat().st_size < 2**20
    assert "unpacks to far more" in refused(path)


@pytest.mark.parametrize(
    ("part", "data", "said"),
    [
        ("../../etc/passwd", b"x", "leads out of its folder"),
        ("/etc/cron.d/x", b"x", "leads out of its folder"),
        (
            "xl/sharedStrings.xml",
            b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst>&b;</sst>',
            "XML entities",
        ),
    ],
)
def test_a_hostile_archive_is_refused(tmp_path: Path, part: str, data: bytes, said: str) -> None:
    assert said in refused(change(book(tmp_path / "a.xlsx"), {part: data}))


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    text, cut, other = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    text.write_text("a,b\n1,2\n", encoding="utf-8")
    whole = book(tmp_path / "d.xlsx").read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    other.write_bytes(packed.getvalue())
    assert "not an Excel workbook" in refused(text)
    assert "damaged" in refused(cut)
    assert "not an Excel workbook" in refused(other)


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    # MS-OFFCRYPTO: an OLE file (MS-CFB) whose directory names the stream of the package.
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00"
    header[44:48] = (1).to_bytes(4, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[56:60] = (4096).to_bytes(4, "little")
    header[60:76] = b"\xfe\xff\xff\xff\x00\x00\x00\x00" * 2
    header[76:80] = bytes(4)
    header[80:] = b"\xff" * 432
    table = (0xFFFFFFFD).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little")
    table = table.ljust(512, b"\xff")
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes(header) + table + _entry("Root Entry", 5) + _entry("EncryptedPackage", 2)
                     + _entry("EncryptionInfo", 2) + bytes(128))  # fmt: skip
    assert "password" in refused(path)


def _entry(name: str, kind: int) -> bytes:
    """Return an entry of an OLE directory."""
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + (len(text) + 2).to_bytes(2, "little") + bytes([kind, 1])
    links = b"\xff" * 8 + (1 if kind == 5 else 0xFFFFFFFF).to_bytes(4, "little")
    return (head + links).ljust(116, b"\0") + b"\xfe\xff\xff\xff" + bytes(8)


def test_a_million_columns_are_refused_in_text_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n1\n", encoding="utf-8")
    with pytest.raises(SourceError, match="columns, more than"):
        connector_for("csv").open(path)


def test_the_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    first = connector_for("excel").open(path).fingerprint
    assert connector_for("excel").open(path).fingerprint == first
    assert connector_for("excel").open(book(path, ROWS[:2])).fingerprint != first


def test_broken_rows_of_a_workbook_keep_their_numbers(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["a"], [1], [2, 3], [4]])
    assert broken_of(connector_for("excel").open(path, chunk_rows=1)) == [
        (2, "2\t3", "connectors.problem.too_many_cells")
    ]
