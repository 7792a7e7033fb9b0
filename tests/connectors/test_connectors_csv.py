"""Reading CSV: every value as sent, every row once, every damage said."""

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.model.errors import SourceError
from anlan.pool.connectors.base import Chunk, Opened, connector_for
from anlan.pool.connectors.settings import defaults

CSV = connector_for("csv")
BLOCK = defaults().csv.block_bytes


def open_bytes(folder: Path, data: bytes, name: str = "file.csv", chunk_rows: int = 1000) -> Opened:
    path = folder / name
    path.write_bytes(data)
    return CSV.open(path, chunk_rows=chunk_rows)


def read(opened: Opened) -> tuple[pl.DataFrame, pl.DataFrame]:
    chunks = list(opened.chunks)
    return pl.concat([c.frame for c in chunks]), pl.concat([c.broken for c in chunks])


def failing(folder: Path, data: bytes, name: str = "file.csv") -> SourceError:
    with pytest.raises(SourceError) as caught:
        list(open_bytes(folder, data, name).chunks)
    assert name in str(caught.value)
    assert name in caught.value.say("zh")
    return caught.value


def test_cells_stay_as_they_were_sent(tmp_path: Path) -> None:
    data = b'id,name,note\n007, A ,"x, ""y""\nz"\n1.10,,""\n=1+1,NULL,nan\n'
    frame, broken = read(open_bytes(tmp_path, data))
    assert frame.rows() == [
        ("007", " A ", 'x, "y"\nz', 1),
        ("1.10", None, None, 2),
        ("=1+1", "NULL", "nan", 3),
    ]
    assert frame.dtypes == [pl.String] * 3 + [pl.Int64]
    assert broken.is_empty()


@pytest.mark.parametrize("chunk_rows", [1, 2, 7, 100])
def test_chunks_have_the_size_asked_for(tmp_path: Path, chunk_rows: int) -> None:
    data = b"a,b\n" + b"".join(b"%d,x\n" % number for number in range(20))
    opened = open_bytes(tmp_path, data, chunk_rows=chunk_rows)
    chunks = list(opened.chunks)
    assert all(chunk.frame.height == chunk_rows for chunk in chunks[:-1])
    assert pl.concat([c.frame for c in chunks])["a"].to_list() == [str(n) for n in range(20)]
    assert chunks[-1].bytes_done == opened.total_bytes == len(data)


def test_broken_rows_are_set_apart_with_their_numbers(tmp_path: Path) -> None:
    data = b'a,b\n1,x\n\n2\n3,"x\ny"\n4,x,y\n5,x\n'
    frame, broken = read(open_bytes(tmp_path, data))
    assert frame.select("a", "_row").rows() == [("1", 1), ("3", 3), ("5", 5)]
    assert broken.rows() == [
        (2, "2", "connectors.problem.too_few_cells"),
        (4, "4,x,y", "connectors.problem.too_many_cells"),
    ]


def test_numbers_stay_right_over_many_blocks(tmp_path: Path) -> None:
    good, bad = b"%08d," + b"x" * 991 + b"\n", b"%08d" + b"y" * 991 + b"\n"
    lines = [(bad if number % 97 == 0 else good) % number for number in range(1, 12_001)]
    frame, broken = read(open_bytes(tmp_path, b"a,b\n" + b"".join(lines)))
    assert sum(map(len, lines)) > 2 * BLOCK
    assert frame["a"].cast(pl.Int64).equals(frame["_row"], check_names=False)
    assert broken["raw"].str.slice(0, 8).cast(pl.Int64).to_list() == broken["_row"].to_list()
    assert broken["_row"].to_list() == list(range(97, 12_001, 97))


def test_a_last_row_that_breaks_off_is_marked(tmp_path: Path) -> None:
    frame, broken = read(open_bytes(tmp_path, b"a,b,c\n1,2,3\n4,5"))
    assert frame.height == 1
    assert broken.rows() == [(2, "4,5", "connectors.problem.cut_off")]


def test_blank_lines_are_cells_in_a_file_of_one_column(tmp_path: Path) -> None:
    frame, _ = read(open_bytes(tmp_path, b"a\n1\n\n2\n"))
    assert frame.rows() == [("1", 1), (None, 2), ("2", 3)]


