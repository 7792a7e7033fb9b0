"""Devices are taken into the fleet from files: row by row checked, new, changed or as they were."""

import json
from pathlib import Path

import pytest
from fleet_town import AT, CITY, DAY, LAMP, LOCK, checked, device, one, put
from sqlalchemy import select

from anlan.model.errors import WatchError
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.watch.fleet import given
from anlan.watch.fleet.given import read, write_refused


def test_fleet_devices_are_taken_in_once(database: Database) -> None:
    first = put(database, device("A"), device("B", division="", lon="114.35", lat="30.6"))
    again = put(database, device("A"), device("B", division="", lon="114.35", lat="30.6"))
    assert (first.new, first.changed, first.same) == (2, 0, 0)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert one(database, "A")["division"] == LAMP
    assert one(database, "B")["division"] == LOCK
    assert one(database, "A")["interval_s"] == 60
    with database.session() as session:
        acts = session.scalars(select(Entry.act).where(Entry.subject == f"fleet:{CITY}")).all()
    assert acts == ["fleet.taken"]


def test_fleet_a_changed_device_keeps_its_own_state(database: Database) -> None:
    put(database, device("A", state="online"))
    done = put(database, device("A", state="offline", firmware="5.2"), at=AT + DAY)
    assert (done.new, done.changed) == (0, 1)
    row = one(database, "A")
    assert (row["state"], row["firmware"], row["made_at"]) == ("online", "5.2", AT)
    put(database, device("A", state="retired", firmware="5.2"))
    assert one(database, "A")["state"] == "retired"
    put(database, device("A", state="在线", firmware="5.2"))
    assert one(database, "A")["state"] == "offline"


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        ("key", {"key": "  "}),
        ("long", {"name": "x" * 201}),
        ("type", {"type": "drone"}),
        ("tier", {"tier": "9"}),
        ("department", {"department": "nobody"}),
        ("state", {"state": "dancing"}),
        ("position", {"lon": "200", "lat": "30"}),
        ("position", {"lon": "nan", "lat": "30"}),
        ("outside", {"lon": "2.3", "lat": "48.8"}),
        ("division", {"division": "123"}),
        ("no_place", {"division": ""}),
        ("interval", {"interval": "soon"}),
        ("interval", {"interval": "-1"}),
        ("interval", {"interval": "nan"}),
        ("installed", {"installed": "2026-02-30"}),
        ("certificate", {"certificate": "tomorrow"}),
    ],
)
def test_fleet_a_wrong_row_is_refused_and_the_rest_goes_on(
    reason: str, wrong: dict[str, str]
) -> None:
    found = checked(device("A"), device("B") | wrong, device("C"))
    assert found.rows["key"].to_list() == ["A", "C"]
    assert [(each.row, each.reason) for each in found.refused] == [(2, reason)]
    assert all(found.refused[0].say(lang) for lang in ("en", "zh"))


def test_fleet_a_key_that_is_there_twice_is_taken_once() -> None:
    found = checked(device("A", firmware="1"), device("A", firmware="2"))
    assert found.rows["firmware"].to_list() == ["1"]
    assert [(each.row, each.reason, each.found) for each in found.refused] == [(2, "twice", "A")]


def test_fleet_files_are_csv_or_json(tmp_path: Path) -> None:
    devices = [device("A"), device("B", tier="2")]
    written = {
        "list.json": json.dumps(devices),
        "lines.json": "\n".join(map(json.dumps, devices)),
        "table.csv": "\n".join(
            [",".join(devices[0]), *(",".join(each.values()) for each in devices)]
        ),
    }
    for name, text in written.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert read(tmp_path / name)["key"].to_list() == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("key,type,department,colour\nA,camera,fire,red\n", "error.fleet.column"),
        ("key,type\nA,camera\n", "error.fleet.lacks"),
        ('[{"key": ', "error.fleet.file"),
        ("", "error.fleet.file"),
    ],
)
def test_fleet_a_file_that_is_none_is_refused(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "devices.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WatchError) as refused:
        read(file)
    assert refused.value.key == key


def test_fleet_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(given, "MOST_BYTES", 10)
    (tmp_path / "devices.csv").write_text("key,type,department\n", encoding="utf-8")
    with pytest.raises(WatchError) as refused:
        read(tmp_path / "devices.csv")
    assert refused.value.key == "error.fleet.large"


def test_fleet_refused_rows_can_be_written(tmp_path: Path) -> None:
    found = checked(device("A"), device("B", type="drone"))
    write_refused(tmp_path / "refused.csv", found.refused, "en")
    assert (tmp_path / "refused.csv").read_text(encoding="utf-8").splitlines()[1].startswith("2,B,")
