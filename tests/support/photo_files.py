"""Files that somebody sends as photos: honest ones, and others."""

import struct
import zlib
from base64 import b64encode
from hashlib import sha256
from io import BytesIO

from PIL import Image


def picture(
    width: int = 400, height: int = 300, kind: str = "JPEG", colour: str = "teal", **more: object
) -> bytes:
    """Return a picture whose upper half is of ``colour``, the lower half white."""
    made = Image.new("RGB", (width, height), "white")
    made.paste(colour, (0, 0, width, height // 2))
    out = BytesIO()
    made.save(out, kind, **more)
    return out.getvalue()


def located(width: int = 400, colour: str = "teal") -> bytes:
    """Return a photo as a phone takes it: lying on its side, with place, owner and a comment."""
    told = Image.Exif()
    told[0x0112] = 6  # to be turned a quarter to the right
    told[0x013B] = "Wang Fang"
    told.get_ifd(0x8825)[2] = (30.0, 35.0, 1.0)
    more = {"exif": told, "comment": b"taken by Wang Fang"}
    return picture(width, width * 3 // 4, colour=colour, **more)


def bomb(width: int = 20_000, height: int = 10_000) -> bytes:
    """Return a small PNG whose head tells of very many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def webp_bomb() -> bytes:
    """Return a WebP whose head tells of 16384 by 16384 pixels."""
    side = (16_383).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + side + side
    return b"RIFF" + struct.pack("<I", len(body)) + body


def digest(data: bytes) -> str:
    """Return the Content-Digest of a file."""
    return f"sha-256=:{b64encode(sha256(data).digest()).decode()}:"
