"""The commands on personal values and keys, for real: they do it, or say what is wrong."""

import csv
from pathlib import Path

import pytest
from badinput_city import CITY, anlan

from anlan import cities
from anlan.store.keys import Keyring

SHOW = ("personal", "show", CITY, "hotline")
COLUMN = "联系电话"
WRONG = {
    "no reason": ((*SHOW, "R000000001", COLUMN, "--why", " "), 1, "only for a reason"),
    "reason left out": ((*SHOW, "R000000001", COLUMN), 2, "Missing option '--why'"),
    "no such record": ((*SHOW, "R999999999", COLUMN, "--why", "x"), 1, "no record with the key"),
    "no such column": ((*SHOW, "R000000001", "电话", "--why", "x"), 1, f"columns: {COLUMN}"),
    "a plain column": ((*SHOW, "R000000001", "地址", "--why", "x"), 1, "no encrypted column 地址"),
    "no such source": (
        ("personal", "show", CITY, "hotlines", "R1", COLUMN, "--why", "x"), 1, "no source hotlines",
    ),
    "no such city": (("personal", "list", "nowhere"), 1, "no city pack nowhere"),
}  # fmt: skip


def numbers(data: Path) -> dict[str, str]:
    """Return the numbers to ring back that the hotline's file holds, by report."""
    [file] = data.glob("12345*.csv")
    with file.open(encoding="gb18030", newline="") as text:
        rows = list(csv.DictReader(text))
    return {row["工单编号"]: row[COLUMN] for row in rows if row[COLUMN]}


@pytest.mark.parametrize(("words", "code", "told"), WRONG.values(), ids=WRONG)
def test_a_wrong_word_is_told(home: Path, words: tuple[str, ...], code: int, told: str) -> None:
    done = anlan(home, *words)
    assert done.code == code
    assert told in done.said


def test_a_number_is_read_once_asked_for_and_that_is_recorded(home: Path, data: Path) -> None:
    key, number = next(iter(numbers(data).items()))
    for file in home.rglob("*"):
        assert not file.is_file() or number.encode() not in file.read_bytes()
    done = anlan(home, *SHOW, key, COLUMN, "--why", "回访")
    assert done.code == 0
    assert done.said.startswith(number)
    told = anlan(home, "ledger", "history", f"record:{CITY}/hotline")
    assert f"Read the personal value in {COLUMN}" in told.said
    assert number not in told.said
    assert key not in told.said


def test_what_is_held_is_listed_and_nothing_goes_before_its_time(home: Path) -> None:
    held = anlan(home, "personal", "list", CITY)
    assert COLUMN in held.said
    assert "encrypted" in held.said
    assert "60" in held.said
    assert "Destroyed 0 keys" in anlan(home, "personal", "expire").said


def test_keys_are_changed_and_the_old_one_goes(home: Path, data: Path) -> None:
    before = Keyring.of(home).keys
    key, number = next(iter(numbers(data).items()))
    assert "Added a key and sealed 1 value" in anlan(home, "keys", "rotate").said
    listed = anlan(home, "keys", "list").said
    assert not any(key in listed for key in Keyring.of(home).keys)
    assert "Removed 1 old key." in anlan(home, "keys", "drop").said
    assert not set(before) & set(Keyring.of(home).keys)
    assert anlan(home, *SHOW, key, COLUMN, "--why", "回访").said.startswith(number)
    (home / "keys.txt").write_text(before[0], encoding="ascii")
    refused = anlan(home, *SHOW, key, COLUMN, "--why", "回访")
    assert refused.code == 1
    assert "none of the keys" in refused.said
    told = anlan(home, "keys", "list").said
    assert "1 sealed value can be opened by none" in told


def test_a_pack_that_names_an_encrypted_column_is_told_so(tmp_path: Path) -> None:
    shipped = Path(cities.__file__).parent / CITY
    folder = tmp_path / CITY
    for file in (*shipped.glob("*.toml"), *shipped.glob("contracts/*")):
        copy = folder / file.relative_to(shipped)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8")
        copy.write_text(
            text.replace('event_time = "受理时间"', f'event_time = "{COLUMN}"'), "utf-8"
        )
    done = anlan(tmp_path, "city", "check", folder)
    assert done.code == 1
    assert COLUMN in done.said
    assert "event_time" in done.said
