"""The installation's keys: what is sealed with them can be read only by who holds them.

Fernet (AES-128-CBC with HMAC-SHA256; https://github.com/fernet/spec) from the ``cryptography``
library. The newest key seals; every key of the ring opens, so that keys can be changed at any time.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from anlan.model.errors import StoreError

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

    @property
    def _ring(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.keys])


def add(home: Path) -> Keyring:
    """Put a new key before the others in the home's file; return the ring.

    Raises:
        StoreError: the keys come from the environment, or the file can't be written.
    """
    if os.environ.get(VARIABLE):
        raise StoreError("error.store.key_outside", variable=VARIABLE)
    old = _read(home / FILE)
    _write(home / FILE, [Fernet.generate_key().decode("ascii"), *old])
    return Keyring.of(home)


def _read(path: Path) -> list[str]:
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, [Fernet.generate_key().decode("ascii")])
        return path.read_text(encoding="ascii").split()
    except OSError as error:
        raise StoreError("error.store.write", path=path, reason=error.strerror) from error


def _write(path: Path, keys: list[str]) -> None:
    """Write the file whole or not at all, for the owner's eyes only."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("\n".join(keys) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise StoreError("error.store.write", path=path, reason=error.strerror) from error
