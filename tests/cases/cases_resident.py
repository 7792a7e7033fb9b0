"""Somebody without an account at a city's public door."""

from typing import Any
from uuid import uuid4

import httpx
from cases_hall import CITY, Hall

DOOR = f"/api/public/cities/{CITY}"
REPORTS = f"{DOOR}/reports"


class Resident:
    """Somebody at an address of their own."""

    count = 0

    def __init__(self, hall: Hall) -> None:
        Resident.count += 1
        self.hall = hall
        self.address = f"192.0.2.{Resident.count}"
        self.sender = uuid4().hex

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"X-Forwarded-For": self.address} | more.pop("headers", {})
        return httpx.request(method, self.hall.url + path, headers=headers, timeout=30, **more)

    def leave(self, key: str = "", **more: Any) -> httpx.Response:
        told = {
            "title": "门口路灯不亮", "text": "晚上看不见路", "class_code": "c0118",
            "lon": self.hall.place[0], "lat": self.hall.place[1], "sender": self.sender,
        }  # fmt: skip
        headers = {"Idempotency-Key": key or uuid4().hex}
        return self.ask("POST", REPORTS, json=told | more, headers=headers)

    def left(self, **more: Any) -> dict[str, Any]:
        answer = self.leave(**more)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def status(self, number: str, **query: str) -> dict[str, Any]:
        answer = self.ask("GET", f"{REPORTS}/{number}", params=query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found
