"""Keys are changed while everything sealed stays readable, however often the change is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from sealed_city import ROTATE, fill, opened
from sqlalchemy import String, inspect, update

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store import keys, lock, rotation
from anlan.store.accounts import Account
from anlan.store.database import Database
from anlan.store.history import history
from anlan.store.keys import Keyring
from anlan.store.tables import Table
from anlan.store.verify import verify

CAUSE = Cause("account:1")
PER_COLUMN = 7
ALL = PER_COLUMN * len(rotation.SEALED)
ROWS = 250
KILLS = 7


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def ring(database: Database, home: Path) -> Keyring:
    made = Keyring.of(home)
    fill(database, made, PER_COLUMN)
    return made


def test_everything_is_sealed_under_the_new_key(
    database: Database, home: Path, ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    before = opened(database, ring)
    done = rotation.rotate(database, CAUSE, home)
    assert (done.moved, done.lost, done.added) == (ALL, 0, True)
    newest = Keyring(Keyring.of(home).keys[:1])
    assert newest.keys[0] not in ring.keys
    assert opened(database, newest) == before
    with pytest.raises(StoreError, match="none of the keys"):
        opened(database, ring)


def test_old_keys_go_only_when_nothing_is_sealed_under_them(
    database: Database, home: Path, ring: Keyring
) -> None:
    before = opened(database, ring)
    keys.add(home)
    with pytest.raises(StoreError, match=f"{ALL} values are still sealed"):
        rotation.drop(database, CAUSE, home)
    assert len(Keyring.of(home).keys) == 2
    rotation.rotate(database, CAUSE, home)
    assert rotation.drop(database, CAUSE, home) == 1
    assert rotation.drop(database, CAUSE, home) == 0
    assert opened(database, Keyring.of(home)) == before


def test_the_keys_are_listed_without_showing_them(
    database: Database, home: Path, ring: Keyring
) -> None:
    found = rotation.held(database, keys.add(home))
    assert (found.under[0], found.under[1], found.lost, found.old) == (0, ALL, 0, ALL)
    shown = found.ring.fingerprints
    assert len(set(shown)) == 2
    assert not any(
        key[:12] in shown or print_ in key for key in found.ring.keys for print_ in shown
    )


def test_each_step_is_in_the_ledger_and_no_key_is(
    database: Database, home: Path, ring: Keyring
) -> None:
    rotation.rotate(database, CAUSE, home)
    rotation.drop(database, CAUSE, home)
    told = list(history(database, rotation.SUBJECT))
    resealed = ["keys.resealed"] * len(rotation.SEALED)
    assert [each.act for each in told] == ["keys.added", *resealed, "keys.dropped"]
    both = [*ring.keys, *Keyring.of(home).keys]
    for each in told:
        assert each.who == "account:1"
        for lang in ("en", "zh"):
            assert not any(key in each.say(lang) for key in both)
    assert verify(database).fault is None


def test_a_rotation_cut_short_goes_on_and_adds_no_second_key(
    database: Database, home: Path, ring: Keyring
) -> None:
    keys.add(home)
    done = rotation.rotate(database, CAUSE, home)
    assert (done.moved, done.added) == (ALL, False)
    assert len(Keyring.of(home).keys) == 2


def test_what_no_key_opens_is_left_and_told(database: Database, home: Path, ring: Keyring) -> None:
    stranger = Keyring.of(home.parent / "elsewhere")
    with database.writing() as session:
        session.execute(update(Account).values(totp=stranger.seal("x")))
    done = rotation.rotate(database, CAUSE, home)
    assert (done.moved, done.lost) == (ALL - PER_COLUMN, 2 * PER_COLUMN)
    assert rotation.held(database, Keyring.of(home)).lost == 2 * PER_COLUMN
    assert rotation.drop(database, CAUSE, home) == 1


def test_with_keys_from_the_environment_the_first_one_seals(
    database: Database, home: Path, ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = opened(database, ring)
    new = Keyring.of(home.parent / "elsewhere").keys[0]
    monkeypatch.setenv("ANLAN_KEYS", f"{new},{ring.keys[0]}")
    done = rotation.rotate(database, CAUSE, home)
    assert (done.moved, done.added) == (ALL, False)
    assert opened(database, Keyring((new,))) == before
    with pytest.raises(StoreError, match="ANLAN_KEYS"):
        rotation.drop(database, CAUSE, home)


def test_two_changes_of_keys_at_once_are_refused(
    database: Database, home: Path, ring: Keyring
) -> None:
    for change in (rotation.rotate, rotation.drop):
        with lock.held(home), pytest.raises(StoreError, match="another run"):
            change(database, CAUSE, home)
    assert Keyring.of(home) == ring


def test_a_killed_rotation_loses_nothing_and_the_next_one_ends_it(
    database: Database, url: str, home: Path
) -> None:
    fill(database, Keyring.of(home), ROWS)
    before = opened(database, Keyring.of(home))
    chance, cut = Random(7), 0  # noqa: S311
    for _ in range(KILLS):
        words = [sys.executable, "-c", ROTATE, url, str(home), "5"]
        running = subprocess.Popen(words, stdout=subprocess.PIPE)
        assert running.stdout is not None
        for _ in range(chance.randint(1, 25)):
            assert running.stdout.readline() == b"a transaction\n"
        time.sleep(chance.uniform(0, 0.02))
        os.kill(running.pid, signal.SIGKILL)
        running.wait(timeout=60)
        running.stdout.close()
        ring = Keyring.of(home)
        assert opened(database, ring) == before, "every value opens at every moment"
        cut += rotation.held(database, ring).old > 0
    assert cut >= KILLS - 1, "nearly all kills came in the middle"
    rotation.rotate(database, CAUSE, home)
    rotation.drop(database, CAUSE, home)
    assert len(Keyring.of(home).keys) == 1
    assert opened(database, Keyring.of(home)) == before
    assert verify(database).fault is None


def test_no_column_that_says_it_is_sealed_is_forgotten() -> None:
    """A table tells in its own words what is sealed; each such column must be declared."""
    declared = {(column.class_.__tablename__, column.key) for column in rotation.SEALED}
    told = set()
    for mapper in Table.registry.mappers:
        words = mapper.class_.__doc__ or ""
        for column in inspect(mapper.class_).columns:
            sentence = [part for part in words.split(".") if f"``{column.key}``" in part]
            if isinstance(column.type, String) and any("sealed" in part for part in sentence):
                told.add((mapper.class_.__tablename__, column.key))
    assert told <= declared
    assert len(told) >= 3
