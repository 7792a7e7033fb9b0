"""Bodies and requests of the risk register, for its tests by HTTP."""

import uuid
from typing import Any

from api_town import CITY, Town

HOME = f"/api/cities/{CITY}/risk"
HIGH, LOW = {"L": 6, "E": 6, "C": 15}, {"L": 1, "E": 6, "C": 3}


def body(path: str, **given: Any) -> dict[str, Any]:
    told = {
        "code": f"T-{uuid.uuid4().hex[:10]}",
        "name": "Boiler house",
        "type": "facility",
        "field": "special_equipment",
        "scheme": "lec",
        "unit": "Works",
        "unit_code": f"U{uuid.uuid4().hex[:12]}",
        "owner": "boiler post",
        "division": path,
        "sources": [
            {
                "name": "boiler",
                "event": "16",
                "cause": "low water",
                "inherent": HIGH,
                "residual": LOW,
                "measures": [{"group": "engineering", "text": "low-water cut-off"}],
            }
        ],
    }
    return told | given


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def put(town: Town, given: dict[str, Any], who: str = "analyst") -> Any:
    with town.client(who) as client:
        return client.post(f"{HOME}/points", json=given, headers=key())


def get(town: Town, path: str, who: str = "analyst", **asked: Any) -> Any:
    with town.client(who) as client:
        return client.get(f"{HOME}{path}", params=asked)
