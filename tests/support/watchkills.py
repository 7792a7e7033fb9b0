"""Kill whoever takes part in sensing, cut the lines between them, and see that nothing is lost.

Senders measure wells over HTTP and over a real MQTT broker. Server, MQTT intake, engine, broker and
PostgreSQL are killed (``kill -9``) and started again. At the end what is kept is held against what
was acknowledged, and the alarms against what the readings say by the plainest reckoning.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.schema import prepare
from anlan.store.watch import WatchPlace, WatchRule
from anlan.store.watch.log import head
from anlan.watch.mqtt.broker import LOGIN, Listening, write
from anlan.watch.mqtt.settings import Settings, read
from anlan.watch.registry import (
    Client,
    Property,
    Stream,
    Thing,
    WatchRoom,
    any_make,
    make_secret,
    put_clients,
    put_properties,
    put_streams,
    put_things,
)
from anlan.watch.rules import Rules
from support.cutting import Line
from support.mosquitto import Mosquitto, certificates, free_port
from support.mosquitto import mosquitto as installed
from support.postgres import Cluster
from support.watchfound import LIMITS, Found, found, missing
from support.watchsenders import HttpSender, MqttSender, Reading, Sender

CITY = "jiangcheng"
CAUSE = Cause("local:test", origin="a test")
WELLS_EACH = 8
PATIENCE_SECONDS = 180.0
TAKES = """
[[json]]
topic = "up/{client}"
key = "{.k}"
time = "t"
time_unit = "us"
value = "v"
"""


@dataclass
class Play:
    """Everybody who takes part, and how each is started."""

    home: Path
    url: str
    cluster: Cluster | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    senders: list[Sender] = field(default_factory=list)
    objects: dict[int, str] = field(default_factory=dict)
    broker: Mosquitto | None = None
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    restarts: dict[str, int] = field(default_factory=dict)

    @property
    def acknowledged(self) -> list[Reading]:
        """All readings that were acknowledged."""
        return [each for sender in self.senders for each in list(sender.acknowledged)]

    @property
    def victims(self) -> list[str]:
        """Who may be killed, and which lines may be cut."""
        broker = ["broker", "mqtt", "line:broker"] if self.broker else []
        database = ["postgresql", "line:postgresql"] if self.cluster else []
        return ["server", "engine", "line:server", *broker, *database]

    @property
    def reached(self) -> str:
        """The URL by which the programs reach the database."""
        if "postgresql" not in self.lines:
            return self.url
        by = make_url(self.url).set(host="127.0.0.1", port=self.lines["postgresql"].port)
        return by.render_as_string(hide_password=False)

    def set_up(self) -> None:
        """Register wells and who sends for them, switch a rule on, and lay the lines."""
        names = ["http_a", "http_b", *(["mqtt_a", "mqtt_b"] if installed() else [])]
        database = Database(self.url)
        prepare(database)
        now = datetime.now(UTC)
        room = WatchRoom(CITY, {CITY: CITY}, frozenset({"gas"}))
        with change(database, CAUSE) as made:
            any_make(made, room)
            put_properties(made, room, [Property("gas", "Gas")])
            wells = {f"{name}_{each}": name for name in names for each in range(WELLS_EACH)}
            put_things(made, room, [Thing(each, each, division=CITY) for each in wells], now)
            put_clients(made, room, [Client(each, "gas") for each in names], now)
            secrets = {each: make_secret(made, room, each) for each in names}
            told = [
                Stream(each, each, "gas", kind="gas_underground", client=name)
                for each, name in wells.items()
            ]
            ids = put_streams(made, room, told, now).ids
            made.session.add(_rule(now))
        self.objects = {int(number): key for key, number in ids.items()}
        self.port = free_port()
        self.lines["server"] = Line(self.port)
        if self.cluster:
            self.lines["postgresql"] = Line(self.cluster.port)
        if installed():
            self._set_up_broker(database)
        database.close()
        for place, name in enumerate(names):
            keys = {int(ids[each]): each for each, of in wells.items() if of == name}
            self.senders.append(self._sender(name, keys, place, secrets[name]))

    def _set_up_broker(self, database: Database) -> None:
        folder = certificates(self.home / "broker")
        (folder / "takes.toml").write_text(TAKES, encoding="utf-8")
        secure, own = free_port(), free_port()
        listening = Listening(secure, folder / "cert.pem", folder / "key.pem", own)
        settings: Settings = read(folder / "takes.toml")
        write(database, CITY, settings, listening, folder)
        self.broker = Mosquitto(folder, own)
        self.lines["broker"] = Line(own)

    def _sender(self, name: str, keys: dict[int, str], seed: int, secret: str) -> Sender:
        if name.startswith("mqtt"):
            line = self.lines["broker"].port
            return MqttSender(name, keys, seed, port=line, secret=secret)
        url = f"http://127.0.0.1:{self.lines['server'].port}/api/cities/{CITY}/watch/readings"
        return HttpSender(name, keys, seed, url=url, secret=secret)

    def start(self, name: str) -> None:
        """Start one of them."""
        if name == "broker":
            assert self.broker is not None
            self.broker.start()
            return
        if name == "postgresql":
            assert self.cluster is not None
            _again(self.cluster.start)
            return
        place = ["--home", str(self.home), "--database", self.reached]
        broker = self.home / "broker"
        how = {
            "server": ["serve", CITY, "--sign-in", "--workers-apart", "--port", f"{self.port}"],
            "engine": ["watch", "run", CITY, "--keep-every", "2"],
            "mqtt": [
                "watch", "mqtt", CITY, "--login", str(broker / LOGIN),
                "--takes", str(broker / "takes.toml"),
                "--broker", f"mqtt://127.0.0.1:{self.broker.port if self.broker else 0}",
            ],
        }[name]  # fmt: skip
        command = [sys.executable, "-m", "anlan", *place, *how]
        with (self.home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(command, stdout=log, stderr=log)

    def strike(self, name: str, chance: random.Random) -> None:
        """Kill one of them as hard as can be and start it again, or cut a line."""
        if name.startswith("line:"):
            self.lines[name.removeprefix("line:")].cut(chance.uniform(0.1, 1.5))
            return
        if name == "postgresql":
            assert self.cluster is not None
            file = self.cluster.folder / "data" / "postmaster.pid"
            os.kill(int(file.read_text().split()[0]), signal.SIGKILL)
        elif name == "broker":
            assert self.broker is not None
            self.broker.kill()
        else:
            process = self.running.pop(name)
            process.kill()
            process.wait()
        self.start(name)

    def revive(self) -> None:
        """Start again whoever ended by themselves, as a service manager does."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.restarts[name] = self.restarts.get(name, 0) + 1
                self.start(name)

    def stop_sending(self) -> None:
        """Let each sender finish what it is at; those killed are started meanwhile."""
        self.over.set()
        for each in self.threads:
            while each.is_alive():
                self.revive()
                each.join(0.1)


