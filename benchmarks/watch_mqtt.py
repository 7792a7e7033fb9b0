"""``watch-mqtt``: readings from a real Mosquitto to disk and to alarms, on one machine.

Broker, load, intake and engine are processes of their own and share the machine. A reading counts
when it is in the database, for only then the broker is told. Two loads: gateways that send 10 to
100 readings a message, and devices that send one. Meanwhile a call point is pressed every half
second: how long after its message was published is its alarm in the database?
"""

import json
import math
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import paho.mqtt.client as paho
import psutil
from sqlalchemy import func, select

from anlan.store.database import Database
from anlan.store.watch import AlarmRow, WatchChunk
from anlan.watch.mqtt.broker import LOGIN, Listening, write
from anlan.watch.mqtt.settings import read
from benchmarks.mqtt_load import Plan, key
from benchmarks.result import ROOT, Result
from benchmarks.sensed_city import CITY, PRESSER, alarms, end, resident, settle
from benchmarks.sensed_city import kept as kept_of
from benchmarks.sensed_city import last as last_of
from benchmarks.sensed_city import spent as spent_of
from benchmarks.two_hundred import RULES

sys.path.insert(0, str(ROOT / "tests"))
from support.mosquitto import Mosquitto, certificates, free_port

NAME = "watch-mqtt"
READINGS_LIMIT, MESSAGES_LIMIT, ALARM_LIMIT, MEMORY_LIMIT = 50_000, 10_000, 1.0, 4.0
ABOVE = 1.1
"""So much more than the limit is offered, so that the limit is not what bounds it."""
STREAMS, GATES, SECONDS = 100_000, 4, 600
QUICK_STREAMS, QUICK_SECONDS = 5_000, 10
SETTLE_S = 5.0
PRESS_EVERY_S = 0.5
MQTT = """
[[json]]
topic = "many/{client}"
key = "{client}/{.k}"
time = "t"
time_unit = "us"
value = "v"

[[json]]
topic = "one/{client}/{stream}"
key = "{client}/{stream}"
time = "t"
time_unit = "us"
value = "v"
"""


