"""Readings over a real Mosquitto, from real clients, into the log."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import paho.mqtt.client as paho
import pytest
from mqtt_town import Town, eventually, now_us, send
from sqlalchemy import select
from structlog.testing import capture_logs
from watch_town import ANN, TOWN

from anlan.store.watch import WatchRefused, WatchStream
from anlan.watch.history.held import Place, held
from anlan.watch.mqtt.propose import confirm, proposed
from anlan.watch.mqtt.sparkplug.schema import payload as payload_class


@pytest.fixture
def town(database, tmp_path):
    made = Town(database, tmp_path / "broker")
    yield made
    made.broker.stop()


def refused(town, **wanted):
    with town.database.session() as session:
        query = select(WatchRefused).filter_by(city="town", **wanted)
        return session.scalars(query).all()


@pytest.mark.parametrize("protocol", [paho.MQTTv5, paho.MQTTv311], ids=["5", "3.1.1"])
def test_what_a_device_sends_by_tls_is_kept(town, protocol):
    at = now_us()
    with town.intake(), town.device(protocol=protocol) as device:
        send(device, "up/gateway", [{"k": "a", "t": at, "v": 1.5}, {"k": "a", "t": at - 1, "v": 2}])
        a = town.ids["a"]
        assert eventually(town.kept) == [(a, at, 1.5), (a, at - 1, 2.0)]
        send(device, f"v1.1/Datastreams({a})/Observations", {"result": 3})
        assert eventually(lambda: town.kept()[2:])[0][0] == a


def test_a_wrong_password_is_refused_and_so_is_a_sender_out_of_use(town):
    with town.device("gateway", "wrong") as device:
        assert device.answers[0] == "Not authorized"
    with town.device("stranger", "wrong") as device:
        assert device.answers[0] == "Not authorized"


def test_nobody_publishes_for_somebody_else(town):
    b = town.ids["b"]
    with town.intake(), town.device() as device:
        at = now_us()
        for topic in ("up/other", f"v1.1/Datastreams({b})/Observations", "spBv1.0/g/NBIRTH/other",
                      "homeassistant/sensor/other/x/config", "v1.1/Observations"):  # fmt: skip
            assert str(send(device, topic, {"k": "b", "t": at, "v": 1})) == "Not authorized"
        send(device, "up/gateway", {"k": "b", "t": at, "v": 1})
        [row] = eventually(lambda: refused(town, reason="not_owner"))
        assert (row.source, row.sender, row.times) == ("mqtt", "gateway", 1)
        assert town.kept() == []


def test_what_cannot_be_read_is_refused_with_its_reason_and_the_rest_goes_on(town):
    with town.intake(), town.device() as device:
        at = now_us()
        for payload in (b"\xff", b'{"k":"a","v":NaN}', b"[" * 9_000):
            send(device, "up/gateway", payload)
        send(device, "up/gateway", [{"k": "a", "t": at + 10**12, "v": 1}, {"k": "?", "v": 1}])
        send(device, "up/gateway", {"k": "a", "t": at, "v": 7})
        assert [value for _, _, value in eventually(town.kept)] == [7.0]
        found = {row.reason: row.times for row in refused(town)}
        assert found == {"malformed": 3, "future": 1, "unknown": 1}


def test_a_payload_too_long_is_not_even_taken_by_the_broker(town):
    with town.intake() as taker, town.device("other") as loud, town.device() as device:
        gone = []
        loud.on_disconnect = lambda *args: gone.append(str(args[3]))
        loud.publish("up/other", b" " * 400_000, 1)
        assert eventually(lambda: gone)
        send(device, "up/gateway", {"k": "a", "t": now_us(), "v": 7})
        eventually(town.kept)
        assert taker.counts.messages == 1


def test_what_came_while_we_were_away_is_there_even_when_the_broker_was_started_again(town):
    with town.intake():
        pass
    with town.device() as device:
        at = now_us()
        for number in range(50):
            send(device, "up/gateway", {"k": "a", "t": at + number, "v": number})
    town.broker.stop()
    town.broker.start()
    with town.intake():
        found = eventually(lambda: len(town.kept()) >= 50 and town.kept())
        assert sorted(found) == [(town.ids["a"], at + n, float(n)) for n in range(50)]


def test_a_broker_that_goes_and_comes_back_is_found_again(town):
    with town.intake():
        town.broker.stop()
        town.broker.start()
        with town.device() as device:
            send(device, "up/gateway", {"k": "a", "t": now_us(), "v": 1})
        assert eventually(town.kept, 40)


@pytest.mark.parametrize("saved", [True, False])
def test_a_broker_that_was_killed_before_it_saved_our_session_is_told_of(town, saved):
    with capture_logs() as logs, town.intake():
        if saved:
            town.broker.save()
        town.broker.kill()
        town.broker.start()
        eventually(lambda: [each["event"] for each in logs].count("mqtt_connected") == 2, 40)
    assert ("mqtt_session_lost" in [each["event"] for each in logs]) is not saved


def test_two_intakes_share_the_work(town):
    with town.intake("one", "all", ("json",)) as one, town.intake("two", "all", ("json",)) as two:
        with town.device() as device:
            at = now_us()
            for number in range(100):
                device.publish("up/gateway", b'{"k":"a","t":%d,"v":1}' % (at + number), 1)
            eventually(lambda: len(town.kept()) >= 100)
        assert len(town.kept()) == 100
        assert one.counts.messages + two.counts.messages == 100
        assert one.counts.messages > 10 < two.counts.messages


def test_a_node_that_skips_a_number_is_asked_for_a_new_birth(town):
    with town.intake(), town.device() as device:
        heard = []
        device.on_message = lambda _client, _data, message: heard.append(message)
        device.subscribe([("spBv1.0/+/NCMD/gateway", 1), ("spBv1.0/STATE/anlan", 1)])
        state = eventually(lambda: heard)[0]
        assert (state.topic, b'"online": true' in state.payload) == ("spBv1.0/STATE/anlan", True)
        made = payload_class()(seq=7, timestamp=now_us() // 1_000)
        send(device, "spBv1.0/g/NDATA/gateway", made.SerializeToString(), 0)
        asked = eventually(lambda: heard[1:])[0]
        [metric] = payload_class().FromString(asked.payload).metrics
        assert (asked.topic, metric.name) == ("spBv1.0/g/NCMD/gateway", "Node Control/Rebirth")


def test_a_sensor_that_tells_of_itself_counts_when_it_is_confirmed(town):
    config = {"stat_t": "gateway/t", "dev_cla": "temperature", "unit_of_meas": "°F", "uniq_id": "t"}
    with town.intake(), town.device() as device:
        send(device, "homeassistant/sensor/gateway/t/config", config)
        [row] = eventually(lambda: proposed(town.database, "town"))
        assert (row.key, row.kind, row.unit) == ("gateway/t", "", {"symbol": "°F"})
        confirm(town.database, TOWN, ["gateway/t"], ANN)
        with town.database.session() as session:
            row = session.scalar(select(WatchStream).where(WatchStream.key == "gateway/t"))
            assert (row.kind, row.properties) == ("air_temperature", {})
        ten = (row.id, pytest.approx(10))
        eventually(lambda: send(device, "gateway/t", b"50") and town.kept()[-1:])
        eventually(lambda: send(device, "gateway/t", b"50") and town.kept()[-1][::2] == ten)
        send(device, "homeassistant/sensor/gateway/t/config", config | {"dev_cla": "humidity"})
        assert proposed(town.database, "town") == []


def test_who_has_no_secret_or_no_name_for_a_topic_is_told(town):
    told = town.allow()
    assert (told.senders, told.without_secret, told.no_level) == (2, (), ())
    acl = (town.folder / "acl").read_text()
    written = [line for line in acl.splitlines() if line.startswith("topic write")]
    assert not any("#" in line and "gateway/#" not in line and "other/#" not in line
                   for line in written)  # fmt: skip
    assert (town.folder / "passwords").stat().st_mode & 0o077 == 0


def test_an_intake_killed_between_disk_and_acknowledgement_counts_once(town, tmp_path):
    with town.intake():
        pass
    program = Path(__file__).with_name("mqtt_killed.py")
    url = town.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, str(program), url, str(town.folder), str(town.own)]
    paths = os.pathsep.join([str(program.parent), str(program.parents[1])])
    killed = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths})
    at = now_us()
    with town.device() as device:
        for number in range(20):
            device.publish("up/gateway", b'{"k":"a","t":%d,"v":1}' % (at + number), 1)
        assert killed.wait(60) == -signal.SIGKILL
        before = len(town.kept())
        assert before > 0
        with town.intake() as taker:
            eventually(lambda: taker.counts.messages >= 20)
            eventually(lambda: len({when for _, when, _ in town.kept()}) == 20)
    (tmp_path / "town").mkdir()
    a = town.ids["a"]
    place = Place(town.database, tmp_path, "town")
    [table] = held(place, np.array([a]), at, at + 100).readings()
    assert table["at"].to_pylist() == [at + n for n in range(20)]
