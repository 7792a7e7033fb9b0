"""The installation's keys: what is sealed with them can be read only by who holds them.

Fernet (AES-128-CBC with HMAC-SHA256; https://github.com/fernet/spec) from the ``cryptography``
library. The newest key seals; every key of the ring opens, so that keys can be changed at any time.
A process that seals reads the ring anew each time, since keys may have been changed meanwhile.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from anlan.model.errors import StoreError
from anlan.store.whole import sync_folder

FILE = "keys.txt"
VARIABLE = "ANLAN_KEYS"


@dataclass(frozen=True)
class Keyring:
    """Keys, the newest first."""

    keys: tuple[str, ...]

    @classmethod
    def of(cls, home: Path) -> "Keyring":
        """Return the keys of ``ANLAN_KEYS`` (by commas), else of the home's file, made if missing.

        Raises:
            StoreError: a key is no key, or the file can't be read or written.
        """
        given = os.environ.get(VARIABLE)
        keys = given.split(",") if given else _read(home / FILE)
        try:
            for key in keys:
                Fernet(key.strip())
        except ValueError as error:
            raise StoreError(
                "error.store.key_bad", at=VARIABLE if given else home / FILE
            ) from error
        return cls(tuple(key.strip() for key in keys))

    def seal(self, text: str) -> str:
        """Return ``text`` sealed with the newest key."""
        return Fernet(self.keys[0]).encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """Return what was sealed.

        Raises:
            StoreError: none of the keys opens it.
        """
        try:
            return self._ring.decrypt(sealed).decode()
        except (InvalidToken, ValueError) as error:
            raise StoreError("error.store.sealed") from error

    def sealed_anew(self, sealed: str) -> str:
        """Return the same under the newest key.

        Raises:
            StoreError: none of the keys opens it.
        """
        try:
            return self._ring.rotate(sealed).decode("ascii")
        except InvalidToken as error:
            raise StoreError("error.store.sealed") from error

    def opener(self, sealed: str) -> int | None:
        """Return the place of the key that opens it, the newest being 0; None where none does."""
        for place, key in enumerate(self.keys):
            try:
                Fernet(key).decrypt(sealed)
            except InvalidToken:
                continue
            return place
        return None

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Names of the keys that may be shown: the beginning of each key's SHA-256."""
        return tuple(sha256(key.encode()).hexdigest()[:12] for key in self.keys)

    @cached_property
    def _ring(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.keys])


def add(home: Path) -> Keyring:
    """Put a new key before the others in the home's file; return the ring.

    Raises:
        StoreError: the keys come from the environment, or the file can't be written.
    """
    old = _own(home)
    _write(home / FILE, [Fernet.generate_key().decode("ascii"), *old])
    return Keyring.of(home)


def drop_old(home: Path) -> Keyring:
    """Keep only the newest key in the home's file; what the others sealed opens no more.

    Raises:
        StoreError: the keys come from the environment, or the file can't be written.
    """
    _write(home / FILE, _own(home)[:1])
    return Keyring.of(home)


def from_outside() -> bool:
    """Return whether the keys come from the environment."""
    return bool(os.environ.get(VARIABLE))


def _own(home: Path) -> list[str]:
    if from_outside():
        raise StoreError("error.store.key_outside", variable=VARIABLE)
    return _read(home / FILE)


def _read(path: Path) -> list[str]:
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _first(path)
        return path.read_text(encoding="ascii").split()
    except OSError as error:
        raise StoreError("error.store.write", path=path, reason=error.strerror) from error


def _first(path: Path) -> None:
    """Make the file; of two processes that start together, one finds the other's key."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    _draft(draft, [Fernet.generate_key().decode("ascii")])
    try:
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        sync_folder(path.parent)
    finally:
        draft.unlink()


def _write(path: Path, keys: list[str]) -> None:
    """Write the file whole or not at all; it is on disk when this returns."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        _draft(draft, keys)
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError("error.store.write", path=path, reason=error.strerror) from error


def _draft(draft: Path, keys: list[str]) -> None:
    """Write a file for the owner's eyes only."""
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