@dataclass
class Bench:
    """One installation, with everything running."""

    folder: Path
    streams: int
    port: int = field(default_factory=free_port)
    tls: int = field(default_factory=free_port)
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Its home."""
        return self.folder / "home"

    def anlan(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a verb of the command line."""
        command = [sys.executable, "-m", "anlan", "--home", str(self.home), *arguments]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Found:
    """What one load came to."""

    readings: float
    messages: float
    alarm_p99: float
    durable_p99: float
    sent: int
    kept: int
    held: dict[str, float]
    processors: dict[str, float]

    @property
    def gigabytes(self) -> float:
        """The memory of all processes, each at its most."""
        return sum(self.held.values())

    def said(self) -> str:
        """Return it in words."""
        shares, held = (
            ", ".join(f"{name} {share:.2f}" for name, share in each.items())
            for each in (self.processors, self.held)
        )
        return (
            f"{self.sent:,} readings sent, {self.kept:,} kept; {self.readings:,.0f} readings/s in"
            f" {self.messages:,.0f} messages/s; on disk p99 {self.durable_p99:.2f} s after the"
            f" broker was sent it, alarm p99 {self.alarm_p99:.2f} s; processors: {shares};"
            f" GB: {held}"
        )


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure both loads."""
    streams, seconds = (QUICK_STREAMS, QUICK_SECONDS) if quick else (STREAMS, SECONDS)
    share = 0.1 if quick else 1.0
    size = f"{streams:,} datastreams, {RULES} rules, {seconds} s, SQLite, all on this machine"
    many = measure(streams, seconds, READINGS_LIMIT * share * ABOVE, (10, 100))
    yield Result("watch-mqtt-batches", many.readings, "readings/s", READINGS_LIMIT, ">=",
                 size=f"{size}. {many.said()}")  # fmt: skip
    one = measure(streams, seconds, MESSAGES_LIMIT * share * ABOVE, (0, 0))
    yield Result("watch-mqtt-singles", one.messages, "messages/s", MESSAGES_LIMIT, ">=",
                 size=f"{size}. {one.said()}")  # fmt: skip
    alarm = max(many.alarm_p99, one.alarm_p99)
    yield Result("watch-mqtt-alarm-p99", alarm, "s", ALARM_LIMIT, size=size)
    memory = max(many.gigabytes, one.gigabytes)
    yield Result("watch-mqtt-memory", memory, "GB", MEMORY_LIMIT, size=size)


def measure(
    streams: int, seconds: float, per_second: float, each: tuple[int, int], intakes: int = 1
) -> Found:
    """Run one load from an empty database."""
    with tempfile.TemporaryDirectory(prefix="anlan-mqtt-") as folder, ExitStack() as ended:
        bench = Bench(Path(folder), streams)
        bench.home.mkdir()
        with closing(Database.in_folder(bench.home)) as database:
            _settle(database, bench)
        broker = Mosquitto(bench.folder, bench.tls).start()
        ended.callback(broker.stop)
        family = {"broker": psutil.Process(broker.pid)}
        for number in range(intakes):
            share = ["--share", "all"] if intakes > 1 else []
            intake = bench.anlan(
                "watch", "mqtt", CITY, "--broker", f"mqtt://127.0.0.1:{bench.port}",
                "--login", str(bench.folder / LOGIN), "--takes", str(bench.folder / "mqtt.toml"),
                "--client-id", f"intake-{number}", *share,
            )  # fmt: skip
            ended.callback(end, intake)
            family[f"intake {number}" if number else "intake"] = psutil.Process(intake.pid)
        engine = bench.anlan("watch", "run", CITY)
        ended.callback(end, engine)
        family["engine"] = psutil.Process(engine.pid)
        return _loaded(bench, Plan(
            bench.port, {name: bench.secrets[name] for name in _gates()}, streams, *each,
            per_second, seconds, 50 if each[1] else 500,
        ), family)  # fmt: skip


def _loaded(bench: Bench, plan: Plan, family: dict[str, psutil.Process]) -> Found:
    """Send a load, and find out what became of it."""
    with closing(Database.in_folder(bench.home)) as database:
        _warm(bench, database)
        before = {name: spent_of(each) for name, each in family.items()}
        had, since = kept_of(database), time.time()
        file = bench.folder / "plan.json"
        file.write_text(json.dumps(asdict(plan)))
        command = [sys.executable, "-m", "benchmarks.mqtt_load", str(file)]
        load = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        presses = _Presses(bench, plan.seconds)
        presses.start()
        held: dict[str, float] = dict.fromkeys(family, 0.0)
        while load.poll() is None:
            time.sleep(1)
            held = {name: max(held[name], resident(each) / 1e9) for name, each in family.items()}
        told = json.loads(load.communicate()[0])
        presses.join()
        wanted = told["readings"] + presses.done
        until = time.time() + 60
        while kept_of(database) - had < wanted and time.time() < until:
            time.sleep(0.25)
        time.sleep(SETTLE_S)
        spent = {name: spent_of(each) - before[name] for name, each in family.items()}
        shares = {name: seconds / told["seconds"] for name, seconds in spent.items()}
        shares["load"] = told["processor_seconds"] / told["seconds"]
        kept, last = kept_of(database) - had, last_of(database)
        took = max(last - since, told["seconds"])
        return Found(
            (kept - presses.done) / took, told["messages"] / took * min(kept / wanted, 1.0),
            alarms(database, since)[1], _durable(database, since), wanted, kept, held, shares,
        )  # fmt: skip


class _Presses(threading.Thread):
    """Presses a call point every half second, each its own."""

    def __init__(self, bench: Bench, seconds: float) -> None:
        super().__init__()
        self._bench, self._seconds, self.done = bench, seconds, 0

    def run(self) -> None:
        began = time.time()
        with _device(self._bench) as client:
            while time.time() - began < self._seconds:
                self.done += 1
                _press(client, self.done)
                time.sleep(PRESS_EVERY_S)


def _warm(bench: Bench, database: Database) -> None:
    """Wait until a pressed call point has its alarm: then all is running."""
    with _device(bench) as client:
        until = time.time() + 180
        while time.time() < until:
            _press(client, 0)
            time.sleep(1)
            with database.session() as session:
                if session.scalar(select(func.count(AlarmRow.number))):
                    return
    raise RuntimeError("the engine raised no alarm")


@contextmanager
def _device(bench: Bench) -> Iterator[paho.Client]:
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, PRESSER)
    client.username_pw_set(PRESSER, bench.secrets[PRESSER])
    client.connect("127.0.0.1", bench.port)
    client.loop_start()
    yield client
    client.disconnect()
    client.loop_stop()


def _press(client: paho.Client, number: int) -> None:
    told = {"t": time.time_ns() // 1_000, "v": 1}
    client.publish(f"one/presser/b{number}", json.dumps(told), 1).wait_for_publish(10)


def _gates() -> list[str]:
    return [f"gate{number}" for number in range(GATES)]


def _settle(database: Database, bench: Bench) -> None:
    """Register senders and datastreams, switch rules on, write the broker's files."""
    share = bench.streams // GATES
    keys = {
        name: [key(gate, number) for number in range(share)] for gate, name in enumerate(_gates())
    }
    bench.secrets |= settle(database, keys, 2 * SECONDS + 100)
    takes = bench.folder / "mqtt.toml"
    takes.write_text(MQTT)
    certificates(bench.folder)
    listening = Listening(
        bench.tls, bench.folder / "cert.pem", bench.folder / "key.pem", bench.port
    )
    write(database, CITY, read(takes), listening, bench.folder)


def _durable(database: Database, since: float) -> float:
    """Return the 99th percentile of seconds from when a reading was sent until it was on disk."""
    chunk = WatchChunk
    query = select(chunk.received - chunk.least_at, chunk.rows)
    query = query.where(chunk.rows > 0, chunk.received > since * 1e6)
    with database.session() as session:
        found = np.array(session.execute(query).all(), np.float64).reshape(-1, 2)
    return _percentile(found[:, 0] / 1e6, found[:, 1])


def _percentile(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float:
    if not len(values):
        return math.inf
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) >= 0.99 * weights.sum()
    return float(values[order][int(np.argmax(reached))])
