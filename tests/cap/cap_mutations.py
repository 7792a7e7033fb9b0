"""Messages that chance has damaged: their bytes, their elements, their values."""

import copy
import random
from collections.abc import Iterator

from lxml import etree

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
VALUES = (
    "", " ", "Z", "2026-02-30T10:00:00+08:00", "2026-07-01T10:00:00Z", "2026-07-01T24:00:00+00:00",
    "2026-07-01T10:00:00,00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "-1",
    "1e9", "NaN", "INF", "+", ".", "1.", "9" * 40, "0x10", "１２", "actual", "Actual ", "Met",
    "en", "en-", "x" * 9, "zh-Hans-CN", "http://[::1", "http://a:b/", "//", ":", "http://例子.cn/雨",
    "a b", "%", "%zz", "#a#b", "?", "http://a/%41", "mailto:a@b", "1a:b", "http://a:99999/",
    "urn:", "30,114", "30,114 5", "30,114  5", "91,181 -5", "30,114 30,115 31,115 30,114",
    "0,0 0,0 0,0 0,0", "30,114 31,115 30,115 31,114 30,114", "a,b,c",
    "a@b,1,2026-07-01T08:00:00+08:00", "\u0085", "\ufeff", "\U0001f327", "&amp;", "<b>", "]]>",
    "\t\n", "ÿ", "Exercise", "Cancel", "Private",
)  # fmt: skip
"""What goes wrong at the borders of types."""


def damaged(samples: list[bytes], many: int, seed: int) -> Iterator[bytes]:
    """Yield so many damaged messages."""
    chance = random.Random(seed)  # noqa: S311
    trees = [etree.fromstring(sample) for sample in samples]
    for _ in range(many):
        place = chance.randrange(len(samples))
        if chance.random() < 0.25:
            yield _bytes(samples[place], chance)
        else:
            yield _tree(copy.deepcopy(trees[place]), chance)


def _bytes(sample: bytes, chance: random.Random) -> bytes:
    data = bytearray(sample)
    for _ in range(chance.randint(1, 4)):
        at, how = chance.randrange(len(data)), chance.randrange(4)
        if how == 0:
            data[at] = chance.randrange(256)
        elif how == 1:
            del data[at : at + chance.randint(1, 30)]
        elif how == 2:
            data[at:at] = data[at : at + chance.randint(1, 60)]
        else:
            data[at:at] = chance.choice([b"<", b">", b"&", b"&x;", b"\x00", b"<!--", b"<![CDATA["])
    return bytes(data)


def _tree(root: etree._Element, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        _one(root, chance)
    return etree.tostring(root)


def _one(root: etree._Element, chance: random.Random) -> None:
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    one, other = chance.choice(elements), chance.choice(elements)
    parent = one.getparent()
    how = chance.randrange(9)
    if how <= 3:
        one.text = chance.choice(VALUES)
    elif how == 4 and parent is not None:
        parent.remove(one)
    elif how == 5 and parent is not None:
        parent.insert(chance.randint(0, len(parent)), copy.deepcopy(one))
    elif how == 6 and parent is not None:
        parent.insert(chance.randint(0, len(parent)), copy.deepcopy(other))
    elif how == 7:
        name = chance.choice(["a", "{urn:x}b", "{http://www.w3.org/XML/1998/namespace}lang"])
        one.set(name, chance.choice(["", "x", "en"]))
    else:
        names = ["event", "area", "value", "Signature", "info"]
        space = chance.choice([CAP, "http://www.w3.org/2000/09/xmldsig#", "urn:x"])
        added = etree.SubElement(one, f"{{{space}}}{chance.choice(names)}")
        added.text = chance.choice(VALUES)
