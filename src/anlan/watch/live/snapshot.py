"""What the engine remembers, kept in files from which it goes on after a crash.

A file is whole or absent: it is written beside, made durable, and then given its name. It ends with
the SHA-256 of what is in it. Two generations are kept, so that one that a disk has spoilt is no
loss.
"""

import hashlib
import os
from copy import copy, deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import structlog

from anlan.store.whole import refusing, sync_folder, whole_file
from anlan.watch.engine import State, load, write
from anlan.watch.engine.arrays import Moving
from anlan.watch.engine.plan import Plan
from anlan.watch.gate import Gate
from anlan.watch.live.course import Course, Laid, Subject

MAGIC = b"ANLANWATCH2\n"
GENERATIONS = 2
_DIGEST = hashlib.sha256().digest_size
_TOLD = pa.list_(pa.struct([("rule", pa.string()), ("object", pa.string()), ("at", pa.int64())]))
_log = structlog.get_logger("anlan.watch")


@dataclass(frozen=True)
class Kept:
    """A kept state.

    Attributes:
        seq: the chunk after which it is.
        laid: the place of the plan that held then.
        newest: of the gate.
        told: of the course.
        state: as ``engine.write`` writes it.
    """

    seq: int
    laid: int
    newest: int
    told: dict[Subject, int]
    state: pa.Buffer

    def course(self, laid: Laid, allowance: int) -> Course:
        """Return the course that goes on from here."""
        gate = Gate(allowance, self.newest)
        return Course(self.seq, laid, gate, load(laid.plan, self.state), dict(self.told))


@dataclass(frozen=True)
class Picture:
    """A copy of a course, that stays as it is while the course goes on."""

    seq: int
    laid: int
    newest: int
    told: dict[Subject, int]
    plan: Plan
    state: State

    @classmethod
    def of(cls, course: Course, room: Moving | None = None) -> "Picture":
        """Take it; this takes as long as copying the arrays.

        Args:
            course: of which.
            room: the arrays of a picture that is done with. They are used again where they fit: to
                find memory for new ones takes several times as long as copying.
        """
        state = copy(course.state)
        now: dict[str, npt.NDArray[Any]] = state.moving._asdict()
        into = {} if room is None else room._asdict()
        if any(name not in into or into[name].shape != now[name].shape for name in now):
            into = {name: np.empty_like(array) for name, array in now.items()}
        for name, array in now.items():
            np.copyto(into[name], array)
        state.moving = Moving(**into)
        state.scored, state.tallies = deepcopy(state.scored), dict(state.tallies)
        laid = course.laid
        told = dict(course.told)
        return cls(course.seq, laid.seq, course.gate.newest, told, laid.plan, state)

    def keep(self, folder: Path) -> Path:
        """Write it, make it durable, and let go of the oldest beyond the generations.

        Raises:
            StoreError: the disk is full or refuses.
        """
        final = folder / f"{self.seq:020}.state"
        with refusing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with whole_file(final) as draft, draft.open("wb") as file:
            digested = _Digested(file)
            digested.write(MAGIC)
            with pa.PythonFile(digested, "w") as sink:
                with pa.ipc.new_stream(sink, (head := self._head()).schema) as writer:
                    writer.write_table(head)
                write(self.plan, self.state, sink)
            file.write(digested.digest())
            file.flush()
            os.fsync(file.fileno())
        for each in files(folder)[GENERATIONS:]:
            each.unlink(missing_ok=True)
        sync_folder(folder)
        return final

    def _head(self) -> pa.Table:
        told = [[(*each, at) for each, at in self.told.items()]]
        return pa.table(
            {
                "seq": [self.seq],
                "laid": [self.laid],
                "newest": [self.newest],
                "told": pa.array(told, _TOLD),
            }
        )


class _Digested:
    """A file that is written, and the digest of what is."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write some."""
        self._digest.update(data)
        return self._file.write(data)

    def digest(self) -> bytes:
        """Return the digest of all that was written."""
        return self._digest.digest()

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """Leave the file to who opened it."""


def files(folder: Path) -> list[Path]:
    """Return the kept states, the newest first."""
    return sorted(folder.glob("*.state"), reverse=True)


def newest(folder: Path, most: int) -> Kept | None:
    """Return the newest state that is whole, after no chunk later than ``most``; None if none is.

    A city restored from a backup may have files of what it never came to.
    """
    for each in files(folder):
        kept = _read(each)
        if kept is not None and kept.seq <= most:
            return kept
        _log.error("watch.snapshot.passed_over", file=each.name, whole=kept is not None)
    return None


def _read(file: Path) -> Kept | None:
    """Return what a file holds, as it lies on the disk; None where it isn't whole."""
    try:
        with pa.memory_map(str(file)) as mapped:
            whole = mapped.read_buffer()
    except OSError:
        return None
    ends = len(whole) - _DIGEST
    body = whole[: max(ends, 0)]
    if body[: len(MAGIC)].to_pybytes() != MAGIC or (
        hashlib.sha256(memoryview(body)).digest() != whole[ends:].to_pybytes()
    ):
        return None
    source = pa.BufferReader(body[len(MAGIC) :])
    with pa.ipc.open_stream(source) as reader:
        row = reader.read_all().to_pylist()[0]
    told = {(each["rule"], each["object"]): each["at"] for each in row["told"]}
    return Kept(row["seq"], row["laid"], row["newest"], told, body[len(MAGIC) + source.tell() :])
