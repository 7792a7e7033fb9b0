"""``cases-pages``: the inbox and the map of open cases over years of history, for 200 at once.

Twenty million cases, of which some fifty thousand are open: what comes in a few days of a city of
ten million people at 300,000 a year for each million; at that rate new ones come in meanwhile. The
server is a process of its own on the database of a laptop. Each user reads the inbox, turns its
page, opens the map and moves it, with two to four seconds between; most see a district, a street or
a department, some the whole city. The first minute isn't counted: started anew, the server looks
whether what came in the last two days belongs together, which here is all of it at once.
The peer answers the same two questions for one user from the same rows in Parquet, by DuckDB.
"""

import asyncio
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import httpx
import numpy as np
import polars as pl
from sqlalchemy import insert

from anlan.access.secrets import digest
from anlan.cases.flow import workflow
from anlan.cities import jiangcheng
from anlan.store.accounts import Account, Grant, SignIn
from anlan.store.cases import CaseRow
from anlan.store.database import FILE, Database
from anlan.store.schema import prepare
from benchmarks.result import Result
from benchmarks.servers import serving, token_of

NAME = "cases-pages"
CITY = "jiangcheng"
USERS = 200
HISTORY, OPEN = 20_000_000, 50_000
WARM_SECONDS = 60
SECONDS_A_CASE = 365 * 86_400 / 3_000_000
BLOCK = 500_000
DEPARTMENTS = ("sanitation", "gas", "water_affairs", "fire", "housing", "transport")
OPEN_STATES = ("reported", "accepted", "filed", "dispatched", "received", "in_progress", "checking")
CLASSES = ("e0102", "e0403", "c0118", "e0110", "c0101")
ENDED = "evaluated"
NEVER = "9999-12-31 00:00:00.000000"


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure at full size, or small."""
    history, seconds = (200_000, 15) if quick else (HISTORY, 90)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        boxes, grids = _divisions(home)
        database = Database.in_folder(home)
        prepare(database)
        database.close()
        began = time.perf_counter()
        _fill(home, history, OPEN, grids)
        took = time.perf_counter() - began
        size = (home / FILE).stat().st_size / 2**30
        secrets = _people(database, grids)
        token = token_of(database, Grant(role="acceptor", city=CITY))
        with serving(home, CITY) as url:
            asyncio.run(_users(url, secrets, token, boxes, WARM_SECONDS))
            taken = asyncio.run(_users(url, secrets, token, boxes, seconds))
        peers = _peer(home)
        told = (
            f"{history:,} cases and {OPEN:,} open, {size:.1f} GiB written in {took:,.0f} s;"
            f" {USERS} users, {sum(map(len, taken.values())):,} requests in {seconds} s"
        )
        for part, times in taken.items():
            yield Result(
                f"cases-pages-{part}",
                1000 * statistics.quantiles(times, n=20)[-1],
                "ms",
                200.0,
                peer="DuckDB on Parquet, one user",
                peer_value=1000 * peers[part],
                size=f"{told}; p95, median {1000 * statistics.median(times):.0f} ms",
            )
        database.close()


Grids = list[tuple[str, float, float]]


def _divisions(home: Path) -> tuple[list[list[float]], Grids]:
    """Make the city's divisions; return the boxes people look at, and each grid with a point."""
    files = home / "files"
    jiangcheng.generate(files, 0.001, seed=1)
    layers = home / CITY / "layers"
    layers.mkdir(parents=True)
    text = (files / "divisions.geojson").read_text(encoding="utf-8")
    (layers / "divisions.geojson").write_text(text, encoding="utf-8")
    read = json.loads(text)["features"]
    parents = {each["properties"]["code"]: each["properties"]["parent"] for each in read}
    grids: Grids = []
    for each in read:
        if each["properties"]["level"] != "grid":
            continue
        codes, code = [], each["properties"]["code"]
        while code:
            codes.append(code)
            code = parents.get(code)
        lon, lat = np.mean(each["geometry"]["coordinates"][0][:-1], axis=0)
        grids.append(("/".join(reversed(codes)), float(lon), float(lat)))
    lons, lats = [each[1] for each in grids], [each[2] for each in grids]
    boxes = [[min(lons), min(lats), max(lons), max(lats)]]
    boxes += [[lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02] for _, lon, lat in grids[::7]]
    return boxes, grids


