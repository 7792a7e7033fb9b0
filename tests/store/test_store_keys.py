"""Sealed values open only with the keys, and keys can be changed."""

from pathlib import Path

import pytest

from anlan.model.errors import StoreError
from anlan.store import keys
from anlan.store.keys import Keyring


def test_what_is_sealed_opens_after_the_key_was_changed(tmp_path: Path) -> None:
    ring = Keyring.of(tmp_path / "home")
    sealed = ring.seal("令牌 s3cret")
    assert "s3cret" not in sealed
    newer = keys.add(tmp_path / "home")
    assert newer.keys[1:] == ring.keys
    assert newer.open(sealed) == "令牌 s3cret"
    moved = newer.sealed_anew(sealed)
    assert Keyring(newer.keys[:1]).open(moved) == "令牌 s3cret"
    with pytest.raises(StoreError, match="none of the keys"):
        Keyring(newer.keys[:1]).open(sealed)
    with pytest.raises(StoreError):
        Keyring(newer.keys[:1]).sealed_anew(sealed)


@pytest.mark.parametrize("nonsense", ["", "abc", "é", "\ud800", "gAAAAABk" * 40])
def test_what_was_never_sealed_is_said_to_be_so(tmp_path: Path, nonsense: str) -> None:
    with pytest.raises(StoreError, match="none of the keys"):
        Keyring.of(tmp_path).open(nonsense)


def test_keys_are_for_the_owner_only(tmp_path: Path) -> None:
    Keyring.of(tmp_path)
    assert (tmp_path / "keys.txt").stat().st_mode & 0o777 == 0o600


def test_keys_from_outside_and_nonsense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Keyring.of(tmp_path).keys[0]
    monkeypatch.setenv("ANLAN_KEYS", known)
    assert Keyring.of(tmp_path / "elsewhere").keys == (known,)
    with pytest.raises(StoreError, match="ANLAN_KEYS"):
        keys.add(tmp_path)
    monkeypatch.setenv("ANLAN_KEYS", "short")
    with pytest.raises(StoreError, match="ANLAN_KEYS"):
        Keyring.of(tmp_path)
