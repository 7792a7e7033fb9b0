"""``fleet-page``: a page of a million devices with its counts, for fifty people at once.

250,000 cameras in three tiers and 750,000 sensors and gateways, taken in by the product's own
intake, on SQLite and on PostgreSQL. The server is a process of its own, and
its upkeep another, as a city of this size runs it. Each of fifty people, most
of whom see the whole city and some a district or a department, asks for a page under filters drawn
by chance (none, tier and state, owner, district, fault, model, text), turns it, or opens the map or
the rates, with one to three seconds between. Meanwhile devices answer and fall silent: five hundred
change their state each second, which every page then counts; each minute the server judges them
all. A page is its HTTP answer: fifty devices, how many there are in all, and how many of each type,
tier, owner, state, fault, district.
"""

import asyncio
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import polars as pl

from anlan import cities
from anlan.access.secrets import digest
from anlan.api.guard import COOKIE
from anlan.cities.work import opened
from anlan.model.cause import Cause
from anlan.pool.divisions import DivisionTree
from anlan.store.accounts import Account, Grant, SignIn
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.schema import prepare
from anlan.watch.fleet.intake import take
from anlan.watch.fleet.live import LiveFleet
from anlan.watch.fleet.rows import Turned, turn
from anlan.watch.fleet.seen import tell
from benchmarks.result import Result
from benchmarks.risk_map import lay_out
from benchmarks.servers import postgres, serving

