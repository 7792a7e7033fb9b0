"""The fleet, crowds and views by HTTP, on a server with its own people and pack."""

import json
import shutil
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from subprocess import run
from typing import Any

import httpx
import numpy as np
import pytest
from picture_frames import WRONG, photograph, sent
from view_models import write

from anlan import cities
from anlan.model.cause import Cause
from anlan.store.accounts import Grant
from anlan.store.change import change
from anlan.store.database import Database
from anlan.watch.registry import (
    Property,
    Stream,
    Thing,
    WatchRoom,
    any_make,
    put_properties,
    put_streams,
    put_things,
)  # fmt: skip
from support.people import People
from support.serving import serving

CITY = "jiangcheng"
HOME = f"/api/cities/{CITY}/watch"
ROLES = {
    "keeper": "fleet_operator", "head": "duty_head", "auditor": "auditor",
    "analyst": "analyst", "admin": "administrator",
}  # fmt: skip
PACK = """
[fleet]
video = "https://video.example/{stream}?minutes={minutes}"
firmware = { "M-1" = "5.2" }
look_minutes = 30

[[views]]
name = "fire"
title = { en = "Fire in view", zh = "画面火情" }
model = "fire.onnx"

[[views]]
name = "people"
title = { en = "People", zh = "人员" }
model = "people.onnx"
"""


@dataclass(frozen=True)
class Place:
    url: str
    home: Path
    streets: list[str]
    tokens: dict[str, str]

    def ask(self, who: str, method: str, path: str, **given: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        headers |= {"Idempotency-Key": uuid.uuid4().hex} if path.endswith("/looks") else {}
        return httpx.request(
            method, f"{self.url}{HOME}{path}", headers=headers, timeout=60, **given
        )

    def get(self, who: str, path: str, **params: Any) -> dict[str, Any]:
        answer = self.ask(who, "GET", path, params=params)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("fleet")
    home, pack = folder / "home", folder / "pack"
    shutil.copytree(str(resources.files("anlan.cities") / CITY), pack)
    with (pack / "city.toml").open("a", encoding="utf-8") as file:
        file.write(PACK)
    write(pack / "fire.onnx", ("flame", "smoke"))
    write(pack / "people.onnx", ("person",))
    make = [sys.executable, "-m", "anlan", "--home", str(home), "generate", str(folder / "files")]
    run([*make, "--scale", "0.001"], check=True, capture_output=True)
    layers = home / CITY / "layers"
    layers.mkdir(parents=True)
    shutil.copy(folder / "files" / "divisions.geojson", layers)
    features = json.loads((layers / "divisions.geojson").read_text("utf-8"))["features"]
    streets = sorted(
        each["properties"]["code"] for each in features if each["properties"]["level"] == "street"
    )
    people, tokens = People(home), {}
    for login, role in ROLES.items():
        tokens[login] = people.token(people.add(login, Grant(role=role, city=CITY)))
    tree = cities.load(str(pack)).divisions(layers)
    local = Grant(role="fleet_operator", city=CITY, division=tree.paths[streets[0]])
    tokens["local"] = people.token(people.add("local", local))
    _register(home, WatchRoom.of(cities.load(str(pack)).city, tree), streets[0])
    with serving() as start:
        found = Place(start(home, [str(pack)], door="sign-in"), home, streets, tokens)
        _fill(found)
        yield found


def _register(home: Path, room: WatchRoom, street: str) -> None:
    """Register what the camera's model and the counting area deliver to."""
    database, now = Database.in_folder(home), datetime.now(UTC)
    with change(database, Cause("local:test")) as made:
        any_make(made, room)
        put_properties(made, room, [Property("p", "P")])
        put_things(made, room, [Thing("view-A", "View of A", division=street),
                                Thing("gate", "The gate", division=street)], now)  # fmt: skip
        views = [
            Stream(f"A/{name}", "view-A", "p", kind=f"view_{name}") for name in ("flame", "smoke")
        ]
        counts = [
            Stream(f"gate/{kind}", "gate", "p", kind=kind, object="gate",
                   figures={"area_m2": 100.0, "capacity": 500.0})
            for kind in ("crowd_density", "crowd_count", "crowd_pressure")
        ]  # fmt: skip
        put_streams(made, room, [*views, *counts], now)
    database.close()


def _fill(place: Place) -> None:
    devices = [
        {"key": "A", "type": "camera", "tier": "1", "department": "public_security",
         "division": place.streets[0], "model": "M-1", "firmware": "5.1", "stream": "s-a",
         "thing": "view-A"},
        {"key": "B", "type": "camera", "tier": "2", "department": "public_security",
         "division": place.streets[-1], "model": "M-1", "firmware": "5.2"},
        {"key": "C", "type": "drone", "department": "public_security",
         "division": place.streets[0]},
    ]  # fmt: skip
    answer = place.ask("keeper", "POST", "/fleet/devices", json={"devices": devices})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["new"], told["changed"]) == (2, 0)
    assert [(each["row"], each["key"]) for each in told["refused"]] == [(3, "C")]


