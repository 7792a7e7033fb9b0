"""The words of a PDF that was written with a Chinese typeface of the reader's own."""

import re
import zlib
from base64 import a85decode

_STREAM = re.compile(rb"stream\r?\n(.*?)~>\s*endstream", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:\\.|[^()\\])*)\)\s*Tj", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)


def words_of(pdf: bytes) -> list[str]:
    """Return each piece of text in the order in which the pages show it."""
    told = []
    for stream in _STREAM.findall(pdf):
        page = zlib.decompress(a85decode(stream))
        told += [_ESCAPE.sub(_byte, each).decode("utf-16-be") for each in _SHOWN.findall(page)]
    return told


def _byte(found: re.Match[bytes]) -> bytes:
    told = found.group(1)
    return bytes([int(told, 8)]) if len(told) == 3 else told
