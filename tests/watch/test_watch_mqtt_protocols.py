"""SensorThings, Sparkplug B and Home Assistant over MQTT."""

import json

import pytest

from anlan.watch.mqtt import homeassistant, sensorthings, sparkplug
from anlan.watch.mqtt.rows import Rows
from anlan.watch.mqtt.sparkplug.schema import payload as payload_class
from anlan.watch.units import convert

NOW = 1_780_000_000_000_000
MS = NOW // 1_000


class Sent:
    """A decoder, and what it is sent."""

    def __init__(self, of):
        self.decoder = of.Decoder()

    def __call__(self, topic, payload=b"", now=NOW):
        out = Rows()
        sent = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.decoder.decode(self.decoder.match(topic), sent, now, out)
        return out


@pytest.fixture
def things():
    return Sent(sensorthings)


@pytest.fixture
def nodes():
    return Sent(sparkplug)


@pytest.fixture
def home():
    return Sent(homeassistant)


def reasons(out):
    return [refusal.reason for _, refusal in out.refused]


def test_an_observation_is_of_the_datastream_of_its_topic(things):
    told = {"result": 3, "phenomenonTime": "2026-05-29T04:26:40+08:00/2026-05-29T04:26:40.5+08:00"}
    out = things("v1.1/Datastreams(7)/Observations", told)
    assert (out.key, out.at, out.value, out.sender) == ([7], [NOW + 500_000], [3.0], [None])
    out = things("gate/v1.1/Observations", {**told, "Datastream": {"@iot.id": 8}})
    assert (out.key, out.sender) == ([8], ["gate"])
    assert things("gate/v1.1/Observations", {"result": True, "Datastream": {"@iot.id": "9"}}).key


def test_data_arrays(things):
    told = [
        {
            "Datastream": {"@iot.id": n},
            "components": ["result", "phenomenonTime", "FeatureOfInterest/id"],
            "dataArray@iot.count": 2,
            "dataArray": [[n, "2026-05-28T20:26:40Z", 1], [n + 0.5, "2026-05-28T20:26:41Z", 1]],
        }
        for n in (4, 5)
    ]
    out = things("gate/v1.1/CreateObservations", told)
    assert (out.key, out.value) == ([4, 4, 5, 5], [4.0, 4.5, 5.0, 5.5])
    told[0]["dataArray"][0] = [[1], "x"]
    told[1]["dataArray"][0] = [1, "x", 1]
    out = things("gate/v1.1/CreateObservations", told)
    assert (out.key, reasons(out)) == ([4, 5], ["row", "time"])


@pytest.mark.parametrize(
    ("topic", "told", "reason"),
    [
        ("gate/v1.1/Observations", {"result": 1}, "datastream"),
        ("v1.1/Datastreams(7)/Observations", {"result": 1, "Datastream": {"@iot.id": 8}},
         "datastream"),
        ("v1.1/Datastreams(x)/Observations", {"result": 1}, "datastream"),
        ("v1.1/Datastreams(7)/Observations", {"result": {"a": 1}}, "row"),
        ("v1.1/Datastreams(7)/Observations", {"phenomenonTime": "2026-01-01T00:00:00Z"}, "row"),
        ("v1.1/Datastreams(7)/Observations", {"result": None}, "value"),
        ("v1.1/Datastreams(7)/Observations", {"result": 1, "phenomenonTime": "now"}, "time"),
    ],
    ids=["none", "two", "no number", "structure", "no result", "null", "no time"],
)  # fmt: skip
def test_observations_that_are_none(things, topic, told, reason):
    out = things(topic, told)
    assert (len(out), reasons(out)) == (0, [reason])


def packed(*metrics, seq=None, timestamp=MS):
    made = payload_class()(timestamp=timestamp)
    if seq is not None:
        made.seq = seq
    for each in metrics:
        unit = each.pop("unit", None)
        metric = made.metrics.add(**each)
        if unit:
            metric.properties.keys.append("engUnit")
            metric.properties.values.add(string_value=unit)
    return made.SerializeToString()