NAME = "fleet-page"
CITY = "jiangcheng"
DEVICES, USERS = 1_000_000, 50
CAMERAS = (0.005, 0.02, 0.225)
"""Shares of cameras of the three tiers: 5,000, 20,000 and 225,000 of a million."""
MODELS = 40
WARM_SECONDS = 10
CHANGED = 500
LIMIT_MS = 300.0


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure at full size, or small, on both databases."""
    many, seconds = (50_000, 8) if quick else (DEVICES, 60)
    with tempfile.TemporaryDirectory() as name, postgres() as server:
        shapes = Path(name)
        lay_out(shapes / "files")
        rows = devices(cities.load(CITY).divisions(shapes / "files"), many)
        for kind in ("sqlite", "postgresql"):
            if kind == "postgresql" and server is None:
                continue
            url = server.url() if server and kind == "postgresql" else None
            home = shapes / kind
            with opened(cities.load(CITY), home, url) as at:
                path = shapes / "files" / "divisions.geojson"
                at.workspace.keep_layer("divisions.geojson", path)
            yield from _measured(home, url, kind, rows, seconds)


def _measured(
    home: Path, url: str | None, kind: str, rows: pl.DataFrame, seconds: int
) -> Iterator[Result]:
    database = Database(url) if url else Database.in_folder(home)
    prepare(database)
    began = time.perf_counter()
    taken = take(database, Cause("bench"), CITY, rows, "bench", datetime.now(UTC))
    took = time.perf_counter() - began
    _spoken(database)
    districts = sorted({"/".join(each.split("/")[:2]) for each in rows["division"].unique()})
    secrets = _people(database, districts)
    with serving(home, CITY, url, apart=True) as address:
        began = time.perf_counter()
        cookie = {"Cookie": f"{COOKIE}={secrets[0]}"}
        path = f"{address}/api/cities/{CITY}/watch/fleet"
        httpx.get(path, headers=cookie, timeout=300).raise_for_status()
        first = time.perf_counter() - began
        with _changing(database):
            asyncio.run(_users(path, secrets, districts, WARM_SECONDS))
            times = asyncio.run(_users(path, secrets, districts, seconds))
    database.close()
    told = (
        f"{taken.new:,} devices on {kind}, {USERS} users, {CHANGED} changes/s; p95 of"
        f" {sum(map(len, times.values())):,} requests"
    )
    for part, each in times.items():
        yield Result(
            f"fleet-page-{part}-{kind}",
            1000 * statistics.quantiles(each, n=20)[-1],
            "ms",
            LIMIT_MS if part == "list" else None,
            size=f"{told}; of this kind {len(each):,},"
            f" median {1000 * statistics.median(each):.0f} ms, slowest {1000 * max(each):.0f} ms",
        )
    yield Result(
        f"fleet-intake-{kind}", taken.new / took, "devices/s",
        size=f"{taken.new:,} devices taken in with their checks done",
    )  # fmt: skip
    yield Result(
        f"fleet-page-first-{kind}", first, "s",
        size="the first page after a start: the whole fleet is read into memory",
    )  # fmt: skip


def _spoken(database: Database) -> None:
    """Let those that are on line have answered just now; each is to answer once a day."""
    shown = LiveFleet(database, CITY).snapshot()
    ids = shown.ids[shown.of_sort("state") == 0]
    for first in range(0, len(ids), 50_000):
        some, now = ids[first : first + 50_000], int(time.time() * 1e6)
        with database.writing() as session:
            tell(session, some, np.full(len(some), now), np.full(len(some), np.nan))


def devices(tree: DivisionTree, many: int) -> pl.DataFrame:
    """Return devices as a checked file has them."""
    chance = np.random.default_rng(19)
    department = [each.name for each in cities.load(CITY).city.departments]
    kind = chance.choice(5, many, p=[*CAMERAS, 0.7, 0.05])
    owner = np.array(department)[chance.integers(0, len(department), many)]
    model = chance.integers(0, MODELS, many)
    number = np.arange(many)
    grids = sorted(tree.standing("grid"), key=lambda each: each.code)
    boxes = np.array([each.shape.bounds for each in grids])
    paths = np.array([tree.paths[each.code] for each in grids])
    of = chance.integers(0, len(grids), many)
    west, south, east, north = boxes[of].T
    return pl.DataFrame(
        {
            "key": [f"JCV{n:07d}" for n in number],
            "name": [f"{'路口' if n % 2 else '小区'}监控点{n}" for n in number],
            "type": np.array(["camera"] * 3 + ["sensor", "gateway"])[kind],
            "tier": np.where(kind < 3, kind + 1, 0),
            "department": owner,
            "division": paths[of],
            "lon": west + (east - west) * chance.random(many),
            "lat": south + (north - south) * chance.random(many),
            "asset_id": pl.Series([None] * many, dtype=pl.String),
            "thing": [f"thing-{n}" for n in number],
            "client": "",
            "model": [f"M-{n}" for n in model],
            "firmware": [f"V5.{n % 7}.{n % 3}" for n in number],
            "installed": pl.Series([None] * many, dtype=pl.Date),
            "interval_s": 86_400.0,
            "cert_until": pl.Series(
                [datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=n % 400) for n in range(many)],
                dtype=pl.Datetime("us", "UTC"),
            ),
            "stream": "",
            "state": np.array(["online", "offline", "repair"])[
                chance.choice(3, many, p=[0.94, 0.05, 0.01])
            ],
        }
    )


def _people(database: Database, districts: list[str]) -> list[str]:
    """Sign people in; return the secrets of their sessions."""
    now, secrets = datetime.now(UTC), []
    with database.writing() as session:
        for n in range(USERS):
            account = Account(login=f"bench{n}", name=f"Bench {n}", created_at=now)
            session.add(account)
            session.flush()
            grant = Grant(account_id=account.id, role="fleet_operator", city=CITY)
            if n % 5 == 3:
                grant.division = districts[n % len(districts)]
            if n % 5 == 4:
                grant.department = "public_security"
            session.add(grant)
            secrets.append(f"secret-{n}-of-the-bench")
            session.add(SignIn(
                id=digest(secrets[-1]), account_id=account.id, stage="full", origin="-",
                created_at=now, seen_at=now, expires_at=now + timedelta(hours=4),
            ))  # fmt: skip
    return secrets


@contextmanager
def _changing(database: Database) -> Iterator[None]:
    """Let devices answer and fall silent for the time of the block."""
    over = threading.Event()
    shown = LiveFleet(database, CITY).snapshot()
    states = shown.of_sort("state")

    def go() -> None:
        chance, silent = np.random.default_rng(3), np.flatnonzero(states == 0)
        while not over.wait(1.0):
            slots = chance.choice(silent, CHANGED, replace=False)
            silent = np.setdiff1d(silent, slots, assume_unique=True)
            now = datetime.now(UTC)
            with change(database, Cause("bench")) as made:
                turn(made, CITY, [
                    Turned(int(shown.ids[n]), shown.keys[n].as_py(), "online", "", "offline", "")
                    for n in slots.tolist()
                ], now)  # fmt: skip
                ids = np.sort(chance.choice(shown.ids, 20 * CHANGED, replace=False))
                at = np.full(len(ids), int(now.timestamp() * 1e6))
                tell(made.session, ids, at, np.full(len(ids), np.nan))

    thread = threading.Thread(target=go, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


async def _users(
    path: str, secrets: list[str], districts: list[str], seconds: float
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {"list": [], "map": [], "rates": []}
    until = time.perf_counter() + seconds
    limits = httpx.Limits(max_connections=USERS)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        works = [
            _user(client, path, secret, districts, until, times, random.Random(n))  # noqa: S311
            for n, secret in enumerate(secrets)
        ]
        await asyncio.gather(*works)
    return times


async def _user(
    client: httpx.AsyncClient, path: str, secret: str, districts: list[str], until: float,
    times: dict[str, list[float]], chance: random.Random,
) -> None:  # fmt: skip
    headers = {"Cookie": f"{COOKIE}={secret}"}
    await asyncio.sleep(chance.uniform(0, 2))
    told: dict[str, Any] = {}
    asked: dict[str, Any] = {}
    while time.perf_counter() < until:
        part, place = "list", path
        draw = chance.random()
        if draw < 0.25 and told.get("next"):
            asked = asked | {"cursor": told["next"]}
        elif draw < 0.85:
            asked = _filters(chance, districts)
        elif draw < 0.95:
            part, place = "map", f"{path}/map"
            west, south = chance.uniform(114, 114.6), chance.uniform(30.2, 30.7)
            asked = {"west": west, "south": south, "east": west + 0.2, "north": south + 0.2,
                     "resolution": 8, "state": "offline"}  # fmt: skip
        else:
            part, place = "rates", f"{path}/rates"
            asked = {"by": chance.choice(["tier", "department", "district"])}
        began = time.perf_counter()
        answer = await client.get(place, params=asked, headers=headers)
        times[part].append(time.perf_counter() - began)
        told = answer.raise_for_status().json()
        if part != "list":
            told, asked = {}, {}
        await asyncio.sleep(chance.uniform(1, 3))


def _filters(chance: random.Random, districts: list[str]) -> dict[str, Any]:
    """Draw what somebody asks for."""
    asked: dict[str, Any] = {}
    for name, share, values in (
        ("type", 0.3, ["camera", "sensor", "gateway"]),
        ("tier", 0.3, [1, 2, 3]),
        ("state", 0.4, ["online", "offline", "repair", "retired"]),
        (
            "department",
            0.2,
            ["public_security", "fire_rescue", "urban_management", "water_affairs"],
        ),
        ("division", 0.1, districts),
        ("model", 0.1, [f"M-{n}" for n in range(MODELS)]),
        ("text", 0.2, ["JCV00", "路口", "监控点77", "m-3", "nothing is called so"]),
    ):
        if chance.random() < share:
            asked[name] = chance.choice(values)
    return asked
