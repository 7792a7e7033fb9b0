"""A load of readings over MQTT that costs little: packets made beforehand, times written in.

Run as a process of its own: ``python -m benchmarks.mqtt_load PLAN``, where the plan is JSON. It
sends QoS 1 over a few connections, counts what the broker acknowledged, and prints that as JSON.
"""

import json
import socket
import struct
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

TIME = b"0000000000000000"
PUBLISH_ONCE, PUBACK_BYTES = 0x32, 4


@dataclass(frozen=True)
class Plan:
    """What is sent.

    Attributes:
        streams: datastreams ``gate{c}/s{n}``, shared evenly among the connections.
        least, most: readings of a message; 0 where each datastream has its own topic.
        per_second: readings a second, of all connections together.
    """

    port: int
    login: dict[str, str]
    streams: int
    least: int
    most: int
    per_second: float
    seconds: float
    block: int


@dataclass(frozen=True)
class Sent:
    """What was sent and acknowledged by the broker."""

    messages: int
    readings: int
    seconds: float
    behind: float
    processor_seconds: float


@dataclass(frozen=True)
class Block:
    """Packets behind each other, where times are in them, and how many they are."""

    data: npt.NDArray[np.uint8]
    times: npt.NDArray[np.int64]
    messages: int
    readings: int


def key(connection: int, number: int) -> str:
    """Return the name of a datastream."""
    return f"gate{connection}/s{number}"


def run(plan: Plan) -> Sent:
    """Send for so many seconds."""
    share = plan.streams // len(plan.login)
    peers = [
        (_connect(plan.port, name, secret), _blocks(plan, place, share))
        for place, (name, secret) in enumerate(plan.login.items())
    ]
    turn = messages = readings = 0
    began = due = time.perf_counter()
    behind = 0.0
    before = time.process_time()
    while (now := time.perf_counter()) - began < plan.seconds:
        behind = max(behind, now - due)
        for peer, blocks in peers:
            block = blocks[turn % len(blocks)]
            _send(peer, block)
            messages += block.messages
            readings += block.readings
            due += block.readings / plan.per_second
            time.sleep(max(due - time.perf_counter(), 0))
        turn += 1
    took = time.perf_counter() - began
    return Sent(messages, readings, took, behind, time.process_time() - before)


def _send(peer: socket.socket, block: Block) -> None:
    """Send a block, all readings of now, and wait until the broker has acknowledged all of it."""
    now = np.frombuffer(b"%016d" % (time.time_ns() // 1_000), np.uint8)
    block.data[block.times[:, None] + np.arange(len(TIME))] = now
    peer.sendall(block.data.data)
    left = block.messages * PUBACK_BYTES
    while left:
        piece = peer.recv(left)
        if not piece:
            raise ConnectionError("the broker hung up")
        left -= len(piece)


def _blocks(plan: Plan, connection: int, streams: int) -> list[Block]:
    """Return blocks that go through all datastreams of a connection once."""
    chance = np.random.default_rng(connection)
    packets: list[tuple[bytes, list[int]]] = []
    at = 0
    while at < streams:
        many = 1 if plan.most == 0 else int(chance.integers(plan.least, plan.most + 1))
        numbers = range(at, min(at + many, streams))
        values = np.round(np.abs(chance.normal(4.0, 1.5, len(numbers))), 2)
        rows = [_row(plan, n, value) for n, value in zip(numbers, values, strict=True)]
        payload = rows[0] if plan.most == 0 else b"[" + b",".join(rows) + b"]"
        topic = f"one/gate{connection}/s{at}" if plan.most == 0 else f"many/gate{connection}"
        packets.append(_publish(topic.encode(), len(packets) % plan.block + 1, payload))
        at += many
    return [
        _block(packets[first : first + plan.block]) for first in range(0, len(packets), plan.block)
    ]


def _row(plan: Plan, number: int, value: float) -> bytes:
    named = b"" if plan.most == 0 else b'"k":"s%d",' % number
    return b'{%b"t":%b,"v":%b}' % (named, b"1" + TIME[1:], f"{value:.2f}".encode())


def _publish(topic: bytes, number: int, payload: bytes) -> tuple[bytes, list[int]]:
    """Return a packet, and where its times are."""
    body = struct.pack("!H", len(topic)) + topic + struct.pack("!H", number) + payload
    head = bytes([PUBLISH_ONCE]) + _length(len(body))
    whole = head + body
    found, at = [], len(whole) - len(payload)
    while (at := whole.find(b'"t":', at)) >= 0:
        at += 4
        found.append(at)
    return whole, found


def _block(packets: list[tuple[bytes, list[int]]]) -> Block:
    data = bytearray()
    times = []
    for whole, found in packets:
        times += [len(data) + at for at in found]
        data += whole
    return Block(np.frombuffer(data, np.uint8), np.array(times), len(packets), len(times))


def _connect(port: int, name: str, secret: str) -> socket.socket:
    peer = socket.create_connection(("127.0.0.1", port))
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    told = b"".join(
        struct.pack("!H", len(one)) + one for one in map(str.encode, (name, name, secret))
    )
    body = b"\x00\x04MQTT\x04\xc2\x00\x00" + told
    peer.sendall(b"\x10" + _length(len(body)) + body)
    answer = peer.recv(4)
    if answer[3:] != b"\x00":
        raise ConnectionError(f"the broker refused {name}: {answer!r}")
    return peer


def _length(many: int) -> bytes:
    found = bytearray()
    while True:
        many, low = divmod(many, 128)
        found.append(low | (128 if many else 0))
        if not many:
            return bytes(found)


if __name__ == "__main__":
    print(json.dumps(asdict(run(Plan(**json.loads(Path(sys.argv[1]).read_text()))))))
