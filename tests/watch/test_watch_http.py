"""Readings over HTTP: who may send, what is answered, and what hostile bodies come to."""

import json
import threading
import time
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from watch_http import ARROW, CITY, READINGS, arrow, served

ONE = pa.array([1])
NOW = time.time_ns() // 1000


@pytest.fixture(scope="module")
def baths(tmp_path_factory):
    with served(tmp_path_factory.mktemp("baths") / "home") as here:
        yield here


_turn = iter(range(1, 1_000_000))


def moment():
    """A moment of the last hours that no other test sends."""
    return NOW - 1_000_003 * next(_turn)


def send(baths, body, who="gateway", media="application/json", **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with baths.client(who) as client:
        return client.post(READINGS, content=content, headers={"Content-Type": media} | headers)


def test_rows_by_key_and_number_are_on_disk_when_it_is_answered(baths):
    first, second = moment(), moment()
    told = datetime.fromtimestamp(first // 10**6, UTC).isoformat()
    body = {"readings": [
        {"stream": "w1/gas", "value": 1.25, "at": told, "unit": "%VOL"},
        {"stream": baths.ids["w2/gas"], "value": True, "at": second},
        {"stream": "w2/state", "value": "open", "at": second},
    ]}  # fmt: skip
    answer = send(baths, body)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"taken": 3, "repeated": 0, "refused": 0, "reasons": {}, "rows": []}
    kept = {(each["stream"], each["at"]): (each["value"], each["text"]) for each in baths.kept()}
    assert kept[baths.ids["w1/gas"], first // 10**6 * 10**6] == (1.25, None)
    assert kept[baths.ids["w2/gas"], second] == (1.0, None)
    assert kept[baths.ids["w2/state"], second][1] == "open"
    again = send(baths, body).json()
    assert (again["taken"], again["repeated"]) == (0, 3)


def test_columns_are_the_same_as_rows(baths):
    at = moment()
    body = {"streams": ["w1/gas", "w2/gas"], "at": [at, at], "values": [1, None], "units": ["", ""]}
    told = send(baths, body).json()
    assert (told["taken"], told["reasons"]) == (1, {"not_finite": 1})


def test_a_reading_without_a_time_is_of_now(baths):
    before = time.time_ns() // 1000
    assert send(baths, {"readings": [{"stream": "w1/gas", "value": 3.5}]}).json()["taken"] == 1
    newest = max(each["at"] for each in baths.kept())
    assert before <= newest <= time.time_ns() // 1000


@pytest.mark.parametrize(
    "key",
    [
        pa.array(["w1/gas", "w2/gas", "nowhere", "w2/temperature"]),
        pa.array(["w1/gas", "w2/gas", "nowhere", "w2/temperature"]).dictionary_encode(),
    ],
    ids=["texts", "dictionary"],
)
def test_arrow_by_key_tells_what_is_refused_by_its_row(baths, key):
    at = pa.array([moment()] * 4, pa.int64())
    answer = send(baths, arrow(key=key, at=at, value=pa.array([1.0, 2.0, 3.0, 4.0])), media=ARROW)
    told = answer.json()
    assert (told["taken"], told["refused"]) == (2, 2)
    assert [(each["row"], each["reason"]) for each in told["rows"]] == [
        (2, "unknown"), (3, "not_owner"),
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_arrow_time_stamps_of_every_unit(baths, unit):
    at = moment() // 10**6 * 10**6
    stamp = pa.array([at], pa.timestamp("us", "UTC")).cast(pa.timestamp(unit, "UTC"))
    stream = pa.array([baths.ids["w1/gas"]], pa.int32())
    body = arrow(stream=stream, at=stamp, value=pa.array([7], pa.int16()))
    assert send(baths, body, media=ARROW).json()["taken"] == 1
    assert any(each["at"] == at and each["value"] == 7 for each in baths.kept())


def test_arrow_values_that_are_none_are_refused_and_the_rest_taken(baths):
    many = 6
    stream = pa.array([baths.ids["w1/gas"]] * 5 + [None], pa.int64())
    at = pa.array([*(moment() for _ in range(4)), None, moment()], pa.int64())
    value = pa.array([np.nan, np.inf, None, 1e300, 1.0, 1.0])
    told = send(baths, arrow(stream=stream, at=at, value=value), media=ARROW).json()
    assert told["refused"] == many
    assert told["reasons"] == {"not_finite": 3, "huge": 1, "old": 1, "unknown": 1}


def test_a_program_of_the_city_may_send_all_and_a_part_of_it_may_not(baths):
    body = {"readings": [{"stream": "w2/temperature", "value": 20, "at": moment()}]}
    assert send(baths, body, "program").json()["taken"] == 1
    assert send(baths, body, "part").status_code == 403
    assert send(baths, body, "district").status_code == 403
    assert send(baths, body, "nobody").status_code == 403
    assert send(baths, body, "").status_code == 401
    wrong = {"Authorization": "Bearer anlan_client_of_nobody"}
    assert send(baths, body, "", **wrong).status_code == 401


def test_a_device_may_send_and_nothing_else(baths):
    with baths.client("gateway") as client:
        assert client.get(f"/api/cities/{CITY}/watch/streams").status_code == 401
        assert client.post("/api/cities/nowhere/watch/readings", json={}).status_code == 401


NESTED = b'{"readings":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b"NaN", NESTED,
        b'{"readings": 1}', b'{"readings": [], "more": 1}', b"{}",
        b'{"streams": ["a"], "at": [1, 2], "values": [1]}',
        b'{"streams": ["a"]}',
        b'{"readings": [{"stream": "w1/gas", "value": NaN}]}',
        b'{"streams": ["w1/gas"], "at": [1], "values": ["x"]}',
    ],
)  # fmt: skip
def test_a_json_body_that_is_none_is_refused_and_told(baths, body):
    answer = send(baths, body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "watch.body"


@pytest.mark.parametrize(
    "row",
    [
        b"1", b"null", b"[]", b"{}", b'{"stream": "w1/gas"}', b'{"stream": "w1/gas", "value": {}}',
        b'{"stream": "w1/gas", "value": [1]}', b'{"stream": ["w1/gas"], "value": 1}',
        b'{"stream": "w1/gas", "value": 1, "at": "yesterday"}',
        b'{"stream": "w1/gas", "value": 1, "at": "2026-07-01T00:00:00"}',
        b'{"stream": "w1/gas", "value": 1, "at": 1e30}',
        b'{"stream": "w1/gas", "value": 1, "at": 99999999999999999999999}',
        b'{"stream": "w1/gas", "value": 1, "colour": "red"}',
        b'{"stream": 99999999999999999999999, "value": 1}',
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_refused_alone(baths, row):
    good = json.dumps({"stream": "w1/gas", "value": 2, "at": moment()}).encode()
    told = send(baths, b'{"readings": [' + row + b", " + good + b"]}").json()
    assert (told["taken"], told["reasons"]) == (1, {"malformed": 1})
    assert told["rows"][0]["row"] == 0


def garbled():
    whole = arrow(stream=pa.array([1, 2]), at=pa.array([1, 2]), value=pa.array([1.0, 2.0]))
    chance = np.random.default_rng(7)
    yield from (whole[:length] for length in (0, 4, 9, 100, len(whole) // 2, len(whole) - 9))
    for _ in range(60):
        cut = bytearray(whole)
        for place in chance.integers(0, len(cut), 6):
            cut[place] = chance.integers(0, 256)
        yield bytes(cut)


def test_arrow_bodies_that_are_cut_or_garbled_end_nothing(baths):
    for body in garbled():
        answer = send(baths, body, media=ARROW)
        assert answer.status_code in {200, 422}, answer.text
    assert send(baths, {"readings": []}).status_code == 200


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"at": pa.array([1]), "value": pa.array([1.0])}, "watch.columns"),
        ({"stream": ONE, "at": pa.array([1.5]), "value": ONE}, "watch.columns"),
        ({"stream": ONE, "at": ONE, "value": pa.array(["1"])}, "watch.columns"),
        ({"stream": ONE, "at": ONE, "value": ONE, "who": pa.array(["me"])}, "watch.columns"),
        ({"stream": ONE, "at": ONE, "value": pa.array([[1.0]])}, "watch.columns"),
        ({"stream": pa.array([1.5]), "at": ONE, "value": ONE}, "watch.body"),
    ],
)  # fmt: skip
def test_arrow_of_other_columns_is_refused(baths, columns, code):
    answer = send(baths, arrow(**columns), media=ARROW)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("codec", ["lz4", "zstd"])
def test_arrow_compressed_within_is_refused_before_it_is_unpacked(baths, codec):
    zeros = pa.array(np.zeros(1_500_000, np.int64))
    options = pa.ipc.IpcWriteOptions(compression=codec)
    body = arrow(options, stream=zeros, at=zeros, value=zeros)
    answer = send(baths, body, media=ARROW)
    assert (answer.status_code, answer.json()["code"]) == (422, "watch.compressed")


def test_another_media_type_and_too_large_a_body_are_refused(baths):
    assert send(baths, b"a,b", media="text/csv").json()["code"] == "watch.media"
    assert send(baths, b"x" * 16_000_001).status_code == 413


def test_what_was_refused_is_told_to_who_may_know(baths):
    send(baths, {"readings": [{"stream": "w2/temperature", "value": 1, "at": moment()}]})
    with baths.client("keeper") as client:
        found = client.get(
            f"/api/cities/{CITY}/watch/refused", params={"reason": "not_owner"}
        ).json()
        assert {each["sender"] for each in found["items"]} == {"gateway"}
        assert found["items"][0]["text"] == "the datastream is another sender's"
        assert "w2/temperature" in " ".join(each["sample"] for each in found["items"])
        whole, cursor = [], None
        while True:
            params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            page = client.get(f"/api/cities/{CITY}/watch/refused", params=params).json()
            whole += [each["id"] for each in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert len(whole) == len(set(whole)) > 2
    for who in ("district", "nobody"):
        with baths.client(who) as client:
            assert client.get(f"/api/cities/{CITY}/watch/refused").status_code == 403


def test_datastreams_are_listed_within_ones_scope(baths):
    def keys(who, **params):
        with baths.client(who) as client:
            answer = client.get(f"/api/cities/{CITY}/watch/streams", params=params)
            assert answer.status_code == 200, answer.text
            return [each["key"] for each in answer.json()["items"]]

    every = ["w1/gas", "w2/gas", "w2/temperature", "w2/state"]
    assert keys("keeper") == every
    assert keys("district") == ["w1/gas"]
    assert keys("keeper", key="w2/") == every[1:]
    assert keys("keeper", kind="air_temperature") == ["w2/temperature"]
    assert keys("keeper", object="w1") == ["w1/gas"]
    with baths.client("keeper") as client:
        place = f"/api/cities/{CITY}/watch/streams"
        first = client.get(place, params={"limit": 3}).json()
        rest = client.get(place, params={"limit": 3, "cursor": first["next"]}).json()
        assert [each["key"] for each in first["items"] + rest["items"]] == every
        assert rest["next"] is None
        assert client.get(place, params={"kind": "perfume"}).status_code == 422
        [one] = client.get(place, params={"object": "w1"}).json()["items"]
        assert (one["client"], one["division"], one["unit"]) == (
            "gateway", ["Valbains", "Old Springs"], {"symbol": "%VOL"},
        )  # fmt: skip


def test_many_at_once_are_each_answered_for_their_own(baths):
    found = {}

    def run(turn):
        stream = baths.ids["w1/gas"]
        at = pa.array([moment() for _ in range(200 + turn)], pa.int64())
        body = arrow(stream=pa.array([stream] * len(at)), at=at, value=pa.array([1.0] * len(at)))
        found[turn] = send(baths, body, media=ARROW).json()["taken"]

    threads = [threading.Thread(target=run, args=(turn,)) for turn in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == {turn: 200 + turn for turn in range(8)}
