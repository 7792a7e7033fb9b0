"""Keys of personal values: made once a day, opened by the ring, destroyed when due."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealed_city import NOW, personal_key
from sqlalchemy import select

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store import vault
from anlan.store.change import change
from anlan.store.cipher import DataKey, about, new_secret, number_of
from anlan.store.database import Database
from anlan.store.history import history
from anlan.store.keys import Keyring
from anlan.store.vault import Lot, PersonalKey

CAUSE = Cause("job:expire")
LOT = Lot("town", "visits", date(2026, 5, 4), NOW + timedelta(days=60))


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring.of(tmp_path / "home")


def test_a_day_has_one_key(database: Database, ring: Keyring) -> None:
    first = vault.key_of(database, CAUSE, ring, LOT)
    assert vault.key_of(database, CAUSE, ring, LOT) == first
    others = [
        Lot("town", "visits", date(2026, 5, 5), LOT.until),
        Lot("town", "licences", LOT.day, LOT.until),
        Lot("other", "visits", LOT.day, LOT.until),
    ]
    made = [vault.key_of(database, CAUSE, ring, lot) for lot in others]
    assert len({key.secret for key in [first, *made]}) == 4
    with database.session() as session:
        sealed = session.scalars(select(PersonalKey.sealed)).all()
    assert not any(first.secret in text.encode() for text in sealed)


def test_a_key_is_open_until_its_moment(database: Database, ring: Keyring) -> None:
    made = vault.key_of(database, CAUSE, ring, LOT)
    early = LOT.until - timedelta(microseconds=1)
    with database.session() as session:
        assert vault.open_key(session, ring, made.number, early) == made
        assert vault.open_key(session, ring, made.number, LOT.until) is None
        with pytest.raises(StoreError, match="never had"):
            vault.open_key(session, ring, 99, early)


def test_due_keys_are_destroyed_once_and_others_stay(
    database: Database, ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "AT_ONCE", 2)
    with database.writing() as session:
        session.add_all(personal_key(ring.seal("x"), date(2026, 1, day)) for day in range(1, 6))
    later = vault.key_of(database, CAUSE, ring, LOT)
    assert vault.expire(database, CAUSE, NOW - timedelta(seconds=1)) == 0
    assert vault.expire(database, CAUSE, NOW) == 5
    assert vault.expire(database, CAUSE, NOW) == 0
    with database.session() as session:
        rows = session.scalars(select(PersonalKey).order_by(PersonalKey.id)).all()
        assert [row.sealed for row in rows[:5]] == [""] * 5
        assert {row.destroyed_at for row in rows[:5]} == {NOW}
        assert vault.open_key(session, ring, later.number, NOW) == later
    told = [each for each in history(database, "personal_key:town") if "destroyed" in each.act]
    assert len(told) == 5
    assert "2026-01-01" in told[0].say("en")


def test_nothing_is_received_under_a_destroyed_key(database: Database, ring: Keyring) -> None:
    vault.key_of(database, CAUSE, ring, LOT)
    vault.expire(database, CAUSE, LOT.until)
    with pytest.raises(StoreError, match="clock"):
        vault.key_of(database, CAUSE, ring, LOT)


def test_a_term_only_gets_shorter(database: Database, ring: Keyring) -> None:
    vault.key_of(database, CAUSE, ring, LOT)
    for days, ends in ((90, LOT.until), (10, NOW + timedelta(days=10))):
        with change(database, CAUSE) as made:
            vault.shorten(made, "town", "visits", lambda _day, days=days: NOW + timedelta(days))
        with database.session() as session:
            assert session.scalar(select(PersonalKey.expires_at)) == ends


def test_keys_lost_are_told(database: Database, ring: Keyring, tmp_path: Path) -> None:
    made = vault.key_of(database, CAUSE, ring, LOT)
    stranger = Keyring.of(tmp_path / "elsewhere")
    with database.session() as session, pytest.raises(StoreError, match="none of the keys"):
        vault.open_key(session, stranger, made.number, datetime(2026, 5, 5, tzinfo=UTC))


@given(st.lists(st.text(min_size=1), min_size=1, max_size=20))
def test_what_is_encrypted_opens_as_it_was(values: list[str]) -> None:
    key = DataKey(3, new_secret())
    bound = about("town", "visits", "电话")
    cells = key.encrypt(pl.Series("phone", values), bound)
    assert [key.decrypt(cell, bound) for cell in cells] == values
    assert {number_of(cell) for cell in cells} == {3}
    assert cells.n_unique() == len(values)


@pytest.mark.parametrize(
    "other",
    [about("town", "visits", "mail"), about("town", "x", "phone"), about("x", "visits", "phone")],
)
def test_a_value_opens_only_where_it_belongs(other: str) -> None:
    key = DataKey(3, new_secret())
    [cell] = key.encrypt(pl.Series(["555-0199"]), about("town", "visits", "phone"))
    with pytest.raises(StoreError, match="altered"):
        key.decrypt(cell, other)
    with pytest.raises(StoreError, match="altered"):
        DataKey(3, new_secret()).decrypt(cell, about("town", "visits", "phone"))
