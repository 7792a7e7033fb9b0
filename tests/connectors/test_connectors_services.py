"""ArcGIS REST, CKAN, OGC API Features and Open311 against servers that speak the protocols."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from reading import Asked, broken_of, frame_of

from anlan.model.errors import SourceError
from anlan.pool.connectors.arcgis import ArcGisConnector
from anlan.pool.connectors.ckan import CkanConnector
from anlan.pool.connectors.ogc_features import OgcFeaturesConnector
from anlan.pool.connectors.open311 import Open311Connector
from support.protocols import CRS84, ArcGis, Ckan, Features, Open311
from support.service import Bad, Reply, Service, serving

RESOURCE = "11111111-aaaa-bbbb-cccc-000000000001"
MARCH = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp() * 1000)
DAY = 86_400_000


def arcgis(service: Service, **more: object) -> dict[str, object]:
    url = f"{service.url}/rest/services/lifts/FeatureServer/0"
    return {"connector": "arcgis", "url": url, **more}


def lift(number: int, geometry: object = None) -> dict[str, Any]:
    place = {"x": 114.0 + number / 10, "y": 30.5} if geometry is None else geometry
    attributes = {"OBJECTID": number, "name": f"Lift {number}", "edited": MARCH + number * DAY}
    return {"attributes": attributes, "geometry": place}


@pytest.mark.parametrize("most", [4, 1])
def test_arcgis_gives_every_feature_though_answers_are_short(most: int) -> None:
    layer = ArcGis({n: lift(n) for n in range(1, 11)}, most=most)
    with serving(Service(layer)) as service:
        frame = Asked(ArcGisConnector).read(**arcgis(service))
    assert frame["OBJECTID"].to_list() == [str(n) for n in range(1, 11)]
    assert frame.row(0, named=True) == {
        "OBJECTID": "1", "name": "Lift 1", "edited": "2026-03-02T00:00:00+00:00",
        "longitude": "114.1", "latitude": "30.5", "_row": 1,
    }  # fmt: skip


def test_arcgis_asks_only_for_what_was_edited_since() -> None:
    layer = ArcGis({n: lift(n) for n in range(1, 6)})
    with serving(Service(layer)) as service:
        asked, portal = Asked(ArcGisConnector), arcgis(service, since={"column": "edited"})
        first = asked.open(**portal)
        layer.features[9] = lift(5) | {"attributes": {**lift(5)["attributes"], "OBJECTID": 9}}
        again = asked.open(first.mark, **portal)
    assert frame_of(again)["OBJECTID"].to_list() == ["5", "9"]


def test_arcgis_shapes_become_wkt_with_their_holes() -> None:
    outer = [[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]
    hole = [[2, 2], [3, 2], [3, 3], [2, 2]]
    broken = {"curveRings": [[[0, 0]]]}
    layer = ArcGis({1: lift(1, {"rings": [outer, hole]}), 2: lift(2, broken), 3: lift(3, {})})
    with serving(Service(layer)) as service:
        opened = Asked(ArcGisConnector).open(**arcgis(service))
        chunk = next(opened.chunks)
    assert chunk.frame["geometry"][0].startswith("MULTIPOLYGON (((0 0, 0 9")
    assert chunk.frame["geometry"][0].count("(") == 4
    assert chunk.frame["longitude"].null_count() == 1
    assert [(row, problem) for row, _, problem in chunk.broken.rows()] == [
        (2, "connectors.problem.geometry")
    ]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"where": "bad"}, "error.source.portal_refused"),
        ({"url": "{}/rest/services/none/FeatureServer/0"}, "error.source.portal_refused"),
    ],
)
def test_arcgis_errors_inside_a_success_are_told(change: dict[str, str], key: str) -> None:
    with serving(Service(ArcGis({1: lift(1)}))) as service, pytest.raises(SourceError) as caught:
        told = {name: text.format(service.url) for name, text in change.items()}
        Asked(ArcGisConnector).open(**{**arcgis(service), **told})
    assert caught.value.key == key


def test_arcgis_features_that_do_not_come_are_missed() -> None:
    layer = ArcGis({n: lift(n) for n in range(1, 6)}, lost={3})
    with serving(Service(layer)) as service, pytest.raises(SourceError, match="5 rows were"):
        Asked(ArcGisConnector).open(**arcgis(service))


def test_arcgis_that_wants_a_token_says_so() -> None:
    wanted = Reply({"error": {"code": 499, "message": "Token Required"}})
    with serving(Service(ArcGis({}), bad=[Bad(wanted)])) as service:
        with pytest.raises(SourceError, match="wants a token"):
            Asked(ArcGisConnector).open(**arcgis(service))


def ckan(service: Service, **more: object) -> dict[str, object]:
    return {"connector": "ckan", "url": service.url, "resource": RESOURCE, **more}


RECORDS = [{"n": n, "kind": "lift" if n % 2 else "escalator"} for n in range(8)]


def test_ckan_rows_come_in_the_order_of_the_datastore() -> None:
    with serving(Service(Ckan(RECORDS))) as service:
        frame = Asked(CkanConnector).read(**ckan(service))
        some = Asked(CkanConnector).read(**ckan(service, filters={"kind": "lift"}))
    assert frame.columns == ["n", "kind", "_row"]
    assert frame["n"].to_list() == [str(n) for n in range(8)]
    assert some["n"].to_list() == ["1", "3", "5", "7"]


def test_ckan_file_is_read_as_its_format_says() -> None:
    text = "n;kind\n1;电梯\n2;lift\n".encode("gb18030")
    with serving(Service(Ckan([], file=text))) as service:
        portal = ckan(service, read="file", rename={"kind": "type"})
        opened = Asked(CkanConnector).open(**portal)
        again = Asked(CkanConnector).open(opened.mark, **portal)
        frame = frame_of(opened)
    assert frame["type"].to_list() == ["电梯", "lift"]
    assert again.fingerprint == opened.fingerprint


def test_ckan_file_at_another_host_is_fetched_without_the_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CKAN_TOKEN", "s3cret")
    store = Service(Ckan([], file=b"n,kind\n1,lift\n"))
    with serving(store), serving(Service(Ckan([], files=store.url))) as portal:
        portal.token = ("Authorization", "s3cret")
        more = {"read": "file", "headers": {"Authorization": {"env": "CKAN_TOKEN"}}}
        frame = Asked(CkanConnector).read(**ckan(portal, **more))
    assert frame["kind"].to_list() == ["lift"]
    assert "authorization" not in store.requests[0][2]


@pytest.mark.parametrize(
    ("change", "total", "key"),
    [
        ({"resource": "00000000"}, None, "error.source.portal_unknown"),
        ({"filters": {"none": "x"}}, None, "error.source.portal_refused"),
        ({}, 99, "error.source.portal_changed"),
    ],
)
def test_ckan_errors_are_told(change: dict[str, object], total: int | None, key: str) -> None:
    with serving(Service(Ckan(RECORDS, total=total))) as service:
        with pytest.raises(SourceError) as caught:
            Asked(CkanConnector).open(**ckan(service, **change))
    assert caught.value.key == key


def feature(number: int, **more: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": number,
        "properties": {"name": f"L{number}", "at": f"2026-03-{number:02}T00:00:00Z"},
        "geometry": {"type": "Point", "coordinates": [114 + number, 30.50]},
        **more,
    }


def ogc(service: Service, **more: object) -> dict[str, object]:
    return {"connector": "ogc_features", "url": service.url, "collection": "lifts", **more}


def test_ogc_features_follow_the_next_links() -> None:
    with serving(Service(Features([feature(n) for n in range(1, 9)]))) as service:
        frame = Asked(OgcFeaturesConnector).read(**ogc(service))
        some = Asked(OgcFeaturesConnector).read(**ogc(service, bbox=(115, 30, 118, 31)))
    assert frame["id"].to_list() == [str(n) for n in range(1, 9)]
    assert frame.select("name", "longitude", "latitude").row(0) == ("L1", "115", "30.5")
    assert some["id"].to_list() == ["1", "2", "3", "4"]


def test_ogc_features_ask_from_the_last_time_on() -> None:
    with serving(Service(Features([feature(n) for n in range(1, 9)]))) as service:
        asked, portal = Asked(OgcFeaturesConnector), ogc(service, since={"column": "at"})
        first = asked.open(**portal)
        again = frame_of(asked.open(first.mark, **portal))
    assert again["id"].to_list() == ["8"]
    assert service.queries("/collections/lifts/items")[-1]["datetime"] == "2026-03-07T23:00:00Z/.."


@pytest.mark.parametrize(
    ("spoken", "change", "key"),
    [
        (Features([feature(1)]), {"collection": "none"}, "error.source.portal_unknown"),
        (Features([feature(1)], crs=["EPSG:3857"]), {}, "error.source.projected"),
        (Features([feature(n) for n in range(1, 9)], loops=True), {}, "error.source.page_twice"),
        (Features([]), {}, "error.source.no_objects"),
    ],
)
def test_ogc_errors_are_told(spoken: Features, change: dict[str, str], key: str) -> None:
    with serving(Service(spoken)) as service, pytest.raises(SourceError) as caught:
        Asked(OgcFeaturesConnector).open(**ogc(service, **change))
    assert caught.value.key == key


def test_ogc_entries_that_are_no_features_are_set_apart() -> None:
    odd = [feature(1), {"type": "Lift"}, feature(3, geometry={"type": "Point"}), feature(4)]
    spoken = Features(odd, most=9, crs=[CRS84])
    with serving(Service(spoken)) as service:
        opened = Asked(OgcFeaturesConnector).open(**ogc(service))
        problems = [(row, problem) for row, _, problem in broken_of(opened)]
    assert problems == [
        (2, "connectors.problem.not_a_feature"),
        (3, "connectors.problem.geometry"),
    ]


def request(number: int, days: float) -> dict[str, Any]:
    made = datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)
    return {
        "service_request_id": str(number), "status": "open", "service_code": "001",
        "requested_datetime": made.isoformat(), "lat": 30.5, "long": 114.3,
    }  # fmt: skip


def open311(service: Service, **more: object) -> dict[str, object]:
    begin = (datetime.now(UTC) - timedelta(days=200)).date().isoformat()
    return {"connector": "open311", "url": f"{service.url}/v2", "begin": begin, **more}


REQUESTS = [request(number, days=number * 1.7) for number in range(100)]


@pytest.mark.parametrize(
    ("spoken", "more"),
    [
        (Open311(REQUESTS), {}),
        (Open311(REQUESTS, most=7), {}),  # fewer than the protocol's thousand, unsaid
        (Open311(REQUESTS, most=7, pages=True), {"page_parameter": "page"}),
    ],
)
def test_open311_gives_every_request_once(spoken: Open311, more: dict[str, str]) -> None:
    with serving(Service(spoken)) as service:
        frame = Asked(Open311Connector).read(**open311(service, **more))
    assert sorted(map(int, frame["service_request_id"])) == list(range(100))


def test_open311_reads_again_what_may_have_changed() -> None:
    with serving(Service(Open311(list(REQUESTS)))) as service:
        asked, portal = Asked(Open311Connector), open311(service, again_days=30)
        first = asked.open(**portal)
        before = len(service.requests)
        again = frame_of(asked.open(first.mark, **portal))
        assert len(service.requests) - before < before
    assert sorted(map(int, again["service_request_id"])) == list(range(18))


def test_open311_that_holds_too_many_in_a_minute_says_so() -> None:
    crowd = [request(number, days=3) for number in range(9)]
    with serving(Service(Open311(crowd, most=5))) as service:
        with pytest.raises(SourceError, match="page_parameter"):
            Asked(Open311Connector, most=5).open(**open311(service))


def test_open311_requests_are_as_the_schema_says(shared_data: Path) -> None:
    schema = json.loads(
        (shared_data / "standards_kit/open311_georeport_v2/request.json").read_text("utf-8")
    )
    text = json.dumps(schema)
    assert all(f'"{name}"' in text for name in request(1, 1))


KINDS: list[tuple[type, Callable[[Service], dict[str, object]], object]] = [
    (ArcGisConnector, arcgis, ArcGis({n: lift(n) for n in range(1, 6)})),
    (CkanConnector, ckan, Ckan(RECORDS)),
    (OgcFeaturesConnector, ogc, Features([feature(n) for n in range(1, 6)])),
    (Open311Connector, open311, Open311(REQUESTS)),
]


@pytest.mark.parametrize(("kind", "portal", "spoken"), KINDS)
def test_each_service_is_asked_again_and_told_when_it_is_down(
    kind: type, portal: Callable[..., dict[str, object]], spoken: Any
) -> None:
    busy = Bad(Reply("busy", 429, {"Retry-After": "3"}), times=1)
    with serving(Service(spoken, bad=[busy])) as service:
        asked = Asked(kind)
        assert asked.open(**portal(service)).total_rows
        assert asked.waits == [3]
        service.bad = [Bad(skip=1, times=99)]
        with pytest.raises(SourceError, match="stopped answering"):
            asked.open(**portal(service))
        service.bad = [Bad(Reply(body=b"<html>maintenance</html>"), skip=1, times=99)]
        with pytest.raises(SourceError, match="is not data"):
            asked.open(**portal(service))
        with pytest.raises(SourceError, match="allow_networks"):
            asked.open(**portal(service), allow_networks=[])
