"""The form in which a broker keeps a password: that of Mosquitto's password file."""

import base64
import secrets
from hashlib import pbkdf2_hmac

_SALT, _KEY = 12, 64
_ROUNDS = 101
"""Mosquitto's own number; more would make a secret of 256 random bits no safer."""


def login_form(secret: str) -> str:
    """Return PBKDF2 by SHA-512 of a secret with a new salt, as ``mosquitto_passwd`` writes it."""
    salt = secrets.token_bytes(_SALT)
    key = pbkdf2_hmac("sha512", secret.encode(), salt, _ROUNDS, _KEY)
    told = (base64.b64encode(each).decode() for each in (salt, key))
    return "$".join(["", "7", str(_ROUNDS), *told])
