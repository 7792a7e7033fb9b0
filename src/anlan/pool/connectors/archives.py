"""Packed files that unpack to far more than they are, and what else hides in an archive.

A bomb is found by unpacking it once with a limit, before anything else looks at it: what an archive
says of its own sizes may be a lie.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from anlan.model.errors import SourceError
from anlan.pool.connectors.settings import defaults

_BLOCK = 1 << 20
_OVERLAP = 4096
# A document type is what entities are declared in; no office format has one (ECMA-376, part 2).
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
# A formula that no program has computed yet: there is no value behind it, not even an empty text.
_UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"(?![^>]*t="str")[^>]*>'
    rb"<f[^>]*>[^<]{0,2000}</f>(?:<v ?/>|<v></v>)?</c>"
)


class Unpacking:
    """Counts what is packed and what comes out of it, and stops a bomb.

    Raises (when told):
        SourceError: more came out than any file needs, at a rate that no data have.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._limits = defaults().unpacking
        self.packed = 0
        self.out = 0

    def tell(self, out: int) -> None:
        """Note that so many bytes came out."""
        self.out += out
        limits = self._limits
        large = self.out > limits.free_bytes and self.out > limits.most_ratio * self.packed
        if large or self.out > limits.most_bytes:
            raise SourceError(
                "error.source.bomb",
                file=self._name,
                size=self.packed // 2**10,
                out=self.out // 2**20,
            )


def check_workbook(path: Path) -> None:
    """Unpack an office archive once and look at it.

    Raises:
        SourceError: no archive, damaged, a bomb, an entry whose name leads out of the archive, XML
            with entities of its own, a formula that was never computed.
        OSError: it can't be read.
    """
    name = path.name
    counted = Unpacking(name)
    counted.packed = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > defaults().unpacking.most_entries:
                raise SourceError("error.source.entries", file=name, n=len(entries))
            for entry in entries:
                if leads_out(entry.filename):
                    raise SourceError("error.source.path_out", file=name, entry=entry.filename)
                for block in _blocks(archive, entry, counted):
                    _check_xml(block, entry.filename, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise SourceError("error.source.damaged", file=name, row=0, reason=str(error)) from error


def leads_out(entry: str) -> bool:
    """Return whether a name inside an archive or a listing leads somewhere else.

    >>> [leads_out(name) for name in ("xl/a.xml", "../a", "/etc/passwd", "c:\\\\a", "a/../../b")]
    [False, True, True, True, True]
    """
    path = PurePosixPath(entry.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in entry or "\x00" in entry


def _blocks(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, counted: Unpacking
) -> Iterator[bytes]:
    """Yield an entry's blocks, each with the end of the one before."""
    tail = b""
    with archive.open(entry) as stream:
        while block := stream.read(_BLOCK):
            counted.tell(len(block))
            yield tail + block
            tail = block[-_OVERLAP:]


def _check_xml(block: bytes, entry: str, name: str) -> None:
    if not entry.endswith((".xml", ".rels")):
        return
    if _DOCTYPE.search(block):
        raise SourceError("error.source.entities", file=name, entry=entry)
    found = _UNCOMPUTED.search(block) if b"<f" in block else None
    if found:
        cell = found[1].decode("ascii")
        raise SourceError("error.source.uncomputed", file=name, cell=cell, entry=entry)
