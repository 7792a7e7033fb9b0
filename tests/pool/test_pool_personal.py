"""Encrypted columns: nowhere in clear, known again, read with a trace, gone in time."""

import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pool_town import DAY_ONE, DAY_TWO, Town, row
from sqlalchemy import event, select

from anlan.model.cause import Cause
from anlan.model.city import Source
from anlan.model.errors import ContractError, StoreError
from anlan.pool import contract, quarantine, records, register
from anlan.pool.replay import replay
from anlan.pool.reveal import holdings, reveal
from anlan.pool.sieve import Counts
from anlan.store import Workspace, vault
from anlan.store.history import history
from anlan.store.ledger import Entry
from anlan.store.vault import PersonalKey
from anlan.store.verify import verify

DROPPED = "[{property: anlan.personal, value: drop}]"
ENCRYPTED = "[{property: anlan.personal, value: encrypt}, {property: anlan.days, value: 60}]"
PLAIN_PHONE = "        logicalType: string\n        classification: personal"
FORMED_PHONE = (
    "        logicalType: string\n"
    "        logicalTypeOptions: {pattern: '^[0-9]{3}-[0-9]{4}$', maxLength: 8}\n"
    "        classification: personal"
)
READER = Cause("account:7", origin="10.0.0.9")
LAST_DAY = datetime(2024, 4, 30, 15, 59, tzinfo=UTC)
"""A minute before the end, in Shanghai, of the sixtieth day after the first of March."""
OVER = datetime(2024, 4, 30, 16, 0, tzinfo=UTC)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path)
    made.contract(DROPPED, ENCRYPTED)
    return made


def phone(workspace: Workspace, key: str = "V1", now: datetime = DAY_ONE) -> str:
    return reveal(workspace, READER, "visits", key, "phone", "to ring back", now).value


def everything(home: Path) -> Iterator[bytes]:
    """Yield the bytes of every file below, and what is inside those that are packed."""
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield data
            if path.suffix == ".parquet":
                yield repr(pl.read_parquet(path).rows()).encode()
            elif path.suffix == ".gz":
                yield gzip.decompress(data)
            elif path.name == "anlan.db":
                yield dumped(path)


def dumped(path: Path) -> bytes:
    connection = sqlite3.connect(path)
    try:
        return "\n".join(connection.iterdump()).encode()
    finally:
        connection.close()


def test_a_value_is_kept_and_read_back(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2, phone=" 555-0123 "), row(3, phone="")])
    [result] = town.ingest(workspace)
    assert result.counts == Counts(read=3, new=3)
    assert phone(workspace, "V1") == "555-0199"
    assert phone(workspace, " V2 ") == "555-0123"
    with pytest.raises(StoreError, match="holds nothing in phone"):
        phone(workspace, "V3")


def test_the_cell_is_cipher_text_that_never_repeats(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2)])
    town.ingest(workspace)
    [file] = workspace.lake_files("visits")
    cells = pl.read_parquet(file)["_sealed.phone"].to_list()
    assert len(set(cells)) == 2
    assert all(cell.startswith("enc:1:1:") for cell in cells)


def test_no_reader_of_data_sees_the_column(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2, score="999")])
    town.ingest(workspace)
    agreed = records.contract_of(workspace, "visits")
    frames = [
        records.read(workspace, town.city, "visits"),
        records.stored(workspace, "visits", agreed),
        records.history(workspace, town.city, "visits", "V1"),
        register.assets(workspace, town.city, "premises"),
    ]
    [item] = quarantine.listing(workspace).items
    _, raw = quarantine.show(workspace, item.id)
    out = town.root / "out.csv"
    quarantine.export(workspace, "visits", out)
    seen = [*(repr((f.columns, f.rows())) for f in frames), repr(raw), out.read_text("utf-8")]
    assert not any("enc:1:" in text or "phone" in text for text in seen)


