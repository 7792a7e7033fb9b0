"""Frames of GB/T 26875.3: cut from any stream, and what they tell."""

import struct
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anlan.watch.gb26875.frames import Cutter, Damaged, Frame
from anlan.watch.gb26875.settings import tables
from anlan.watch.gb26875.units import decode, stamp

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 7, 1, 8, 30, 15, tzinfo=UTC)
NOW = round(AT.timestamp()) * 1_000_000
SOURCE, CENTRE = "00000000a1b2", "000000000001"
SEND = tables().commands.send


def frame(data=b"", flow=7, command=SEND, at=NOW):
    return Frame(flow, (1, 2), stamp(ZONE, at), SOURCE, CENTRE, command, data)


def part(number=0x00050003, state=0b11, kind=41, at=NOW):
    body = struct.pack("<BBBIH", 1, 2, kind, number, state) + "三楼走廊".encode("gb18030")
    return body.ljust(40, b"\0") + stamp(ZONE, at)


def told(unit):
    return {each.key: each.value for each in unit.readings}


def cut(stream, sizes=(10_000,)):
    cutter, found, at = Cutter(), [], 0
    for turn in range(len(stream) + 1):
        size = sizes[turn % len(sizes)]
        found += cutter.feed(stream[at : at + size])
        at += size
        if at >= len(stream):
            break
    return found, cutter


def test_a_frame_is_laid_out_as_the_standard_says():
    packed = frame(b"\x01\x02").packed()
    assert packed[:2] == b"@@" and packed[-2:] == b"##"
    assert packed[2:6] == b"\x07\x00\x01\x02"
    assert packed[6:12] == bytes([15, 30, 16, 1, 7, 26])
    assert packed[12:18] == bytes.fromhex("b2a100000000")
    assert packed[24:27] == b"\x02\x00\x02"
    assert packed[-3] == sum(packed[2:-3]) % 256
    assert cut(packed)[0] == [frame(b"\x01\x02")]


FRAMES = st.builds(
    frame,
    data=st.binary(max_size=60) | st.just(b"@@##" * 4) | st.just(b"@" * 30),
    flow=st.integers(0, 65_535),
    command=st.integers(0, 255),
)
GARBAGE = st.binary(max_size=20) | st.sampled_from(
    [b"@", b"@@", b"##", b"@@@", b"@@" + b"\xff" * 40]
)
SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=5)


@given(frames=st.lists(FRAMES, max_size=5), sizes=SIZES)
@example(frames=[frame(b"@@##" * 10)], sizes=[1])
def test_frames_come_out_as_they_went_in_however_they_are_split(frames, sizes):
    found, cutter = cut(b"".join(each.packed() for each in frames), sizes)
    assert (found, cutter.garbage, cutter.begun) == (frames, 0, False)


@given(pieces=st.lists(FRAMES.map(Frame.packed) | GARBAGE, max_size=6), sizes=SIZES)
def test_any_split_of_any_stream_gives_the_same(pieces, sizes):
    stream = b"".join(pieces)
    whole, one = cut(stream, [len(stream) + 1])
    split, other = cut(stream, sizes)
    assert (whole, one.garbage, one.begun) == (split, other.garbage, other.begun)


@given(frames=st.lists(FRAMES, min_size=1, max_size=3), rubbish=st.binary(max_size=60))
def test_after_garbage_it_finds_its_way_again(frames, rubbish):
    rubbish = rubbish.replace(b"@", b"?")
    pieces = [rubbish + each.packed() for each in frames]
    found, cutter = cut(b"".join(pieces), [11])
    assert (found, cutter.garbage) == (frames, len(rubbish) * len(frames))


def test_a_false_start_does_not_hide_the_frame_after_it():
    good = frame(b"\x15\x01")
    too_long = b"@@" + b"\xff" * 30
    no_end = good.packed()[:-2] + b"!!"
    found, _ = cut(too_long + no_end + good.packed() + good.packed())
    assert found == [good, good]


