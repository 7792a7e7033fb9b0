"""A channel by MQTT: a real Mosquitto keeps each event's last signed message for who listens."""

import ipaddress
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from alerts_desk import ANN, CITY, NOW, RING, cancel, desk, form, laid_out, published
from sqlalchemy import select

from anlan.alerts import channels
from anlan.alerts.channels import NewChannel
from anlan.alerts.mqtt import Access, Brokers, Place
from anlan.alerts.sending import hand_out, senders
from anlan.model.errors import AlertError
from anlan.store.alerts import AlertRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.outbox.deliver import Outcome, deliver
from anlan.store.outbox.tables import Delivery, Endpoint
from anlan.store.outbox.webhook import WebhookSender
from anlan.store.schema import prepare
from anlan.watch.registry.logins import login_form
from support.mosquitto import Mosquitto, certificates, free_port

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
WORD = "a secret: with a colon"
TOPIC = "city/alerts"
ACL = f"""user anlan
topic write {TOPIC}/#
user reader
topic read #
"""


class Heard(list[paho.MQTTMessage]):
    """What a reader has heard."""

    def of(self, many: int, seconds: float = 60) -> list[paho.MQTTMessage]:
        """Wait until so many messages have come, and return them all."""
        until = time.monotonic() + seconds
        while len(self) < many:
            assert time.monotonic() < until, [each.topic for each in self]
            time.sleep(0.02)
        time.sleep(0.2)
        return list(self)


class Town:
    """A broker by TLS and login, and channels that lead to it."""

    def __init__(self, database: Database, folder: Path, extra: str = "") -> None:
        self.database, self.folder, self.port = database, folder, free_port()
        certificates(folder)
        logins = {"anlan": WORD, "reader": "r"}
        forms = [f"{name}:{login_form(secret)}\n" for name, secret in logins.items()]
        (folder / "passwords").write_text("".join(forms))
        (folder / "acl").write_text(ACL)
        (folder / "mosquitto.conf").write_text(
            f"listener {self.port}\ncertfile {folder}/cert.pem\nkeyfile {folder}/key.pem\n"
            f"allow_anonymous false\npassword_file {folder}/passwords\nacl_file {folder}/acl\n"
            f"persistence true\npersistence_location {folder}/\n{extra}"
        )
        self.broker = Mosquitto(folder, self.port).start()

    def add(
        self, name: str = "m", status: Any = "Actual", topic: str = TOPIC, login: str = ""
    ) -> int:
        """Add a channel; return its endpoint."""
        ca = (self.folder / "ca.pem").read_text()
        given = NewChannel(
            name, "mqtt", status, f"mqtts://localhost:{self.port}/{topic}", "en",
            access=Access.of(login or f"anlan:{WORD}", ca),
        )  # fmt: skip
        with change(self.database, ANN) as made:
            ((row, secret),) = channels.add(made, CITY, [given], RING, NOW)
        assert secret == ""
        return row.endpoint_id

    def send(self, now: datetime = NOW) -> Outcome:
        hand_out(self.database, now)
        hook, brokers = WebhookSender(RING.open), Brokers(RING.open, LOOPBACK)
        return deliver(self.database, senders(self.database, hook, None, "", brokers), now)

    @contextmanager
    def reader(self, topic: str = f"{TOPIC}/#", version: int = paho.MQTTv5) -> Iterator[Heard]:
        """Yield what somebody hears who listens from now on."""
        client = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=version)
        client.username_pw_set("reader", "r")
        client.tls_set(str(self.folder / "ca.pem"), tls_version=ssl.PROTOCOL_TLS_CLIENT)
        heard, ready = Heard(), []
        client.on_message = lambda *args: heard.append(args[2])
        client.on_subscribe = lambda *args: ready.append(args)
        client.on_connect = lambda *_: client.subscribe(topic, 1)
        client.connect("localhost", self.port)
        client.loop_start()
        until = time.monotonic() + 60
        while not ready:
            assert time.monotonic() < until
            time.sleep(0.02)
        try:
            yield heard
        finally:
            client.disconnect()
            client.loop_stop()

    def delivery(self) -> Delivery:
        with self.database.session() as session:
            return session.scalars(select(Delivery).order_by(Delivery.id.desc())).all()[0]


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Iterator[Town]:
    made = Town(database, tmp_path)
    yield made
    made.broker.stop()


