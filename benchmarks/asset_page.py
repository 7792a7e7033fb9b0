"""``asset-page``: everything known of a place, and finding it as one types, with 50 users at once.

An index of 1,000,000 premises under 10,000,000 records of six sources, of which three are tied to
them by links alone. The rows are made up and folded in as rows of the lake are; the server is a
process of its own. A user types three letters or characters more and more of a name, an address or
an id, each a search, opens a place and reads for two to four seconds. The peer answers the same two
questions for one user from the same rows in Parquet, by DuckDB.
"""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import httpx
import numpy as np
import polars as pl
from sqlalchemy import insert

from anlan import cities
from anlan.access.secrets import digest
from anlan.cities import jiangcheng
from anlan.cities.work import opened
from anlan.pool.assets import store
from anlan.pool.assets.fold import fold
from anlan.pool.assets.join import stamp
from anlan.pool.assets.speakers import Speaker, speakers
from anlan.pool.assets.update import LINKS
from anlan.store.accounts import Account, Grant, SignIn
from anlan.store.database import Database
from anlan.store.schema import prepare
from benchmarks.result import Result
from benchmarks.servers import serving

NAME = "asset-page"
CITY = "jiangcheng"
USERS = 50
SHARES = {
    "premises": 1.0, "inspections": 5.5, "licences": 2.0, "fire_units": 0.5, "enterprises": 0.6,
    "shopfronts": 0.4,
}  # fmt: skip
"""Records of each source for one of a place."""
BLOCK = 500_000
COLUMNS = ["id", "name", "address", "kind", "told"]
SYLLABLES = "云江城澜浦秋渡紫沙港栖陵桐川义洼堂柳沟井坊明坡瑞坪雁霁岗荷塘畈轩梓林丹兰矶"
TRADES = ("便利店", "餐馆", "商店", "酒店", "加工坊", "仓库", "药店", "歌厅", "小卖部")


@dataclass(frozen=True)
class Places:
    """What every place is called and where it is."""

    name: pl.Series
    address: pl.Series
    division: pl.Series


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure at full size, or small."""
    yield from measured(20_000 if quick else 1_000_000, 10 if quick else 60)


def measured(count: int, seconds: int) -> Iterator[Result]:
    """Build the index of so many assets, serve it, and let users ask; then ask the peer."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        places = _places(count)
        rows, took, size = _build(home, places)
        whole = f"{count:,} assets, {rows:,} records"
        yield Result("asset-index-build", rows / took, "rows/s", size=f"{whole}, {took:.0f} s")
        yield Result("asset-index-size", size / rows, "bytes/row", size=whole)
        secrets = _people(Database.in_folder(home))
        with serving(home, CITY) as url:
            pages, searches = asyncio.run(_users(url, secrets, places, seconds))
        peer_page, peer_search = _peer(home / "peer", places)
        told = f"{whole}; {USERS} users, {len(pages) + len(searches):,} requests in {seconds} s"
        for name, taken, limit, peer in (
            ("asset-page", pages, 150.0, peer_page),
            ("asset-search", searches, 100.0, peer_search),
        ):
            yield Result(
                name,
                1000 * statistics.quantiles(taken, n=20)[-1],
                "ms",
                limit,
                peer="DuckDB on Parquet, one user",
                peer_value=1000 * peer,
                size=f"{told}; p95, median {1000 * statistics.median(taken):.0f} ms",
            )