def test_api_fleet_a_page_counts_what_there_is(place: Place) -> None:
    told = place.get("keeper", "/fleet")
    assert [each["key"] for each in told["items"]] == ["A", "B"]
    assert (told["total"], told["facets"]["tier"]) == (2, {"1": 1, "2": 1})
    first = place.get("keeper", "/fleet", limit=1)
    then = place.get("keeper", "/fleet", limit=1, cursor=first["next"])
    assert [each["key"] for each in then["items"]] == ["B"]
    assert place.get("keeper", "/fleet", old_firmware=True)["total"] == 1
    assert place.get("keeper", "/fleet", text="no such")["total"] == 0
    assert place.get("keeper", "/fleet/firmware")["items"][0]["old"] is True


def test_api_fleet_nobody_sees_beyond_their_scope(place: Place) -> None:
    assert [each["key"] for each in place.get("local", "/fleet")["items"]] == ["A"]
    assert place.ask("local", "GET", "/fleet/devices/B").status_code == 404
    assert place.ask("keeper", "GET", "/fleet/devices/none").status_code == 404
    rows = {
        "key": "X",
        "type": "camera",
        "department": "fire_rescue",
        "division": place.streets[-1],
    }
    assert place.ask("local", "POST", "/fleet/devices", json={"devices": [rows]}).status_code == 403
    seen = {"devices": [{"key": "B"}, {"key": "A", "battery": 80.0}]}
    told = place.ask("local", "POST", "/fleet/seen", json=seen).json()
    assert told == {"noted": 1, "unknown": ["B"]}
    assert place.ask("analyst", "POST", "/fleet/seen", json=seen).status_code == 403


def test_api_fleet_a_device_tells_of_itself(place: Place) -> None:
    place.ask("keeper", "POST", "/fleet/seen", json={"devices": [{"key": "A", "battery": 77.0}]})
    told = place.get("keeper", "/fleet/devices/A", lang="zh")
    assert (told["battery"], told["has_stream"], told["type"]["title"]) == (77, True, "视频监控")
    assert told["last_seen"]


def test_api_fleet_rates_come_with_what_they_mean(place: Place) -> None:
    told = place.get("analyst", "/fleet/rates", by="tier")
    assert [each["part"]["name"] for each in told["items"]] == ["1", "2"]
    assert [each["id"] for each in told["defined"]] == ["online", "well"]
    assert all(each["formula"] for each in told["defined"])
    days = place.get("analyst", "/fleet/rates/days", since="2026-01-01", until="2026-01-02")
    assert days["items"] == []


def test_api_fleet_looks_are_told_and_recorded(place: Place) -> None:
    asked = {"purpose": "smoke reported at the gate", "minutes": 10}
    assert place.ask("keeper", "POST", "/fleet/devices/A/looks", json=asked).status_code == 403
    answer = place.ask("head", "POST", "/fleet/devices/A/looks", json=asked)
    assert answer.status_code == 201, answer.text
    assert answer.json()["address"] == "https://video.example/s-a?minutes=10"
    for wrong in ({"purpose": "", "minutes": 1}, {"purpose": "x", "minutes": 31}):
        assert place.ask("head", "POST", "/fleet/devices/A/looks", json=wrong).status_code == 422
    assert place.ask("head", "POST", "/fleet/devices/B/looks", json=asked).status_code == 422
    told = place.get("auditor", "/fleet/looks", device="A")["items"]
    assert [(each["device"], each["minutes"], each["purpose"]) for each in told] == [
        ("A", 10, "smoke reported at the gate")
    ]
    assert told[0]["who"].startswith("account:")
    assert place.ask("head", "GET", "/fleet/looks").status_code == 403
    assert place.get("auditor", "/fleet/looks", device="B")["items"] == []


def test_api_fleet_outages_are_planned_and_taken_back(place: Place) -> None:
    asked = {"title": "new line", "since": "2026-11-01T00:00:00Z", "until": "2026-11-02T00:00:00Z"}
    assert place.ask("keeper", "PUT", "/fleet/outages/w1", json=asked).status_code == 204
    assert place.ask("local", "PUT", "/fleet/outages/w2", json=asked).status_code == 403
    assert place.ask("local", "DELETE", "/fleet/outages/w1").status_code == 403
    odd = asked | {"type": "drone"}
    assert place.ask("keeper", "PUT", "/fleet/outages/w3", json=odd).status_code == 422
    assert place.ask("keeper", "DELETE", "/fleet/outages/w1").status_code == 204
    assert place.ask("keeper", "DELETE", "/fleet/outages/w1").status_code == 404


