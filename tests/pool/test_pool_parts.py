"""The small parts: hashes, the key map, divisions, dates, links, the register."""

import doctest
from collections.abc import Callable
from types import ModuleType

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pool_town import DAY_TWO, Town, row, source

from anlan.model.errors import PackError
from anlan.pool import (
    dateformats,
    divisions,
    hashing,
    keyset,
    records,
    register,
    stamp,
    yamlmarks,
)
from anlan.pool.checks.casting import trimmed, typed
from anlan.pool.checks.edges import trimmed_series
from anlan.pool.contract import Column
from anlan.pool.linking import address, names
from anlan.store import Workspace

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)


@pytest.mark.parametrize("module", [dateformats, hashing, address, names, stamp, yamlmarks])
def test_the_examples_in_docstrings_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


@given(rows=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=20), chunk=st.integers(1, 20))
def test_a_hash_depends_on_nothing_but_the_row(rows: list[tuple[str, str]], chunk: int) -> None:
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row")
    whole = hashing.hash_rows(frame, ["a", "b"])
    pieces = pl.concat(
        [frame.slice(at, chunk) for at in range(0, frame.height, chunk)], rechunk=False
    )
    assert hashing.hash_rows(pieces, ["b", "a"]).tolist() == whole.tolist()
    empty = pieces.with_columns(c=pl.lit(None, pl.String), d=pl.lit(""))
    assert hashing.hash_rows(empty, ["a", "b", "c", "d"]).tolist() == whole.tolist()
    assert len(set(whole.tolist())) == len(set(rows))


def test_values_do_not_wander_between_columns() -> None:
    frame = pl.DataFrame({"a": ["x", "y", "xy", ""], "b": ["y", "x", "", "xy"]})
    assert len(set(hashing.hash_rows(frame, ["a", "b"]).tolist())) == 4


@given(st.lists(TEXT | st.sampled_from([" a", "a\u3000", "\u00a0", "\ta", "。a", "a。"])))
def test_fast_trimming_is_trimming(values: list[str]) -> None:
    frame = pl.DataFrame({"a": [value or None for value in values]}, schema={"a": pl.String})
    assert trimmed_series(frame["a"]).to_list() == frame.select(trimmed("a"))["a"].to_list()


@given(
    st.lists(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 3)), max_size=40), max_size=6)
)
def test_the_key_map_agrees_with_a_dictionary(batches: list[list[tuple[int, int]]]) -> None:
    table = keyset.KeyMap()
    held: dict[int, tuple[int, int]] = {}
    for batch in batches:
        table.begin()
        met: set[int] = set()
        keys = np.array([key for key, _ in batch], dtype=np.uint64)
        hashes = np.array([value for _, value in batch], dtype=np.uint64)
        placed = table.place(keys, hashes)
        for (key, value), outcome, version in zip(
            batch, placed.outcome, placed.version, strict=True
        ):
            expected, held[key] = _expected(held.get(key), value, key in met)
            met.add(key)
            assert (outcome, version) == (expected, held[key][1])
    assert len(table) == len(held)


def _expected(old: tuple[int, int] | None, value: int, met: bool) -> tuple[int, tuple[int, int]]:
    if old is None:
        return keyset.NEW, (value, 1)
    same = old[0] == value
    if met:
        return (keyset.REPEATED if same else keyset.CONFLICT), old
    return (keyset.UNCHANGED, old) if same else (keyset.UPDATED, (value, old[1] + 1))