@pytest.mark.parametrize(
    ("delimiter", "name"),
    [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")],
)
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str, name: str) -> None:
    text = delimiter.join(["id", "name", "price"]) + "\n" + delimiter.join(["1", '"a,b;c"', "2"])
    opened = open_bytes(tmp_path, text.encode())
    assert read(opened)[0].rows() == [("1", "a,b;c", "2", 1)]
    assert opened.guess is not None
    assert name in opened.guess.say("en")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(tmp_path: Path, newline: str) -> None:
    data = newline.join(["a,b", "1,2", "3,4"]).encode()
    assert read(open_bytes(tmp_path, data))[0].rows() == [("1", "2", 1), ("3", "4", 2)]


PLAIN = "名称,街道\n热干面馆,江岸区\n"
RARE = PLAIN + "𠮷野家,江汉区\n"


@pytest.mark.parametrize(
    "data",
    [
        RARE.encode(),
        RARE.encode("utf-8-sig"),
        RARE.encode("gb18030"),
        PLAIN.encode("gbk"),
        RARE.encode("utf-16"),
        ("\ufeff" + RARE).encode("utf-16-be"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_encodings_of_chinese_departments(
    tmp_path: Path, data: bytes, pack: Callable[[bytes], bytes]
) -> None:
    opened = open_bytes(tmp_path, pack(data))
    assert opened.columns == ("名称", "街道")
    assert read(opened)[0]["名称"][0] == "热干面馆"


CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
CHINESE = st.text("江汉区热干面,\"\n '=;|\t0123", max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12), st.integers(1, 5))
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], chunk_rows: int
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("a", "b", "c"), *rows])
    opened = open_bytes(
        tmp_path_factory.mktemp("csv"), out.getvalue().encode(), "f.csv", chunk_rows
    )
    frame, broken = read(opened)
    assert broken.is_empty()
    assert frame.drop("_row").rows() == [tuple(cell or None for cell in row) for row in rows]
    assert frame["_row"].to_list() == list(range(1, len(rows) + 1))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(CHINESE, CHINESE), min_size=1, max_size=12))
def test_what_was_written_in_gb18030_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("名称", "区"), *rows])
    opened = open_bytes(tmp_path_factory.mktemp("csv"), out.getvalue().encode("gb18030"))
    assert opened.guess is not None
    assert opened.guess.encoding == "gb18030"
    assert read(opened)[0].drop("_row").rows() == [tuple(c or None for c in row) for row in rows]


def packed(data: bytes, level: int = 9) -> bytes:
    """Pack without the time of day: the bytes name the test, so they must be the same twice."""
    return gzip.compress(data, level, mtime=0)


GOOD = b"a,b\n" + b"".join(b"%d,x\n" % number for number in range(50_000))


@pytest.mark.parametrize("cut", [5, 12, 1000, -1, -8, -9, -1000])
def test_a_truncated_gzip_is_refused(tmp_path: Path, cut: int) -> None:
    error = failing(tmp_path, packed(GOOD)[:cut], "file.csv.gz")
    assert error.key == "error.source.truncated"


def test_a_gzip_cut_late_is_refused_while_reading(tmp_path: Path) -> None:
    lines = b"".join(b"%d,x\n" % (number * 7919 % 10**9) for number in range(900_000))
    opened = open_bytes(tmp_path, packed(b"a,b\n" + lines, 1)[:-2000], "late.csv.gz")
    with pytest.raises(SourceError) as caught:
        list(opened.chunks)
    assert caught.value.key == "error.source.truncated"
    assert caught.value.values["row"] > 0


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    data = bytearray(packed(GOOD))
    data[-6] ^= 0xFF
    assert failing(tmp_path, bytes(data), "file.csv.gz").key == "error.source.damaged"