def _places(count: int) -> Places:
    chance = np.random.default_rng(3)
    letters = np.array(list(SYLLABLES))
    syllables = ["".join(row) for row in letters[chance.integers(0, len(letters), (count, 3))]]
    trades = np.array(TRADES)[chance.integers(0, len(TRADES), count)]
    roads = ["".join(row) for row in letters[chance.integers(0, len(letters), (3_000, 2))]]
    road = np.array(roads)[chance.integers(0, 3_000, count)]
    number = chance.integers(1, 400, count)
    code = chance.integers(0, 16_000, count)
    frame = pl.DataFrame(
        {"s": syllables, "t": trades, "r": road, "n": number, "c": code}
    ).select(
        name=pl.concat_str("s", "t"),
        address=pl.concat_str(pl.lit("江城市"), "r", pl.lit("路"), "n", pl.lit("号")),
        division=pl.format("jiangcheng/{}/{}/{}", pl.col("c") % 16, pl.col("c") % 160, "c"),
    )  # fmt: skip
    return Places(*frame.get_columns())


def _build(home: Path, places: Places) -> tuple[int, float, int]:
    """Make the index of all records; return how many, in how many seconds, and its bytes."""
    count, rows, took = places.name.len(), 0, 0.0
    (home / "peer").mkdir()
    shapes = home / "files"
    jiangcheng.generate(shapes, 0.001, seed=1)
    with opened(cities.load(CITY), home) as at:
        at.workspace.keep_layer("divisions.geojson", shapes / "divisions.geojson")
        city = at.pack.city
        with store.making(at.workspace) as index:
            for speaker in speakers(city):
                share = SHARES.get(speaker.source.name, 0.0)
                wanted = round(count * share)
                for first in range(0, wanted, BLOCK):
                    made = _rows(speaker, places, first, min(first + BLOCK, wanted))
                    made.write_parquet(home / "peer" / f"{speaker.source.name}-{first}.parquet")
                    started = time.perf_counter()
                    fold(index, made, speaker, COLUMNS, ["江城市"])
                    took += time.perf_counter() - started
                    rows += made.height
            started = time.perf_counter()
            # What links would say: the nth record of a source is of the nth place.
            index.execute(
                "UPDATE unit SET asset = coalesce((SELECT p.n FROM unit p WHERE p.kind = unit.kind"
                " AND p.id = 'JC' || substr(unit.id, -7)), n) WHERE way = 2"
            )
            store.note(index, LINKS, stamp(city, at.workspace, at.find))
        took += time.perf_counter() - started
        path = store.latest(at.workspace)
    return rows, took, path.stat().st_size if path else 0


def _rows(speaker: Speaker, places: Places, first: int, end: int) -> pl.DataFrame:
    """Return rows of a source as they come from the lake."""
    count, source = places.name.len(), speaker.source.name
    of = pl.Series("of", np.arange(first, end) % count)
    number = of.cast(pl.String).str.zfill(7)
    unit = pl.concat_str(
        pl.lit("JC" if speaker.names_ids else f"{source}/{source[0].upper()}Q"), number
    )
    known = 1_500_000_000_000_000 + pl.int_range(first, end) * 7_000_000
    made = pl.DataFrame({"of": of, "number": number}).select(
        unit=pl.select(unit).to_series(),
        key=pl.format("{}-{}", pl.lit(source[:2].upper()), pl.int_range(first, end)),
        version=pl.lit(1, pl.Int32),
        event=known,
        known=known + 86_400_000_000,
        division=places.division[of] if speaker.source.coordinates else pl.lit(None, pl.String),
        lon=pl.lit(114.3) + pl.col("of") % 1000 / 10_000,
        lat=pl.lit(30.5) + pl.col("of") % 997 / 10_000,
        name=places.name[of] if speaker.name else pl.lit(None, pl.String),
        address=places.address[of] if speaker.address else pl.lit(None, pl.String),
        type=pl.lit("shop"),
        batch=pl.lit(1, pl.Int32),
    )
    body = pl.format(
        '["{}","{}","{}","shop","checked {} by the department, nothing to tell"]',
        "key", pl.col("name").fill_null(""), pl.col("address").fill_null(""), "known",
    )  # fmt: skip
    return made.with_columns(body=body)


