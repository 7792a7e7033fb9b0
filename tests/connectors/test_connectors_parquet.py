"""Reading Parquet: values as text from which they can be had back."""

import os
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from anlan.model.errors import SourceError
from anlan.pool.connectors.base import connector_for

PARQUET = connector_for("parquet")
MOMENT = datetime(2014, 1, 2, 3, 4, 5, 600, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("面馆 ", "面馆 "),
        ("", None),
        (None, None),
        (True, "true"),
        (2**62 + 1, "4611686018427387905"),
        (0.1 + 0.2, "0.30000000000000004"),
        (Decimal("1.10"), "1.10"),
        (date(2014, 1, 2), "2014-01-02"),
        (time(3, 4, 5), "03:04:05"),
        (timedelta(hours=3), "PT3H"),
        (MOMENT.replace(tzinfo=None), "2014-01-02T03:04:05.000600"),
        (MOMENT, "2014-01-02T03:04:05.000600+00:00"),
        (MOMENT.astimezone(ZoneInfo("Asia/Shanghai")), "2014-01-02T11:04:05.000600+08:00"),
        (b"\x00\xff", "AP8="),
        ([1, 2], "[1, 2]"),
        (
            {"x": "é", "d": date(2014, 1, 2), "b": b"\x00"},
            '{"x": "é", "d": "2014-01-02", "b": "AA=="}',
        ),
    ],
)
def test_values_become_text(tmp_path: Path, value: object, text: str | None) -> None:
    arrow_parquet.write_table(pa.table({"a": [value], "b": ["x"]}), tmp_path / "f.parquet")
    frame = next(PARQUET.open(tmp_path / "f.parquet").chunks).frame
    assert frame.rows() == [(text, "x", 1)]
    assert frame.schema == {"a": pl.String, "b": pl.String, "_row": pl.Int64}


def test_categories_become_their_names(tmp_path: Path) -> None:
    names = pa.array(["x", "y", None, "x"]).dictionary_encode()
    arrow_parquet.write_table(pa.table({"a": names}), tmp_path / "f.parquet")
    frame = next(PARQUET.open(tmp_path / "f.parquet").chunks).frame
    assert frame["a"].to_list() == ["x", "y", None, "x"]


def test_row_groups_are_read_in_chunks(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    arrow_parquet.write_table(pa.table({"a": range(1000)}), path, row_group_size=300)
    opened = PARQUET.open(path, chunk_rows=400)
    chunks = list(opened.chunks)
    assert [chunk.frame.height for chunk in chunks] == [400, 400, 200]
    assert pl.concat([chunk.frame for chunk in chunks])["_row"].to_list() == list(range(1, 1001))
    assert opened.total_rows == 1000
    assert chunks[-1].bytes_done == opened.total_bytes == path.stat().st_size


def good(folder: Path) -> bytes:
    path = folder / "good.parquet"
    table = pa.table({"a": [f"{number * 7919}" for number in range(5000)]})
    arrow_parquet.write_table(table, path, write_page_checksum=True, use_dictionary=False)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("start", "stop", "key"),
    [
        (0, 0, "error.source.empty"),
        (1, None, "error.source.not_parquet"),
        (0, 6, "error.source.truncated"),
        (0, -1, "error.source.truncated"),
        (0, -1000, "error.source.truncated"),
    ],
)
def test_a_cut_file_is_refused(tmp_path: Path, start: int, stop: int | None, key: str) -> None:
    (tmp_path / "f.parquet").write_bytes(good(tmp_path)[start:stop])
    with pytest.raises(SourceError) as caught:
        PARQUET.open(tmp_path / "f.parquet")
    assert caught.value.key == key


def test_a_damaged_page_is_refused(tmp_path: Path) -> None:
    data = bytearray(good(tmp_path))
    data[2000] ^= 0xFF
    (tmp_path / "f.parquet").write_bytes(data)
    with pytest.raises(SourceError) as caught:
        list(PARQUET.open(tmp_path / "f.parquet").chunks)
    assert caught.value.key == "error.source.damaged"


def test_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    wrong = pa.array([b"\xff\xfe"]).view(pa.string())
    arrow_parquet.write_table(pa.table({"a": wrong}), tmp_path / "f.parquet")
    with pytest.raises(SourceError) as caught:
        list(PARQUET.open(tmp_path / "f.parquet").chunks)
    assert caught.value.key == "error.source.damaged"


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    arrow_parquet.write_table(pa.table({"a": pa.array([], pa.string())}), tmp_path / "f.parquet")
    with pytest.raises(SourceError, match="no rows"):
        PARQUET.open(tmp_path / "f.parquet")


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    table = pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    arrow_parquet.write_table(table, tmp_path / "f.parquet")
    with pytest.raises(SourceError, match="two columns called “a”"):
        PARQUET.open(tmp_path / "f.parquet")


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    path.write_bytes(good(tmp_path))
    opened = PARQUET.open(path, chunk_rows=1000)
    next(opened.chunks)
    os.utime(path, (0, 0))
    with pytest.raises(SourceError, match="was changed while"):
        list(opened.chunks)
