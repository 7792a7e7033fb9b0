"""Packets of MQTT: cut from any stream the same, and never more than an error of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.watch.mqtt import wire
from anlan.watch.mqtt.wire import FIVE, THREE, BrokenError, Message, Packet

VERSIONS = st.sampled_from([FIVE, THREE])
TOPICS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MESSAGES = st.builds(Message, TOPICS, st.binary(max_size=300), st.integers(0, 65_535))


@given(version=VERSIONS, messages=st.lists(MESSAGES, max_size=5), size=st.integers(1, 50))
def test_messages_come_out_as_they_went_in_however_they_are_split(version, messages, size):
    stream = b"".join(wire.publish(*one[:2], version, one.number) for one in messages)
    stream += wire.PING
    found, others, kept = [], [], b""
    for at in range(0, len(stream), size):
        data = kept + stream[at : at + size]
        some, more, used = wire.cut(data, version)
        found, others, kept = found + some, others + more, data[used:]
    assert (found, others, kept) == (messages, [Packet(wire.PINGREQ, b"")], b"")


@given(version=VERSIONS, data=st.binary(max_size=200))
def test_no_bytes_of_a_broker_make_more_than_a_broken_connection(version, data):
    try:
        _, _, used = wire.cut(data, version)
        assert 0 <= used <= len(data)
    except BrokenError:
        pass


def test_properties_are_passed_over():
    body = b"\x00\x01a" + b"\x00\x05" + b"\x02\x01\x01" + b"xy"
    packet = bytes([0x32, len(body)]) + body
    assert wire.cut(packet, FIVE)[0] == [Message("a", b"xy", 5)]


def test_what_was_not_asked_for_is_broken():
    with pytest.raises(BrokenError, match="quality"):
        wire.cut(b"\x34\x05\x00\x01a\x00\x01", THREE)
    with pytest.raises(BrokenError, match="five bytes"):
        wire.cut(b"\x30\xff\xff\xff\xff\x01", THREE)
