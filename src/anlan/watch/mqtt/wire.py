"""The packets of MQTT 3.1.1 and 5 that we need, as bytes; OASIS standards of these names.

Messages are cut from all that has come in at once, in one loop without a call or a wait between
them: at ten thousand a second anything done per message is what binds.
"""

import struct
from dataclasses import dataclass
from typing import NamedTuple

from anlan.watch.mqtt.topics import LONGEST

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK = 1, 2, 3, 4, 8, 9
UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT = 10, 11, 12, 13, 14
FIVE, THREE = 5, 4
"""Versions 5 and 3.1.1, as CONNECT tells them."""
REFUSED = 128
"""Reason codes from here on say no."""
_SESSION_EXPIRY, _RECEIVE_MAXIMUM, _PACKET_MAXIMUM = 0x11, 0x21, 0x27
_MESSAGE_EXPIRY, _CONTENT_TYPE = 0x02, 0x03
_ONCE, _RETAIN = 1, 1


class BrokenError(ValueError):
    """What came is no MQTT."""


class Message(NamedTuple):
    """A message; ``number`` is 0 where its sender wants no acknowledgement."""

    topic: str
    payload: bytes
    number: int


class Packet(NamedTuple):
    """Any other packet, by its type, without its head."""

    kind: int
    body: bytes


@dataclass(frozen=True)
class Login:
    """Who we are, and what we ask of the broker.

    Attributes:
        will: topic and payload that the broker tells others when we are gone, retained.
        session_s: how long it keeps our session while we are away.
        unacknowledged: how many messages it may send us before we acknowledge the first.
        longest: of a payload, in bytes.
        clean: whether an old session is dropped, and none is kept by 3.1.1.
    """

    version: int
    client: str
    user: str
    password: str
    keep_alive_s: int
    session_s: int
    unacknowledged: int
    longest: int
    will: tuple[str, bytes] | None = None
    clean: bool = False


def cut(data: bytes, version: int) -> tuple[list[Message], list[Packet], int]:
    """Return messages and other packets that are complete, and how many bytes they were.

    Raises:
        BrokenError: it is no MQTT.
    """
    messages: list[Message] = []
    others: list[Packet] = []
    at, have = 0, len(data)
    try:
        while at + 2 <= have:
            head = data[at]
            length, body = data[at + 1], at + 2
            if length > 127:
                found = _number(data, at + 1)
                if found is None:
                    break
                length, body = found
            end = body + length
            if end > have:
                break
            if head >> 4 == PUBLISH:
                messages.append(_message(data, head, body, end, version))
            else:
                others.append(Packet(head >> 4, data[body:end]))
            at = end
    except (IndexError, UnicodeDecodeError, struct.error) as error:
        raise BrokenError(str(error)) from error
    return messages, others, at


def _message(data: bytes, head: int, body: int, end: int, version: int) -> Message:
    after = body + 2 + (data[body] << 8 | data[body + 1])
    topic, number = data[body + 2 : after].decode(), 0
    quality = head >> 1 & 3
    if quality > _ONCE:
        raise BrokenError("a message of a quality that was not asked for")
    if quality:
        number = data[after] << 8 | data[after + 1]
        after += 2
    if version == FIVE:
        about = data[after]
        if about > 127:
            found = _number(data, after)
            if found is None:
                raise BrokenError("properties without an end")
            after = found[1] + found[0]
        else:
            after += 1 + about
    if after > end:
        raise BrokenError("a message longer than its packet")
    return Message(topic, data[after:end], number)


def _number(data: bytes, at: int) -> tuple[int, int] | None:
    """Return a number of one to four bytes and where it ends; None where more must come."""
    value = 0
    for place in range(4):
        if at + place >= len(data):
            return None
        value |= (data[at + place] & 127) << 7 * place
        if data[at + place] < 128:
            return value, at + place + 1
    raise BrokenError("a length of five bytes")