PHONES = st.text("0123456789", min_size=12, max_size=16)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=PHONES, corrected=PHONES, bad=PHONES, broken=PHONES, mended=PHONES)
def test_no_clear_value_is_anywhere(
    tmp_path_factory: pytest.TempPathFactory,
    first: str,
    corrected: str,
    bad: str,
    broken: str,
    mended: str,
) -> None:
    town = Town(tmp_path_factory.mktemp("town"))
    town.contract(DROPPED, ENCRYPTED)
    town.contract(PLAIN_PHONE, FORMED_PHONE.replace("8}", "14}").replace("{3}-[0-9]{4}", "*"))
    workspace = town.workspace()
    rows = [row(1, phone=first), row(2, phone=bad, score="999"), row(3, phone="x" + bad)]
    path = town.write([*rows, row(1, phone=corrected), row(4, phone=mended, name="")])
    path.write_text(f"{path.read_text()}V9,too,few,{broken}\n")
    town.ingest(workspace)
    path.unlink()
    town.write([row(1, phone=corrected)], "visits_2.csv")
    town.ingest(workspace, now=DAY_TWO)
    out = town.root / "home" / "mend.csv"
    quarantine.export(workspace, "visits", out)
    [item] = [each for each in quarantine.listing(workspace).items if each.row == 2]
    mends = {item.id: {"score": "9"}}
    replay(town.city, town.pack.joinpath, workspace, "visits", mends, DAY_TWO)
    if len(corrected) <= 14:
        assert phone(workspace, "V1", DAY_TWO) == corrected
    workspace.close()
    kept = list(everything(town.root / "home"))
    assert any(b"personal.key_made" in data for data in kept), "the search finds what is there"
    for value in (first, corrected, bad, broken, mended):
        assert not any(value.encode() in data for data in kept)


@pytest.mark.parametrize("again", [DAY_ONE, DAY_ONE + timedelta(hours=9), DAY_TWO])
def test_the_same_rows_in_another_file_change_nothing(
    town: Town, workspace: Workspace, again: datetime
) -> None:
    town.write([row(1), row(2)])
    town.ingest(workspace)
    town.write([row(2, phone="555-0199 "), row(1), row(3)])
    [result] = town.ingest(workspace, now=again)
    assert (result.counts.new, result.counts.unchanged, result.counts.updated) == (1, 2, 0)


def test_a_corrected_value_makes_a_version_under_its_own_day(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1), row(2)])
    town.ingest(workspace)
    town.write([row(1, phone="555-0100"), row(2)])
    [result] = town.ingest(workspace, now=DAY_TWO)
    assert result.counts == Counts(read=2, updated=1, unchanged=1)
    assert phone(workspace, now=DAY_TWO) == "555-0100"
    newest = pl.read_parquet(workspace.lake_files("visits")[-1])
    assert newest["_sealed.phone"].str.starts_with("enc:1:2:").to_list() == [True]
    with workspace.session() as session:
        days = list(session.scalars(select(PersonalKey.day).order_by(PersonalKey.id)))
    assert [str(day) for day in days] == ["2024-03-01", "2024-04-01"]


def test_two_versions_in_one_file_are_a_conflict(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(1), row(1, phone="555-0100")])
    [result] = town.ingest(workspace)
    assert result.counts == Counts(read=3, new=1, repeated=1, quarantined=1)


@pytest.mark.parametrize(("bad", "rule"), [("123-456", "pattern"), ("555-01999", "too_long")])
def test_rules_are_checked_on_the_clear_text_and_never_show_it(
    town: Town, workspace: Workspace, bad: str, rule: str
) -> None:
    town.contract(PLAIN_PHONE, FORMED_PHONE)
    town.write([row(1), row(2, phone=bad)])
    [result] = town.ingest(workspace)
    assert result.counts == Counts(read=2, new=1, quarantined=1)
    [item] = quarantine.listing(workspace, rule=None).items
    found = [problem for problem in item.problems if problem.rule == rule]
    assert len(found) == 1
    for lang in ("en", "zh"):
        told = item.say(lang, found[0])
        assert bad not in told
        assert "***" in told


def test_a_mended_row_keeps_its_value_and_its_day(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2, phone="555-0123", score="999")])
    town.ingest(workspace)
    [item] = quarantine.listing(workspace).items
    done = replay(
        town.city, town.pack.joinpath, workspace, "visits", {item.id: {"score": "9"}}, DAY_TWO
    )
    assert done.mended == 1
    assert phone(workspace, "V2", DAY_TWO) == "555-0123"
    with workspace.session() as session:
        assert len(session.scalars(select(PersonalKey)).all()) == 1
    town.write([row(1), row(2, phone="555-0123", score="9")])
    [result] = town.ingest(workspace, now=DAY_TWO)
    assert result.counts == Counts(read=2, unchanged=2)


