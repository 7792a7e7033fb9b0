"""``alert-kill``: how much goes wrong when the server is killed between approval and sending.

A server with its upkeep, as ``anlan serve`` runs it, is killed (``kill -9``) at a random moment of
the first tenths of a second after an approval was acknowledged, and started again. Counted is each
message that its subscriber then didn't get, or got twice though the kill came before the first
attempt. A kill in the middle of an attempt can't be told from one before the answer: such a message
may come twice, under one number. How many did is told beside.
"""

import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from anlan import cities
from anlan.alerts import channels
from anlan.alerts.channels import NewChannel
from anlan.cities import jiangcheng
from anlan.cities.work import opened
from anlan.model.cause import Cause
from anlan.store.accounts import Grant
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.outbox.settings import settings
from anlan.store.outbox.tables import WAITING, Delivery
from anlan.store.schema import prepare
from benchmarks.alert_publish import CITY, composed
from benchmarks.result import Result
from benchmarks.servers import postgres, serving_process, token_of
from support.receiver import Receiver

NAME = "alert-kill"
KILLS = 60
SEED = 20_261_128
LONGEST_S = 0.3
"""The server looks once a second for what is to be sent, and at once after an approval."""
PATIENCE_S = 60
ARRIVES_S = 2.0
LOOPBACK = "127.0.0.0/8"


@dataclass
class Found:
    """What became of the messages."""

    kills: int = 0
    before: int = 0
    lost: int = 0
    twice: int = 0
    again: int = 0

    @property
    def faults(self) -> int:
        """Messages that never came, or twice where nothing excuses it."""
        return self.lost + self.twice


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Kill half of the times on each database; all on SQLite where there is no other."""
    with postgres() as server:
        kinds = [None, server] if server else [None]
        kills = 2 if quick else KILLS // len(kinds)
        for cluster in kinds:
            with tempfile.TemporaryDirectory() as folder:
                home = Path(folder)
                url = cluster.url() if cluster else f"sqlite:///{home}/anlan.db"
                found = _killed(home, url, kills)
            size = (
                f"{found.kills} kills, {found.before} of them before the first attempt:"
                f" {found.lost} messages lost, {found.twice} sent twice;"
                f" {found.again} messages came again after a kill in the middle of an attempt"
            )
            suffix = "-postgresql" if cluster else ""
            yield Result(f"alert-kill{suffix}", found.faults, "faults", 0, size=size)


def _killed(home: Path, url: str, kills: int) -> Found:
    found, receiver = Found(), Receiver()
    chance = random.Random(SEED)  # noqa: S311
    database = Database(url)
    tokens = _laid_out(home, url, database, receiver)
    for _ in range(kills):
        with serving_process(home, CITY, url, allow=LOOPBACK) as (base, process):
            name = _approved(base, tokens)
            time.sleep(chance.uniform(0, LONGEST_S))
            os.kill(process, signal.SIGKILL)
            # What was on its way to the subscriber when it was killed arrives all the same.
            time.sleep(ARRIVES_S)
            attempted = _came(receiver, name)
        with serving_process(home, CITY, url, allow=LOOPBACK):
            came = _awaited(receiver, name, database)
        found.kills += 1
        found.before += not attempted
        found.lost += came == 0
        found.twice += came > 1 and not attempted
        found.again += came > 1 and attempted > 0
    receiver.stop()
    database.close()
    return found


def _laid_out(home: Path, url: str, database: Database, receiver: Receiver) -> list[str]:
    """Lay out the city with one subscriber; return the tokens of two people."""
    jiangcheng.generate(home / "files", 0.001, seed=1)
    prepare(database)
    with opened(cities.load(CITY), home, url) as at:
        at.workspace.keep_layer("divisions.geojson", home / "files" / "divisions.geojson")
    channel = NewChannel("one", "webhook", "Actual", receiver.url, "en")
    with change(database, Cause("local:bench")) as made:
        channels.add(made, CITY, [channel], Keyring.of(home), datetime.now(UTC))
    roles = ("alert_composer", "alert_approver")
    return [token_of(database, Grant(role=each, city=CITY), each) for each in roles]


def _approved(base: str, tokens: list[str]) -> str:
    """Compose and approve a message; return its name."""
    one, other = (
        httpx.Client(base_url=base, headers={"Authorization": f"Bearer {each}"}, timeout=60)
        for each in tokens
    )
    draft = composed(one)
    other.post(
        f"/api/cities/{CITY}/alerts/drafts/{draft['id']}/approve",
        json={"digest": draft["digest"]},
        headers={"Idempotency-Key": uuid4().hex},
    ).raise_for_status()
    return str(draft["identifier"])


def _came(receiver: Receiver, name: str) -> int:
    """Return how often a message came."""
    return sum(body["data"]["id"] == name for body in receiver.bodies())  # type: ignore[index]


def _awaited(receiver: Receiver, name: str, database: Database) -> int:
    """Return how often a message came once nothing waits to be sent any more."""
    waits = select(func.count()).select_from(Delivery).where(Delivery.state == WAITING)
    until = time.monotonic() + settings().lease_seconds + PATIENCE_S
    while time.monotonic() < until:
        with database.session() as session:
            rests = session.scalar(waits) == 0
        if rests and _came(receiver, name):
            break
        time.sleep(0.1)
    time.sleep(LONGEST_S)
    return _came(receiver, name)
