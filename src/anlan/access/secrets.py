"""Secrets: made at random, shown once, kept only as hashes they are recognised by.

Passwords are hashed by argon2id (RFC 9106) from the ``argon2-cffi`` library. Session secrets,
tokens and recovery codes are random, 80 bits and more: a plain SHA-256 can't be tried through.
"""

import base64
import secrets
import threading
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from anlan.access.settings import settings
from anlan.model.errors import AccessError

TOKEN_PREFIX = "anlan_"  # noqa: S105 - by which people and scanners recognise one
_hasher = PasswordHasher()
# Each hash takes 64 MiB for a moment; two at a time keep a storm of sign-ins from taking all.
_room = threading.BoundedSemaphore(2)
# zxcvbn's time grows with the length; what is longer than this is hard to guess anyway.
_JUDGED = 72


def new_secret(prefix: str = "") -> str:
    """Return a secret of 256 random bits that can stand in a header or a cookie."""
    return prefix + secrets.token_urlsafe(32)


def new_code() -> str:
    """Return a one-time code of 80 random bits, in groups that can be typed from paper."""
    text = base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def digest(secret: str) -> str:
    """Return what a random secret is recognised by: its SHA-256 (hex)."""
    return sha256(secret.encode()).hexdigest()


def hashed(password: str) -> str:
    """Return the argon2id hash of a password."""
    with _room:
        return _hasher.hash(password)


def matches(kept: str, password: str) -> bool:
    """Return whether a password is the one that was hashed; takes as long for no hash at all."""
    with _room:
        try:
            return _hasher.verify(kept or _nobody(), password) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def is_old(kept: str) -> bool:
    """Return whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)


def accept(password: str, login: str, name: str) -> None:
    """Accept a password as a new one.

    Raises:
        AccessError: it is too short, too long or too easy to guess.
    """
    rule = settings().password
    if len(password) < rule.shortest:
        raise AccessError("error.access.password_short", n=rule.shortest)
    if len(password) > rule.longest:
        raise AccessError("error.access.password_long", n=rule.longest)
    # What is known of the person adds nothing to guess.
    rest = password.casefold()
    for known in filter(None, (login.casefold(), name.casefold(), "anlan", "安澜")):
        rest = rest.replace(known, "")
    judged = zxcvbn(rest[:_JUDGED] or "-")
    if judged["score"] < rule.least_score:
        raise AccessError("error.access.password_weak")


@cache
def _nobody() -> str:
    """Return what the password of a login that doesn't exist is compared with."""
    return _hasher.hash(secrets.token_urlsafe(16))