def test_a_row_mended_after_its_time_has_lost_its_value(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2, phone="555-0123", score="999")])
    town.ingest(workspace)
    vault.expire(workspace.database, workspace.cause, OVER)
    [item] = quarantine.listing(workspace).items
    replay(town.city, town.pack.joinpath, workspace, "visits", {item.id: {"score": "9"}}, OVER)
    with pytest.raises(StoreError, match="holds nothing"):
        phone(workspace, "V2", OVER)


def test_a_changed_rule_is_checked_on_the_clear_text_of_quarantine(
    town: Town, workspace: Workspace
) -> None:
    town.contract(PLAIN_PHONE, FORMED_PHONE)
    town.write([row(1, phone="555-012"), row(2, phone="x")])
    town.ingest(workspace)
    town.contract("{4}", "{3,4}")
    done = replay(town.city, town.pack.joinpath, workspace, "visits", None, DAY_TWO)
    assert (done.mended, done.still_bad) == (1, 1)
    assert phone(workspace, "V1", DAY_TWO) == "555-012"


def test_a_mend_by_hand_is_refused(town: Town, workspace: Workspace) -> None:
    town.write([row(1, score="999")])
    town.ingest(workspace)
    [item] = quarantine.listing(workspace).items
    for name in ("phone", "_sealed.phone"):
        with pytest.raises(StoreError, match="cannot be mended"):
            replay(town.city, town.pack.joinpath, workspace, "visits", {item.id: {name: "1"}})


def test_a_reading_is_in_the_ledger_with_its_reason_and_without_the_value(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1)])
    town.ingest(workspace)
    found = reveal(workspace, READER, "visits", "V1", "phone", " 回访投诉人 ", DAY_ONE)
    [told] = history(workspace.database, found.subject)
    assert (told.act, told.who, told.origin, told.why) == (
        "personal.read", "account:7", "10.0.0.9", "回访投诉人",
    )  # fmt: skip
    assert told.after == {"column": "phone"}
    assert "phone" in told.say("en")
    with workspace.session() as session:
        entries = session.scalars(select(Entry)).all()
    assert not any("555-0199" in repr(vars(entry)) for entry in entries)
    assert verify(workspace.database).fault is None


@pytest.mark.parametrize(
    ("source", "key", "column", "why", "told"),
    [
        ("visits", "V1", "phone", " ", "only for a reason"),
        ("visits", "V7", "phone", "x", "no record with the key V7"),
        ("visits", "V1|V1", "phone", "x", "no record"),
        ("visits", "V1", "phnoe", "x", "Encrypted columns: phone"),
        ("visits", "V1", "name", "x", "no encrypted column name"),
        ("vists", "V1", "phone", "x", "no encrypted column"),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_no_entry(
    town: Town, workspace: Workspace, source: str, key: str, column: str, why: str, told: str
) -> None:
    town.write([row(1)])
    town.ingest(workspace)
    with pytest.raises(StoreError, match=told):
        reveal(workspace, READER, source, key, column, why, DAY_ONE)
    with workspace.session() as session:
        assert "personal.read" not in session.scalars(select(Entry.act)).all()


def test_nothing_is_returned_when_the_entry_cannot_be_written(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1)])
    town.ingest(workspace)
    with workspace.database.writing() as session:
        session.connection().exec_driver_sql(
            "CREATE TRIGGER shut BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'shut'); END"
        )
    with pytest.raises(sqlite3.IntegrityError, match="shut"):
        phone(workspace)


def test_values_can_be_read_until_the_end_of_their_last_day(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1)])
    town.ingest(workspace)
    assert phone(workspace, now=LAST_DAY) == "555-0199"
    with pytest.raises(StoreError, match="is over"):
        phone(workspace, now=OVER)
    assert vault.expire(workspace.database, READER, LAST_DAY) == 0
    assert vault.expire(workspace.database, READER, OVER) == 1
    assert vault.expire(workspace.database, READER, OVER) == 0
    with pytest.raises(StoreError, match="is over"):
        phone(workspace, now=DAY_ONE)
    [made, gone] = history(workspace.database, "personal_key:town/visits")
    assert (made.act, gone.act, gone.who) == (
        "personal.key_made", "personal.destroyed", "account:7",
    )  # fmt: skip


def test_after_the_time_the_rows_stay_and_the_same_file_brings_nothing_back(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1), row(2)])
    town.ingest(workspace)
    vault.expire(workspace.database, READER, OVER)
    assert records.read(workspace, town.city, "visits").height == 2
    town.write([row(1), row(2), row(3)])
    [result] = town.ingest(workspace, now=OVER)
    assert result.counts == Counts(read=3, new=1, unchanged=2)


