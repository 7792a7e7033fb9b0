"""Kill loading, linking and deciding at random moments, and compare with what was never killed.

Day after day a city's departments deliver corrections and new records; each delivery is taken in,
linked with what is known, and a clerk decides on a pair. Every command is killed (``kill -9``) at
moments of chance and started again until it says that it is done. At the end nothing may tell the
city from its twin, for which the same commands ran undisturbed.
"""

import random
import secrets
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import polars as pl
from polars.testing import assert_frame_equal
from sqlalchemy import select

from anlan import cities
from anlan.cities.jiangcheng.generate import generate
from anlan.cities.work import Work
from anlan.model.city import City
from anlan.pool import quarantine, records
from anlan.pool.linking import desk
from anlan.pool.linking.decisions import decisions
from anlan.pool.linking.run import Linkage
from anlan.store import Workspace
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.linking import LinkDecision
from anlan.store.verify import verify

CITY = "jiangcheng"
SOURCES = ("premises", "enterprises", "fire_units", "shopfronts")
NAMED = {
    "premises": ("name", "premises_id", "JC9{:06}"),
    "enterprises": ("registered_name", "credit_code", "92JC9{:011}XA"),
}
"""Of sources delivered day by day: the columns of name and key, and how a new key looks."""
CHANGED = 40


@dataclass
class Found:
    """What was seen at the end; ``wrong`` is empty where all is well."""

    kills: int
    acknowledged: int
    wrong: list[str] = field(default_factory=list)


@dataclass
class Home:
    """A home in which the city is kept, and the commands that were acknowledged there."""

    folder: Path
    database: str
    acknowledged: int = 0
    seconds: list[float] = field(default_factory=list)

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a command of the city."""
        place = ["--lang", "en", "--home", str(self.folder), "--database", self.database]
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "anlan", *place, *words]
            return subprocess.Popen(command, stdout=log, stderr=log)

    def do(self, *words: str) -> None:
        """Run a command to its end.

        Raises:
            RuntimeError: it fails.
        """
        began = time.monotonic()
        if self.start(*words).wait():
            log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"{' '.join(words)}: {log[-2000:]}")
        self.acknowledged += 1
        self.seconds.append(time.monotonic() - began)

    def do_killed(self, chance: random.Random, seconds: float, times: int, *words: str) -> int:
        """Kill a command at moments of chance, then let it end; return the number of kills."""
        kills = 0
        while kills < times:
            process = self.start(*words)
            try:
                # The first third is Python starting, which holds nothing.
                process.wait(timeout=seconds * chance.uniform(0.3, 1.05))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
                continue
            if process.returncode == 0:
                self.acknowledged += 1
                return kills
            raise RuntimeError(f"{' '.join(words)} failed after a kill: see {self.folder}/log")
        self.do(*words)
        return kills


@dataclass
class Play:
    """Two homes of one city, one of which is killed."""

    folder: Path
    databases: tuple[str, str]
    scale: float = 0.003
    tries: int = 5
    """So many times a command is killed at most before it may end."""

    def homes(self) -> tuple[Home, Home]:
        """Make both homes; one secret, so that hashed columns can be compared."""
        secret = secrets.token_bytes(32)
        made = []
        for name, database in zip(("twin", "killed"), self.databases, strict=True):
            folder = self.folder / name
            (folder / CITY).mkdir(parents=True)
            key = folder / CITY / "secret.key"
            key.touch(mode=0o600)
            key.write_bytes(secret)
            made.append(Home(folder, database))
        return made[0], made[1]

    def delivery(self, day: int) -> Path:
        """Return the folder of a day's files: on day 0 all, later corrections and new records."""
        folder = self.folder / f"day{day}"
        if folder.is_dir():
            return folder
        if day == 0:
            generate(folder, self.scale, seed=3)
            shutil.rmtree(folder / "truth")
            return folder
        folder.mkdir()
        first = self.delivery(0)
        for source, (name, key, form) in NAMED.items():
            rows = pl.read_csv(first / f"{source}.csv.gz", infer_schema=False)
            some = rows.sample(2 * CHANGED, seed=day)
            corrected = some.head(CHANGED).with_columns(pl.col(name) + f"（{day}）")
            keys = [form.format(1000 * day + n) for n in range(CHANGED)]
            new = some.tail(CHANGED).with_columns(pl.Series(key, keys))
            bad = new.head(3).with_columns(pl.lit("?").alias(key))
            rows = pl.concat([corrected, new, bad])
            rows.write_csv(folder / f"{source}.csv.gz", compression="gzip")
        return folder