def birth(nodes, bd=1):
    nodes(
        "spBv1.0/g/NBIRTH/gate",
        packed(
            {"name": "bdSeq", "long_value": bd}, {"name": "Node Control/Rebirth",
             "boolean_value": False}, {"name": "up", "alias": 1, "datatype": 3,
             "int_value": 2**32 - 5}, seq=0),
    )  # fmt: skip
    return nodes(
        "spBv1.0/g/DBIRTH/gate/pump",
        packed({"name": "p", "alias": 2, "float_value": 0.5, "unit": "MPa"}, seq=1),
    )


def test_names_and_numbers_of_a_birth(nodes):
    out = birth(nodes)
    assert (out.key, out.value, out.unit) == (
        ["g/gate/pump/online", "g/gate/pump/p"], [1.0, 0.5], [None, "MPa"],
    )  # fmt: skip
    out = nodes("spBv1.0/g/DDATA/gate/pump", packed({"alias": 2, "float_value": 0.25}, seq=2))
    assert (out.key, out.value, out.at, out.unit) == (["g/gate/pump/p"], [0.25], [NOW], ["MPa"])
    signed = {"alias": 1, "int_value": 2**32 - 7, "timestamp": MS - 5, "is_historical": True}
    out = nodes("spBv1.0/g/NDATA/gate", packed(signed, {"alias": 1, "is_null": True}, seq=3))
    assert (out.key, out.value, out.at) == (["g/gate/up"], [-7.0], [NOW - 5_000])
    assert not out.send


def test_a_gap_is_answered_by_asking_for_a_new_birth_but_not_again_and_again(nodes):
    birth(nodes)
    out = nodes("spBv1.0/g/DDATA/gate/pump", packed({"alias": 2, "float_value": 1}, seq=4))
    assert out.value == [1.0]
    ((topic, sent),) = out.send
    assert topic == "spBv1.0/g/NCMD/gate"
    asked = payload_class().FromString(sent).metrics[0]
    assert (asked.name, asked.boolean_value) == ("Node Control/Rebirth", True)
    again = packed({"alias": 2, "float_value": 1}, seq=9)
    assert not nodes("spBv1.0/g/DDATA/gate/pump", again).send
    assert nodes("spBv1.0/g/DDATA/gate/pump", packed(seq=20), now=NOW + 10_000_000).send


def test_what_was_never_told_of_is_refused_and_asked_for(nodes):
    out = nodes("spBv1.0/g/DDATA/gate/pump", packed({"alias": 2, "float_value": 1}, seq=4))
    assert (len(out), reasons(out), len(out.send)) == (0, ["alias"], 1)


def test_numbers_go_round(nodes):
    birth(nodes)
    for seq in [*range(2, 256), 0, 1]:
        assert not nodes("spBv1.0/g/NDATA/gate", packed(seq=seq)).send


def test_a_death_takes_all_devices_along_and_that_of_an_earlier_life_nothing(nodes):
    birth(nodes, bd=5)
    late = nodes("spBv1.0/g/NDEATH/gate", packed({"name": "bdSeq", "long_value": 4}))
    assert not len(late)
    out = nodes("spBv1.0/g/NDEATH/gate", packed({"name": "bdSeq", "long_value": 5}))
    assert (out.key, out.value) == (["g/gate/online", "g/gate/pump/online"], [0.0, 0.0])
    birth(nodes, bd=6)
    out = nodes("spBv1.0/g/DDEATH/gate/pump", packed(seq=2))
    assert (out.key, out.value, out.send) == (["g/gate/pump/online"], [0.0], [])


@pytest.mark.parametrize(
    ("topic", "sent", "reason"),
    [
        ("spBv1.0/g/XDATA/gate", packed(), "topic"),
        ("spBv1.0/g/DDATA/gate", packed(), "topic"),
        ("spBv1.0/g/NDATA/gate", b"\xff\xff\xff", "malformed"),
        ("spBv1.0/g/NDATA/gate", packed({"name": "x", "double_value": float("nan")}), "value"),
        ("spBv1.0/g/NDATA/gate", packed({"name": "x", "int_value": 1, "timestamp": 2**63}), "time"),
    ],
    ids=["kind", "no device", "no protobuf", "nan", "time"],
)
def test_what_sparkplug_does_not_take(nodes, topic, sent, reason):
    out = nodes(topic, sent)
    assert (len(out), reasons(out)) == (0, [reason])