def _rule(now: datetime) -> WatchRule:
    """Return a rule on gas that is on."""
    text = {"en": "Gas", "zh": "燃气"}
    levels = [{"colour": colour, "limit": limit} for colour, limit in LIMITS.items()]
    rule = {
        "id": "gas", "version": 1, "name": text, "form": "threshold", "kind": "gas_underground",
        "unit": "%VOL", "priority": "high", "consequence": text, "response": text,
        "respond_within": "5min", "source": text, "basis": "choice", "levels": levels,
    }  # fmt: skip
    rules = Rules.model_validate({"zone": "UTC", "rules": [rule]})
    return WatchRule(
        city=CITY, rule="gas", version=1, fingerprint=rules.fingerprint(rules.rules[0]),
        body=rules.model_dump_json(), owner="gas", added_at=now, on_since=now,
        certificate_id=None, judged_from=now, drift_case="", changed=1,
    )  # fmt: skip


@contextmanager
def playing(play: Play) -> Iterator[None]:
    """Let all of them run for the time of the block."""
    play.set_up()
    for name in ["broker", "mqtt"] if play.broker else []:
        play.start(name)
    for name in ("server", "engine"):
        play.start(name)
    if play.broker:
        # Before our intake was there once, the broker has nobody to keep messages for; nor has one
        # that is killed before it has written down that it has.
        log = play.home / "mqtt.log"
        wait(play, lambda: "mqtt_connected" in log.read_text(encoding="utf-8"))
        time.sleep(1)
        play.broker.save()
    play.threads = [threading.Thread(target=each.run, args=(play.over,)) for each in play.senders]
    for each in play.threads:
        each.start()
    try:
        yield
    finally:
        play.stop_sending()
        for process in play.running.values():
            process.kill()
            process.wait()
        if play.broker:
            play.broker.stop()
        for line in play.lines.values():
            line.close()


def kill_at_random(
    play: Play, kills: int, seed: int, told: Callable[[int, str], None] = lambda *_: None
) -> Found:
    """Strike ``kills`` times, then wait until all is evaluated; return what was found."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    with playing(play):
        wait(play, lambda: all(len(each.acknowledged) > 50 for each in play.senders))
        wait(play, lambda: _place(play).applied > 0)
        for number in range(kills):
            name = chance.choice(play.victims)
            time.sleep(chance.uniform(0.05, 1.2))
            before = [len(each.acknowledged) for each in play.senders]
            play.strike(name, chance)
            # The next one strikes while work is being done, not while all are starting.
            wait(play, lambda before=before: _went_on(play, before))
            told(number + 1, name)
        play.stop_sending()
        # What the broker holds comes to us when our intake is back; what is lost never does.
        with suppress(TimeoutError):
            wait(play, lambda: not missing(play.url, play.home, CITY, play.senders), 1.0)
        wait(play, lambda: evaluated(play))
    return found(play.url, play.home, CITY, play.senders, play.objects, kills, play.restarts)


def _went_on(play: Play, before: list[int]) -> bool:
    """Return whether every sender was acknowledged something since."""
    pairs = zip(play.senders, before, strict=True)
    return all(len(each.acknowledged) > many for each, many in pairs)


def _place(play: Play) -> WatchPlace:
    database = Database(play.url)
    with database.session() as session:
        place = session.get_one(WatchPlace, (CITY, "engine"))
    database.close()
    return place


def evaluated(play: Play) -> bool:
    """Return whether the watermark has passed the last reading, and all is written."""
    last = max(at for _, at, _ in play.acknowledged)
    place = _place(play)
    database = Database(play.url)
    with database.session() as session:
        done = place.applied >= head(session, CITY).seq - 5
    database.close()
    newest, waiting = place.state.get("newest", 0), place.state.get("waiting", 1)
    return bool(done and newest > last + 1_000_000 and not waiting)


def wait(play: Play, so: Callable[[], bool], every: float = 0.05) -> None:
    """Wait until something is so, asking every so many seconds.

    Raises:
        TimeoutError: it never is.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        play.revive()
        with suppress(Exception):
            if so():
                return
        time.sleep(every)
    raise TimeoutError(f"nothing goes on: see the logs in {play.home}")


def _again(start: Callable[[], None]) -> None:
    """Start a database whose old processes may still be on their way out."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            start()
        except subprocess.CalledProcessError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return