def test_the_key_map_grows() -> None:
    table = keyset.KeyMap()
    keys = np.arange(1, 300_001, dtype=np.uint64)
    assert (table.place(keys, keys).outcome == keyset.NEW).all()
    assert (table.place(keys[::-1].copy(), keys[::-1].copy()).outcome == keyset.REPEATED).all()
    assert len(table) == 300_000


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("4201,East,东区,district", "4201,East,东区,distrct", "distrct"),
        ("district,42\n4202", "district,43\n4202", "43"),
        ("parent", "paernt", "parent"),
    ],
)
def test_a_mistake_in_the_divisions_is_told(town: Town, old: str, new: str, told: str) -> None:
    path = town.pack / "divisions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(PackError, match=told):
        divisions.load(town.city, town.pack.joinpath)


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("date", "2014-09-02", "2014-09-02"),
        ("date", "2014-09-02T00:00:00.000", "2014-09-02"),
        ("date", "2014年09月02日", "2014-09-02"),
        ("timestamp", "2014-09-02 08:00:00", "2014-09-02 00:00:00+00:00"),
        ("timestamp", "2014-09-02T08:00:00.000", "2014-09-02 00:00:00+00:00"),
        ("timestamp", "2014-09-02T08:00:00Z", "2014-09-02 08:00:00+00:00"),
        ("timestamp", "2014-09-02", "2014-09-01 16:00:00+00:00"),
        ("boolean", "是", "True"),
        ("boolean", "N", "False"),
        ("integer", " 7 ", "7"),
        ("number", "inf", "None"),
    ],
)
def test_text_becomes_its_type(kind: str, text: str, told: str) -> None:
    formats = {"date": dateformats.DATES, "timestamp": dateformats.TIMESTAMPS}.get(kind, ())
    column = Column.model_validate({"name": "a", "kind": kind, "formats": formats})
    assert str(pl.DataFrame({"a": [text]}).select(typed(column, "Asia/Shanghai")).item()) == told


def test_a_skipped_hour_is_moved_on() -> None:
    column = Column(name="a", kind="timestamp", formats=("%Y-%m-%d %H:%M",))
    frame = pl.DataFrame({"a": ["2014-03-09 02:30", "2014-11-02 01:30"]})
    found = frame.select(typed(column, "America/Chicago"))["a"]
    assert [str(each) for each in found] == [
        "2014-03-09 08:30:00+00:00",
        "2014-11-02 06:30:00+00:00",
    ]


@pytest.mark.parametrize(
    ("key", "same"),
    [
        (address.address_key, ["100 N. Main Street", "100 NORTH MAIN ST", "１００ n main st  2"]),
        (address.address_key, ["12 W Oak Ave, Apt 3", "12 west oak avenue", "12 W OAK AVE FL 2"]),
        (address.address_key, ["100 S ST LOUIS AVE", "100 South St. Louis Avenue B"]),
        (address.address_key, ["中山路5号2幢1单元301室", "中山路 5 号 2 栋", "中山路５号2号楼"]),
        (names.operator_key, ["JOE'S PIZZA, LLC", "Joes Pizza", "Joe’s Pizza Inc. #12"]),
        (names.operator_key, ["江城好味餐饮有限公司", "江城好味餐饮有限责任公司"]),
    ],
)
def test_ways_of_writing_one_thing_have_one_key(
    key: Callable[[pl.Expr], pl.Expr], same: list[str]
) -> None:
    frame = pl.DataFrame({"a": same})
    assert frame.select(key(pl.col("a"))).to_series().n_unique() == 1


def test_different_places_have_different_keys() -> None:
    frame = pl.DataFrame({"a": ["100 N MAIN ST", "100 S MAIN ST", "101 N MAIN ST", "100 MAIN RD"]})
    assert frame.select(address.address_key(pl.col("a"))).to_series().n_unique() == 4


def test_the_register_puts_sources_together(town: Town, workspace: Workspace) -> None:
    town.sources = [
        source(files=["visits.csv"]),
        source(
            "licences",
            files=["licences.csv"],
            asset={"kind": "premises", "id": "kind", "name": "name", "address": "address"},
        ),
    ]
    town.write([row(1), row(1, id="V2", day="2024-02-20", name="New Shop")])
    town.write([row(7, kind="", name="New Shop", address="1 N Broadway St")], "licences.csv")
    town.ingest(workspace, now=DAY_TWO)
    found = register.assets(workspace, town.city, "premises").to_dicts()
    assert [each["asset"] for each in found] == ["V1", "V2"]
    assert found[0]["sources"] == ["visits"]
    assert found[1]["sources"] == ["licences", "visits"]
    assert (found[1]["name"], found[1]["division"]) == ("New Shop", "town/42/4201")


def test_a_source_never_taken_in_reads_as_empty(town: Town, workspace: Workspace) -> None:
    found = records.read(workspace, town.city, "visits")
    assert found.height == 0
    assert {"_key", "_event_day", "_asset", "_cell"} <= set(found.columns)