def test_the_signed_message_comes_once_and_is_kept_for_who_comes_later(town: Town) -> None:
    town.add()
    row = published(town.database, desk())
    with town.reader() as heard:
        assert town.send() == Outcome(delivered=1)
        assert town.send() == Outcome()
        (message,) = heard.of(1)
    assert message.payload.decode() == row.document
    assert (message.topic, message.qos) == (f"{TOPIC}/actual/{row.number}", 1)
    assert message.properties is not None
    assert message.properties.ContentType == "application/cap+xml"
    assert 0 < message.properties.MessageExpiryInterval <= 6 * 3600
    with town.reader() as later:
        (kept,) = later.of(1)
    assert (kept.payload, kept.retain) == (message.payload, True)
    with town.database.session() as session:
        own = session.get_one(AlertRow, row.id)
        ((_, receipt),) = channels.receipts(session, own, 0, 10)
    assert (receipt.kind, receipt.state, receipt.at) == ("mqtt", "delivered", NOW)


def test_an_update_and_a_cancel_take_the_place_of_what_was_kept(town: Town) -> None:
    town.add()
    at, minute = desk(), timedelta(minutes=1)
    first, other = published(town.database, at), published(town.database, at)
    town.send()
    update = published(town.database, at, form(colour="red"), NOW + minute, number=first.number)
    assert town.send(NOW + minute).delivered == 1
    with town.reader() as heard:
        kept = {each.topic: each.payload.decode() for each in heard.of(2)}
    assert kept == {
        f"{TOPIC}/actual/{first.number}": update.document,
        f"{TOPIC}/actual/{other.number}": other.document,
    }
    gone = cancel(town.database, at, first.number, NOW + 2 * minute)
    assert town.send(NOW + 2 * minute).delivered == 1
    with town.reader(f"{TOPIC}/actual/{first.number}") as heard:
        (message,) = heard.of(1)
    assert message.payload.decode() == gone.document
    assert b"<msgType>Cancel</msgType>" in message.payload


def test_a_broker_that_is_down_gets_it_when_it_is_up_again(town: Town) -> None:
    town.add()
    row = published(town.database, desk())
    town.broker.stop()
    assert town.send() == Outcome(refused=1)
    assert "localhost" in town.delivery().error
    town.broker.start()
    with town.reader() as heard:
        assert town.send(NOW + timedelta(minutes=1)) == Outcome(delivered=1)
        assert town.send(NOW + timedelta(hours=1)) == Outcome()
        (message,) = heard.of(1)
    assert message.payload.decode() == row.document
    assert town.delivery().attempts == 2
    town.broker.stop()
    town.broker.start()
    with town.reader() as again:
        assert again.of(1)[0].payload == message.payload, "the broker has kept it"


def test_what_was_taken_back_while_the_broker_was_down_is_never_published(town: Town) -> None:
    town.add()
    at = desk()
    row = published(town.database, at)
    town.broker.stop()
    town.send()
    gone = cancel(town.database, at, row.number, NOW + timedelta(minutes=1))
    town.broker.start()
    with town.reader() as heard:
        town.send(NOW + timedelta(minutes=2))
        (message,) = heard.of(1)
    assert message.payload.decode() == gone.document