def test_api_fleet_repair_is_noted(place: Place) -> None:
    path = "/fleet/devices/B/repair"
    assert place.ask("keeper", "PUT", path, json={"repair": True}).status_code == 204
    assert place.get("keeper", "/fleet/devices/B")["state"]["name"] == "repair"
    assert place.ask("keeper", "PUT", path, json={"repair": False}).status_code == 204
    assert place.get("keeper", "/fleet/devices/B")["state"]["name"] == "offline"


def test_api_fleet_a_frame_is_measured_and_gone(place: Place) -> None:
    good = sent(photograph())
    path = "/fleet/devices/A/frames"
    first = place.ask("keeper", "POST", path, content=good)
    assert first.status_code == 200, first.text
    assert (first.json()["found"], first.json()["standing"]) == ([], [])
    bad = place.ask("keeper", "POST", path, content=sent(WRONG["black"](photograph())))
    assert [each["fault"]["name"] for each in bad.json()["found"]] == ["black"]
    assert place.ask("keeper", "POST", path, content=b"no picture").status_code == 422
    assert place.ask("analyst", "POST", path, content=good).status_code == 403
    kept = place.get("keeper", "/fleet/devices/A")["picture"]
    assert kept["light"] < 20
    for file in place.home.rglob("*"):
        if file.is_file() and file.suffix in {".db", ".db-wal"}:
            assert b"\xff\xd8\xff\xe0" not in file.read_bytes()


def test_api_fleet_the_map_counts_by_cells(place: Place) -> None:
    box = {"west": 113, "south": 29, "east": 116, "north": 32}
    assert place.get("keeper", "/fleet/map", **box)["cells"] == []


def _crowd(place: Place, who: str) -> dict[str, Any]:
    (area,) = place.get(who, "/crowds")["items"]
    return {each["kind"]["name"]: each["value"] for each in area["values"]} | {
        "level": area["level"] and area["level"]["name"], "share": area["share"],
    }  # fmt: skip


def test_api_crowds_few_people_are_the_control_rooms_alone(place: Place) -> None:
    many = {"area": "gate", "density": 3.0, "count": 300.0, "variance": 0.005}
    answer = place.ask("admin", "POST", "/crowds", json={"counts": [many]})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["taken"], answer.json()["refused"]) == (3, 0)
    told = _crowd(place, "analyst")
    assert (told["crowd_count"], told["level"], told["share"]) == (300, "D", 0.6)
    time.sleep(0.01)
    few = {"area": "gate", "density": 0.04, "count": 4.0}
    place.ask("admin", "POST", "/crowds", json={"counts": [few]})
    outside, inside = _crowd(place, "analyst"), _crowd(place, "head")
    assert (outside["crowd_count"], outside["crowd_density"], outside["share"]) == (None,) * 3
    assert (inside["crowd_count"], inside["share"]) == (4, 0.008)
    since = {"since": "2026-11-01T00:00:00Z"}
    steps = place.get("analyst", "/crowds/gate/history", **since)["items"]
    shown = {each["kind"]["name"]: each["mean"] for each in steps}
    assert shown["crowd_count"] == [300, None]
    assert shown["crowd_density"] == [3.0, None]
    exact = place.get("head", "/crowds/gate/history", **since)["items"]
    assert {each["kind"]["name"]: each["mean"] for each in exact}["crowd_count"] == [300, 4]
    assert place.ask("keeper", "GET", "/crowds").status_code == 403
    assert place.ask("head", "GET", "/crowds/none/history", params=since).status_code == 404


def test_api_crowds_an_unknown_area_is_refused_row_by_row(place: Place) -> None:
    counts = {"counts": [{"area": "nowhere", "count": 50.0}]}
    told = place.ask("admin", "POST", "/crowds", json=counts).json()
    assert (told["taken"], told["reasons"]) == (0, {"unknown": 1})


def test_api_views_scores_become_readings_and_the_frame_is_gone(place: Place) -> None:
    red = np.zeros((100, 200, 3))
    red[..., 0] = 255
    path = "/views/fire/frames"
    answer = place.ask("keeper", "POST", path, params={"device": "A"}, content=sent(red, "PNG"))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["scores"] == pytest.approx({"flame": 1, "smoke": 1}, abs=0.01)
    assert told["readings"]["taken"] == 2
    frame = sent(red, "PNG")
    for view, device, status in (
        ("people", "A", 422), ("none", "A", 404), ("fire", "none", 404), ("fire", "B", 422),
    ):  # fmt: skip
        asked = place.ask(
            "keeper", "POST", f"/views/{view}/frames", params={"device": device}, content=frame
        )
        assert asked.status_code == status, asked.text
