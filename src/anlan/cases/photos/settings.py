"""The settings of photos and of the phones that send them, from ``data/photos.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "photos.toml"


@dataclass(frozen=True, slots=True)
class PublicPhotos:
    """What is narrower for those without an account."""

    bytes: int
    pixels: int
    waiting: int
    waiting_hours: float


@dataclass(frozen=True)
class PhotoSettings:
    """See the file for what each means."""

    bytes: int
    seconds: float
    pixels: int
    at_once: int
    long_side: int
    quality: int
    waiting: int
    waiting_days: int
    keep_days: int
    batch: int
    skew_seconds: int
    late_days: int
    public: PublicPhotos


@cache
def settings() -> PhotoSettings:
    """Return the settings."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return PhotoSettings(**read | {"public": PublicPhotos(**read["public"])})
