"""Kill server, worker and database at random moments under load, and see that nothing is lost.

Somebody adds accounts by HTTP without a pause, sending each request again, under its key, until it
is acknowledged; a worker tells a web address of each. Whoever is killed (``kill -9``) is started
again.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import select

from anlan.access import accounts, tokens
from anlan.model.cause import Cause
from anlan.model.permission import EVERYWHERE, PERMISSIONS
from anlan.store.accounts import Account, Grant
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.ledger import Entry
from anlan.store.outbox.queue import add_endpoint
from anlan.store.schema import prepare
from anlan.store.verify import verify
from support.postgres import Cluster
from support.receiver import Receiver

CAUSE = Cause("local:test", origin="a test")
WRITERS = 2
PATIENCE_SECONDS = 300.0


@dataclass
class Found:
    """What was seen at the end; every list is empty where all is well."""

    kills: int
    acknowledged: int
    lost: list[str]
    twice: list[str]
    refused: list[str]
    untold: list[int]
    fault: str | None

    @property
    def faults(self) -> int:
        """How many things went wrong."""
        wrong = (self.lost, self.twice, self.refused, self.untold)
        return sum(map(len, wrong)) + (self.fault is not None)


@dataclass
class Play:
    """Everybody who takes part, and how each is started."""

    home: Path
    url: str
    receiver: Receiver
    cluster: Cluster | None = None
    port: int = 0
    token: str = ""
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    writers: list[threading.Thread] = field(default_factory=list)

    def set_up(self) -> None:
        """Make an account that may add others, and somebody who is told of them."""
        database = Database(self.url)
        prepare(database)
        sealed = Keyring.of(self.home).seal("s3cret")
        first = accounts.OneTime.new()
        with change(database, CAUSE) as made:
            keeper = accounts.add(made, "keeper", "Keeper", first)
            accounts.give(made, keeper, Grant(role="administrator", city=EVERYWHERE))
            _, self.token = tokens.add(made, keeper.id, "load", PERMISSIONS, 1)
            add_endpoint(made, "told", "webhook", self.receiver.url, ["account.added"], sealed)
        database.close()
        with socket.create_server(("127.0.0.1", 0)) as door:
            self.port = door.getsockname()[1]

    def start(self, name: str) -> None:
        """Start one of them; the database waits until it answers."""
        if name == "postgresql":
            assert self.cluster is not None
            _again(self.cluster.start)
            return
        how = {
            "server": [
                "serve",
                "chicago",
                "--sign-in",
                "--workers-apart",
                "--port",
                f"{self.port}",
            ],
            "worker": ["worker", "chicago", "--allow", "127.0.0.0/8"],
        }[name]
        place = ["--home", str(self.home), "--database", self.url]
        with (self.home / f"{name}.log").open("ab") as log:
            command = [sys.executable, "-m", "anlan", *place, *how]
            self.running[name] = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        """Kill one of them as hard as can be."""
        if name == "postgresql":
            assert self.cluster is not None
            file = self.cluster.folder / "data" / "postmaster.pid"
            os.kill(int(file.read_text().split()[0]), signal.SIGKILL)
            return
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def revive(self) -> None:
        """Start again whoever ended by themselves, as a service manager does."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.start(name)

    def load(self) -> None:
        """Add accounts until the play is over."""
        headers = {"Authorization": f"Bearer {self.token}"}
        at = f"http://127.0.0.1:{self.port}"
        with httpx.Client(base_url=at, headers=headers, timeout=30) as client:
            while not self.over.is_set():
                self._add(client, f"n{uuid.uuid4().hex[:12]}")

    def stop_writing(self) -> None:
        """Let each writer finish what it is at, and no more; those killed are started meanwhile."""
        self.over.set()
        for each in self.writers:
            while each.is_alive():
                self.revive()
                each.join(0.1)

    def _add(self, client: httpx.Client, login: str) -> None:
        key = {"Idempotency-Key": login}
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                answer = client.post(
                    "/api/accounts", json={"login": login, "name": login}, headers=key
                )
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if answer.status_code == 201:
                self.acknowledged.append(login)
                return
            # Away for a moment, or asked too often: asked again. Anything else is a fault.
            if not (answer.status_code == 429 or "store.database" in answer.text):
                self.refused.append(f"{login}: {answer.status_code} {answer.text[:200]}")
                return
            time.sleep(0.1)
        self.refused.append(f"{login}: never acknowledged")


@contextmanager
def playing(play: Play) -> Iterator[None]:
    """Let all of them run for the time of the block."""
    play.set_up()
    for name in ("server", "worker"):
        play.start(name)
    play.writers = [threading.Thread(target=play.load) for _ in range(WRITERS)]
    for each in play.writers:
        each.start()
    try:
        yield
    finally:
        play.stop_writing()
        for name in list(play.running):
            play.kill(name)


def kill_at_random(
    play: Play, kills: int, seed: int, told: Callable[[int], None] = lambda _: None
) -> Found:
    """Kill somebody ``kills`` times, then wait until all was told; return what was found."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    victims = ["server", "worker", *(["postgresql"] if play.cluster else [])]
    with playing(play):
        _wait(lambda: len(play.acknowledged) > 2)
        for number in range(kills):
            before = len(play.acknowledged)
            name = chance.choice(victims)
            time.sleep(chance.uniform(0.05, 1.2))
            play.kill(name)
            play.start(name)
            # The next one strikes while work is being done, not while all are starting.
            _wait(lambda before=before: play.revive() or len(play.acknowledged) > before)
            told(number + 1)
        # Only then is the list of what is to be told whole.
        play.stop_writing()
        _wait(lambda: play.revive() or not _untold(play))
    return _found(play, kills)


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


def _wait(so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with suppress(Exception):
            if so():
                return
        time.sleep(0.05)


def _untold(play: Play) -> list[int]:
    """Return the entries of added accounts that the web address was never told of."""
    heard = {json.loads(body)["data"]["entry"] for _, body in list(play.receiver.got)}
    database = Database(play.url)
    with database.session() as session:
        query = select(Entry.seq).where(Entry.act == "account.added", Entry.subject != "account:1")
        entries = session.scalars(query).all()
    database.close()
    return [seq for seq in entries if seq not in heard]


def _found(play: Play, kills: int) -> Found:
    database = Database(play.url)
    with database.session() as session:
        kept = Counter(session.scalars(select(Account.login)))
        added = Counter(
            json.loads(after)["login"]
            for after in session.scalars(select(Entry.after).where(Entry.act == "account.added"))
        )
    verdict = verify(database)
    database.close()
    return Found(
        kills=kills,
        acknowledged=len(play.acknowledged),
        lost=[login for login in play.acknowledged if kept[login] != 1 or added[login] != 1],
        twice=[login for login, times in added.items() if times > 1],
        refused=play.refused,
        untold=_untold(play),
        fault=verdict.fault,
    )