def forgetting_nothing(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA secure_delete=OFF")


def left_of(sealed: str, workspace: Workspace) -> list[str]:
    """Return the pieces of a sealed key that stand in any of the database's files."""
    files = [path.read_bytes() for path in workspace.folder.parent.glob("anlan.db*")]
    pieces = [sealed[at : at + 16] for at in range(8, len(sealed), 16)]
    return [piece for piece in pieces if any(piece.encode() in data for data in files)]


def test_a_copy_of_the_files_opens_nothing_once_the_key_is_destroyed(
    town: Town, workspace: Workspace
) -> None:
    # Some builds of SQLite write zeros over what goes by themselves; most don't.
    workspace.close()
    event.listen(workspace.database.engine, "connect", forgetting_nothing)
    town.write([row(1)])
    town.ingest(workspace)
    copy = Path(shutil.copytree(workspace.folder, town.root / "copy"))
    with workspace.session() as session:
        sealed = session.scalar(select(PersonalKey.sealed))
    assert sealed
    other = sqlite3.connect(workspace.folder.parent / "anlan.db")
    other.execute("SELECT 1 FROM personal_keys").fetchall()
    assert left_of(sealed, workspace)
    vault.expire(workspace.database, READER, OVER)
    assert not left_of(sealed, workspace)
    other.close()
    workspace.close()
    shutil.rmtree(workspace.folder)
    shutil.copytree(copy, workspace.folder)
    with pytest.raises(StoreError, match="is over"):
        phone(town.workspace())


def test_an_old_copy_of_the_database_opens_nothing_without_the_keys(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1)])
    town.ingest(workspace)
    workspace.close()
    home = Path(shutil.copytree(town.root / "home", town.root / "backup"))
    (home / "keys.txt").unlink()
    restored = town.workspace("backup")
    with pytest.raises(StoreError, match="none of the keys"):
        phone(restored)
    shutil.copy(town.root / "home" / "keys.txt", home / "keys.txt")
    assert phone(restored) == "555-0199", "a backup with its keys is as good as the original"
    restored.close()


def test_cipher_text_moved_to_another_column_or_altered_is_refused(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1)])
    town.ingest(workspace)
    [file] = workspace.lake_files("visits")
    frame = pl.read_parquet(file)
    cell = frame["_sealed.phone"][0]
    flipped = cell[:-6] + ("A" if cell[-6] != "A" else "B") + cell[-5:]
    for wrong in (flipped, "enc:1:1:AAAA", "enc:1:9:" + cell[8:], "555-0199"):
        frame.with_columns(pl.lit(wrong).alias("_sealed.phone")).write_parquet(file)
        with pytest.raises(StoreError, match=r"altered|never had"):
            phone(workspace)


def test_a_shorter_term_holds_for_what_is_there_and_a_longer_one_does_not(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1)])
    town.ingest(workspace)
    town.contract("value: 60", "value: 90")
    [again] = town.ingest(workspace)
    assert again.already, "a term is no rule that rows are checked by"
    assert vault.expire(workspace.database, READER, LAST_DAY) == 0
    town.contract("value: 90", "value: 7")
    town.ingest(workspace)
    eighth = datetime(2024, 3, 8, 16, tzinfo=UTC)
    assert vault.expire(workspace.database, READER, eighth) == 1
    acts = [told.act for told in history(workspace.database, "personal_key:town/visits")]
    assert acts == ["personal.key_made", "personal.shortened", "personal.destroyed"]


def test_a_column_encrypted_from_now_on_is_taken_in_anew(town: Town, workspace: Workspace) -> None:
    town.contract(ENCRYPTED, DROPPED.replace("drop", "hash"))
    town.write([row(1)])
    town.ingest(workspace)
    town.contract(DROPPED.replace("drop", "hash"), ENCRYPTED)
    [result] = town.ingest(workspace, now=DAY_TWO)
    assert result.counts == Counts(read=1, updated=1)
    assert phone(workspace, now=DAY_TWO) == "555-0199"


