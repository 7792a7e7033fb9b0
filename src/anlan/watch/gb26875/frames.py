"""Cut a stream of bytes into frames of GB/T 26875.3, whatever else is in it.

A frame is ``@@``, a control unit of 25 bytes (flow number, version, time, source, destination,
length, command), at most 1,024 bytes of data, the sum of control unit and data in one byte, and
``##``. Numbers have their low byte first.
"""

import struct
from dataclasses import dataclass, field
from typing import Literal

from anlan.watch.gb26875.settings import tables

START, END = b"@@", b"##"
_CONTROL = struct.Struct("<HBB6s6s6sHB")
HEAD = len(START) + _CONTROL.size
TAIL = 1 + len(END)


@dataclass(frozen=True)
class Frame:
    """A frame; addresses as hexadecimal numbers of twelve figures, ``time`` as it was sent."""

    flow: int
    version: tuple[int, int]
    time: bytes
    source: str
    destination: str
    command: int
    data: bytes = b""

    def packed(self) -> bytes:
        """Return it as it goes over the wire."""
        control = _CONTROL.pack(
            self.flow, *self.version, self.time, _address(self.source),
            _address(self.destination), len(self.data), self.command,
        )  # fmt: skip
        return START + control + self.data + bytes([_sum(control + self.data)]) + END

    def answer(self, command: int, time: bytes) -> "Frame":
        """Return the answer to it, under its flow number."""
        return Frame(self.flow, self.version, time, self.destination, self.source, command)


@dataclass(frozen=True)
class Damaged:
    """A frame of the right form whose sum is wrong: its sender is told, and sends it again."""

    frame: Frame


@dataclass
class Cutter:
    """Cuts what comes in, in pieces of any size.

    Attributes:
        garbage: how many bytes were no frame.
    """

    garbage: int = 0
    _kept: bytearray = field(default_factory=bytearray)

    @property
    def begun(self) -> bool:
        """Whether a frame has begun and isn't there to its end."""
        return len(self._kept) >= len(START)

    def feed(self, piece: bytes) -> list[Frame | Damaged]:
        """Return the frames that are complete with these bytes."""
        self._kept += piece
        found: list[Frame | Damaged] = []
        while self._to_start() and len(self._kept) >= HEAD:
            one = self._next()
            if one is None:
                break
            if one is not False:
                found.append(one)
        return found

    def _to_start(self) -> bool:
        """Drop what is before the next start; return whether there is one."""
        at = self._kept.find(START)
        if at < 0:
            at = len(self._kept) - (self._kept[-1:] == START[:1])
        self._drop(at)
        return self._kept.startswith(START)

    def _drop(self, many: int) -> None:
        self.garbage += many
        del self._kept[:many]

    def _next(self) -> Frame | Damaged | Literal[False] | None:
        """Return the frame that begins here; None to wait for the rest; False if it is none."""
        flow, major, user, time, source, destination, length, command = _CONTROL.unpack_from(
            self._kept, len(START)
        )
        if length > tables().limits.data_bytes:
            self._drop(1)
            return False
        whole = HEAD + length + TAIL
        if len(self._kept) < whole:
            return None
        if self._kept[whole - len(END) : whole] != END:
            self._drop(1)
            return False
        data = bytes(self._kept[HEAD : HEAD + length])
        told = self._kept[HEAD + length]
        right = _sum(self._kept[len(START) : HEAD + length]) == told
        del self._kept[:whole]
        frame = Frame(flow, (major, user), time, _shown(source), _shown(destination), command, data)
        return frame if right else Damaged(frame)


def _sum(data: bytes | bytearray) -> int:
    return sum(data) & 0xFF


def _shown(address: bytes) -> str:
    return address[::-1].hex()


def _address(shown: str) -> bytes:
    return bytes.fromhex(shown)[::-1]