CONFIG = {
    "~": "gate/kitchen", "name": "Smoke", "uniq_id": "k1", "stat_t": "~/state", "dev_cla": "smoke",
    "val_tpl": "{{ value_json.smoke }}", "avty_t": "~/there",
    "dev": {"ids": ["box"], "mdl": "S1"},
}  # fmt: skip


def test_a_discovered_sensor_is_proposed_and_then_heard(home):
    out = home("homeassistant/binary_sensor/gate/k1/config", CONFIG)
    assert out.follow == ["gate/kitchen/state", "gate/kitchen/there"]
    smoke, there = out.proposals
    assert (smoke.key, smoke.kind, smoke.thing, smoke.model) == (
        "gate/k1", "fire_signal", "gate/box", "S1",
    )  # fmt: skip
    assert there.key == "gate/online"
    out = home("gate/kitchen/state", {"smoke": "ON"})
    assert (out.key, out.value, out.at) == (["gate/k1"], [1.0], [NOW])
    assert home("gate/kitchen/there", b"offline").value == [0.0]
    assert reasons(home("gate/kitchen/state", {"smoke": "MAYBE"})) == ["value"]
    assert reasons(home("gate/kitchen/state", {"fire": "ON"})) == ["malformed"]
    assert not len(home("gate/kitchen/state", {"smoke": "unavailable"}))


def test_nothing_in_a_config_takes_it_back(home):
    home("homeassistant/binary_sensor/gate/k1/config", CONFIG)
    out = home("homeassistant/binary_sensor/gate/k1/config", b"")
    assert out.leave == ["gate/kitchen/state", "gate/kitchen/there"]
    assert home.decoder.match("gate/kitchen/state") is None


def test_a_device_tells_of_all_its_sensors_at_once(home):
    told = {
        "dev": {"ids": "box"}, "~": "gate",
        "cmps": {
            "t1": {"p": "sensor", "dev_cla": "temperature", "unit_of_meas": "°F", "stat_t": "~/t",
                   "name": "Roof", "val_tpl": "{{ value_json['t'][\"c\"] | float }}"},
            "l1": {"p": "light", "stat_t": "~/l"},
        },
    }  # fmt: skip
    out = home("homeassistant/device/gate/config", told)
    (one,) = out.proposals
    assert (one.kind, one.unit, one.scale * 50 + one.shift) == (
        "air_temperature", "°F", pytest.approx(10),
    )  # fmt: skip
    assert reasons(out) == ["component"]
    assert home("gate/t", {"t": {"c": "50.5"}}).value == [50.5]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"val_tpl": "{{ value_json.a + 1 }}"}, "template"),
        ({"val_tpl": "{% for x in y %}"}, "template"),
        ({"val_tpl": ["x"]}, "template"),
        ({"stat_t": "other/state"}, "state_topic"),
        ({"stat_t": "gate/#"}, "state_topic"),
        ({"stat_t": None}, "state_topic"),
        ({"avty_t": "gate/+"}, "state_topic"),
    ],
    ids=["program", "loop", "list", "somebody else's", "all", "none", "any"],
)
def test_what_a_config_must_not_say(home, change, reason):
    out = home("homeassistant/binary_sensor/gate/k1/config", CONFIG | change)
    assert (out.follow, out.proposals, reasons(out)) == ([], [], [reason])


def test_a_unit_that_the_kind_is_not_told_in_is_refused(home):
    told = {"stat_t": "gate/t", "dev_cla": "temperature", "unit_of_meas": "kg"}
    assert reasons(home("homeassistant/sensor/gate/t/config", told)) == ["unit"]
    scale, shift = convert("°F", "°C")
    assert 212 * scale + shift == pytest.approx(100)
