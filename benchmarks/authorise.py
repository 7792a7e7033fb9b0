"""``authorise``: what it adds to a request to find out who asks and what they may see.

A city of 20,000 divisions and 100,000 premises, an installation of 100,000 accounts, each with one
to three roles somewhere in the city and each signed in. The request is a page of the ranked list.
Its peer is the same request with the rule taken off the route, in turns with it, in one process;
the accounts take turns too, so that nobody is remembered from the request before.
"""

import asyncio
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import polars as pl
from fastapi import FastAPI
from sqlalchemy import insert

from anlan.access.principal import local
from anlan.access.secrets import digest
from anlan.api import create_app
from anlan.api.logs import configure
from anlan.api.places import RULE
from anlan.api.view import CityView
from anlan.cities.pack import shipped
from anlan.model.permission import WHOLE, Scope
from anlan.risk.results import RANKING, VISITS, Ranking, RankingMeta
from anlan.store.accounts import Account, Grant, SignIn
from anlan.store.database import Database
from anlan.store.runs import Runs
from anlan.store.schema import prepare
from benchmarks.result import Result
from benchmarks.servers import postgres

NAME = "authorise"
CITY = "chicago"
PATH = f"/api/cities/{CITY}/ranking?limit=50"
BLOCK = 5_000


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure on SQLite, and on PostgreSQL where it is."""
    configure("warning")
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        home = Path(folder)
        yield from _measure(home, f"sqlite:///{home}/anlan.db", "", quick)
        if server:
            yield from _measure(home, server.url(), "-postgresql", quick)


def _measure(home: Path, url: str, suffix: str, quick: bool) -> Iterator[Result]:
    accounts, divisions = (2_000, 500) if quick else (100_000, 20_000)
    chance = random.Random(7)  # noqa: S311 - not a secret
    paths = _paths(divisions)
    pack = _pack(home, paths)
    _rank(home, paths, 2_000 if quick else 100_000)
    secrets = _people(Database(url), accounts, paths, chance)
    app = create_app(home, [str(pack)], url, "sign-in")
    asked = [chance.choice(secrets) for _ in range(100 if quick else 1_000)]
    with_rule, without = asyncio.run(_turns(app, asked))
    app.state.anlan.close()
    added = [a - b for a, b in zip(with_rule, without, strict=True)]
    size = f"{accounts:,} accounts, {divisions:,} divisions, {len(asked):,} requests{suffix}"
    yield Result(
        f"authorise{suffix}",
        1000 * statistics.median(added),
        "ms",
        1.0,
        peer="",
        size=f"{size}; a request takes {1000 * statistics.median(without):.1f} ms",
    )
    tail = [1000 * statistics.quantiles(each, n=20)[-1] for each in (with_rule, without)]
    yield Result(f"authorise-p95{suffix}", tail[0] - tail[1], "ms", size=size)


async def _turns(app: FastAPI, secrets: Sequence[str]) -> tuple[list[float], list[float]]:
    """Return the seconds of each request with the rule and without it, in turns."""
    state = app.state.anlan
    whole = CityView(state.city(CITY), Scope((WHOLE,)), local("bench"))
    taken: tuple[list[float], list[float]] = ([], [])
    transport = httpx.ASGITransport(app=app, client=("10.0.0.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://anlan.example") as client:
        for warm, secret in enumerate([*secrets[:20], *secrets]):
            cookie = {"Cookie": f"anlan_session={secret}"}
            for override, seconds in (({}, taken[0]), ({RULE: lambda: whole}, taken[1])):
                app.dependency_overrides = override
                started = time.perf_counter()
                answer = await client.get(PATH, headers=cookie)
                if warm >= 20:
                    seconds.append(time.perf_counter() - started)
                if answer.status_code != 200:
                    raise ValueError(answer.text)
    return taken


def _paths(count: int) -> list[str]:
    """Return paths of three levels below the city, as many as there are divisions."""
    return [f"{CITY}/d{n % 16}/s{n % 160}/c{n}" for n in range(count)]


def _pack(home: Path, paths: list[str]) -> Path:
    """Copy the pack with the divisions of ``paths`` for its own; return its folder."""
    folder = home / "pack"
    shutil.copytree(shipped()[CITY], folder, dirs_exist_ok=True)
    known = {CITY: ("city", "")}
    for path in paths:
        codes = path.split("/")
        levels = zip(codes[1:], codes[:-1], ("district", "street", "community"), strict=True)
        known |= {code: (level, parent) for code, parent, level in levels}
    rows = [f"{code},{code},{code},{level},{parent}" for code, (level, parent) in known.items()]
    table = "\n".join(["code,name_en,name_zh,level,parent", *rows])
    (folder / "divisions.csv").write_text(table, encoding="utf-8")
    return folder


def _rank(home: Path, paths: list[str], premises: int) -> None:
    """Make a ranking of places spread over the divisions."""
    numbers = range(premises)
    places = {
        "asset": [f"P{n}" for n in numbers],
        "rank": [n + 1 for n in numbers],
        "grade": ["blue"] * premises,
        "division": [paths[n % len(paths)] for n in numbers],
        "score_premises": [0.1] * premises,
        "reasons": [[] for _ in numbers],
    }
    filled = {name: places.get(name, [None] * premises) for name in RANKING}
    meta = RankingMeta("t", "2026-07-01", "model", {"en": "by danger", "zh": "按危险程度"}, 0.1)
    ranking = Ranking(pl.DataFrame(filled, schema=RANKING), pl.DataFrame(schema=VISITS), meta)
    Runs(home / CITY / "runs").save("score", "bench", ranking.write)


def _people(
    database: Database, accounts: int, paths: list[str], chance: random.Random
) -> list[str]:
    """Add accounts with roles and sessions; return the sessions' secrets."""
    prepare(database)
    now = datetime.now(UTC)
    secrets = [f"secret-{n}" for n in range(accounts)]
    until = now + timedelta(hours=1)
    for first in range(0, accounts, BLOCK):
        block = range(first, min(first + BLOCK, accounts))
        people = [_account(n, now) for n in block]
        with database.writing() as session:
            numbers = session.scalars(insert(Account).returning(Account.id), people).all()
            grants = [
                {"account_id": number, "role": "operator", "city": CITY, "division": place,
                 "department": ""}
                for number in numbers
                for place in _places(paths, chance)
            ]  # fmt: skip
            session.execute(insert(Grant), grants)
            entered = [
                {"id": digest(secrets[n]), "account_id": number, "stage": "full", "origin": "-",
                 "created_at": now, "seen_at": now, "expires_at": until}
                for n, number in zip(block, numbers, strict=True)
            ]  # fmt: skip
            session.execute(insert(SignIn), entered)
    database.close()
    return secrets


def _places(paths: list[str], chance: random.Random) -> set[str]:
    """Return one to three divisions of any level."""
    own = chance.sample(paths, chance.randint(1, 3))
    return {path.rsplit("/", chance.randint(0, 2))[0] for path in own}


def _account(number: int, now: datetime) -> dict[str, Any]:
    return {"login": f"person{number}", "name": f"Person {number}", "created_at": now}