def _fill(home: Path, history: int, many_open: int, grids: Grids) -> None:
    """Write the cases by the driver, and their indexes at the end."""
    connection = sqlite3.connect(home / FILE)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000000"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'cases' AND type = 'index'"
        " AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    columns = [each.name for each in CaseRow.__table__.columns]
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO cases ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - ours
    chance = np.random.default_rng(7)
    (home / "peer").mkdir()
    for first in range(0, history + many_open, BLOCK):
        rows = _rows(chance, first, min(first + BLOCK, history + many_open), history, grids)
        rows.write_parquet(home / "peer" / f"{first}.parquet")
        connection.executemany(statement, rows.select(columns).iter_rows())
    for _, written in indexes:
        connection.execute(written)
    connection.execute("ANALYZE")
    connection.commit()
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _rows(chance: Any, first: int, end: int, history: int, grids: Grids) -> pl.DataFrame:
    """Return cases as the table holds them; those after ``history`` are open."""
    many = end - first
    now, number = datetime.now(UTC).replace(tzinfo=None, microsecond=0), np.arange(first, end)
    open_ = number >= history
    place = chance.integers(0, len(grids), many)
    ago = np.where(open_, chance.uniform(0, 4, many), chance.uniform(16, 2400, many)) * 86_400
    opened = np.datetime64(now, "us") - (ago * 1e6).astype("timedelta64[us]")
    due = np.datetime64(now, "us") + chance.integers(-86_400, 5 * 86_400, many) * 1_000_000
    states = np.where(open_, chance.choice(OPEN_STATES, many), ENDED)
    steps = {name: workflow().states[name].step for name in (*OPEN_STATES, ENDED)}
    frame = pl.DataFrame({
        "id": number + 1, "opened": opened, "due": due, "open": open_, "state": states,
        "lon": np.array([each[1] for each in grids])[place] + chance.normal(0, 0.002, many),
        "lat": np.array([each[2] for each in grids])[place] + chance.normal(0, 0.002, many),
        "division": np.array([each[0] for each in grids])[place],
        "class_code": np.array(CLASSES)[chance.integers(0, len(CLASSES), many)],
        "office": np.array(DEPARTMENTS)[chance.integers(0, len(DEPARTMENTS), many)],
    })  # fmt: skip
    shown = "%Y-%m-%d %H:%M:%S.000000"
    early = pl.col("state").is_in(["reported", "accepted", "filed"])
    due_text = pl.when("open").then(pl.col("due").dt.strftime(shown))
    # The clocks have been kept: what is over its deadline has climbed the ladder.
    next_text = pl.when(pl.col("due") > now + timedelta(hours=1)).then(due_text)
    return frame.with_columns(
        city=pl.lit(CITY), number=pl.format("420100{}", pl.col("id").cast(pl.String).str.zfill(13)),
        kind=pl.lit("event"), title=pl.lit("井盖破损，请尽快处理"), text=pl.lit("在路口东侧。"),
        step=pl.col("state").replace_strict(steps, return_dtype=pl.Int64), asset_id=pl.lit(None),
        channel=pl.lit("hotline"), source=pl.lit(None), outside_key=pl.lit(None),
        opened_at=pl.col("opened").dt.strftime(shown), known_at=pl.col("opened").dt.strftime(shown),
        due_at=due_text, near_at=due_text, inbox_at=due_text.fill_null(NEVER), next_at=next_text,
        rung=pl.lit(1), due_seq=pl.lit(1), paused=pl.lit(0),
        ended_at=pl.when(~pl.col("open")).then(pl.col("opened").dt.strftime(shown)),
        department=pl.when(early).then(pl.lit("")).otherwise("office"),
        routed_department="office", routed_division=pl.lit(CITY),
        handled_by=pl.lit(None), verified_by=pl.lit(None), seen=pl.lit(1), urgent=pl.lit(0),
        rework_count=pl.lit(0), return_count=pl.lit(0), reopen_count=pl.lit(0),
        raised=pl.lit(0), listed=pl.lit(0), lead_id=pl.lit(None), merged_into=pl.lit(None),
        moves=pl.lit(1), version=pl.lit(1),
    )  # fmt: skip


