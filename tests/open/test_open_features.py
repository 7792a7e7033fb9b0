"""OGC API Features by the standard's own abstract tests, and read by two other readers."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import polars as pl
import pyogrio
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from open_town import OGC, Town
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from anlan.api.paging import cursor_of, numbers
from anlan.model.portal import OgcFeaturesPortal, Secret
from anlan.pool.connectors.base import Opened
from anlan.pool.connectors.ogc_features import OgcFeaturesConnector

pytestmark = pytest.mark.xdist_group("open")
ITEMS = f"{OGC}/collections/visits/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


def refused(answer: httpx.Response, status: int = 400) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    return told


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["properties"]["id"] for each in answer.json()["features"]]


def pages(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    """Return every page, by following ``next``."""
    answer, found = client.get(ITEMS, params=query), []
    while True:
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
        links = {link["rel"]: link["href"] for link in found[-1]["links"]}
        if "next" not in links:
            return found
        answer = client.get(links["next"])


def test_the_landing_page_leads_everywhere(reader: httpx.Client) -> None:
    """A.2.2 and A.2.3: every link is there and of the type it says."""
    told = reader.get(OGC).json()
    links = {link["rel"]: link for link in told["links"]}
    assert {"self", "service-desc", "conformance", "data"} <= set(links)
    for link in links.values():
        answer = reader.get(link["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == link["type"]
    described = reader.get(links["service-desc"]["href"]).json()
    assert described["openapi"].startswith("3.0.")
    assert {"/collections/visits/items", "/conformance"} <= set(described["paths"])
    asked = described["paths"]["/collections/visits/items"]["get"]["parameters"]
    assert {"limit", "bbox", "datetime", "kind"} <= {each["name"] for each in asked}


def test_the_conformance_declaration(reader: httpx.Client) -> None:
    told = reader.get(f"{OGC}/conformance").json()["conformsTo"]
    part_one = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
    assert {f"{part_one}/core", f"{part_one}/geojson", f"{part_one}/oas30"} <= set(told)


def test_collections_say_what_they_hold(reader: httpx.Client) -> None:
    told = reader.get(f"{OGC}/collections").json()["collections"]
    names = [each["id"] for each in told]
    # Alarms have no positions; the reader may not see a ranking.
    assert names == ["visits", "divisions-district"]
    for each in told:
        own = reader.get(f"{OGC}/collections/{each['id']}").json()
        assert own == each
        links = {link["rel"]: link for link in each["links"]}
        assert reader.get(links["items"]["href"]).headers["content-type"] == "application/geo+json"
        west, south, east, north = each["extent"]["spatial"]["bbox"][0]
        assert 114 <= west < east <= 114.6
        assert 30.4 <= south <= north <= 30.8
    assert told[0]["extent"]["temporal"]["interval"] == [
        ["2024-02-02T00:00:00Z", "2024-02-26T00:00:00Z"]
    ]
    assert refused(reader.get(f"{OGC}/collections/alarms"), 404)["code"] == "api.open.no_collection"


def test_items_are_geojson_and_say_how_many(reader: httpx.Client) -> None:
    told = reader.get(ITEMS, params={"limit": 3}).json()
    assert (told["type"], told["numberReturned"], told["numberMatched"]) == (
        "FeatureCollection", 3, 25,
    )  # fmt: skip
    assert told["timeStamp"].endswith("Z")
    first = told["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [114.054, 30.55]}
    properties = first["properties"]
    assert not {"caller", "phone", "anlan_id"} & set(properties)
    assert isinstance(properties["score"], int)
    assert isinstance(properties["open"], bool)


def test_a_feature_by_its_id(reader: httpx.Client) -> None:
    for each in pages(reader, limit=10)[0]["features"]:
        one = reader.get(f"{ITEMS}/{each['id']}")
        assert one.headers["content-type"] == "application/geo+json"
        told = one.json()
        assert {link["rel"] for link in told.pop("links")} == {"self", "collection"}
        assert told == each
    for wrong in ("0" * 16, "nonsense", "f" * 17, "%2e%2e", "-000000000000001"):
        refused(reader.get(f"{ITEMS}/{wrong}"), 404)


def test_a_corrected_record_comes_once_as_it_is_now(reader: httpx.Client) -> None:
    found = {
        each["properties"]["id"]: each
        for page in pages(reader, limit=4)
        for each in page["features"]
    }
    assert len(found) == 25
    assert found["V1"]["properties"]["score"] == 99
    assert found["V1"]["properties"]["anlan_version"] == 2
    assert found["V2"]["geometry"] is None
    assert found["V3"]["properties"]["anlan_division"] == "town/42/4202"


@pytest.mark.parametrize("limit", [1, 7, 24, 25, 26, 10_000])
def test_pages_hold_everything_once(reader: httpx.Client, limit: int) -> None:
    found = pages(reader, limit=limit)
    names = [each["properties"]["id"] for page in found for each in page["features"]]
    assert len(names) == len(set(names)) == 25
    assert [page["numberReturned"] for page in found[:-1]] == [limit] * (len(found) - 1)


def test_the_limit(reader: httpx.Client) -> None:
    """Without one ten; more than the most is the most, no error; nonsense is one."""
    assert reader.get(ITEMS).json()["numberReturned"] == 10
    assert reader.get(ITEMS, params={"limit": 10**9}).json()["numberReturned"] == 25
    for wrong in ("0", "-1", "x", "1.5", "", "１"):
        assert refused(reader.get(ITEMS, params={"limit": wrong}))["place"] == "query.limit"


@pytest.mark.parametrize(
    "query",
    [
        {"unknown": "1"}, {"Limit": "1"}, {"caller": "x"}, {"phone": "x"}, {"anlan_id": "x"},
        {"score": "many"}, {"open": "perhaps"}, {"f": "html"}, {"crs": "EPSG:4326"},
        {"bbox-crs": "urn:x"}, {"cursor": "x"}, {"cursor": "MS4x"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_understood_is_refused(reader: httpx.Client, query: dict[str, str]) -> None:
    told = refused(reader.get(ITEMS, params=query))
    assert told["place"] == f"query.{next(iter(query))}"
    for page in ("", "/conformance", "/collections", "/collections/visits", "/api"):
        refused(reader.get(f"{OGC}{page}", params={"unknown": "1"}))


def test_a_parameter_given_twice_is_refused(reader: httpx.Client) -> None:
    assert refused(reader.get(f"{ITEMS}?limit=1&limit=2"))["code"] == "api.open.twice"


@pytest.mark.parametrize(
    ("box", "wanted"),
    [
        ("114.35,30.5,114.36,30.6", {"V1", "V5", "V7", "V9"}),
        ("114.35,30.5,0,114.36,30.6,100", {"V1", "V5", "V7", "V9"}),
        ("114.351,30.55,114.351,30.55", {"V1"}),
        # West of east: across the antimeridian, which leaves out what lies between.
        ("114.37,30.5,114.053,30.6", {"V21", "V23", "V25"}),
        ("150,30.5,-150,30.6", set()),
        ("114.0,31,115,32", set()),
    ],
)
def test_where(reader: httpx.Client, box: str, wanted: set[str]) -> None:
    found = ids(reader.get(ITEMS, params={"bbox": box, "limit": 100}))
    assert set(found) == wanted


@pytest.mark.parametrize(
    "box",
    ["", "1", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,1,2,3", "inf,1,2,3", "1,2,3,4,5,6,7",
     "114,31,115,30", "200,0,210,1", "0,-91,1,0", "0,0,1,91"],
)  # fmt: skip
def test_a_box_that_is_none(reader: httpx.Client, box: str) -> None:
    assert refused(reader.get(ITEMS, params={"bbox": box}))["place"] == "query.bbox"


@pytest.mark.parametrize(
    ("when", "count"),
    [
        ("2024-02-05T00:00:00Z", 1), ("2024-02-05T08:00:00+08:00", 1), ("2024-02-05T00:00:01Z", 0),
        ("2024-02-05T00:00:00Z/2024-02-07T00:00:00Z", 3), ("2024-02-05", 1),
        ("2024-02-05/2024-02-07", 3), ("../2024-02-05T00:00:00Z", 4), ("/2024-02-05", 4),
        ("2024-02-20/..", 7), ("2024-02-20/", 7), ("2024-02-05t00:00:00z", 1),
    ],
)  # fmt: skip
def test_when(reader: httpx.Client, when: str, count: int) -> None:
    assert reader.get(ITEMS, params={"datetime": when}).json()["numberMatched"] == count


@pytest.mark.parametrize(
    "when",
    ["", "..", "../..", "/", "yesterday", "2024-02-30", "2024-02-05T00:00:00",
     "2024-02-05/2024-02-04", "2024-02-05/2024-02-06/2024-02-07", "0001-01-01T00:00:00+14:00"],
)  # fmt: skip
def test_a_time_that_is_none(reader: httpx.Client, when: str) -> None:
    assert refused(reader.get(ITEMS, params={"datetime": when}))["place"] == "query.datetime"


def test_which(reader: httpx.Client) -> None:
    told = reader.get(f"{OGC}/collections/visits/queryables")
    assert told.headers["content-type"] == "application/schema+json"
    assert told.json()["properties"]["score"] == {"type": "integer"}
    assert set(ids(reader.get(ITEMS, params={"kind": "school", "open": "true"}))) == {
        "V3", "V9", "V15", "V21",
    }  # fmt: skip
    assert ids(reader.get(ITEMS, params={"score": "99"})) == ["V1"]
    assert ids(reader.get(ITEMS, params={"kind": "none"})) == []


def test_pages_of_a_filter_carry_it_on(reader: httpx.Client) -> None:
    found = pages(reader, limit=2, kind="school", bbox="114,30.4,114.6,30.8")
    assert len(found) > 2
    query = parse_qs(urlsplit(found[0]["links"][-1]["href"]).query)
    assert query["kind"] == ["school"]
    assert sum(page["numberReturned"] for page in found) == found[0]["numberMatched"]


def test_other_coordinate_systems(reader: httpx.Client) -> None:
    """Part 2: the header says which; EPSG:4326 has the latitude first."""
    query = {"score": "99"}
    plain = reader.get(ITEMS, params=query)
    assert plain.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    lon, lat = plain.json()["features"][0]["geometry"]["coordinates"]
    turned = reader.get(ITEMS, params=query | {"crs": f"{EPSG}4326"})
    assert turned.json()["features"][0]["geometry"]["coordinates"] == [lat, lon]
    mercator = reader.get(ITEMS, params=query | {"crs": f"{EPSG}3857"})
    assert mercator.headers["content-crs"] == f"<{EPSG}3857>"
    x, y = mercator.json()["features"][0]["geometry"]["coordinates"]
    # x = R·λ by definition of EPSG:3857, with R = 6378137 m.
    assert x == pytest.approx(6378137 * lon * 3.141592653589793 / 180, abs=0.01)
    box = f"{x - 1},{y - 1},{x + 1},{y + 1}"
    near = reader.get(ITEMS, params={"bbox": box, "bbox-crs": f"{EPSG}3857"})
    assert ids(near) == ["V1"]
    turned_box = reader.get(
        ITEMS, params={"bbox": f"{lat},{lon},{lat},{lon}", "bbox-crs": f"{EPSG}4326"}
    )
    assert ids(turned_box) == ["V1"]


def test_divisions(reader: httpx.Client) -> None:
    items = f"{OGC}/collections/divisions-district/items"
    told = reader.get(items, params={"bbox": "114.4,30.5,114.5,30.6"}).json()
    assert [each["id"] for each in told["features"]] == ["4201"]
    assert told["features"][0]["properties"]["name_zh"] == "东区"
    assert reader.get(items, params={"name_en": "West"}).json()["numberMatched"] == 1
    first = reader.get(items, params={"limit": 1}).json()
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    assert reader.get(following).json()["features"][0]["id"] == "4202"
    assert reader.get(f"{items}/4202").json()["properties"]["parent"] == "42"


def test_unchanged_costs_nothing(reader: httpx.Client) -> None:
    first = reader.get(ITEMS)
    again = reader.get(ITEMS, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = reader.get(ITEMS, params={"limit": 2}, headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_everybody_sees_their_part(town: Town, reader: httpx.Client) -> None:
    west = next(each for each in pages(reader)[0]["features"] if _name(each) == "V4")
    with town.client("east") as client:
        found = {_name(each) for page in pages(client, limit=4) for each in page["features"]}
        assert found == {f"V{number}" for number in range(1, 26, 2)} - {"V3"}
        refused(client.get(f"{ITEMS}/{west['id']}"), 404)
        areas = client.get(f"{OGC}/collections/divisions-district/items").json()["features"]
        assert [each["id"] for each in areas] == ["4201"]
    with town.client("fire") as client:
        told = client.get(f"{OGC}/collections").json()["collections"]
        assert [each["id"] for each in told] == ["divisions-district"]
        refused(client.get(ITEMS), 404)
    for who, status in (("operator", 403), ("nobody", 403), ("", 401)):
        with town.client(who) as client:
            for page in (OGC, f"{OGC}/collections", ITEMS):
                refused(client.get(page), status)


def _name(feature: dict[str, Any]) -> str:
    name: str = feature["properties"]["id"]
    return name


def test_a_cursor_of_another_state_is_over(reader: httpx.Client) -> None:
    """As after a backup was put back: nothing is passed over in silence."""
    first = reader.get(ITEMS, params={"limit": 1}).json()
    link = next(each["href"] for each in first["links"] if each["rel"] == "next")
    batch, check, *rest = numbers(parse_qs(urlsplit(link).query)["cursor"][0], 6)
    for other in (cursor_of(batch, check ^ 1, *rest), cursor_of(batch + 99, check, *rest)):
        told = refused(reader.get(ITEMS, params={"cursor": other}), 410)
        assert told["code"] == "api.open.cursor_gone"
    areas = f"{OGC}/collections/divisions-district/items"
    refused(reader.get(areas, params={"cursor": cursor_of(1, 1)}), 410)


def frame_of(opened: Opened) -> pl.DataFrame:
    return pl.concat(chunk.frame for chunk in opened.chunks)


def test_our_own_connector_reads_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The round trip: what one city serves, another takes in."""
    monkeypatch.setenv("PARTNER_TOKEN", f"Bearer {town.tokens['reader']}")
    portal = OgcFeaturesPortal(
        connector="ogc_features",
        url=f"{town.url}{OGC}",
        collection="visits",
        headers={"Authorization": Secret(env="PARTNER_TOKEN")},
        allow_networks=["127.0.0.0/8"],
    )
    frame = frame_of(OgcFeaturesConnector().open(portal))
    assert sorted(frame["properties.id"]) == sorted(f"V{number}" for number in range(1, 26))
    assert frame["id"].n_unique() == 25
    one = frame.row(by_predicate=pl.col("properties.id") == "V5", named=True)
    assert (one["longitude"], one["latitude"], one["open"]) == ("114.355", "30.55", "true")