def kill_at_random(play: Play, kills: int, seed: int) -> Found:
    """Play day after day until ``kills`` commands were killed; return what was found."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    twin, killed = play.homes()
    found = Found(0, 0)
    day = 0
    while found.kills < kills:
        taken = SOURCES if day == 0 else tuple(NAMED)
        named = [word for source in taken for word in ("--source", source)]
        load = ["ingest", CITY, "--data", str(play.delivery(day)), *named]
        link = ["link", "increment" if day else "run", CITY]
        for step in (load, link, []):
            words = step or _decision(twin, day)
            twin.do(*words)
            times = min(play.tries, kills - found.kills)
            found.kills += killed.do_killed(chance, twin.seconds[-1], times, *words)
        day += 1
    found.acknowledged = killed.acknowledged
    found.wrong = _differences(twin, killed)
    return found


def _city(home: Home) -> tuple[City, Workspace, Linkage]:
    pack = cities.load(CITY)
    workspace = Workspace(home.folder, CITY, home.database)
    return pack.city, workspace, Linkage.of(pack.city, workspace, Work(pack, workspace).find)


def _decision(home: Home, day: int) -> list[str]:
    """Return the words by which a clerk decides on the pair that waits first.

    To this clerk every record has one of two colours, and records of one colour are the same: so
    no decision contradicts another, however many there are.
    """
    _, workspace, linkage = _city(home)
    row = desk.doubtful(linkage, 1).row(0, named=True)
    workspace.close()
    pair = [f"{row[f'source_{side}']}/{row[f'key_{side}']}" for side in ("one", "other")]
    colours = {crc32(each.encode()) % 2 for each in pair}
    verdict = "same" if len(colours) == 1 else "different"
    return ["link", "decide", CITY, *pair, verdict, "--why", f"seen on day {day}"]


def _differences(twin: Home, killed: Home) -> list[str]:
    """Return in words what tells the two apart, and what is wrong with the killed one's ledger."""
    (city, first, one), (_, second, other) = _city(twin), _city(killed)
    wrong = []
    for source in SOURCES:
        kept = [_records(each, source) for each in (first, second)]
        wrong += _compared(f"records of {source}", *kept)
        open_rows = [quarantine.open_rows(each, source).height for each in (first, second)]
        if open_rows[0] != open_rows[1]:
            wrong.append(f"quarantine of {source}: {open_rows[0]} and {open_rows[1]}")
    wrong += _compared("clusters", _clusters(one), _clusters(other))
    verdicts = [
        {(each.one, each.other): each.same for each in decisions(each_at, "premises")}
        for each_at in (first, second)
    ]
    if verdicts[0] != verdicts[1]:
        wrong.append(f"decisions: {verdicts[0]} and {verdicts[1]}")
    for each in (first, second):
        each.close()
    return wrong + _ledger(killed, city)


def _records(workspace: Workspace, source: str) -> pl.DataFrame:
    """Return every version of every record, however often and when it came."""
    rows = records.stored(workspace, source, records.contract_of(workspace, source))
    return rows.drop("_batch", "_origin", "_row", "_known_at").sort(
        "_key_hash", "_version", "_hash"
    )


def _clusters(linkage: Linkage) -> pl.DataFrame:
    """Return which records are one thing, by the least name among them."""
    linked = linkage.latest()
    named = linked.records.select("id", name=pl.col("source") + "/" + pl.col("key"))
    rows = linkage.clusters(linked).join(named, on="id")
    return rows.select("name", first=pl.col("name").min().over("cluster")).sort("name")


def _compared(what: str, one: pl.DataFrame, other: pl.DataFrame) -> list[str]:
    try:
        assert_frame_equal(one, other)
    except AssertionError as error:
        return [f"{what}: {str(error)[:300]}"]
    return []


def _ledger(home: Home, city: City) -> list[str]:
    """Return what is wrong with the ledger: its chain, or an act that stands in it twice."""
    database = Database(home.database)
    verdict = verify(database)
    with database.session() as session:
        closed = Counter(session.scalars(select(Entry.subject).where(Entry.act == "batch.closed")))
        pairs = session.query(LinkDecision).where(LinkDecision.city == city.name).count()
        told = len(
            set(
                session.scalars(
                    select(Entry.subject).where(Entry.act.in_(("link.confirmed", "link.split")))
                )
            )
        )
    database.close()
    wrong = [f"{subject} closed {n} times" for subject, n in closed.items() if n > 1]
    if verdict.fault:
        wrong.append(f"ledger: {verdict.fault} after {verdict.trusted}")
    if pairs != told:
        wrong.append(f"{pairs} decisions and {told} of them in the ledger")
    return wrong
