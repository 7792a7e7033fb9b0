"""Transmitters that call the centre: confirmed when on disk, denied, or cut off."""

import asyncio
import socket
import struct
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from watch_town import settle, stream

from anlan.store.watch import WatchRefused, log
from anlan.watch.gb26875 import server as served
from anlan.watch.gb26875.frames import Cutter, Frame
from anlan.watch.gb26875.server import Centre
from anlan.watch.gb26875.settings import tables
from anlan.watch.gb26875.units import stamp
from anlan.watch.intake import Intake
from anlan.watch.registry import Clients

ZONE = ZoneInfo("Asia/Shanghai")
SOURCE, STRANGER, CENTRE = "0000000000a1", "0000000000ff", "000000000001"
FIRE, PRESSURE = f"{SOURCE}/1-2/41-9/fire", f"{SOURCE}/11-0/99-4/pressure"
COMMANDS = tables().commands


def now():
    return round(datetime.now(UTC).timestamp()) * 1_000_000


def frame(data, source=SOURCE, flow=1, command=COMMANDS.send):
    return Frame(flow, (1, 2), stamp(ZONE, now()), source, CENTRE, command, data)


def part(state, number=9):
    body = struct.pack("<BBBIH", 1, 2, 41, number, state).ljust(40, b"\0")
    return bytes([2, 1]) + body + stamp(ZONE, now())


def pressure(raw):
    body = struct.pack("<BBBIBh", 11, 0, 99, 4, 5, raw)
    return bytes([3, 1]) + body + stamp(ZONE, now())


class Caller:
    """A transmitter's connection."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        self.socket.settimeout(20)
        self.cutter = Cutter()

    def send(self, data):
        self.socket.sendall(data)

    def answers(self, many):
        found = []
        while len(found) < many:
            piece = self.socket.recv(4_096)
            assert piece, "hung up"
            found += self.cutter.feed(piece)
        return found

    def hung_up(self):
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True


@contextmanager
def centre(database):
    settle(
        database,
        stream(FIRE, kind="fire_signal", unit={}, client=SOURCE),
        stream(PRESSURE, kind="fire_pressure", unit={"symbol": "MPa"}, client=SOURCE),
        clients=(SOURCE, "gateway"),
    )
    intake = Intake(database, "town").start()
    made = Centre(intake, Clients(database, "town"), ZONE)
    loop, ready, found = asyncio.new_event_loop(), threading.Event(), []

    async def begin():
        found.append(await made.serve("127.0.0.1", 0))
        ready.set()

    def run():
        loop.run_until_complete(begin())
        loop.run_forever()
        found[0].close()
        loop.run_until_complete(asyncio.sleep(0.1))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(20)
    callers = []

    def call():
        callers.append(Caller(found[0].sockets[0].getsockname()[1]))
        return callers[-1]

    try:
        yield call
    finally:
        for each in callers:
            each.socket.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        intake.stop()


def kept(database):
    with database.session() as session:
        chunks = log.after(session, "town", 0)
    return [(row["stream"], row["value"]) for each in chunks for row in each.rows.to_pylist()]


def refused(database):
    with database.session() as session:
        rows = session.scalars(select(WatchRefused).order_by(WatchRefused.id)).all()
        return [(row.source, row.sender, row.reason) for row in rows]


def test_a_fire_is_confirmed_when_it_is_on_disk(database):
    with centre(database) as call:
        caller = call()
        caller.send(frame(part(0b11), flow=7).packed())
        [answer] = caller.answers(1)
        assert (answer.command, answer.flow) == (COMMANDS.confirm, 7)
        assert (answer.source, answer.destination, answer.data) == (CENTRE, SOURCE, b"")
        assert [value for _, value in kept(database)] == [1.0]


def test_a_value_is_taken_in_the_unit_of_its_datastream(database):
    with centre(database) as call:
        caller = call()
        caller.send(frame(pressure(4500)).packed())
        assert caller.answers(1)[0].command == COMMANDS.confirm
        assert [value for _, value in kept(database)] == [pytest.approx(0.45)]


def test_what_is_wrong_is_denied_and_the_next_frame_is_read(database):
    with centre(database) as call:
        caller = call()
        damaged = bytearray(frame(part(0b11), flow=1).packed())
        damaged[30] ^= 0xFF
        caller.send(b"garbage@@" + bytes(damaged) + frame(b"\xc8\x01", flow=2).packed())
        caller.send(frame(part(0b11), STRANGER, 3).packed() + frame(part(1), flow=4).packed())
        found = {each.flow: each.command for each in caller.answers(4)}
        deny, confirm = COMMANDS.deny, COMMANDS.confirm
        assert found == {1: deny, 2: deny, 3: deny, 4: confirm}
        assert set(refused(database)) == {
            ("gb26875", SOURCE, "unit_type"), ("gb26875", STRANGER, "no_client"),
        }  # fmt: skip


def test_a_fire_that_nothing_waits_for_is_seen_among_what_was_refused(database):
    with centre(database) as call:
        caller = call()
        caller.send(frame(part(0b11, number=77)).packed())
        assert caller.answers(1)[0].command == COMMANDS.confirm
        assert refused(database) == [("gb26875", SOURCE, "unknown")]
        assert kept(database) == []


def test_who_talks_nonsense_begins_and_never_ends_or_takes_no_answer_is_cut_off(
    database, monkeypatch
):
    bounds = tables().limits.model_copy(update={"garbage_bytes": 100, "frame_s": 0.5})
    quick = tables().model_copy(update={"limits": bounds})
    monkeypatch.setattr(served, "tables", lambda: quick)
    with centre(database) as call:
        loud, slow, good = call(), call(), call()
        loud.send(b"x" * 200)
        assert loud.hung_up()
        slow.send(frame(part(0b11)).packed()[:-3])
        assert slow.hung_up()
        good.send(frame(part(0b11)).packed())
        assert good.answers(1)[0].command == COMMANDS.confirm
