"""What every connector of files needs: look before reading, count while reading, notice changes."""

import codecs
import difflib
import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa

from anlan.model.errors import SourceError
from anlan.pool.connectors.archives import Unpacking
from anlan.pool.connectors.settings import defaults
from anlan.pool.sniff import sniff_settings

GZIP = b"\x1f\x8b"
_BLOCK = 1 << 20


class Readable(Protocol):
    """Anything bytes can be read from in order."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes; none at the end."""
        ...


@dataclass(frozen=True)
class Looked:
    """A file as it was when looked at: status, fingerprint, first bytes.

    ``samples`` are pieces of its (unpacked) bytes as (offset, bytes): the beginning, then, where
    the beginning is plain ASCII, the first piece that is not, then the end of a plain file.
    """

    path: Path
    status: os.stat_result
    fingerprint: str
    gzipped: bool
    samples: tuple[tuple[int, bytes], ...]
    complete: bool

    @property
    def head(self) -> bytes:
        """The beginning of the unpacked file; all of it when ``complete``."""
        return self.samples[0][1]

    def text(self, encoding: str) -> str:
        """Return the beginning as text, without a byte order mark or half a character at its end.

        Raises:
            UnicodeDecodeError: it isn't in ``encoding``.
        """
        decoder = codecs.getincrementaldecoder(encoding)()
        return decoder.decode(self.head, final=False).removeprefix("\ufeff")


def check_unchanged(path: Path, before: os.stat_result) -> None:
    """Raise ``SourceError`` when a file was written to since ``before``."""
    now = path.stat()
    if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise SourceError("error.source.changed", file=path.name)


def look(path: Path) -> Looked:
    """Look at a text file, gzipped or not (its bytes say which, not its name).

    Raises:
        SourceError: it is missing, a folder, unreadable, empty, or not text at all.
    """
    status = stat_file(path)
    with _naming(path):
        fingerprint = sha256_of(path)
        with path.open("rb") as raw:
            gzipped = raw.read(len(GZIP)) == GZIP
        samples, complete = _samples(path, gzipped, status.st_size)
    if not samples[0][1].strip():
        raise SourceError("error.source.empty", file=path.name)
    check_is_text(samples[0][1], path.name)
    return Looked(path, status, fingerprint, gzipped, samples, complete)


def stat_file(path: Path) -> os.stat_result:
    """Return the status of a file that exists and isn't empty.

    Raises:
        SourceError: missing (with names in the folder that are near), a folder, or empty.
    """
    if not path.exists():
        raise missing_file(path.name, path.parent)
    if path.is_dir():
        raise SourceError("error.source.folder", file=path.name)
    with _naming(path):
        status = path.stat()
    if status.st_size == 0:
        raise SourceError("error.source.empty", file=path.name)
    return status


def missing_file(expected: str, folder: Path) -> SourceError:
    """Return the error for a file that isn't there, naming what is there and looks like it."""
    if not folder.is_dir():
        return SourceError("error.source.no_folder", file=expected, folder=folder)
    names = sorted(entry.name for entry in folder.iterdir())
    near = difflib.get_close_matches(expected, names, n=3, cutoff=0.5)
    if near:
        return SourceError(
            "error.source.missing_near", file=expected, folder=folder, near=", ".join(near)
        )
    return SourceError("error.source.missing", file=expected, folder=folder, n=len(names))


def sha256_of(path: Path) -> str:
    """Return the hex SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def check_is_text(head: bytes, file: str) -> None:
    """Raise ``SourceError`` when the first bytes are those of another kind of file."""
    for disguise in defaults().disguises:
        if head.startswith(bytes.fromhex(disguise.starts)):
            raise SourceError("error.source.disguised", file=file, kind=disguise.kind)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise SourceError("error.source.web_page", file=file)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Turn what the operating system and the unpacker say into an error that names the file."""
    try:
        yield
    except OSError as error:
        raise os_problem(error, path.name, row=0) from error


def os_problem(error: OSError, file: str, row: int) -> SourceError:
    """Return the error for what went wrong while reading: cut off, damaged, or not readable."""
    reason = str(error)
    if "Truncated compressed stream" in reason:
        return SourceError("error.source.truncated", file=file, row=row)
    if "inflate" in reason:
        return SourceError("error.source.damaged", file=file, row=row, reason=reason)
    return SourceError("error.source.unreadable", file=file, reason=error.strerror or reason)


