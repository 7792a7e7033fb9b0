"""Plain JSON by mapping, and what every decoder bears."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.errors import WatchError
from anlan.watch.mqtt.limits import limits
from anlan.watch.mqtt.plain import Mapping
from anlan.watch.mqtt.router import Router
from anlan.watch.mqtt.rows import Rows
from anlan.watch.mqtt.settings import PROTOCOLS, Settings, read
from anlan.watch.mqtt.topics import Pattern, plain

NOW = 1_780_000_000_000_000
SETTINGS = Settings.model_validate(
    {
        "json": [
            {"topic": "city/{client}/up", "key": "{client}/{.k}", "time": "t", "value": "v"},
            {
                "topic": "gw/{client}/{thing}/batch",
                "rows": "data.readings",
                "key": "{thing}/{value}",
                "time": "at",
                "values": {"heat": "temp.c", "smoke": "smoke"},
                "words": {"ON": 1, "OFF": 0},
            },
            {"topic": "one/{client}", "key": "{client}", "value": "v", "unit": "u"},
        ],
        "sensorthings": True,
        "sparkplug": {},
        "homeassistant": {},
    }
)
TOPICS = (
    "city/gate/up", "gw/gate/door/batch", "one/gate", "v1.1/Datastreams(7)/Observations",
    "gate/v1.1/Observations", "gate/v1.1/CreateObservations", "spBv1.0/g/NBIRTH/gate",
    "spBv1.0/g/DDATA/gate/d", "homeassistant/sensor/gate/x/config",
    "homeassistant/device/gate/config", "gate/state", "nothing/of/ours",
)  # fmt: skip


def decoded(topic, payload, router=None):
    out = Rows()
    sent = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    (router or Router(SETTINGS, PROTOCOLS)).decode(topic, sent, NOW, out)
    return out


def reasons(out):
    return [refusal.reason for _, refusal in out.refused]


def test_one_reading_and_many_of_one_message():
    one = decoded("city/gate/up", {"k": "a", "t": 1_780_000_000_000, "v": 4})
    assert (one.key, one.at, one.value) == (["gate/a"], [NOW], [4.0])
    assert one.sender == ["gate"]
    many = decoded("city/gate/up", [{"k": n, "t": 1_780_000_000_000 + n, "v": n} for n in range(9)])
    assert many.key == [f"gate/{n}" for n in range(9)]
    assert many.at[8] - many.at[0] == 8_000


def test_several_values_of_a_row_under_a_path():
    rows = [{"at": "2026-05-29T04:26:40+08:00", "temp": {"c": 21.5}, "smoke": "ON"}]
    out = decoded("gw/gate/door/batch", {"data": {"readings": rows}})
    assert (out.key, out.value) == (["door/heat", "door/smoke"], [21.5, 1.0])
    assert out.at == [1_779_999_999_000_000 + 1_000_000] * 2 == [NOW] * 2


def test_a_reading_without_a_time_is_of_now_and_tells_its_unit():
    out = decoded("one/gate", {"v": 2.5, "u": "kPa"})
    assert (out.at, out.unit) == ([NOW], ["kPa"])


def test_text_is_kept_as_text():
    out = decoded("one/gate", {"v": "door forced"})
    assert out.text == ["door forced"]
    assert math.isnan(out.value[0])


def test_a_bad_reading_does_not_take_the_rest_along():
    rows = [{"k": "a", "t": 1, "v": 1}, {"k": {}, "v": 2}, {"k": "c", "t": "noon", "v": 3}, 5]
    out = decoded("city/gate/up", [*rows, {"k": "d", "t": 1, "v": [1]}, {"k": "e", "t": 1, "v": 6}])
    assert out.key == ["gate/a", "gate/e"]
    assert sorted(reasons(out)) == ["row", "row", "row", "time"]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b'{"k":"a","t":1,"v":NaN}', "malformed"),
        (b'{"k":"a","t":1,"v":Infinity}', "malformed"),
        (b'{"k":"a","t":1,"v":1e999}', "malformed"),
        (b'{"k":"a","t":1e300,"v":1}', "time"),
        (b'{"k":"a","t":-5,"v":1}', "time"),
        (b'{"k":"a","t":99999999999999999999999,"v":1}', "time"),
        (b'{"k":"a","t":"2026-01-01T00:00:00","v":1}', "time"),
        (b'{"k":"a","t":1,"x":' + b"[" * 50_000, "malformed"),
        (b'{"k":"a","t":1}', "no_value"),
        (b"\xff\xfe{}", "malformed"),
        (b"", "malformed"),
        (b"[" + b"1," * 200_000 + b"1]", "too_long"),
    ],
    ids=[
        "nan", "infinite", "huge", "huge time", "before 1970", "time of no size", "no zone",
        "deep", "nothing", "not text", "empty", "long",
    ],
)  # fmt: skip
def test_what_cannot_be_a_reading_is_refused_with_its_reason(payload, reason):
    out = decoded("city/gate/up", payload)
    assert (len(out), reasons(out)) == (0, [reason])


def test_too_many_rows_and_unknown_topics_are_refused():
    rows = [{"k": "a", "t": 1, "v": 1}] * (limits().rows + 1)
    assert reasons(decoded("city/gate/up", rows)) == ["rows"]
    assert reasons(decoded("nothing/of/ours", {})) == ["topic"]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(), each, max_size=4),
)
NAMES = st.sampled_from(
    ["k", "t", "v", "u", "data", "readings", "temp", "result", "phenomenonTime", "Datastream",
     "dataArray", "components", "@iot.id", "state_topic", "stat_t", "~", "device", "cmps",
     "unique_id", "value_template"]
)  # fmt: skip
SHAPED = st.recursive(
    JSON, lambda each: st.lists(each, max_size=3) | st.dictionaries(NAMES, each, max_size=6)
)


@pytest.fixture(scope="module")
def router():
    return Router(SETTINGS, PROTOCOLS)


@given(topic=st.sampled_from(TOPICS), payload=st.binary(max_size=300))
def test_no_bytes_make_a_decoder_raise(router, topic, payload):
    out = decoded(topic, payload, router)
    assert all(
        map(math.isfinite, (v for v, t in zip(out.value, out.text, strict=True) if t is None))
    )


@given(topic=st.sampled_from(TOPICS), told=SHAPED)
def test_no_json_makes_a_decoder_raise(router, topic, told):
    sent = json.dumps(told).encode()
    out = decoded(topic, sent, router)
    for at, value, text in zip(out.at, out.value, out.text, strict=True):
        assert 0 <= at < 2**62
        assert math.isnan(value) if text is not None else math.isfinite(value)
    for _, refusal in out.refused:
        assert "\0" not in refusal.sample
        refusal.sample.encode()


@given(topic=st.text(max_size=60))
def test_no_topic_makes_the_router_raise(router, topic):
    decoded(topic, b"{}", router)


@pytest.mark.parametrize(
    "wrong",
    ["", "a/#", "a/+/b", "$SYS/a", "a/{x}/{x}", "a/{X}", "a/{x"],
    ids=["empty", "all", "any", "broker's", "twice", "no name", "open"],
)
def test_a_pattern_with_a_wildcard_is_refused(wrong):
    with pytest.raises(WatchError, match=r"pattern|topic"):
        Pattern(wrong)


def test_a_pattern_is_a_filter_with_what_is_known_filled_in():
    pattern = Pattern("gw/{client}/{thing}/batch")
    assert pattern.filter == "gw/+/+/batch"
    assert pattern.filled(client="gate") == "gw/gate/+/batch"
    assert not plain("gw/+/x")


@pytest.mark.parametrize(
    "given_",
    [
        {"topic": "a/{client}", "key": "{thing}", "value": "v"},
        {"topic": "a/{thing}", "key": "{thing}", "value": "v"},
        {"topic": "a/{client}", "key": "x", "value": "v", "values": {"a": "b"}},
        {"topic": "a/{client}", "key": "x", "values": {"a": "b"}},
        {"topic": "a/{client}", "key": "x"},
    ],
    ids=["no placeholder", "nobody's", "both", "not told apart", "no value"],
)
def test_a_mapping_that_says_too_little_is_refused(given_):
    with pytest.raises(ValueError, match=r"needed|must|key"):
        Mapping.model_validate(given_)


def test_settings_say_what_is_wrong_where(tmp_path):
    file = tmp_path / "mqtt.toml"
    file.write_text('[[json]]\ntopic = "a/{client}"\nkey = "x"\nvalve = "v"\n')
    with pytest.raises(WatchError, match=r"json\.0\.valve"):
        read(file)
    file.write_text("")
    with pytest.raises(WatchError, match="sensorthings"):
        read(file)
