"""Every block of Python in the guide runs as it stands."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import shapely
from cap_keys import made, pem
from cap_messages import BASE, NOW
from cryptography.hazmat.primitives.serialization import Encoding

from anlan import cap

GUIDE = (Path(__file__).parents[2] / "docs" / "howto" / "cap-library.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)\n```$", GUIDE, flags=re.DOTALL | re.MULTILINE)


def test_the_guide_s_blocks_run_one_after_the_other(capsys):
    key, certificate = made("Office")
    chain = certificate.public_bytes(Encoding.PEM)
    known = {
        "data": BASE.replace("Severe", "Bad").encode(),
        "now": NOW,
        "later": NOW + timedelta(hours=6),
        "drawing": shapely.Point(114.3, 30.6).buffer(0.1),
        "larger": [replace(each, severity="Extreme") for each in cap.parse(BASE.encode()).infos],
        "key_pem": pem(key),
        "chain_pem": chain,
        "roots_pem": chain,
        "document": BASE.encode(),
        "received": cap.write_feed(
            [cap.Item(BASE.encode(), "https://example.org/1")],
            id="urn:x:1",
            title="t",
            author="a",
            updated=NOW,
            address="https://example.org/",
        ),
    }
    assert len(BLOCKS) == 4
    for block in BLOCKS:
        exec(block, known)  # noqa: S102 - the guide's own text
    assert known["back"].msg_type == "Cancel"
    assert known["over"].infos[0].urgency == "Past"
    assert known["found"].alert == known["alert"]
    assert all(cap.check(known[name]).valid for name in ("alert", "more", "back", "over"))
    assert "schema.list" in capsys.readouterr().out
