"""Things and datastreams of files: registered row by row, and what can't be told by its row."""

import json

import pytest
from sqlalchemy import select
from watch_town import ANN, AT, TOWN, settle

from anlan.model.errors import WatchError
from anlan.store.watch import WatchProperty, WatchSensor, WatchStream, WatchThing
from anlan.watch.registry import read, sheet, take_in

HEAD = (
    "thing,division,lon,lat,asset,stream,kind,area,unit,scale,interval_s,client,figure.capacity\n"
)


def written(tmp_path, text, name="streams.csv"):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def taken(database, file, **more):
    return take_in(database, ANN, TOWN, read(file), AT, **more)


def streams(database):
    with database.session() as session:
        return {row.key: row for row in session.scalars(select(WatchStream))}


def test_a_file_is_registered_and_the_same_again_changes_nothing(database, tmp_path):
    settle(database)
    rows = (
        "w1,0101,114.3,30.6,asset-1,w1/gas,gas_underground,01,ppm,0.0001,300,gateway,\n"
        "w1,,,,,w1/count,crowd_count,01,,,,,500\n"
        "pump,01,,,,,,,,,,,\n"
    )
    file = written(tmp_path, HEAD + rows)
    told = taken(database, file)
    assert (told.things, told.streams, told.fresh, told.problems) == (2, 2, 2, [])
    found = streams(database)
    gas, count = found["w1/gas"], found["w1/count"]
    assert (gas.object, gas.scale, gas.interval_s, gas.unit) == (
        "asset-1", 0.0001, 300.0, {"symbol": "ppm"},
    )  # fmt: skip
    assert (count.figures, count.client_id, count.scale) == ({"capacity": 500.0}, None, 1.0)
    with database.session() as session:
        things = {row.key: row for row in session.scalars(select(WatchThing))}
        assert things["w1"].division == "town/01/0101"
        assert (things["w1"].lon, things["w1"].lat, things["pump"].lon) == (114.3, 30.6, None)
        measured = {row.key: row.name for row in session.scalars(select(WatchProperty))}
        assert measured["crowd_count"] == "People in a place"
    again = taken(database, file)
    assert (again.fresh, again.changed) == (0, 0)


def test_rows_that_cannot_be_are_told_and_the_others_registered(database, tmp_path):
    settle(database)
    rows = [
        "w1,0101,,,,w1/a,gas_underground,,,,,,",
        ",0101,,,,w1/b,,,,,,,",
        "w1,01,,,,w1/c,,,,,,,",
        "w1,,,,,w1/a,,,,,,,",
        "w1,,,,,w1/d,perfume,,,,,,",
        "w1,,,,,w1/e,gas_underground,,ppm,,,,",
        "w1,,,,,w1/f,,,,much,,,",
        "w1,,,,,w1/g,,,,,,nobody,",
        "w2,99,,,,w2/a,,,,,,,",
        "w2,,,,,w2/b,,,,,,,",
        "w1,,,,,w1/h,,,,,,,",
    ]
    told = taken(database, written(tmp_path, HEAD + "\n".join(rows)))
    found = {each.line: each.error.key for each in told.problems}
    assert found == {
        2: "error.watch.sheet_thing", 3: "error.watch.sheet_other", 4: "error.watch.twice",
        5: "error.streams.kind", 6: "error.watch.unit", 7: "error.watch.sheet_number",
        8: "error.watch.no_client", 9: "error.watch.division", 10: "error.watch.thing_refused",
    }  # fmt: skip
    assert streams(database).keys() == {"well_1/gas", "w1/a", "w1/h"}


def test_a_dry_run_tries_all_and_keeps_nothing(database, tmp_path, monkeypatch):
    monkeypatch.setattr(sheet, "AT_ONCE", 2)
    settle(database)
    rows = "".join(f"w1,0101,,,,w1/{n},gas_underground,,,,,,\n" for n in range(5))
    told = taken(database, written(tmp_path, HEAD + rows), dry_run=True)
    assert (told.things, told.streams, told.fresh, told.problems) == (1, 5, 5, [])
    assert streams(database).keys() == {"well_1/gas"}
    assert taken(database, written(tmp_path, HEAD + rows)).fresh == 5


def test_json_says_the_same(database, tmp_path):
    settle(database)
    rows = [
        {"thing": "w1", "thing_name": "Well 1", "division": "0101", "stream": "w1/gas",
         "kind": "gas_underground", "unit": {"symbol": "%VOL", "name": "percent"},
         "sensor": "MQ-4", "interval_s": 60, "figures": {"limit": 2}},
        {"thing": "w1", "stream": "w1/count", "kind": None, "property": "people"},
    ]  # fmt: skip
    told = taken(database, written(tmp_path, json.dumps(rows), "streams.json"))
    assert (told.streams, told.problems) == (2, [])
    found = streams(database)
    assert found["w1/gas"].unit == {"symbol": "%VOL", "name": "percent"}
    assert found["w1/gas"].figures == {"limit": 2.0}
    with database.session() as session:
        assert "MQ-4" in session.scalars(select(WatchSensor.key)).all()


def test_a_file_in_gb18030_with_quoted_lines_is_read(database, tmp_path):
    settle(database)
    text = 'thing,thing_description,division,stream\n水位站,"一\n二",0101,水位站/水位\n'
    assert taken(database, written(tmp_path, text.encode("gb18030"))).streams == 1
    assert "水位站/水位" in streams(database)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("thing,colour\nw1,red\n", "a.csv", "colour"),
        ('thing\n"w1\n', "a.csv", "can't be read"),
        (b"thing\n\xff\xff\n", "a.csv", "can't be read"),
        ("{", "a.json", "can't be read"),
        ("[1]", "a.json", "can't be read"),
        ("[" * 100_000, "a.json", "can't be read"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path, text, name, said):
    with pytest.raises(WatchError, match=said):
        read(written(tmp_path, text, name))
    with pytest.raises(WatchError, match="can't be read"):
        read(tmp_path / "nowhere.csv")
