"""A town with a broker of its own, devices that speak to it, and intakes."""

import json
import ssl
import threading
import time
from contextlib import contextmanager

import paho.mqtt.client as paho
from watch_town import TOWN, settle, stream

from anlan.store.watch import log
from anlan.watch.intake import Intake
from anlan.watch.mqtt.broker import LOGIN, Listening, read_login, write
from anlan.watch.mqtt.link import Broker, Link, Will
from anlan.watch.mqtt.propose import propose
from anlan.watch.mqtt.router import Router
from anlan.watch.mqtt.settings import Settings
from anlan.watch.mqtt.sparkplug.decoder import host_state
from anlan.watch.mqtt.take import Taker
from anlan.watch.registry import Clients
from support.mosquitto import Mosquitto, certificates, free_port

SETTINGS = Settings.model_validate(
    {
        "json": [
            {"topic": "up/{client}", "key": "{.k}", "time": "t", "time_unit": "us", "value": "v"}
        ],
        "sensorthings": True,
        "sparkplug": {},
        "homeassistant": {},
    }
)


def eventually(question, seconds=20):
    """Wait until a question is answered with something true, and return the answer."""
    until = time.monotonic() + seconds
    while not (found := question()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)
    return found


class Town:
    """Everything of one town; ``database`` holds its registry and its log."""

    def __init__(self, database, folder, settings=SETTINGS):
        self.database, self.folder, self.settings = database, folder, settings
        self.ids, self.secrets = settle(database, stream("a"), stream("b", client="other"))
        self.port, self.own = free_port(), free_port()
        certificates(folder)
        self.allow()
        self.broker = Mosquitto(folder, self.port).start()

    def allow(self):
        """Write the broker's files as the registry now is."""
        listening = Listening(
            self.port, self.folder / "cert.pem", self.folder / "key.pem", self.own
        )
        return write(self.database, "town", self.settings, listening, self.folder)

    @contextmanager
    def device(self, name="gateway", secret=None, protocol=paho.MQTTv5):
        """Yield a client that is logged in by TLS, and the reasons it was answered."""
        client = paho.Client(paho.CallbackAPIVersion.VERSION2, name, protocol=protocol)
        client.username_pw_set(name, secret or self.secrets[name])
        client.tls_set(str(self.folder / "ca.pem"), tls_version=ssl.PROTOCOL_TLS_CLIENT)
        answers = []
        client.on_connect = lambda *args: answers.append(str(args[3]))
        client.connect("localhost", self.port)
        client.loop_start()
        eventually(lambda: answers)
        client.answers = answers
        try:
            yield client
        finally:
            client.disconnect()
            client.loop_stop()

    def place(self, client="intake", share="", tls=True):
        """Return where an intake connects, and as whom."""
        user, secret = read_login(self.folder / LOGIN)
        ca = self.folder / "ca.pem" if tls else None
        port = self.port if tls else self.own
        return Broker("localhost", port, tls, client, user, secret, ca, share)

    @contextmanager
    def intake(self, client="intake", share="", protocols=None, tls=True):
        """Yield an intake that takes."""
        router = Router(self.settings, protocols or self.settings.protocols)
        link = Link(self.place(client, share, tls), router.filters, Will(*host_state("anlan")))
        intake = Intake(self.database, "town").start()
        taker = Taker(
            link, router, intake, Clients(self.database, "town"),
            lambda told: propose(self.database, TOWN, told, auto=False),
        )  # fmt: skip
        ended = threading.Event()
        thread = threading.Thread(target=taker.run, args=[ended.is_set])
        thread.start()
        try:
            assert link.ready.wait(20)
            yield taker
        finally:
            ended.set()
            thread.join()
            intake.stop()
            link.stop()

    def kept(self):
        """Return the readings in the log as stream, time, value, as often as they are there."""
        with self.database.session() as session:
            chunks = log.after(session, "town", 0, 10_000)
        return [
            (row["stream"], row["at"], row["value"])
            for chunk in chunks
            for row in chunk.rows.to_pylist()
        ]


def now_us():
    """Return now in microseconds since 1970."""
    return time.time_ns() // 1_000


def send(client, topic, told, qos=1):
    """Publish, and return how the broker answered."""
    payload = told if isinstance(told, bytes) else json.dumps(told).encode()
    codes = []
    client.on_publish = lambda *args: codes.append(args[3])
    client.publish(topic, payload, qos)
    eventually(lambda: codes)
    return codes[0]
