"""A file that somebody sends as a photo becomes a small JPEG with nothing but the picture in it.

Its first bytes say what it is, not its name; its head says how large the picture is, before any of
it is decoded. What a camera wrote beside the picture (place, time, owner, preview) is dropped: the
picture is painted into a new one. Pillow decodes (MIT-CMU licence). HEIC isn't taken: the packages
that decode it carry a library under the GPL, and phones send JPEG where a page asks for it.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import Semaphore

from PIL import Image, ImageOps

from anlan.cases.photos.settings import settings
from anlan.model.errors import CaseError

# We look at the head ourselves, and refuse sooner.
Image.MAX_IMAGE_PIXELS = None
_HEADS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
_OTHERS = {
    b"%PDF": "PDF",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"PK\x03\x04": "ZIP",
    b"<": "HTML/SVG",
}
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_FAULTS = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError,
    RuntimeError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow raises on files that are cut off or forged."""
_turn = Semaphore(settings().at_once)


@dataclass(frozen=True, slots=True)
class Taken:
    """A photo as it is kept: JPEG, its sides in pixels."""

    jpeg: bytes
    width: int
    height: int


def taken(data: bytes, pixels: int | None = None) -> Taken:
    """Return what is kept of a file.

    Args:
        data: the file.
        pixels: it may have so many, by default as many as the settings say.

    Raises:
        CaseError: it is empty, no photo, of a form we don't read, too large, or cut off.
    """
    with opened(data, settings().pixels if pixels is None else pixels) as found:
        return _small(found)


@contextmanager
def opened(data: bytes, most: int) -> Iterator[Image.Image]:
    """Yield a picture that was opened and not yet decoded; nothing may be decoded but in the block.

    Args:
        data: the file.
        most: it may have so many pixels.

    Raises:
        CaseError: it is empty, no photo, of a form we don't read, too large, or cut off.
    """
    if not data:
        raise CaseError("error.photos.empty")
    kind = _kind(data)
    if kind == "WEBP":
        # Its decoder makes room for the whole picture as soon as it is opened.
        _check_size(*_webp_size(data), most)
    with _turn:
        try:
            with Image.open(BytesIO(data), formats=[kind]) as found:
                _check_size(*found.size, most)
                yield found
        except _FAULTS as error:
            raise CaseError("error.photos.broken", kind=kind) from error


def _kind(data: bytes) -> str:
    """Return what a file is by its first bytes."""
    for head, kind in _HEADS.items():
        if data.startswith(head):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise CaseError("error.photos.heic")
    found = next((name for head, name in _OTHERS.items() if data.startswith(head)), "?")
    raise CaseError("error.photos.kind", found=found)


def _check_size(width: int, height: int, most: int) -> None:
    if width * height > most:
        found, limit = round(width * height / 1e6), round(most / 1e6)
        raise CaseError("error.photos.pixels", found=found, most=limit, width=width, height=height)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Return width and height that the head of a WebP file tells (RFC 9649, section 2)."""

    def number(begin: int, end: int) -> int:
        return int.from_bytes(data[begin:end], "little")

    match data[12:16]:
        case b"VP8X":
            return number(24, 27) + 1, number(27, 30) + 1
        case b"VP8L":
            bits = number(21, 25)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            return number(26, 28) & 0x3FFF, number(28, 30) & 0x3FFF
    raise CaseError("error.photos.broken", kind="WEBP")


def _small(opened: Image.Image) -> Taken:
    side = settings().long_side
    # A JPEG can be decoded at a half, a quarter or an eighth of its size.
    opened.draft("RGB", (side, side))
    opened.load()
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    picture = Image.new("RGB", upright.size, "white")
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        picture.paste(clear, mask=clear.getchannel("A"))
    else:
        picture.paste(upright.convert("RGB"))
    out = BytesIO()
    picture.save(out, "JPEG", quality=settings().quality, optimize=True)
    return Taken(out.getvalue(), *picture.size)
