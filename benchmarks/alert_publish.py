"""``alert-publish``: an alert is approved, and 10,000 subscribers are told; then it is taken back.

The server is a process of its own with its upkeep, as ``anlan serve`` runs it; the subscribers'
host is another process on the same machine, a web server that answers each post and notes when it
came. Measured is from the moment the approval (the cancel) is asked for by HTTP until the public
feed has it, and until the last subscriber's first attempt has come. Each subscriber must be told
each message exactly once, signed by its own secret.
"""

import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

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
from anlan.store.schema import prepare
from benchmarks.result import Result
from benchmarks.servers import postgres, serving, token_of

NAME = "alert-publish"
CITY = "jiangcheng"
MANY = 10_000
MOST = 5.0
"""Seconds from approval to the last first attempt."""
PATIENCE = 120


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure on each database."""
    many = MANY // 20 if quick else MANY
    with postgres() as server:
        for cluster in [None, server] if server else [None]:
            with tempfile.TemporaryDirectory() as name, _subscribers() as (port, pipe):
                home = Path(name)
                url = cluster.url() if cluster else f"sqlite:///{home}/anlan.db"
                yield from _measured(home, url, port, pipe, many, bool(cluster))


def _measured(
    home: Path, url: str, port: int, pipe: Connection, many: int, on_server: bool
) -> Iterator[Result]:
    tokens = _prepared(home, url, port, many)
    suffix = "-postgresql" if on_server else ""
    size = f"{many:,} webhooks on one host, server and host on one machine"
    with serving(home, CITY, database=url, allow="127.0.0.0/8") as base:
        composer, approver = (
            httpx.Client(base_url=base, headers={"Authorization": f"Bearer {each}"}, timeout=60)
            for each in tokens
        )
        draft = composed(composer)
        approval = f"/api/cities/{CITY}/alerts/drafts/{draft['id']}/approve"
        asked = {"digest": draft["digest"]}
        told = _timed(approver, approval, asked, draft["identifier"], pipe, many)
        number = approver.get(f"/api/cities/{CITY}/alerts").json()["items"][0]["number"]
        cancel = f"/api/cities/{CITY}/alerts/{number}/cancel"
        back = _timed(composer, cancel, {"reason": "a false alert"}, "", pipe, many)
    for name, (feed, last) in (("alert-publish", told), ("alert-cancel", back)):
        yield Result(f"{name}{suffix}", last, "s", MOST, size=size)
        yield Result(f"{name}-feed{suffix}", feed, "s", MOST, size=size)


def _timed(
    client: httpx.Client, path: str, body: dict[str, Any], name: str, pipe: Connection, many: int
) -> tuple[float, float]:
    """Ask for something; return the seconds until the feed has it, and until all were told."""
    pipe.send("begin")
    started = time.time()
    answer = client.post(path, json=body, headers={"Idempotency-Key": uuid4().hex})
    answer.raise_for_status()
    name = name or answer.json()["identifier"]
    feed = f"/api/public/cities/{CITY}/alerts/feeds/actual.en.atom"
    while name not in client.get(feed).text:
        time.sleep(0.05)
    shown = time.time() - started
    pipe.send(("wait", many))
    if not pipe.poll(PATIENCE):
        raise SystemExit(f"not all {many:,} subscribers were told within {PATIENCE} s")
    last, seen, twice = pipe.recv()
    time.sleep(1)
    if (seen, twice) != (many, 0):
        raise SystemExit(f"{seen:,} subscribers were told, {twice:,} of them twice")
    return shown, last - started


def composed(client: httpx.Client) -> dict[str, Any]:
    form = {
        "template": "urban_flood",
        "status": "Actual",
        "colour": "orange",
        "area": {"divisions": [CITY]},
        "expires": (datetime.now(UTC) + timedelta(hours=6)).isoformat(),
    }
    answer = client.post(
        f"/api/cities/{CITY}/alerts/drafts",
        json={"form": form, "offered": True},
        headers={"Idempotency-Key": uuid4().hex},
    )
    if answer.is_error:
        raise SystemExit(answer.text)
    told: dict[str, Any] = answer.json()
    return told


def _prepared(home: Path, url: str, port: int, many: int) -> tuple[str, str]:
    """Lay out the city, add the subscribers and two people; return their tokens."""
    shapes = home / "files"
    jiangcheng.generate(shapes, 0.001, seed=1)
    database = Database(url)
    prepare(database)
    with opened(cities.load(CITY), home, url) as at:
        at.workspace.keep_layer("divisions.geojson", shapes / "divisions.geojson")
    ring, now = Keyring.of(home), datetime.now(UTC)
    given = [
        NewChannel(f"s{n}", "webhook", "Actual", f"http://127.0.0.1:{port}/{n}", "en")
        for n in range(many)
    ]
    for start in range(0, many, 1000):
        with change(database, Cause("local:bench")) as made:
            channels.add(made, CITY, given[start : start + 1000], ring, now)
    roles = ("alert_composer", "alert_approver")
    composer, approver = (token_of(database, Grant(role=each, city=CITY), each) for each in roles)
    database.close()
    return composer, approver


@contextmanager
def _subscribers() -> Iterator[tuple[int, Connection]]:
    """Run the subscribers' host; yield its port and the pipe to it."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_host, args=(theirs,))
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        process.terminate()
        process.join()


def _host(pipe: Connection) -> None:
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    book = _Book()
    server = await asyncio.get_running_loop().create_server(
        lambda: _Subscriber(book), "127.0.0.1", 0
    )
    pipe.send(server.sockets[0].getsockname()[1])
    wanted = 0
    while True:
        if pipe.poll():
            asked = pipe.recv()
            if asked == "begin":
                book.seen.clear()
                book.twice, book.last = 0, 0.0
            else:
                wanted = asked[1]
        if wanted and len(book.seen) >= wanted:
            await asyncio.sleep(1)  # whoever is told twice is told soon
            pipe.send((book.last, len(book.seen), book.twice))
            wanted = 0
        await asyncio.sleep(0.02)


class _Book:
    """Who was told, and when the last of them was told first."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self.twice = 0
        self.last = 0.0

    def note(self, path: bytes) -> None:
        if path in self.seen:
            self.twice += 1
            return
        self.seen.add(path)
        self.last = time.time()


class _Subscriber(asyncio.Protocol):
    """Answers posts on a connection that is kept; refuses one that isn't signed."""

    def __init__(self, book: _Book) -> None:
        self._book = book
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out: Any = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while True:
            head, end, rest = self._held.partition(b"\r\n\r\n")
            if not end:
                return
            lower = head.lower()
            start = lower.index(b"content-length:") + 15
            length = int(lower[start:].split(b"\r\n", 1)[0])
            if len(rest) < length:
                return
            self._held = rest[length:]
            signed = b"webhook-signature: v1," in lower
            if signed:
                self._book.note(head.split(b" ", 2)[1])
            status = b"204 No Content" if signed else b"401 Unauthorized"
            self._out.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