def _people(database: Database, grids: Grids) -> list[str]:
    """Add users, each signed in: of the whole city, a district, a street, or a department."""
    now, secrets = datetime.now(UTC), [f"secret-{n}" for n in range(USERS)]
    people = [{"login": f"user{n}", "name": f"User {n}", "created_at": now} for n in range(USERS)]
    with database.writing() as session:
        numbers = session.scalars(insert(Account).returning(Account.id), people).all()
        grants, signed = [], []
        for n, (number, secret) in enumerate(zip(numbers, secrets, strict=True)):
            path = grids[(n * 37) % len(grids)][0].split("/")
            division = "/".join(path[: (1, 2, 2, 3, 1)[n % 5]]) if n % 5 else ""
            department = DEPARTMENTS[n % len(DEPARTMENTS)] if n % 5 == 4 else ""
            grants.append(
                {
                    "account_id": number,
                    "role": "acceptor",
                    "city": CITY,
                    "department": department,
                    "division": division if n % 5 != 4 else "",
                }
            )
            signed.append({"id": digest(secret), "account_id": number, "stage": "full",
                           "origin": "-", "created_at": now, "seen_at": now,
                           "expires_at": now + timedelta(hours=4)})  # fmt: skip
        session.execute(insert(Grant), grants)
        session.execute(insert(SignIn), signed)
    return secrets


async def _users(
    url: str, secrets: list[str], token: str, boxes: list[list[float]], seconds: float
) -> dict[str, list[float]]:
    """Return the seconds of every inbox and map while all users work at once."""
    taken: dict[str, list[float]] = {"inbox": [], "map": []}
    until = time.perf_counter() + seconds
    # Let go of before the server does, which would cut off what is just being asked.
    limits = httpx.Limits(max_keepalive_connections=None, keepalive_expiry=3)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        await asyncio.gather(
            _reports(client, token, boxes[1], until),
            *(
                _user(client, secret, boxes, random.Random(n), until, taken)  # noqa: S311
                for n, secret in enumerate(secrets)
            ),
        )
    return taken


async def _reports(client: httpx.AsyncClient, token: str, box: list[float], until: float) -> None:
    """Report cases at the rate of a city of ten million."""
    west, south, east, north = box
    told = {"title": "井盖破损", "kind": "event", "channel": "hotline", "class_code": "e0102",
            "lon": (west + east) / 2, "lat": (south + north) / 2}  # fmt: skip
    while time.perf_counter() + SECONDS_A_CASE < until:
        await asyncio.sleep(SECONDS_A_CASE)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
        answer = await client.post(f"/api/cities/{CITY}/cases", json=told, headers=headers)
        if answer.status_code != 201:
            raise ValueError(answer.text)


async def _user(
    client: httpx.AsyncClient,
    secret: str,
    boxes: list[list[float]],
    chance: random.Random,
    until: float,
    taken: dict[str, list[float]],
) -> None:
    cookie = {"Cookie": f"anlan_session={secret}"}

    async def ask(part: str, path: str, **query: Any) -> dict[str, Any]:
        await asyncio.sleep(chance.uniform(2, 4))
        started = time.perf_counter()
        answer = await client.get(f"/api/cities/{CITY}/{path}", params=query, headers=cookie)
        taken[part].append(time.perf_counter() - started)
        if answer.status_code != 200:
            raise ValueError(answer.text)
        found: dict[str, Any] = answer.json()
        return found

    await asyncio.sleep(chance.uniform(0, 4))
    while time.perf_counter() < until:
        page = await ask("inbox", "cases", limit=50)
        if page["next"]:
            await ask("inbox", "cases", limit=50, cursor=page["next"])
        for box, zoom in ((boxes[0], 10), (chance.choice(boxes), 14)):
            sides = dict(zip(("west", "south", "east", "north"), box, strict=True))
            await ask("map", "cases/map", zoom=zoom, **sides)


def _peer(home: Path) -> dict[str, float]:
    """Return DuckDB's median seconds for a page of the inbox, and for the map's cells."""
    files = f"read_parquet('{home}/peer/*.parquet')"
    inbox = (
        "SELECT number, title, state, due_at, division FROM {} WHERE open ORDER BY due, id LIMIT 50"
    )
    cells = (
        "SELECT floor(lon * 200), floor(lat * 200), count(*), count(*) FILTER (due < now())"
        " FROM {} WHERE open GROUP BY ALL"
    )
    asked = {"inbox": inbox.format(files), "map": cells.format(files)}
    found = {}
    with duckdb.connect() as database:
        database.execute("SET threads = 2")
        for part, query in asked.items():
            times = []
            for _ in range(5):
                started = time.perf_counter()
                database.execute(query).fetchall()
                times.append(time.perf_counter() - started)
            found[part] = statistics.median(times)
    return found