@pytest.mark.parametrize("status", ["Exercise", "Test"])
def test_an_exercise_comes_by_its_own_channel_on_its_own_topic(town: Town, status: Any) -> None:
    town.add("actual")
    town.add("other", status)
    row = published(town.database, desk(), form(status=status))
    with town.reader() as heard:
        assert town.send() == Outcome(delivered=1)
        (message,) = heard.of(1)
    assert message.topic == f"{TOPIC}/{status.lower()}/{row.number}"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"login": "anlan:wrong"}, "lets us not in"), ({"topic": "other"}, "doesn't take")],
    ids=["login", "topic"],
)
def test_a_broker_that_refuses_is_tried_again_and_no_secret_is_told(
    town: Town, changed: dict[str, str], reason: str
) -> None:
    town.add(**changed)
    published(town.database, desk())
    assert town.send() == Outcome(refused=1)
    delivery = town.delivery()
    assert reason in delivery.error
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert "wrong" not in delivery.error


def test_the_login_lies_sealed_and_in_no_ledger(town: Town) -> None:
    number = town.add()
    with town.database.session() as session:
        endpoint = session.get_one(Endpoint, number)
        told = [each.after or "" for each in session.scalars(select(Entry))]
    assert WORD not in endpoint.secret + endpoint.address + "".join(told)
    assert Access.opened(RING.open(endpoint.secret)).password == WORD


def test_the_broker_forgets_a_message_at_its_end(town: Town) -> None:
    town.add()
    published(town.database, desk(), form(expires=NOW + timedelta(seconds=2)))
    town.send()
    time.sleep(3)
    with town.reader() as heard:
        time.sleep(0.5)
    assert heard == []
    published(town.database, desk(), form(expires=NOW + timedelta(seconds=5)))
    assert town.send(NOW + timedelta(seconds=5)) == Outcome(dead=1)
    assert town.delivery().error == "the message's time is over"


class OldGate:
    """Before a broker's plain port: as one of the years before MQTT 5 answers, then passes on."""

    def __init__(self, port: int) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port, self._behind = self._listening.getsockname()[1], port
        self.versions: list[int] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with self._listening:
            for _ in range(2):
                self._one(self._listening.accept()[0])

    def _one(self, here: socket.socket) -> None:
        with here:
            begin = here.recv(4096)
            # The version stands behind the head, its length and the name of the protocol.
            self.versions.append(begin[8])
            if begin[8] == 5:
                here.sendall(bytes([0x20, 2, 0, 1]))
                return
            with socket.create_connection(("127.0.0.1", self._behind)) as there:
                there.sendall(begin)
                back = threading.Thread(target=self._pass, args=(there, here))
                back.start()
                self._pass(here, there)
                back.join()

    @staticmethod
    def _pass(one: socket.socket, other: socket.socket) -> None:
        while piece := one.recv(4096):
            other.sendall(piece)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)


def test_an_older_broker_is_spoken_to_in_its_own_version(
    database: Database, tmp_path: Path
) -> None:
    plain = free_port()
    town = Town(database, tmp_path, f"listener {plain} 127.0.0.1\n")
    gate = OldGate(plain)
    given = NewChannel(
        "m", "mqtt", "Actual", f"mqtt://127.0.0.1:{gate.port}/{TOPIC}", "en",
        access=Access.of(f"anlan:{WORD}", ""),
    )  # fmt: skip
    with change(database, ANN) as made:
        channels.add(made, CITY, [given], RING, NOW)
    row = published(town.database, desk())
    assert town.send() == Outcome(delivered=1)
    assert gate.versions == [5, 4]
    with town.reader(version=paho.MQTTv311) as heard:
        (message,) = heard.of(1)
    assert message.payload.decode() == row.document
    town.broker.stop()


def test_a_broker_inside_is_spoken_to_only_where_that_was_allowed(town: Town) -> None:
    town.add()
    published(town.database, desk())
    hand_out(town.database, NOW)
    hook, brokers = WebhookSender(RING.open), Brokers(RING.open)
    chosen = senders(town.database, hook, None, "", brokers)
    assert deliver(town.database, chosen, NOW) == Outcome(refused=1)
    assert "inside" in town.delivery().error


