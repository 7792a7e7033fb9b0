"""SensorThings: a client from PyPI drives it over HTTP, and what the standard asks for holds."""

import json
from datetime import UTC, datetime, timedelta

import frost_sta_client as sta
import httpx
import pytest
from watch_http import CITY, Baths, served

BASE = f"/api/cities/{CITY}/sta/v1.1"
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
POINT = {"type": "Point", "coordinates": [114.3, 30.6]}
pytestmark = pytest.mark.xdist_group("things")


@pytest.fixture(scope="module")
def baths(tmp_path_factory):
    with served(tmp_path_factory.mktemp("things") / "home") as found:
        yield found


@pytest.fixture
def keeper(baths):
    with baths.client("keeper") as client:
        client.base_url = f"{baths.url}{BASE}/"
        yield client


@pytest.fixture
def service(baths):
    login = sta.AuthHandler("any", baths.secrets["keeper"])
    return sta.SensorThingsService(f"{baths.url}{BASE}", auth_handler=login)


def at(minutes):
    return (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def made(client, path, body):
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def thing_with_a_stream(client, name="Station", place=POINT):
    """A thing at a place with a datastream, all in one request; their numbers."""
    body = {
        "name": name,
        "description": "a station",
        "properties": {"owner": "water", "rank": 3},
        "Locations": [
            {
                "name": f"{name} place",
                "description": "a place",
                "encodingType": "application/geo+json",
                "location": place,
            }
        ],
        "Datastreams": [
            {
                "name": f"{name} depth",
                "description": "depth of water",
                "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                "unitOfMeasurement": {"name": "cm", "symbol": "cm", "definition": "ucum:cm"},
                "ObservedProperty": {
                    "name": "Depth",
                    "definition": "http://example.org/depth",
                    "description": "depth",
                },
                "Sensor": {
                    "name": "Gauge",
                    "description": "a gauge",
                    "encodingType": "text/plain",
                    "metadata": "none",
                },
            }
        ],
    }
    found = made(client, "Things", body)
    thing = found["@iot.id"]
    (stream,) = client.get(f"Things({thing})/Datastreams").json()["value"]
    return thing, stream["@iot.id"]


@pytest.mark.filterwarnings("ignore:furl:DeprecationWarning")
def test_a_client_from_pypi_makes_asks_alters_and_retires(service):
    thing = sta.Thing(name="Client's", description="made by a client", properties={"floor": 7})
    thing.locations = [
        sta.Location(
            name="Here",
            description="a place",
            encoding_type="application/geo+json",
            location={"type": "Point", "coordinates": [114.0, 30.0]},
        )
    ]
    service.create(thing)
    assert isinstance(thing.id, int)
    unit = sta.UnitOfMeasurement(name="degree", symbol="°C", definition="ucum:Cel")
    stream = sta.Datastream(
        name="Temperature",
        description="of the air",
        observation_type="http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        unit_of_measurement=unit,
    )
    stream.thing = thing
    stream.sensor = sta.Sensor(
        name="Thermometer", description="t", encoding_type="text/plain", metadata="m"
    )
    stream.observed_property = sta.ObservedProperty(
        name="Air temperature", definition="http://example.org/t", description="t"
    )
    service.create(stream)
    one = sta.Observation(result=21.5, phenomenon_time=at(0), datastream=stream)
    service.create(one)
    assert one.id.startswith(f"{stream.id}-")

    array = sta.model.ext.data_array_value.DataArrayValue()
    names = array.Property
    array.components = {names.PHENOMENON_TIME, names.RESULT}
    array.datastream = stream
    for minute in range(1, 250):
        array.add_observation(sta.Observation(phenomenon_time=at(minute / 5), result=minute / 10))
    document = sta.model.ext.data_array_document.DataArrayDocument()
    document.add_data_array_value(array)
    links = service.observations().create(document)
    assert len(links) == 249

    every = stream.get_observations().query().orderby("phenomenonTime", "ASC").list()
    results = [each.result for each in every]  # over three pages, by their links
    assert len(results) == 250
    assert results[:3] == [21.5, 0.1, 0.2]
    some = stream.get_observations().query().filter("result gt 24 and result lt 24.5").list()
    assert sorted(each.result for each in some) == [24.1, 24.2, 24.3, 24.4]
    newest = stream.get_observations().query().orderby("phenomenonTime").top(1).list()
    assert newest.entities[0].result == 24.9
    asked = service.things().query().filter(f"id eq {thing.id}").expand("Datastreams,Locations")
    (found,) = asked.list().entities
    assert found.name == "Client's"
    assert [each.name for each in found.datastreams.entities] == ["Temperature"]
    assert found.locations.entities[0].location["coordinates"] == [114.0, 30.0]
    counted = service.observations().query().filter(f"Datastream/id eq {stream.id}").count()
    assert counted.list().count == 250

    one = service.observations().find(one.id)
    assert one.result == 21.5
    thing.name = "Renamed"
    service.update(thing)
    assert service.things().find(thing.id).name == "Renamed"
    service.delete(thing)
    with pytest.raises(Exception, match="404"):
        service.things().find(thing.id)
    # The readings stay until their time is over.
    assert service.observations().find(one.id).result == 21.5


def test_what_is_at_the_root(keeper):
    found = keeper.get("").json()
    assert [each["name"] for each in found["value"]] == [
        "Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors",
        "ObservedProperties", "Observations", "FeaturesOfInterest",
    ]  # fmt: skip
    for each in found["value"]:
        assert httpx.get(each["url"], headers=keeper.headers).status_code == 200, each
    assert any("data-array" in each for each in found["serverSettings"]["conformance"])


ONES = {
    "Things": {"name", "description", "properties", "Datastreams", "Locations",
               "HistoricalLocations"},
    "Locations": {"name", "description", "encodingType", "location", "properties", "Things",
                  "HistoricalLocations"},
    "HistoricalLocations": {"time", "Thing", "Locations"},
    "Datastreams": {"name", "description", "observationType", "unitOfMeasurement", "properties",
                    "Thing", "Sensor", "ObservedProperty", "Observations"},
    "Sensors": {"name", "description", "encodingType", "metadata", "properties", "Datastreams"},
    "ObservedProperties": {"name", "definition", "description", "properties", "Datastreams"},
    "Observations": {"phenomenonTime", "resultTime", "result", "resultQuality", "Datastream",
                     "FeatureOfInterest"},
    "FeaturesOfInterest": {"name", "description", "encodingType", "feature", "properties",
                           "Observations"},
}  # fmt: skip


@pytest.mark.parametrize("name", ONES)
def test_each_entity_has_what_the_standard_says(keeper, name):
    _, stream = thing_with_a_stream(keeper)
    made(keeper, f"Datastreams({stream})/Observations", {"result": 1, "phenomenonTime": at(0)})
    found = keeper.get(f"{name}?$top=1&$count=true").json()
    assert found["@iot.count"] >= 1
    (one,) = found["value"]
    plain = {key.partition("@")[0] for key in one} - {""}
    assert plain == ONES[name]
    again = httpx.get(one["@iot.selfLink"], headers=keeper.headers).json()
    assert again == one
    for key, link in one.items():
        if key.endswith("navigationLink"):
            answer = httpx.get(link, headers=keeper.headers)
            assert answer.status_code == 200, answer.text
            inside = answer.json()
            assert "value" in inside or "@iot.id" in inside


def test_addresses_lead_to_properties_values_and_links(keeper):
    thing, stream = thing_with_a_stream(keeper)
    assert keeper.get(f"Things({thing})/name").json() == {"name": "Station"}
    value = keeper.get(f"Things({thing})/name/$value")
    assert (value.text, value.headers["content-type"]) == ("Station", "text/plain; charset=utf-8")
    links = keeper.get(f"Things({thing})/Datastreams/$ref").json()["value"]
    assert links == [{"@iot.selfLink": f"{str(keeper.base_url).rstrip('/')}/Datastreams({stream})"}]
    deep = f"Things({thing})/Datastreams({stream})/ObservedProperty/name/$value"
    assert keeper.get(deep).text == "Depth"
    assert keeper.get("Things(999999)").status_code == 404
    assert keeper.get(f"Things({thing})/Datastreams({stream + 999})").status_code == 404
    for wrong in ("Nothings", "Things(x)", f"Things({thing})/nothing", "Things/name", "$value"):
        assert keeper.get(wrong).status_code == 404, wrong


def test_expanding_goes_down_with_options_of_its_own(keeper):
    thing, stream = thing_with_a_stream(keeper, "Deep")
    for minute in range(5):
        body = {"result": minute, "phenomenonTime": at(minute)}
        made(keeper, f"Datastreams({stream})/Observations", body)
    expand = (
        "Datastreams($select=name,id;$expand=Observations($filter=result ge 2;"
        "$orderby=result desc;$top=2;$count=true;$select=result),ObservedProperty)"
    )
    found = keeper.get(f"Things({thing})", params={"$expand": expand, "$select": "name"}).json()
    assert set(found) == {"name", "Datastreams"}
    (inside,) = found["Datastreams"]
    assert inside["name"] == "Deep depth"
    assert inside["ObservedProperty"]["name"] == "Depth"
    assert inside["Observations"] == [{"result": 4.0}, {"result": 3.0}]
    assert inside["Observations@iot.count"] == 3
    more = httpx.get(inside["Observations@iot.nextLink"], headers=keeper.headers).json()
    assert more["value"] == [{"result": 2.0}]
    by_path = keeper.get(f"Things({thing})?$expand=Datastreams/Sensor,Datastreams/Thing").json()
    assert by_path["Datastreams"][0]["Sensor"]["name"] == "Gauge"
    assert by_path["Datastreams"][0]["Thing"]["name"] == "Deep"


def test_paging_goes_through_all_once(keeper):
    name = "Paged"
    ids = [
        made(keeper, "Things", {"name": name, "description": str(n)})["@iot.id"] for n in range(7)
    ]
    params = {"$filter": f"name eq '{name}'", "$top": "3", "$count": "true", "$orderby": "id desc"}
    answer = keeper.get("Things", params=params).json()
    seen = list(answer["value"])
    assert answer["@iot.count"] == 7
    while "@iot.nextLink" in answer:
        answer = httpx.get(answer["@iot.nextLink"], headers=keeper.headers).json()
        seen += answer["value"]
    assert [each["@iot.id"] for each in seen] == ids[::-1]


@pytest.mark.parametrize(
    "condition",
    [
        "Datastreams/ObservedProperty/name eq 'Depth'",
        "properties/owner eq 'water' and properties/rank gt 2",
        "geo.distance(Locations/location, geography'POINT(110.1 20.1)') lt 0.2",
        "st_within(Locations/location, geography'POLYGON((110 20,111 20,111 21,110 21,110 20))')",
        "geo.intersects(Locations/location,"
        " geography'POLYGON((110 20,111 20,111 21,110 21,110 20))')",
        "substringof('Filt', name) and startswith(tolower(name), 'filt')",
        "not (properties/owner eq 'gas')",
        "HistoricalLocations/time lt now()",
        "id in ({id}, 999999)",
    ],
)
def test_things_are_found_by_what_belongs_to_them(keeper, condition):
    place = {"type": "Point", "coordinates": [110.2, 20.2]}
    thing, _ = thing_with_a_stream(keeper, "Filtered", place)
    condition = condition.format(id=thing)
    params = {"$filter": condition, "$orderby": "id desc", "$top": "1"}
    answer = keeper.get("Things", params=params)
    assert answer.status_code == 200, answer.text
    assert [each["@iot.id"] for each in answer.json()["value"]] == [thing]
    params["$filter"] = f"not ({condition}) and id eq {thing}"
    assert keeper.get("Things", params=params).json()["value"] == []


def test_a_thing_that_moves_has_a_history_of_places(keeper):
    thing, stream = thing_with_a_stream(keeper)
    there = {"type": "Point", "coordinates": [100, 10]}
    body = {
        "name": "B",
        "description": "",
        "encodingType": "application/geo+json",
        "location": there,
    }
    made(keeper, f"Things({thing})/Locations", body)
    (now,) = keeper.get(f"Things({thing})/Locations").json()["value"]
    assert now["location"] == there
    past = keeper.get(f"Things({thing})/HistoricalLocations?$expand=Locations").json()["value"]
    assert [each["Locations"][0]["name"] for each in past] == ["Station place", "B"]
    one = made(
        keeper, f"Datastreams({stream})/Observations", {"result": 1, "phenomenonTime": at(0)}
    )
    feature = httpx.get(f"{one['@iot.selfLink']}/FeatureOfInterest", headers=keeper.headers).json()
    assert feature["feature"] == there


def test_altering_keeps_what_is_not_told_and_heeds_the_etag(keeper):
    thing, _ = thing_with_a_stream(keeper)
    read = keeper.get(f"Things({thing})")
    tag = read.headers["etag"]
    answer = keeper.patch(f"Things({thing})", json={"name": "New"}, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text
    found = keeper.get(f"Things({thing})").json()
    assert (found["name"], found["description"]) == ("New", "a station")
    assert found["properties"]["owner"] == "water"
    stale = keeper.patch(f"Things({thing})", json={"name": "x"}, headers={"If-Match": tag})
    assert stale.status_code == 412
    put = keeper.put(f"Things({thing})", json={"name": "Put", "description": "d"})
    assert put.status_code == 200
    assert "owner" not in keeper.get(f"Things({thing})").json()["properties"]


def test_datastreams_carry_what_rules_need(keeper, baths):
    thing, _ = thing_with_a_stream(keeper)
    body = {
        "name": "Gas", "description": "", "Thing": {"@iot.id": thing},
        "unitOfMeasurement": {"name": "volume", "symbol": "%VOL", "definition": None},
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "Sensor": {"name": "S", "description": "", "encodingType": "text/plain", "metadata": "-"},
        "ObservedProperty": {"name": "Gas", "definition": "-", "description": ""},
        "properties": {"anlan": {"kind": "gas_underground", "area": "a1", "interval_s": 60}},
    }  # fmt: skip
    found = made(keeper, "Datastreams", body)
    own = found["properties"]["anlan"]
    assert (own["kind"], own["area"], own["interval_s"]) == ("gas_underground", "a1", 60)
    wrong = body | {"properties": {"anlan": {"kind": "nonsense"}}}
    answer = keeper.post("Datastreams", json=wrong)
    assert answer.status_code == 400
    assert "nonsense" in answer.json()["detail"]


TYPES = "http://www.opengis.net/def/observationType/OGC-OM/2.0/"


@pytest.mark.parametrize(
    ("kind", "result", "told"),
    [
        ("OM_Measurement", 2.5, 2.5),
        ("OM_CountObservation", 3, 3),
        ("OM_TruthObservation", True, True),
        ("OM_CategoryObservation", "open", "open"),
        ("OM_Observation", {"a": [1, 2]}, {"a": [1, 2]}),
    ],
)
def test_results_come_back_as_they_were(keeper, kind, result, told):
    thing, _ = thing_with_a_stream(keeper)
    body = {
        "name": "Any", "description": "", "observationType": TYPES + kind,
        "Thing": {"@iot.id": thing}, "unitOfMeasurement": {},
        "Sensor": {"name": "S", "description": "", "encodingType": "text/plain", "metadata": "-"},
        "ObservedProperty": {"name": "P", "definition": "-", "description": ""},
        "Observations": [{"result": result, "phenomenonTime": at(0)}],
    }  # fmt: skip
    stream = made(keeper, "Datastreams", body)["@iot.id"]
    (found,) = keeper.get(f"Datastreams({stream})/Observations").json()["value"]
    assert found["result"] == told
    assert type(found["result"]) is type(told)
    assert found["phenomenonTime"] == at(0)


def test_an_observation_sent_again_counts_once_and_as_it_was(keeper):
    _, stream = thing_with_a_stream(keeper)
    body = {"result": 1, "phenomenonTime": at(0)}
    first = made(keeper, f"Datastreams({stream})/Observations", body)
    again = made(keeper, f"Datastreams({stream})/Observations", body | {"result": 2})
    assert first == again
    (found,) = keeper.get(f"Datastreams({stream})/Observations").json()["value"]
    assert found["result"] == 1


def test_data_arrays_tell_of_each_whether_it_was_taken(keeper):
    _, stream = thing_with_a_stream(keeper)
    arrays = [
        {
            "Datastream": {"@iot.id": stream},
            "components": ["phenomenonTime", "result"],
            "dataArray@iot.count": 4,
            "dataArray": [[at(1), 1], ["yesterday", 2], [at(3), None], [at(4), 4]],
        },
        {"Datastream": {"@iot.id": 99999}, "components": ["result"], "dataArray": [[1]]},
    ]
    answer = keeper.post("CreateObservations", json=arrays)
    assert answer.status_code == 201, answer.text
    links = answer.json()
    assert [each == "error" for each in links] == [False, True, True, False, True]
    told = keeper.get(f"Datastreams({stream})/Observations?$resultFormat=dataArray").json()
    (one,) = told["value"]
    assert one["components"][:2] == ["id", "phenomenonTime"]
    assert [row[3] for row in one["dataArray"]] == [1.0, 4.0]


def test_a_batch_does_one_after_the_other_and_refers_to_what_it_made(keeper):
    named = "name eq 'Batch'"
    body = {
        "requests": [
            {"id": "a", "method": "post", "url": "Things",
             "body": {"name": "Batch", "description": "b"}},
            {"id": "b", "method": "patch", "url": "$a", "body": {"description": "c"}},
            {"id": "c", "method": "get", "url": f"Things?$filter={named}&$select=description"},
            {"id": "d", "method": "get", "url": "Things(99999)"},
            {"id": "e", "method": "delete", "url": "$a"},
        ]
    }  # fmt: skip
    answer = keeper.post("$batch", json=body)
    assert answer.status_code == 200, answer.text
    told = {each["id"]: each for each in answer.json()["responses"]}
    assert [told[name]["status"] for name in "abcde"] == [201, 200, 200, 404, 200]
    assert told["c"]["body"]["value"] == [{"description": "c"}]


def test_what_others_need_and_what_is_a_record_stays(keeper):
    _, stream = thing_with_a_stream(keeper)
    one = made(
        keeper, f"Datastreams({stream})/Observations", {"result": 1, "phenomenonTime": at(0)}
    )
    sensor = keeper.get(f"Datastreams({stream})/Sensor").json()["@iot.id"]
    assert keeper.delete(f"Sensors({sensor})").status_code == 409
    assert keeper.delete(f"Observations('{one['@iot.id']}')").status_code == 409
    assert keeper.delete(f"Datastreams({stream})").status_code == 200
    assert keeper.get(f"Datastreams({stream})").status_code == 404


BAD = {
    "no property": ("$filter", "nothing eq 1", "nothing"),
    "no function": ("$filter", "frobnicate(name) eq 1", "frobnicate"),
    "cut off": ("$filter", "name eq", "character"),
    "sign": ("$filter", "name = 'x'", "character 5"),
    "of another kind": ("$filter", "name gt 5", "compared"),
    "no day": ("$filter", "name eq 'x' or 2026-02-31T00:00:00Z gt now()", "2026-02-31"),
    "arguments": ("$filter", "substring(name) eq 'x'", "arguments"),
    "no truth": ("$filter", "length(name)", "true nor false"),
    "wrong shape": ("$filter", "geo.intersects(Locations/location, geography'POINT(1')", "POINT"),
    "nested": ("$filter", "(" * 300 + "1 eq 1" + ")" * 300, ""),
    "not not": ("$filter", "not " * 200 + "true", "levels"),
    "long": ("$filter", " or ".join(["name eq 'abcdefgh'"] * 300), "characters"),
    "many": ("$filter", " or ".join(["1 eq 1"] * 70), "operators"),
    "lambda": ("$filter", "Datastreams/any(d: d/name eq 'x')", ""),
    "huge number": ("$filter", f"id eq {'9' * 400}", ""),
    "power": ("$filter", "1e308 mul 1e308 gt id", ""),
    "expand": ("$expand", "Nothing", "Nothing"),
    "expand deep": ("$expand", "Datastreams($expand=Thing($expand=Datastreams($expand=Thing("
                    "$expand=Datastreams))))", "levels"),
    "expand open": ("$expand", "Datastreams($top=1", "character"),
    "select": ("$select", "nothing", "nothing"),
    "order": ("$orderby", "nothing", "nothing"),
    "order by place": ("$orderby", "Datastreams/name", "several"),
    "top": ("$top", "-1", "-1"),
    "skip": ("$skip", "9999999999", "9999999999"),
    "count": ("$count", "maybe", "maybe"),
    "option": ("$search", "x", "$search"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_questions_are_refused_at_once_with_what_where_and_how_to_mend(keeper, case):
    option, text, told = BAD[case]
    answer = keeper.get("Things", params={option: text})
    assert answer.elapsed < timedelta(seconds=2)
    if case in {"huge number", "power", "nested"} and answer.status_code == 200:
        return
    assert answer.status_code == 400, answer.text
    problem = answer.json()
    assert problem["place"] == f"query.{option}"
    assert told in problem["detail"]


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("Things", {"description": "no name"}, "name"),
        ("Things", {"name": "x", "description": "", "colour": "red"}, "colour"),
        ("Things", [], "Things"),
        ("Datastreams", {"name": "x", "description": "", "unitOfMeasurement": {}}, "Thing"),
        ("Locations", {"name": "x", "description": "", "encodingType": "application/geo+json",
                       "location": {"type": "Point", "coordinates": [200, 0]}}, "range"),
        ("Observations", {"result": 1}, "Datastream"),
        ("Observations", {"result": 1, "Datastream": {"@iot.id": 999999}}, "not taken"),
        ("Observations", {"result": 1, "phenomenonTime": "noon", "Datastream": {"@iot.id": 1}},
         "phenomenonTime"),
        ("Observations", {"result": 1, "parameters": {"a": 1}, "Datastream": {"@iot.id": 1}},
         "parameters"),
    ],
)  # fmt: skip
def test_bad_bodies_are_refused_with_their_place(keeper, path, body, told):
    answer = keeper.post(path, json=body)
    assert answer.status_code == 400, answer.text
    assert told in answer.json()["detail"]


@pytest.mark.parametrize("text", ["", "{", '{"name": NaN}', "[" * 5000])
def test_what_is_no_json_is_refused(keeper, text):
    answer = keeper.post("Things", content=text)
    assert answer.status_code == 400
    assert answer.json()["code"] == "sta.json"


def test_devices_send_for_their_own_datastreams_and_do_nothing_else(baths: Baths):
    base, login = f"{baths.url}{BASE}", ("gateway", baths.secrets["gateway"])
    with httpx.Client(auth=login, timeout=60) as device:
        mine, other = baths.ids["w1/gas"], baths.ids["w2/temperature"]
        body = {"result": 0.5, "phenomenonTime": at(0)}
        sent = device.post(f"{base}/Datastreams({mine})/Observations", json=body)
        assert sent.status_code == 201, sent.text
        refused = device.post(f"{base}/Datastreams({other})/Observations", json=body)
        assert refused.status_code == 400
        assert device.post(f"{base}/Things", json={"name": "x"}).status_code == 403
        assert device.get(f"{base}/Things").status_code == 401
    for who, status in (("program", 403), ("district", 403), ("nobody", 403), ("", 401)):
        with baths.client(who) as client:
            assert client.get(f"{BASE}/Things").status_code == status, who


def test_observations_are_on_disk_when_they_are_answered(baths: Baths, keeper):
    _, stream = thing_with_a_stream(keeper)
    made(keeper, f"Datastreams({stream})/Observations", {"result": 42, "phenomenonTime": at(7)})
    kept = [row for row in baths.kept() if row["stream"] == stream]
    assert [row["value"] for row in kept] == [42.0]
    assert json.loads(json.dumps(kept[0]["quality"])) in (0, 1)


def test_few_people_are_told_as_a_number_only_to_the_control_room(baths: Baths, keeper):
    thing, _ = thing_with_a_stream(keeper)
    body = {
        "name": "Crowd", "description": "", "Thing": {"@iot.id": thing}, "unitOfMeasurement": {},
        "Sensor": {"name": "S", "description": "", "encodingType": "text/plain", "metadata": "-"},
        "ObservedProperty": {"name": "People", "definition": "-", "description": ""},
        "properties": {"anlan": {"kind": "crowd_count"}},
        "Observations": [{"result": n, "phenomenonTime": at(n)} for n in (3, 12)],
    }  # fmt: skip
    stream = made(keeper, "Datastreams", body)["@iot.id"]
    path = f"{BASE}/Datastreams({stream})/Observations"
    path = f"{baths.url}{path}"
    found = keeper.get(path).json()["value"]
    assert [each["result"] for each in found] == [None, 12]
    assert keeper.get(path, params={"$filter": "result lt 10"}).json()["value"] == []
    assert keeper.get(found[0]["@iot.selfLink"]).json()["result"] is None
    with baths.client("control") as client:
        assert [each["result"] for each in client.get(path).json()["value"]] == [3, 12]
