"""Personal values as they lie in files: encrypted one by one under a key of their day.

AES-256-GCM (NIST SP 800-38D) from the ``cryptography`` library, with a random nonce of 96 bits. One
key encrypts one source's values of one day, far fewer than the 2**32 that the standard allows a key
with random nonces. City, source and column are authenticated with each value, so that it opens
nowhere else. The text form is ``enc:1:<number of the key>:<base64 of nonce, cipher text and tag>``.
"""

import base64
import binascii
import os
import re
from dataclasses import dataclass

import polars as pl
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anlan.model.errors import StoreError

NONCE_BYTES = 12
KEY_BITS = 256
FORM = re.compile(r"enc:1:(\d+):([A-Za-z0-9+/=]+)")


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key of personal values, open: ``number`` is its row, ``secret`` must not be written."""

    number: int
    secret: bytes

    def encrypt(self, values: pl.Series, about: str) -> pl.Series:
        """Return the text forms of ``values`` (none missing), bound to what they are ``about``."""
        bound, seal = about.encode(), AESGCM(self.secret).encrypt
        chance = os.urandom(NONCE_BYTES * len(values))
        packed = [
            (nonce := chance[at : at + NONCE_BYTES]) + seal(nonce, value.encode(), bound)
            for at, value in zip(range(0, len(chance), NONCE_BYTES), values, strict=True)
        ]
        text = pl.Series(values.name, packed, dtype=pl.Binary).bin.encode("base64")
        return f"enc:1:{self.number}:" + text

    def encrypt_bytes(self, value: bytes, about: str) -> bytes:
        """Return nonce, cipher text and tag of ``value``, bound to what it is ``about``."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, value, about.encode())

    def decrypt_bytes(self, packed: bytes, about: str) -> bytes:
        """Return the value that :meth:`encrypt_bytes` packed.

        Raises:
            StoreError: it was altered, or is about something else.
        """
        nonce, sealed = packed[:NONCE_BYTES], packed[NONCE_BYTES:]
        try:
            return AESGCM(self.secret).decrypt(nonce, sealed, about.encode())
        except (InvalidTag, ValueError) as error:
            raise StoreError("error.vault.altered", about=about) from error

    def decrypt(self, text: str, about: str) -> str:
        """Return the value of a text form.

        Raises:
            StoreError: it was altered, or is about something else.
        """
        try:
            packed = base64.b64decode(_parts(text)[1], validate=True)
        except binascii.Error as error:
            raise StoreError("error.vault.altered", about=about) from error
        return self.decrypt_bytes(packed, about).decode()


def new_secret() -> bytes:
    """Return a new random key."""
    return AESGCM.generate_key(KEY_BITS)


def number_of(text: str) -> int:
    """Return the number of the key that a text form is encrypted under.

    Raises:
        StoreError: it is no text form.
    """
    return int(_parts(text)[0])


def about(city: str, source: str, column: str) -> str:
    """Return what a value is bound to."""
    return f"{city}|{source}|{column}"


def _parts(text: str) -> tuple[str, str]:
    found = FORM.fullmatch(text)
    if found is None:
        raise StoreError("error.vault.altered", about="?")
    return found[1], found[2]