def test_a_damaged_frame_is_told_as_such():
    packed = bytearray(frame(b"\x01\x02").packed())
    packed[28] ^= 0xFF
    (one, two), _ = cut(bytes(packed) + frame().packed())
    assert isinstance(one, Damaged)
    assert (one.frame.flow, one.frame.source, two) == (7, SOURCE, frame())


def test_the_state_of_a_part():
    unit = decode(frame(bytes([2, 2]) + part() + part(number=9, state=0b101)), ZONE, NOW)
    found = told(unit)
    assert found[f"{SOURCE}/1-2/41-{0x00050003}/fire"] == 1
    assert found[f"{SOURCE}/1-2/41-9/fire"] == 0
    assert found[f"{SOURCE}/1-2/41-9/fault"] == 1
    assert {each.at for each in unit.readings} == {NOW}


def test_the_state_of_a_system_an_analog_value_and_the_transmitter():
    system = struct.pack("<BBH", 1, 2, 1 << 1 | 1 << 8) + stamp(ZONE, NOW)
    found = told(decode(frame(bytes([1, 1]) + system), ZONE, NOW))
    assert (found[f"{SOURCE}/1-2/fire"], found[f"{SOURCE}/1-2/mains_fault"]) == (1, 1)
    assert found[f"{SOURCE}/1-2/test"] == 1
    analog = struct.pack("<BBBIBh", 11, 0, 99, 4, 5, -25) + stamp(ZONE, NOW - 1_000_000)
    (one,) = decode(frame(bytes([3, 1]) + analog), ZONE, NOW).readings
    assert (one.key, one.value, one.unit) == (f"{SOURCE}/11-0/99-4/pressure", -2.5, "kPa")
    assert one.at == NOW - 1_000_000
    device = bytes([21, 1, 0b1001]) + stamp(ZONE, NOW)
    found = told(decode(frame(device), ZONE, NOW))
    assert (found[f"{SOURCE}/device/mains_fault"], found[f"{SOURCE}/device/fire"]) == (1, 0)
    pressed = bytes([24, 1, 0b100, 3]) + stamp(ZONE, NOW)
    found = told(decode(frame(pressed), ZONE, NOW))
    assert found[f"{SOURCE}/device/operation/manual_call"] == 1
    pressed = bytes([4, 1, 1, 2, 0b100, 3]) + stamp(ZONE, NOW)
    found = told(decode(frame(pressed), ZONE, NOW))
    assert found[f"{SOURCE}/1-2/operation/manual_call"] == 1


def test_a_clock_that_is_off_is_set_right_by_when_it_says_that_it_sends():
    wrong = NOW - 20 * 365 * 86_400 * 1_000_000
    unit = decode(frame(bytes([2, 1]) + part(at=wrong - 3_000_000), at=wrong), ZONE, NOW)
    assert {each.at for each in unit.readings} == {NOW - 3_000_000}


def test_a_time_that_is_none_is_now():
    unit = decode(frame(bytes([2, 1]) + part()[:40] + b"\xff" * 6), ZONE, NOW)
    assert {each.at for each in unit.readings} == {NOW}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "unit_empty"),
        (b"\x02", "unit_empty"),
        (b"\xc8\x01", "unit_type"),
        (b"\x02\x01", "unit_length"),
        (b"\x02\x00", "unit_length"),
        (bytes([2, 2]) + part(), "unit_length"),
        (bytes([2, 23]) + part() * 23, "unit_length"),
    ],
    ids=["nothing", "a byte", "no such type", "no object", "none", "one lacking", "too many"],
)
def test_what_is_no_unit(data, reason):
    unit = decode(frame(data), ZONE, NOW)
    assert (unit.readings, unit.reason) == ([], reason)


@given(data=st.binary(max_size=120), time=st.binary(min_size=6, max_size=6))
def test_no_data_makes_it_raise(data, time):
    decode(Frame(1, (1, 1), time, SOURCE, CENTRE, SEND, data), ZONE, NOW)


@pytest.mark.parametrize(
    ("part_type", "kind"), [(23, "manual_call"), (61, "flame"), (41, "fire_signal")],
    ids=["button", "flame", "smoke"],
)  # fmt: skip
def test_the_kind_of_a_part(part_type, kind):
    assert tables().kind(part_type) == kind