def _people(database: Database) -> list[str]:
    """Add users, each signed in; return the sessions' secrets."""
    prepare(database)
    now = datetime.now(UTC)
    secrets = [f"secret-{n}" for n in range(USERS)]
    people = [{"login": f"user{n}", "name": f"User {n}", "created_at": now} for n in range(USERS)]
    with database.writing() as session:
        numbers = session.scalars(insert(Account).returning(Account.id), people).all()
        session.execute(insert(Grant), [
            {"account_id": number, "role": "operator", "city": CITY, "department": "",
             # Every other user sees one district alone.
             "division": f"jiangcheng/{n % 16}" if n % 2 else ""}
            for n, number in enumerate(numbers)
        ])  # fmt: skip
        session.execute(insert(SignIn), [
            {"id": digest(secret), "account_id": number, "stage": "full", "origin": "-",
             "created_at": now, "seen_at": now, "expires_at": now + timedelta(hours=2)}
            for secret, number in zip(secrets, numbers, strict=True)
        ])  # fmt: skip
    database.close()
    return secrets


async def _users(
    url: str, secrets: list[str], places: Places, seconds: float
) -> tuple[list[float], list[float]]:
    """Return the seconds of every page and search while all users work at once."""
    pages: list[float] = []
    searches: list[float] = []
    until = time.perf_counter() + seconds
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        work = [
            _user(client, secret, places, random.Random(n), until, pages, searches)  # noqa: S311
            for n, secret in enumerate(secrets)
        ]
        await asyncio.gather(*work)
    return pages, searches


async def _user(
    client: httpx.AsyncClient,
    secret: str,
    places: Places,
    chance: random.Random,
    until: float,
    pages: list[float],
    searches: list[float],
) -> None:
    cookie = {"Cookie": f"anlan_session={secret}"}
    base = f"/api/cities/{CITY}/assets"

    async def ask(path: str, taken: list[float], **query: str) -> dict[str, list[dict[str, str]]]:
        started = time.perf_counter()
        answer = await client.get(path, params=query, headers=cookie)
        taken.append(time.perf_counter() - started)
        if answer.status_code != 200:
            raise ValueError(answer.text)
        found: dict[str, list[dict[str, str]]] = answer.json()
        return found

    await asyncio.sleep(chance.uniform(0, 4))
    while time.perf_counter() < until:
        at = chance.randrange(places.name.len())
        whole = chance.choice([places.name[at], places.address[at][3:], f"JC{at:07d}"])
        hits: list[dict[str, str]] = []
        for end in (2, 3, len(whole)):
            hits = (await ask(base, searches, q=whole[:end]))["items"]
            await asyncio.sleep(0.3)
        if hits:
            await ask(f"{base}/{chance.choice(hits)['id']}", pages)
        await asyncio.sleep(chance.uniform(2, 4))


def _peer(folder: Path, places: Places) -> tuple[float, float]:
    """Return DuckDB's median seconds for all records of a place, and for a piece of a name."""
    chance = random.Random(5)  # noqa: S311 - not a secret
    files = f"read_parquet('{folder}/*.parquet', union_by_name=true)"
    page = f"SELECT * FROM {files} WHERE unit IN (SELECT unnest(?))"  # noqa: S608 - our folder
    search = f"SELECT DISTINCT unit FROM {files} WHERE name LIKE ? OR address LIKE ?"  # noqa: S608
    taken: tuple[list[float], list[float]] = ([], [])
    with duckdb.connect() as database:
        database.execute("SET threads = 2")
        for _ in range(5):
            at = chance.randrange(places.name.len())
            ids = [f"JC{at:07d}", *(f"{s}/{s[0].upper()}Q{at:07d}" for s in SHARES)]
            piece = f"%{places.name[at][1:4]}%"
            asked = ((page, [ids]), (f"{search} LIMIT 8", [piece, piece]))
            for (query, values), seconds in zip(asked, taken, strict=True):
                started = time.perf_counter()
                database.execute(query, values).fetchall()
                seconds.append(time.perf_counter() - started)
    return statistics.median(taken[0]), statistics.median(taken[1])