def connect(login: Login) -> bytes:
    """Return CONNECT: to an old session where there is one, unless a clean one is asked for."""
    flags = 0x04 * bool(login.will) | 0x28 * bool(login.will) | 0x02 * login.clean
    flags |= 0x80 * bool(login.user) | 0x40 * bool(login.password)
    body = _text("MQTT") + struct.pack("!BBH", login.version, flags, login.keep_alive_s)
    if login.version == FIVE:
        told = struct.pack(
            "!BIBHBI",
            _SESSION_EXPIRY, login.session_s, _RECEIVE_MAXIMUM, login.unacknowledged,
            _PACKET_MAXIMUM, login.longest + LONGEST + 1_024,
        )  # fmt: skip
        body += _length(len(told)) + told
    body += _text(login.client)
    if login.will:
        topic, payload = login.will
        none = b"\0" if login.version == FIVE else b""
        body += none + _text(topic) + struct.pack("!H", len(payload)) + payload
    body += _text(login.user) if login.user else b""
    body += _text(login.password) if login.password else b""
    return _packet(CONNECT << 4, body)


def connected(body: bytes) -> tuple[bool, int]:
    """Return of CONNACK whether our session was kept, and its reason code, 0 for yes."""
    if len(body) < 2:
        raise BrokenError("an answer that is too short")
    return bool(body[0] & 1), body[1]


def subscribe(number: int, filters: list[str], version: int) -> bytes:
    """Return SUBSCRIBE, each message to be acknowledged."""
    body = struct.pack("!H", number) + (b"\0" if version == FIVE else b"")
    body += b"".join(_text(one) + bytes([_ONCE]) for one in filters)
    return _packet(SUBSCRIBE << 4 | 2, body)


def unsubscribe(number: int, filters: list[str], version: int) -> bytes:
    """Return UNSUBSCRIBE."""
    body = struct.pack("!H", number) + (b"\0" if version == FIVE else b"")
    return _packet(UNSUBSCRIBE << 4 | 2, body + b"".join(map(_text, filters)))


def subscribed(body: bytes, version: int) -> tuple[int, bytes]:
    """Return of SUBACK its number and the reason code of each filter."""
    after = 2
    if version == FIVE:
        found = _number(body, after)
        if found is None:
            raise BrokenError("an answer that is too short")
        after = found[1] + found[0]
    return int.from_bytes(body[:2]), body[after:]


def publish(
    topic: str,
    payload: bytes,
    version: int,
    number: int = 0,
    *,
    retained: bool = False,
    about: bytes = b"",
) -> bytes:
    """Return PUBLISH: to be acknowledged under a number, or else at most once.

    ``about`` are properties, which version 5 alone knows.
    """
    body = _text(topic) + (struct.pack("!H", number) if number else b"")
    body += (_length(len(about)) + about if version == FIVE else b"") + payload
    head = PUBLISH << 4 | (_ONCE << 1 if number else 0) | (_RETAIN if retained else 0)
    return _packet(head, body)


def about(kept_s: int, content: str) -> bytes:
    """Return the properties of a message: after how long it is forgotten, and what it holds."""
    return struct.pack("!BI", _MESSAGE_EXPIRY, kept_s) + bytes([_CONTENT_TYPE]) + _text(content)


def received(body: bytes) -> tuple[int, int]:
    """Return of PUBACK its number and its reason code, 0 for yes."""
    if len(body) < 2:
        raise BrokenError("an answer that is too short")
    return int.from_bytes(body[:2]), body[2] if len(body) > 2 else 0


def acknowledged(numbers: list[int]) -> bytes:
    """Return PUBACK of each number, behind each other."""
    return b"".join([b"\x40\x02" + number.to_bytes(2) for number in numbers])


PING = bytes([PINGREQ << 4, 0])
GOOD_BYE = bytes([DISCONNECT << 4, 0])


def _packet(head: int, body: bytes) -> bytes:
    return bytes([head]) + _length(len(body)) + body


def _length(many: int) -> bytes:
    found = bytearray()
    while True:
        many, low = many >> 7, many & 127
        found.append(low | (128 if many else 0))
        if not many:
            return bytes(found)


def _text(text: str) -> bytes:
    told = text.encode()
    return struct.pack("!H", len(told)) + told