def test_gdal_reads_it(town: Town, tmp_path: Any) -> None:
    """GDAL's own driver, as in QGIS, pages, filters and finds the types."""
    if "OAPIF" not in pyogrio.list_drivers():
        pytest.skip("this GDAL has no driver OAPIF")
    token = {"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": town.tokens["reader"]}
    pyogrio.set_gdal_config_options(token)
    try:
        place = f"OAPIF:{town.url}{OGC}"
        layers = [name for name, _ in pyogrio.list_layers(place)]
        assert layers == ["visits", "divisions-district"]
        meta, table = pyogrio.read_arrow(place, layer="visits", PAGE_SIZE="10")
        assert table.num_rows == 25
        assert meta["geometry_type"] == "Point"
        kinds = dict(zip(table.column_names, map(str, table.schema.types), strict=True))
        assert kinds["score"].startswith("int")
        _, near = pyogrio.read_arrow(place, layer="visits", bbox=(114.3505, 30.5, 114.3515, 30.6))
        assert near["score"].to_pylist() == [99]
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(token))


def test_it_does_what_its_own_description_says(town: Town, reader: httpx.Client) -> None:
    """Every operation of the OpenAPI 3.0 document, asked with what the document allows."""
    described = reader.get(f"{OGC}/api").json()
    headers = {"Authorization": f"Bearer {town.tokens['reader']}"}
    operations = [
        each.ok() for each in schemathesis.openapi.from_dict(described).get_all_operations()
    ]
    assert len(operations) == 11
    for operation in operations:

        @settings(
            max_examples=4,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            checks = [not_a_server_error, status_code_conformance, content_type_conformance]
            case.call_and_validate(
                base_url=f"{town.url}{OGC}", headers=headers, checks=checks, timeout=60
            )

        ask()


def test_the_document_is_json_for_everybody(reader: httpx.Client) -> None:
    """No NaN or infinity, which are no JSON, anywhere."""
    text = reader.get(ITEMS, params={"limit": 100}).text
    json.loads(text, parse_constant=pytest.fail)
