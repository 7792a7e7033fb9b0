"""The centre that transmitters of fire alarms call: frames over TCP, confirmed when on disk.

The standard knows no passwords: a transmitter is who its source address says. Only those that are
registered, under that address as their name, are listened to; so the port belongs on a network
that only transmitters are on.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo

import numpy as np
import structlog

from anlan.watch.gb26875.frames import Cutter, Damaged, Frame
from anlan.watch.gb26875.settings import tables
from anlan.watch.gb26875.units import Reading, decode, stamp
from anlan.watch.intake import BusyError, By, Intake, Receipt, Rows
from anlan.watch.registry import Clients, Known
from anlan.watch.units import converted

_log = structlog.get_logger("anlan.watch.gb26875")
SOURCE = "gb26875"
PIECE = 8_192


@dataclass
class _Peer:
    """One connection, and since when a frame of it has begun but not ended."""

    writer: asyncio.StreamWriter
    cutter: Cutter = field(default_factory=Cutter)
    begun_at: float | None = None
    room: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(tables().limits.waiting)
    )

    def patience(self) -> float:
        """Return how many seconds may pass until the next bytes."""
        if self.begun_at is None:
            return tables().limits.idle_s
        return max(self.begun_at + tables().limits.frame_s - time.monotonic(), 0.0)

    def fed(self, piece: bytes) -> list[Frame | Damaged]:
        """Return the frames that are complete with these bytes."""
        found = self.cutter.feed(piece)
        if not self.cutter.begun:
            self.begun_at = None
        elif found or self.begun_at is None:
            self.begun_at = time.monotonic()
        return found


class Centre:
    """Listens to transmitters, for one city."""

    def __init__(
        self,
        intake: Intake,
        clients: Clients,
        zone: tzinfo,
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000,
    ) -> None:
        self._intake, self._clients, self._zone, self._clock = intake, clients, zone, clock
        self._peers = 0

    async def serve(self, host: str, port: int) -> asyncio.Server:
        """Begin to listen; the server that is returned is closed by whoever asked for it."""
        return await asyncio.start_server(self._called, host, port, limit=PIECE)

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Listen to one transmitter until it hangs up, falls silent or talks nonsense."""
        limits = tables().limits
        self._peers += 1
        peer = _Peer(writer)
        try:
            while self._peers <= limits.connections and peer.cutter.garbage < limits.garbage_bytes:
                piece = await asyncio.wait_for(reader.read(PIECE), peer.patience())
                if not piece:
                    break
                for each in peer.fed(piece):
                    await self._heard(peer, each)
                await asyncio.wait_for(writer.drain(), limits.frame_s)
        except (TimeoutError, ConnectionError):
            pass
        finally:
            self._peers -= 1
            writer.close()

    async def _heard(self, peer: _Peer, one: Frame | Damaged) -> None:
        """Take one frame; only data that was sent needs an answer of ours."""
        commands = tables().commands
        if isinstance(one, Damaged):
            self._answer(peer, one.frame, commands.deny)
            return
        if one.command in (commands.confirm, commands.deny):
            return
        if one.command not in (commands.send, commands.reply):
            self._answer(peer, one, commands.deny)
            return
        await peer.room.acquire()
        loop = asyncio.get_running_loop()

        def then(command: int) -> None:
            loop.call_soon_threadsafe(self._done, peer, one, command)

        try:
            self._hand(one, then)
        except BusyError:
            self._done(peer, one, commands.deny)

    def _hand(self, frame: Frame, then: Callable[[int], None]) -> None:
        """Hand a frame to intake; ``then`` takes the answer to give when it is on disk."""
        commands = tables().commands
        client = self._clients.snapshot().by_name.get(frame.source)
        if client is None:
            self._refuse(frame, "no_client", lambda _: then(commands.deny))
            return
        unit = decode(frame, self._zone, self._clock())
        if unit.reason:
            self._refuse(frame, unit.reason, lambda _: then(commands.deny))
            return
        rows = _rows(unit.readings, self._intake.registry.snapshot())
        by = By(client.id, frame.source)
        self._intake.put(rows, by, SOURCE, lambda _: then(commands.confirm))

    def _refuse(self, frame: Frame, reason: str, then: Callable[[Receipt], None]) -> None:
        facts = {"flow": frame.flow, "data": frame.data.hex()[:100]}
        self._intake.refuse(SOURCE, frame.source, reason, facts, then)

    def _done(self, peer: _Peer, frame: Frame, command: int) -> None:
        peer.room.release()
        self._answer(peer, frame, command)

    def _answer(self, peer: _Peer, frame: Frame, command: int) -> None:
        if not peer.writer.is_closing():
            answer = frame.answer(command, stamp(self._zone, self._clock()))
            peer.writer.write(answer.packed())


def _rows(readings: list[Reading], known: Known) -> Rows:
    """Return readings for intake, those that aren't set only of datastreams that are registered.

    A fire that nothing waits for must be seen among what was refused.
    """
    found = [known.by_key.get(each.key, -1) for each in readings]
    told = [
        (stream, each)
        for stream, each in zip(found, readings, strict=True)
        if stream >= 0 or each.value
    ]
    stream = np.array([stream for stream, _ in told], np.int64)
    value = np.array([each.value for _, each in told], np.float64)
    left = converted([each.unit for _, each in told], stream, value, known)
    at = np.array([each.at for _, each in told], np.int64)
    return Rows(stream, at, value, unit=left, names=[each.key for _, each in told])
