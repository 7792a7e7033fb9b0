"""``watch-batch``: readings in Arrow batches over HTTP, to disk and to alarms, on one machine.

Load, server (intake) and engine are processes of their own and share the machine. A reading counts
when it is in the database, for only then the sender is answered. Meanwhile a call point is pressed
every half second: how long after it is its alarm in the database?
"""

import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import psutil
from sqlalchemy import func, select

from anlan.store.database import Database
from anlan.store.watch import AlarmRow
from anlan.watch.registry import Registry
from benchmarks.http_load import Plan
from benchmarks.result import ROOT, Result
from benchmarks.sensed_city import (
    CITY,
    PRESSER,
    alarms,
    end,
    kept,
    last,
    percentile,
    resident,
    settle,
    spent,
)
from benchmarks.servers import serving_process
from benchmarks.two_hundred import RULES

NAME = "watch-batch"
READINGS_LIMIT, ALARM_LIMIT, MEMORY_LIMIT = 150_000, 1.0, 4.0
ABOVE = 1.05
"""So much more than the limit is offered, so that the limit is not what bounds it."""
STREAMS, SENDERS, SECONDS, BATCH = 100_000, 4, 600, 10_000
QUICK_STREAMS, QUICK_SECONDS, QUICK_SHARE = 5_000, 10, 0.2
SETTLE_S, PRESS_EVERY_S, WARM_S = 5.0, 0.5, 240
PATH = f"/api/cities/{CITY}/watch/readings"


@dataclass(frozen=True)
class Found:
    """What a load came to."""

    readings: float
    alarm_p99: float
    gigabytes: float
    said: str


@dataclass
class Bench:
    """One installation, with everything running."""

    home: Path
    port: int
    secrets: dict[str, str]
    streams: dict[str, list[int]]
    family: dict[str, psutil.Process] = field(default_factory=dict)

    def press(self, number: int) -> None:
        """Press a call point."""
        reading = {"stream": f"{PRESSER}/b{number}", "at": time.time_ns() // 1000, "value": 1}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Authorization": f"Bearer {self.secrets[PRESSER]}",
            "Content-Type": "application/json",
        }
        connection.request("POST", PATH, json.dumps({"readings": [reading]}), headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        connection.close()
        if answer.status != 200 or told["taken"] != 1:
            raise RuntimeError(f"a press was answered {answer.status}: {told}")


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure the load."""
    many, seconds = (QUICK_STREAMS, QUICK_SECONDS) if quick else (STREAMS, SECONDS)
    offered = READINGS_LIMIT * ABOVE * (QUICK_SHARE if quick else 1)
    found = measure(many, seconds, offered)
    size = (
        f"{many:,} datastreams, {RULES} rules, {seconds} s, batches of {BATCH:,} from {SENDERS}"
        f" senders, SQLite; {found.said}"
    )
    yield Result("watch-batch", found.readings, "readings/s", READINGS_LIMIT, ">=", size=size)
    yield Result("watch-batch-alarm-p99", found.alarm_p99, "s", ALARM_LIMIT, size=size)
    yield Result("watch-batch-memory", found.gigabytes, "GB", MEMORY_LIMIT, size=size)


def measure(streams: int, seconds: float, per_second: float, batch: int = BATCH) -> Found:
    """Run a load from an empty database."""
    with tempfile.TemporaryDirectory(prefix="anlan-batch-") as name, ExitStack() as ended:
        home = Path(name) / "home"
        home.mkdir()
        share = streams // SENDERS
        senders = {f"gate{n}": [f"gate{n}/s{k}" for k in range(share)] for n in range(SENDERS)}
        with closing(Database.in_folder(home)) as database:
            secrets = settle(database, senders, 2 * int(seconds) + WARM_S + 10)
            known = Registry(database, CITY).snapshot()
        numbers = {name: known.ids_of(keys).tolist() for name, keys in senders.items()}
        url, server = ended.enter_context(serving_process(home, CITY))
        bench = Bench(home, int(url.rpartition(":")[2]), secrets, numbers)
        command = [sys.executable, "-m", "anlan", "--home", str(home), "watch", "run", CITY]
        engine = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        ended.callback(end, engine)
        bench.family = {"server": psutil.Process(server), "engine": psutil.Process(engine.pid)}
        return _loaded(bench, seconds, per_second, batch)


def _loaded(bench: Bench, seconds: float, per_second: float, batch: int) -> Found:
    """Send a load, and find out what became of it."""
    plan = Plan(bench.port, PATH, bench.secrets, bench.streams, batch, per_second, seconds)
    with closing(Database.in_folder(bench.home)) as database:
        pressed = _warm(bench, database)
        before = {name: spent(each) for name, each in bench.family.items()}
        had, since = kept(database), time.time()
        file = bench.home.parent / "plan.json"
        file.write_text(json.dumps(asdict(plan)))
        command = [sys.executable, "-m", "benchmarks.http_load", str(file)]
        out = file.with_name("load.json")  # more than a pipe holds
        with out.open("wb") as sink:
            load = subprocess.Popen(command, stdout=sink, cwd=ROOT)
        presses = _Presses(bench, pressed, seconds)
        presses.start()
        held: dict[str, float] = dict.fromkeys(bench.family, 0.0)
        while load.poll() is None:
            time.sleep(1)
            held = {
                name: max(held[name], resident(each) / 1e9) for name, each in bench.family.items()
            }
        told = json.loads(out.read_text())
        presses.join()
        time.sleep(SETTLE_S)
        shares = {
            name: (spent(each) - before[name]) / told["seconds"]
            for name, each in bench.family.items()
        }
        shares["load"] = told["processor_seconds"] / told["seconds"]
        durable = kept(database) - had - presses.done
        rate = durable / max(last(database) - since, seconds)
        raised, p99 = alarms(database, since)
        batches = percentile(np.array(told["took"]))
    said = (
        f"{told['readings']:,} acknowledged, {durable:,} on disk, {told['refused']} refused,"
        f" {told['again']} sent again; a batch answered within {batches:.2f} s (p99);"
        f" {raised} alarms of {presses.done} presses; processors: "
        + ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
        + "; GB: "
        + ", ".join(f"{name} {most:.2f}" for name, most in held.items())
    )
    return Found(rate, p99 if raised == presses.done else float("inf"), sum(held.values()), said)


class _Presses(threading.Thread):
    """Presses a call point every half second, each its own."""

    def __init__(self, bench: Bench, first: int, seconds: float) -> None:
        super().__init__()
        self._bench, self._first, self._seconds, self.done = bench, first, seconds, 0

    def run(self) -> None:
        began = time.monotonic()
        while time.monotonic() - began < self._seconds:
            self._bench.press(self._first + self.done)
            self.done += 1
            time.sleep(PRESS_EVERY_S)


def _warm(bench: Bench, database: Database) -> int:
    """Press until a call point has its alarm: then all is running; return how often."""
    for number in range(WARM_S):
        bench.press(number)
        time.sleep(1)
        with database.session() as session:
            if session.scalar(select(func.count(AlarmRow.number))):
                time.sleep(2)
                return number + 1
    raise RuntimeError("the engine raised no alarm")
