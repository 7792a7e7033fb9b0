"""The commands of a city's rules and its engine, one after the other, as people call them."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from test_watch_replay import EVENTS, STREAMS, WELLS, fortnight, written

from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.schema import prepare
from anlan.store.watch import AlarmRow
from anlan.watch.intake import ANY_CLIENT, By, Intake, rows
from anlan.watch.registry import (
    Property,
    Stream,
    Thing,
    WatchRoom,
    any_make,
    put_properties,
    put_streams,
    put_things,
)

CITY = "jiangcheng"
RULES = """
zone = "Asia/Shanghai"
[[rules]]
id = "gas_near"
version = 1
name = { en = "Gas above what is usual", zh = "燃气偏高" }
form = "threshold"
kind = "gas_underground"
unit = "%VOL"
priority = "high"
consequence = { en = "Gas may explode", zh = "燃气可能爆炸" }
response = { en = "Send the gas company", zh = "通知燃气企业" }
respond_within = "10min"
source = { en = "A test", zh = "测试" }
basis = "choice"
levels = [{ colour = "yellow", limit = 1 }]

[[rules]]
id = "gas_beside_forecast"
version = 1
name = { en = "Gas above its forecast", zh = "燃气高于预报" }
form = "relation"
measure = "difference"
within = "1h"
kind = "gas_underground"
unit = "%VOL"
priority = "low"
consequence = { en = "Something changed", zh = "情况有变" }
response = { en = "Look", zh = "查看" }
respond_within = "1h"
source = { en = "A test", zh = "测试" }
basis = "choice"
levels = [{ colour = "blue", limit = 0.1 }]
"""


@pytest.fixture
def anlan(tmp_path):
    """A function that calls the command line on a home of its own."""
    base = [sys.executable, "-m", "anlan", "--lang", "en", "--home", str(tmp_path / "home")]

    def call(*words, fails=False):
        done = subprocess.run(
            [*base, *words], check=False, capture_output=True, text=True, timeout=120
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return " ".join((done.stdout + done.stderr).split())

    call.base = base
    return call


def wells(home):
    """Two wells as datastreams; returns the database and their numbers."""
    home.mkdir(exist_ok=True)
    database = Database.in_folder(home)
    prepare(database)
    with change(database, Cause("local:test")) as made:
        room = WatchRoom(CITY, {CITY: CITY}, frozenset({"gas"}))
        any_make(made, room)
        put_properties(made, room, [Property("gas", "Gas")])
        now = datetime.now(UTC)
        put_things(made, room, [Thing(each, each, division=CITY) for each in ("w1", "w2")], now)
        found = put_streams(
            made, room,
            [Stream(each, each, "gas", kind="gas_underground") for each in ("w1", "w2")], now,
        )  # fmt: skip
    return database, found.ids


def until(so, seconds=60):
    end = time.monotonic() + seconds
    while not (found := so()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return found


def test_from_a_file_of_rules_to_an_alarm(anlan, tmp_path):
    database, ids = wells(tmp_path / "home")
    file = tmp_path / "near.toml"
    file.write_text(RULES, encoding="utf-8")
    history = written(tmp_path / "h.csv", ("stream", "at", "value"), fortnight())
    streams = written(tmp_path / "s.csv", STREAMS, WELLS)
    events = written(tmp_path / "e.csv", ("object", "from", "to", "kind"), EVENTS)
    replay = ["watch", "replay", str(file), "--history", str(history), "--streams", str(streams),
              "--events", str(events), "--out", str(tmp_path / "c.json"),
              "--keep", CITY]  # fmt: skip
    assert "2 rules are new" in anlan("watch", "rule", "add", CITY, str(file), "--owner", "gas")
    assert "--keep jiangcheng" in anlan("watch", "rule", "on", CITY, "gas_near", fails=True)
    assert "Kept the certificates of 2 rules" in anlan(*replay)
    anlan("watch", "rule", "on", CITY, "gas_near", "gas_beside_forecast")
    assert "0/0" in anlan("watch", "rule", "list", CITY)
    assert "No engine ever ran" in anlan("watch", "status", CITY)
    now = time.time_ns() // 1000
    told = [("w2", now - 60_000_000, now - 60_000_000, 0.2)]
    forecast = written(tmp_path / "f.csv", ("stream", "known", "at", "value"), told)
    assert "Kept 1 forecast." in anlan("watch", "forecast", CITY, str(forecast))

    engine = subprocess.Popen([*anlan.base, "watch", "run", CITY])
    intake = Intake(database, CITY).start()
    now = time.time_ns() // 1000
    given = rows([ids["w1"], ids["w2"]], [now, now], [1.5, 0.5])
    intake.put(given, By(ANY_CLIENT, "test"), "test", lambda _: None)

    def alarms():
        with database.session() as session:
            return sorted((each.object, each.rule) for each in session.scalars(select(AlarmRow)))

    until(lambda: len(alarms()) == 2)
    assert alarms() == [("w1", "gas_near"), ("w2", "gas_beside_forecast")]
    assert "yes" in anlan("watch", "status", CITY)
    assert "runs. Stop it first" in anlan("watch", "run", CITY, "--anew", fails=True)
    intake.stop()
    engine.send_signal(signal.SIGTERM)
    assert engine.wait(30) == 0
    assert list((tmp_path / "home" / CITY / "watch" / "engine").glob("*.state"))
    database.close()