class CountingFile(io.RawIOBase):
    """A file that knows how many of its bytes were read, wherever they went."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.bytes_done = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes."""
        data = self._file.read(size)
        self.bytes_done += len(data)
        return data

    def readable(self) -> bool:
        """Return True."""
        return True


class WatchedStream(io.RawIOBase):
    """A stream that shows every block to ``watch`` as it passes."""

    def __init__(self, stream: Readable, watch: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._watch = watch

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes."""
        data = self._stream.read(size)
        self._watch(data)
        return data

    def readable(self) -> bool:
        """Return True."""
        return True


@contextmanager
def unpacked(path: Path, gzipped: bool) -> Iterator[tuple[pa.NativeFile, CountingFile]]:
    """Open a file for reading in order: its unpacked bytes, and the count of raw bytes read.

    Raises:
        SourceError: while it is read: it unpacks to far more than any data do.
    """
    with path.open("rb") as file:
        counter = CountingFile(file)
        stream = pa.PythonFile(counter, mode="r")
        if not gzipped:
            yield stream, counter
            return
        unpacking = Unpacking(path.name)

        def watch(block: bytes) -> None:
            unpacking.packed = counter.bytes_done
            unpacking.tell(len(block))

        packed = pa.CompressedInputStream(stream, "gzip")
        yield pa.PythonFile(WatchedStream(packed, watch), mode="r"), counter


def read_whole(path: Path, gzipped: bool) -> bytes:
    """Return all unpacked bytes of a file.

    Raises:
        OSError: it cannot be read or unpacked.
    """
    with unpacked(path, gzipped) as (stream, _):
        return b"".join(iter(lambda: stream.read(_BLOCK), b""))


def locate_undecodable(path: Path, gzipped: bool, encoding: str) -> SourceError:
    """Read a file again to name the line and the offset of the first byte that doesn't decode."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, offset, ended = 1, 0, False
    with _naming(path), unpacked(path, gzipped) as (stream, _):
        while not ended:
            block = stream.read(_BLOCK)
            ended = not block
            waiting = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=ended)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                offset += error.start - waiting
                break
            line += block.count(b"\n")
            offset += len(block)
    name = encoding.upper()
    return SourceError(
        "error.source.undecodable", file=path.name, encoding=name, line=line, offset=offset
    )


def _samples(path: Path, gzipped: bool, size: int) -> tuple[tuple[tuple[int, bytes], ...], bool]:
    """Return pieces of the file that decide its encoding, and whether the first is all of it."""
    settings = sniff_settings()
    with unpacked(path, gzipped) as (stream, _):
        head = _read_fully(stream, settings.head_bytes)
        complete = len(head) < settings.head_bytes
        pieces = [(0, head)]
        if head.isascii() and not complete:
            pieces += _first_beyond_ascii(stream, len(head), settings.search_bytes)
    if not gzipped and not complete:
        pieces += _tail(path, size, settings.tail_bytes)
    return tuple(pieces), complete


def _read_fully(stream: Readable, size: int) -> bytes:
    """Read until ``size`` bytes are there or the stream ends; one read may give fewer."""
    data = bytearray()
    while len(data) < size and (block := stream.read(size - len(data))):
        data += block
    return bytes(data)


def _first_beyond_ascii(stream: Readable, offset: int, limit: int) -> list[tuple[int, bytes]]:
    """Return the next block that is not plain ASCII; it begins at the boundary of a character."""
    # A break this far in is found again by the reader, which can say after which row.
    with suppress(OSError):
        while offset < limit and (block := stream.read(_BLOCK)):
            if not block.isascii():
                return [(offset, block)]
            offset += len(block)
    return []


def _tail(path: Path, size: int, length: int) -> list[tuple[int, bytes]]:
    """Return the last whole lines: a newline is never part of a character in these encodings."""
    with path.open("rb") as file:
        file.seek(max(0, size - length))
        skipped = len(file.readline())
        return [(size - length + skipped, file.read())]
