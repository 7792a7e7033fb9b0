"""The register on a map by HTTP: packed points, their names, the print; each within one's scope."""

import struct
from typing import Any

import numpy as np
import pytest
from api_town import CITY, Town, problem
from test_api_risk import body, put

pytestmark = pytest.mark.xdist_group("town")
HOME = f"/api/cities/{CITY}/risk"
COLOURS = ("blue", "yellow", "orange", "red")


def unpack(told: bytes) -> dict[str, Any]:
    magic, n, west, south, step = struct.unpack_from("<4sIddd", told)
    assert magic == b"ARP1"
    assert len(told) == 32 + 13 * n
    ids, right, up = np.frombuffer(told, "<u4", 3 * n, 32).reshape(3, n)
    colours = np.frombuffer(told, "u1", n, 32 + 12 * n)
    return {
        "id": np.cumsum(ids).tolist(),
        "lon": west + right * step,
        "lat": south + up * step,
        "now": [COLOURS[each & 3] for each in colours],
        "inherent": [COLOURS[each >> 2] for each in colours],
    }


def asked(town: Town, path: str, who: str = "analyst", **wanted: Any) -> Any:
    with town.client(who) as client:
        return client.get(f"{HOME}{path}", params=wanted, headers={"Accept-Encoding": "identity"})


def placed(town: Town, path: str) -> dict[str, Any]:
    """Register a point that has a position."""
    with town.client("analyst") as client:
        features = client.get(f"/api/cities/{CITY}/divisions").json()["features"]
    code = path.rpartition("/")[2]
    (ring, *_) = next(
        each["geometry"]["coordinates"] for each in features if each["properties"]["code"] == code
    )
    ring = ring[0] if isinstance(ring[0][0], list) else ring
    given = body(path, lon=round(ring[0][0], 6), lat=round(ring[0][1], 6))
    assert put(town, given).status_code == 201
    return given


def test_points_are_packed_as_the_map_has_them(town: Town) -> None:
    given = placed(town, town.mine)
    plain = asked(town, "/map").json()
    while given["code"] not in plain["id"]:
        plain = asked(town, "/map").json()
    found = unpack(asked(town, "/map/packed").content)
    order = np.lexsort((plain["lat"], plain["lon"]))
    other = np.lexsort((found["lat"], found["lon"]))
    assert len(order) == len(other)
    assert sorted(plain["grade"]) == sorted(found["now"])
    assert sorted(plain["inherent"]) == sorted(found["inherent"])
    assert np.sort(found["lon"]) == pytest.approx(np.sort(plain["lon"]), abs=6e-6)
    assert np.sort(found["lat"]) == pytest.approx(np.sort(plain["lat"]), abs=6e-6)


def test_what_one_has_is_not_sent_again_until_a_point_changes(town: Town) -> None:
    placed(town, town.mine)
    with town.client("analyst") as client:
        path = f"{HOME}/map/packed"
        first = client.get(path, headers={"Accept-Encoding": "identity"})
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        zipped = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert zipped.content == first.content  # httpx has unzipped it
    placed(town, town.mine)
    before, after = first.headers["ETag"], first.headers["ETag"]
    while before == after:
        after = asked(town, "/map/packed").headers["ETag"]
    assert "no-cache" in first.headers["Cache-Control"]


def test_names_are_told_of_points_within_ones_scope(town: Town) -> None:
    given = placed(town, town.other)
    whole: dict[str, Any] = {"id": []}
    while not (
        mine := [
            each
            for start in range(0, len(whole["id"]), 100)
            for each in asked(town, "/map/names", id=whole["id"][start : start + 100]).json()
            if each["code"] == given["code"]
        ]
    ):
        whole = unpack(asked(town, "/map/packed").content)
    (point,) = mine
    assert (point["name"], point["colour"]) == ("Boiler house", "blue")
    assert asked(town, "/map/names", "operator", id=[point["id"]]).json() == []
    assert point["id"] not in unpack(asked(town, "/map/packed", "operator").content)["id"]
    assert asked(town, "/map/names", "steward", id=[point["id"]]).status_code == 403
    assert asked(town, "/map/names").status_code == 422


def test_the_map_is_printed(town: Town) -> None:
    placed(town, town.mine)
    answer = asked(town, "/print", size="a4", what="areas", lang="zh")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "risk-areas-a4.pdf" in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")
    assert len(asked(town, "/print", "operator", size="a4").content) > 1000
    assert asked(town, "/print", "steward").status_code == 403


@pytest.mark.parametrize("given", [{"size": "a9"}, {"what": "people"}, {"colour": "red"}])
def test_a_print_of_what_is_not_is_refused(town: Town, given: dict[str, str]) -> None:
    answer = asked(town, "/print", **given)
    assert answer.status_code == 422
    assert next(iter(given)) in answer.text
    assert problem(answer)["detail"]


def test_only_levels_of_few_divisions_can_be_asked_for(town: Town) -> None:
    with town.client("analyst") as client:
        whole = client.get(f"/api/cities/{CITY}/divisions").json()["features"]
        few = client.get(f"/api/cities/{CITY}/divisions", params={"most": 20}).json()["features"]
    counts: dict[str, int] = {}
    for each in whole:
        level = each["properties"]["level"]
        counts[level] = counts.get(level, 0) + 1
    assert {each["properties"]["level"] for each in few} == {
        level for level, count in counts.items() if count <= 20
    }
    assert 0 < len(few) < len(whole)