def test_a_broker_outside_is_spoken_to_by_tls_only(database: Database) -> None:
    given = NewChannel("m", "mqtt", "Actual", "mqtt://8.8.8.8/city", "en")
    with change(database, ANN) as made:
        channels.add(made, CITY, [given], RING, NOW)
    published(database, desk())
    hand_out(database, NOW)
    chosen = senders(database, WebhookSender(RING.open), None, "", Brokers(RING.open))
    assert deliver(database, chosen, NOW) == Outcome(refused=1)
    with database.session() as session:
        assert "by TLS" in session.scalars(select(Delivery.error)).one()


def test_a_broker_that_says_nothing_is_waited_for_only_so_long(database: Database) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        given = NewChannel("m", "mqtt", "Actual", f"mqtt://127.0.0.1:{port}/x", "en")
        with change(database, ANN) as made:
            channels.add(made, CITY, [given], RING, NOW)
        published(database, desk())
        hand_out(database, NOW)
        brokers, began = Brokers(RING.open, LOOPBACK, 0.5), time.monotonic()
        chosen = senders(database, WebhookSender(RING.open), None, "", brokers)
        assert deliver(database, chosen, NOW) == Outcome(refused=1)
    assert time.monotonic() - began < 5


def test_from_the_command_line_to_the_broker(tmp_path: Path) -> None:
    home = tmp_path / "home"
    laid_out(home)
    database, now = Database.in_folder(home), datetime.now(UTC)
    prepare(database)
    (tmp_path / "broker").mkdir()
    town = Town(database, tmp_path / "broker")
    (tmp_path / "login").write_text(f"anlan:{WORD}\n")
    address = f"mqtts://localhost:{town.port}/{TOPIC}"
    asked = ["alert", "channel", CITY, "sirens", "--status", "Actual", "--kind", "mqtt"]
    files = ["--login", str(tmp_path / "login"), "--ca", str(town.folder / "ca.pem")]
    said = anlan(home, *asked, "--to", address, *files)
    assert WORD not in said
    assert "secret" not in said
    expires = now + timedelta(hours=1)
    row = published(database, desk(), form(expires=expires), now)
    with town.reader() as heard:
        anlan(home, "outbox", "deliver", "--once", "--allow", "127.0.0.0/8", "--allow", "::1/128")
        (message,) = heard.of(1)
    assert message.payload.decode() == row.document
    town.broker.stop()
    database.close()


def anlan(home: Path, *words: str) -> str:
    command = [sys.executable, "-m", "anlan", "--home", str(home), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "https://broker.example/x", "mqtts://broker.example", "mqtts://u:p@broker.example/x",
        "mqtts://broker.example/a/+/b", "mqtts://broker.example/$SYS", "mqtts:///x",
        "mqtts://broker.example:99999/x", "mqtts://broker.example/x?y=1", "mqtts://[/x",
    ],
)  # fmt: skip
def test_an_address_that_is_no_broker_s_is_refused(database: Database, address: str) -> None:
    given = NewChannel("m", "mqtt", "Actual", address, "en")
    with pytest.raises(AlertError), change(database, ANN) as made:
        channels.add(made, CITY, [given], RING, NOW)


def test_places_and_logins_are_read() -> None:
    assert Place.of("mqtts://b.example/city/alerts/") == Place("b.example", 8883, True, TOPIC)
    assert Access.of(f"anlan:{WORD}\n", "").password == WORD
    for login, ca in (("anlan", ""), (":x", ""), ("", "no certificate")):
        with pytest.raises(AlertError):
            Access.of(login, ca)
    hook = NewChannel("w", "webhook", "Actual", "https://x.example", "en", access=Access("a", "b"))
    with pytest.raises(AlertError):
        channels.check(hook)