def test_gzip_members_in_a_row_are_one_file(tmp_path: Path) -> None:
    data = packed(b"a,b\n1,2\n") + packed(b"3,4\n")
    assert read(open_bytes(tmp_path, data))[0]["a"].to_list() == ["1", "3"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "error.source.empty"),
        (b" \n\n", "error.source.empty"),
        (packed(b""), "error.source.empty"),
        (b"a,b\n", "error.source.header_only"),
        (b"a,b", "error.source.header_only"),
        (b"a,b,a\n1,2,3\n", "error.source.column_twice"),
        (b"_row,b\n1,2\n", "error.source.column_reserved"),
        (b"PK\x03\x04\x14\x00\x06\x00", "error.source.disguised"),
        (b"PAR1\x15\x04\x15", "error.source.disguised"),
        (packed(b"PK\x03\x04\x14\x00"), "error.source.disguised"),
        (b'{"error": true}', "error.source.disguised"),
        (b"\n <!DOCTYPE html><html>", "error.source.web_page"),
        (b'<?xml version="1.0"?>', "error.source.web_page"),
        (b"a,b\n1,caf\xe9 cr\xe8me\n", "error.source.encoding"),
        (b"a,b\n1,\xff\xff\xff\n", "error.source.encoding"),
        ("id,name\n1,x\n".encode("utf-16-le"), "error.source.encoding"),
        ("名称,街道\n热,江\n".encode("utf-16-be"), "error.source.encoding"),
        (b'a,b\n1,"x\n2,y\n3,z\n', "error.source.unclosed_quote"),
        (b'a,b\n1,x\n2,"y', "error.source.unclosed_quote"),
        (b'a,b\n1,x\n2,"', "error.source.unclosed_quote"),
        (b'a,b\n1,x\n"2,y\n3,z\n', "error.source.unclosed_quote"),
        (b'a,b\n1,"' + b"x,y\n" * BLOCK, "error.source.unclosed_quote"),
        (b"Inspections of 2014\n" + b"id,name,day\n" * 30, "error.source.ragged"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, data: bytes, key: str) -> None:
    assert failing(tmp_path, data).key == key


@pytest.mark.parametrize(
    ("last", "cell"), [(b'""', None), (b'"x"', "x"), (b'"x"""', 'x"'), (b'x"', 'x"')]
)
def test_a_quote_inside_a_cell_is_no_open_quote(
    tmp_path: Path, last: bytes, cell: str | None
) -> None:
    frame, _ = read(open_bytes(tmp_path, b'a,b\n5" pipe,x\n1,' + last))
    assert frame["a"][0] == '5" pipe'
    assert frame["b"][1] == cell


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_bytes_that_stop_decoding_are_found(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    before = "id,名称\n".encode() + "1,热干面\n".encode() * 200_000
    error = failing(tmp_path, pack(before + "2,热干面\n".encode("gbk") + b"3,x\n" * 50_000))
    assert error.key == "error.source.undecodable"
    assert error.values["line"] == 200_002
    assert error.values["offset"] == len(before) + 2


def test_bytes_that_stop_being_gb18030_are_found(tmp_path: Path) -> None:
    before = "id,名称\n".encode("gbk") + "1,热干面\n".encode("gbk") * 300_000
    error = failing(tmp_path, packed(before + b"2,\xff\n" + b"3,x\n" * 50_000))
    assert (error.values["line"], error.values["offset"]) == (300_002, len(before) + 2)


def test_chinese_far_into_a_file_decides_its_encoding(tmp_path: Path) -> None:
    data = b"id,name\n" + b"1,noodles\n" * 200_000 + "2,热干面\n".encode("gbk") + b"3,x\n" * 90_000
    frame, _ = read(open_bytes(tmp_path, data))
    assert frame["name"][200_000] == "热干面"


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    opened = open_bytes(tmp_path, GOOD)
    next(opened.chunks)
    with (tmp_path / "file.csv").open("ab") as file:
        file.write(b"1,late\n")
    with pytest.raises(SourceError, match="was changed while"):
        list(opened.chunks)


def test_the_fingerprint_is_of_the_bytes(tmp_path: Path) -> None:
    one = open_bytes(tmp_path, b"a,b\n1,2\n", "one.csv").fingerprint
    assert open_bytes(tmp_path, b"a,b\n1,2\n", "two.csv").fingerprint == one
    assert open_bytes(tmp_path, b"a,b\n1,3\n", "one.csv").fingerprint != one


@pytest.mark.chicago
def test_the_public_chicago_file_is_read_whole(chicago_data: Path) -> None:
    opened = CSV.open(chicago_data / "food_inspections.csv.gz")
    frame, broken = read(opened)
    assert (frame.height, broken.height) == (24_518, 0)
    assert opened.guess is not None
    assert [(date.column, date.names) for date in opened.guess.dates] == [
        ("inspection_date", ("YYYY-MM-DD",))
    ]


def test_a_chunk_holds_only_text_and_its_rows_numbers(tmp_path: Path) -> None:
    chunk: Chunk = next(open_bytes(tmp_path, b"a,b\n1,2\n").chunks)
    assert chunk.frame.schema == {"a": pl.String, "b": pl.String, "_row": pl.Int64}
    assert chunk.broken.schema == {"_row": pl.Int64, "raw": pl.String, "problem": pl.String}
