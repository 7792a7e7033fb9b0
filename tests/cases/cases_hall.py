"""A server of a small city, with a person of every post of the seven steps."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import shapely.geometry

from anlan import cities
from anlan.store.accounts import Grant
from support.people import People
from support.serving import serving

CITY = "jiangcheng"
CASES = f"/api/cities/{CITY}/cases"
STAFF = {
    "collector": ("collector", ""),
    "acceptor": ("acceptor", ""),
    "dispatcher": ("dispatcher", ""),
    "duty_head": ("duty_head", ""),
    "gas_handler": ("handler", "gas"),
    "bus_handler": ("handler", "bus"),
    "keeper": ("administrator", ""),
}

DISPATCH: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("acceptor", "file.accept", {}),
    ("duty_head", "file.file", {}),
    ("dispatcher", "dispatch.send", {"department": "gas"}),
)
BEGIN: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("gas_handler", "handle.receive", {}),
    ("gas_handler", "handle.start", {}),
)


@dataclass(frozen=True)
class Hall:
    """A server, a token of each of its staff, and a grid with a point in it."""

    url: str
    home: Path
    tokens: dict[str, str]
    place: tuple[float, float]
    grid: str
    elsewhere: str

    def ask(self, who: str, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} | more.pop("headers", {})
        if method == "POST" and path == CASES:
            headers.setdefault("Idempotency-Key", uuid4().hex)
        return httpx.request(method, self.url + path, headers=headers, timeout=30, **more)

    def report(self, who: str = "collector", **more: Any) -> str:
        told = {
            "title": "楼道里有燃气味",
            "kind": "event",
            "channel": "collector",
            "class_code": "e0403",
            "lon": self.place[0],
            "lat": self.place[1],
        }
        answer = self.ask(who, "POST", CASES, json=told | more)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])

    def one(self, number: str, who: str = "keeper", lang: str = "en") -> dict[str, Any]:
        answer = self.ask(who, "GET", f"{CASES}/{number}", params={"lang": lang})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def dispatched(self, *further: tuple[str, str, dict[str, Any]]) -> str:
        """Report a gas leak, have it dispatched to the gas company, and do what comes after."""
        number = self.report()
        for who, act, fields in (*DISPATCH, *further):
            answer = self.move(who, number, act, **fields)
            assert answer.status_code == 200, (act, answer.text)
        return number

    def move(self, who: str, number: str, act: str, **fields: Any) -> httpx.Response:
        version = self.one(number)["version"]
        return self.ask(
            who,
            "POST",
            f"{CASES}/{number}/moves",
            json={"act": act, "fields": fields},
            headers={"If-Match": f'"v{version}"'},
        )


def grids(home: Path) -> list[tuple[str, tuple[float, float], str]]:
    """Return each grid's code, a point in it, and its district's code."""
    file = home / CITY / "layers" / "divisions.geojson"
    read = json.loads(file.read_text(encoding="utf-8"))["features"]
    parents = {each["properties"]["code"]: each["properties"]["parent"] for each in read}
    found = []
    for each in read:
        told = each["properties"]
        if told["level"] == "grid":
            point = shapely.geometry.shape(each["geometry"]).representative_point()
            district = parents[parents[told["parent"]]]
            found.append((told["code"], (point.x, point.y), district))
    return sorted(found)


@contextmanager
def opened(demo_home: Path, home: Path, *, proxy: bool = False) -> Iterator[Hall]:
    """Yield the server on a copy of the demonstration, with one person of every post."""
    shutil.copytree(demo_home, home)
    people, tokens = People(home), {}
    grid, place, district = grids(home)[0]
    other = next(each[2] for each in grids(home) if each[2] != district)
    for login, (role, department) in STAFF.items():
        number = people.add(login, Grant(role=role, city=CITY, department=department))
        tokens[login] = people.token(number)
    paths = cities.load(CITY).divisions(home / CITY / "layers").paths
    for login, where in (("here", district), ("there", other)):
        number = people.add(login, Grant(role="acceptor", city=CITY, division=paths[where]))
        tokens[login] = people.token(number)
    tokens["nobody"] = people.token(people.add("nobody"))
    with serving() as start:
        url = start(home, [CITY], door="sign-in", proxy=proxy)
        yield Hall(url, home, tokens, place, grid, other)
