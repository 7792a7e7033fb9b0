"""The settings of this room, from ``access/data/access.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "access.toml"
PUBLIC_RATES = ("public_send", "public_photo", "public_program", "public_look", "public_all")


@dataclass(frozen=True)
class Password:
    """What a password must be."""

    shortest: int
    longest: int
    least_score: int
    one_time_hours: float


@dataclass(frozen=True)
class Lock:
    """When an account is locked, and for how long."""

    tries: int
    first_minutes: float
    longest_minutes: float


@dataclass(frozen=True)
class Sessions:
    """How long somebody stays signed in."""

    idle_minutes: float
    longest_hours: float
    note_seconds: float
    stage_minutes: float


@dataclass(frozen=True)
class Tokens:
    """How long a program's key lives, and how many an account may have."""

    longest_days: int
    most: int


@dataclass(frozen=True)
class Totp:
    """The second factor."""

    window: int
    recovery_codes: int


@dataclass(frozen=True)
class Rate:
    """How often, in how long."""

    times: int
    seconds: float


@dataclass(frozen=True)
class Settings:
    """See the file for what each means."""

    password: Password
    lock: Lock
    session: Sessions
    token: Tokens
    totp: Totp
    once_hours: float
    rate_sign_in: Rate
    rate_requests: Rate
    rate_sends: Rate
    public_send: tuple[Rate, ...]
    public_photo: tuple[Rate, ...]
    public_program: tuple[Rate, ...]
    public_look: tuple[Rate, ...]
    public_all: tuple[Rate, ...]


@cache
def settings() -> Settings:
    """Return the settings."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Settings(
        password=Password(**read["password"]),
        lock=Lock(**read["lock"]),
        session=Sessions(**read["session"]),
        token=Tokens(**read["token"]),
        totp=Totp(**read["totp"]),
        once_hours=read["once"]["hours"],
        rate_sign_in=Rate(**read["rate"]["sign_in"]),
        rate_requests=Rate(**read["rate"]["requests"]),
        rate_sends=Rate(**read["rate"]["sends"]),
        **{name: tuple(Rate(**each) for each in read["rate"][name]) for name in PUBLIC_RATES},
    )
