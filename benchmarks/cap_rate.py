"""``cap-rate``: public alerts read and checked on one core.

A message is parsed from bytes, held against the whole structure and every rule of CAP 1.2, and made
a frozen value. Two sets: alerts as a city sends them (two languages, an area of 24 corners), and
the public test messages up to 12 kB. The peers on the same files: cap-tools, which parses and
checks little (what it can't read is left out for all); and lxml with the official schema, which
knows no rule beyond it. Counted is processor time, since the machine has other work.
"""

import math
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from cap_tools.models import Alert as PeerAlert
from lxml import etree
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.handlers import LxmlEventHandler

from anlan import cap
from anlan.cap.geometry import wire as ring_text
from benchmarks.chicago import NoFilesError
from benchmarks.result import Result

NAME = "cap-rate"
MESSAGES, TIMES = 2_000, 5
AT = datetime(2026, 7, 1, 0, 30, tzinfo=UTC)
LARGEST = 12_000
GOAL = 5_000
PEER = XmlParser(handler=LxmlEventHandler)


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure both sets."""
    shared = Path(os.environ.get("ANLAN_SHARED", chicago.parent.parent))
    schema_file = shared / "standards" / "CAP-v1.2.xsd"
    if not schema_file.is_file():
        raise NoFilesError(f"the official schema of CAP 1.2 isn't at {schema_file}")
    schema = etree.XMLSchema(etree.parse(schema_file))
    many = MESSAGES // 10 if quick else MESSAGES
    sets = {"": [_message(n) for n in range(many)]}
    kit = [each for each in _kit(shared) if cap.check(each).valid and _readable(each)]
    if kit:
        sets["-kit"] = [kit[n % len(kit)] for n in range(many)]
    for suffix, messages in sets.items():
        yield from _measured(suffix, messages, schema)


def _readable(message: bytes) -> bool:
    """Return whether the peer can read a message; an empty value is too much for it."""
    try:
        return bool(PEER.from_bytes(message, PeerAlert))
    except TypeError:
        return False


def _kit(shared: Path) -> Iterator[bytes]:
    """Yield the public test messages of an ordinary size."""
    folder = shared / "data" / "standards_kit"
    for file in sorted([*folder.glob("cap_*/testdata/*.cap"), *folder.glob("cap_wmo/**/*.xml")]):
        if file.stat().st_size <= LARGEST:
            yield file.read_bytes()


def _measured(suffix: str, messages: list[bytes], schema: etree.XMLSchema) -> Iterator[Result]:
    def ours(message: bytes) -> bool:
        return cap.check(message, now=AT).valid

    def tools(message: bytes) -> bool:
        return bool(PEER.from_bytes(message, PeerAlert).identifier)

    def validator(message: bytes) -> bool:
        return bool(schema.validate(etree.fromstring(message)))

    rate, parsing, validating = (_rate(each, messages) for each in (ours, tools, validator))
    told = f"{len(messages):,} messages of {sum(map(len, messages)) / len(messages) / 1000:.1f} kB"
    size = f"{told}, parsed and checked; the schema alone {validating:,.0f}/s"
    yield Result(f"cap-rate{suffix}", rate, "/s", GOAL, ">=", "cap-tools, parse", parsing, size)


def _rate(one: Callable[[bytes], bool], messages: list[bytes]) -> float:
    """Return messages a second of processor time, the median of some rounds."""
    for message in messages[:100]:
        one(message)
    rates = []
    for _ in range(TIMES):
        began = time.process_time()
        good = sum(map(one, messages))
        rates.append(len(messages) / (time.process_time() - began))
        if good != len(messages):
            raise ValueError("a message of the benchmark isn't valid")
    return median(rates)


def _message(n: int) -> bytes:
    """Return an alert of a city, different each time."""
    corners = [2 * math.pi * k / 24 for k in range(24)]
    lat, lon, far = 30.5 + n % 97 / 500, 114.2 + n % 89 / 500, 0.02 + n % 7 / 200
    ring = [(lon + far * math.cos(turn), lat + far * math.sin(turn)) for turn in corners]
    texts = (
        ("zh-CN", "暴雨", "发布暴雨橙色预警", "预计未来六小时有暴雨，低洼处可能积水。", "江城市"),
        ("en-US", "Rainstorm", "Orange warning", "Heavy rain; low roads may flood.", "City"),
    )  # fmt: skip
    area = cap.Area("Area", (ring_text(ring),), geocodes=(cap.Pair("CN-DIVISION", "420102000000"),))
    infos = tuple(
        cap.Info(
            ("Met",), event, "Expected", "Severe", "Likely", language, ("Avoid", "Prepare"),
            event_codes=(cap.Pair("GBT35561", "11B03"),), effective=cap.wire(AT),
            onset=cap.wire(AT + timedelta(minutes=n % 60)),
            expires=cap.wire(AT + timedelta(hours=6)), sender_name=name, headline=headline,
            description=description * (1 + n % 3), instruction=description,
            web=f"https://example.org/alerts/{n}", contact="0000-12345",
            parameters=(cap.Pair("CN-ALERT-COLOR", "ORANGE"),), areas=(area,),
        )
        for language, event, headline, description, name in texts
    )  # fmt: skip
    alert = cap.Alert(
        f"42010041600000_{n:014}", "warn@example.org", cap.wire(AT), "Actual", "Alert", "Public",
        infos=infos,
    )  # fmt: skip
    return cap.write(alert)