def test_a_column_no_longer_encrypted_never_shows_its_cipher_text(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1), row(2, score="999")])
    town.ingest(workspace)
    town.contract(f"        classification: personal\n        customProperties: {ENCRYPTED}\n", "")
    town.write([row(3, phone="open")])
    town.ingest(workspace, now=DAY_TWO)
    shown = records.read(workspace, town.city, "visits").sort("_key")["phone"].to_list()
    assert shown == [None, "open"]
    [item] = quarantine.listing(workspace).items
    replay(town.city, town.pack.joinpath, workspace, "visits", {item.id: {"score": "1"}}, DAY_TWO)
    shown = records.read(workspace, town.city, "visits").sort("_key")["phone"].to_list()
    assert shown == [None, None, "open"]


def test_what_is_held_is_listed(town: Town, workspace: Workspace) -> None:
    town.write([row(1)])
    town.ingest(workspace)
    town.write([row(2)])
    town.ingest(workspace, now=DAY_TWO)
    [held] = holdings(workspace, ["visits", "others"])
    assert (held.source, held.column, held.way, held.days) == ("visits", "phone", "encrypt", 60)
    assert (held.living, held.destroyed, held.ends) == (2, 0, OVER)
    vault.expire(workspace.database, READER, OVER)
    [held] = holdings(workspace, ["visits"])
    assert (held.living, held.destroyed) == (1, 1)
    assert held.ends is not None
    assert held.ends > OVER


def test_a_source_without_encrypted_columns_needs_no_key(tmp_path: Path) -> None:
    town = Town(tmp_path)
    workspace = town.workspace()
    town.write([row(1)])
    town.ingest(workspace)
    assert not (town.root / "home" / "keys.txt").exists()
    [file] = workspace.lake_files("visits")
    assert not any(name.startswith("_sealed") for name in pl.read_parquet_schema(file))
    workspace.close()


@dataclass(frozen=True)
class Wrong:
    """A way of writing the contract that is refused."""

    old: str
    new: str
    told: str


WRONG = [
    Wrong(", {property: anlan.days, value: 60}", "", "no anlan.days"),
    Wrong("value: 60", "value: 0", "1 to 366"),
    Wrong("value: 60", "value: 367", "1 to 366"),
    Wrong("value: 60", "value: 60.5", "whole number"),
    Wrong("value: 60", "value: true", "whole number"),
    Wrong("value: 60", "value: two months", "whole number"),
    Wrong("value: encrypt", "value: hash", "only with anlan.personal: encrypt"),
    Wrong("value: encrypt", "value: encypt", "encrypt"),
    Wrong("anlan.days", "anlan.day", "anlan.days"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.told + wrong.new[-9:])
def test_a_wrong_term_is_told_with_file_line_and_key(town: Town, wrong: Wrong) -> None:
    town.contract(ENCRYPTED, ENCRYPTED.replace(wrong.old, wrong.new))
    with pytest.raises(ContractError) as caught:
        contract.load(town.pack / "visits.yaml", Source.model_validate(town.sources[0]))
    said = caught.value.say("en")
    assert "visits.yaml" in said
    assert wrong.told in said
    assert "customProperties" in said
    assert caught.value.values["line"] == 25


def test_two_terms_in_one_source_are_refused(town: Town) -> None:
    other = f"        classification: personal\n        customProperties: {ENCRYPTED}\n"
    second = f"      - name: mail\n        logicalType: string\n{other.replace('60', '61')}"
    town.contract(other, other + second)
    with pytest.raises(ContractError, match=r"a source has one anlan\.days"):
        contract.load(town.pack / "visits.yaml", Source.model_validate(town.sources[0]))


@pytest.mark.parametrize("use", [{"key": ["phone"]}, {"event_time": "phone"}])
def test_an_encrypted_column_can_be_no_key_and_no_day(town: Town, use: dict[str, object]) -> None:
    declared = Source.model_validate(town.sources[0] | use)
    town.contract(", primaryKey: true", "")
    with pytest.raises(ContractError, match="encrypts as personal"):
        contract.load(town.pack / "visits.yaml", declared)


def test_an_interrupted_file_goes_on_under_the_key_of_its_day(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(number, phone=f"555-{number:04d}") for number in range(9)])
    town.ingest(workspace, chunk_rows=2)
    keys = [
        cell.split(":")[2]
        for file in workspace.lake_files("visits")
        for cell in pl.read_parquet(file)["_sealed.phone"]
    ]
    assert len(keys) == 9
    assert all(one == other for one, other in pairwise(keys))
    assert phone(workspace, "V8") == "555-0008"
