"""``anlan demo pool``: forty departments in one pool, and what happens to it on its days."""

import csv
import gzip
import shutil
import time
from dataclasses import replace
from pathlib import Path

import polars as pl
from sqlalchemy import select

from anlan import cities
from anlan.cities.work import Work, opened
from anlan.cli import generate, ingest
from anlan.cli.app import Common, common
from anlan.cli.link import show_run, watched
from anlan.cli.work import index
from anlan.cli.work import ingest as take_in
from anlan.model.errors import SourceError
from anlan.model.portal import FolderPortal
from anlan.pool import quarantine, records
from anlan.pool.linking import desk as clerks
from anlan.pool.linking.run import Linkage
from anlan.pool.linking.waterfall import explain
from anlan.pool.replay import replay
from anlan.store.ledger import Entry
from anlan.store.verify import verify
from anlan.words import say

CITY, SEED = "jiangcheng", 1
SOURCE, POSITION = "premises", ("longitude", "latitude")
"""The register in which a row is mended and one corrected."""
SWAPPED = "position_swapped"
WATCHED = "river_stages"
"""The source that comes by a folder which isn't there at first."""


def pool(scale: generate.Scale = 1.0) -> None:
    """Load the whole city; mend, link, correct, and live through an outage."""
    here, started = common(), time.perf_counter()
    home = here.home / f"pool-{scale:g}"
    files = _files(here, home, scale)
    with opened(cities.load(CITY), home, cause=here.cause, data=files) as at:
        _say(here, "load")
        ingest.show(here, take_in(at, files))
        _mend(here, at)
        _link(here, at, files)
        _correct(here, at, files, home)
        _outage(here, at, files, home)
        _say(here, "index")
        here.tell("indexed", rows=f"{index(at):,}")
        _say(here, "ledger")
        found = verify(at.workspace.database)
        here.tell("ledger_whole", n=found.entries, anchored=found.anchored)
    here.tell("pool_done", seconds=f"{time.perf_counter() - started:.0f}", home=home)


def _say(here: Common, step: str) -> None:
    here.console.rule(say(f"cli.pool.{step}", here.lang), align="left")


def _files(here: Common, home: Path, scale: float) -> Path:
    """Return the folder of the departments' files, made at the first call."""
    folder = home / "files"
    if not folder.is_dir():
        _say(here, "generate")
        home.mkdir(parents=True, exist_ok=True)
        generate.show(generate.make(folder, scale, SEED))
    return folder


def _mend(here: Common, at: Work) -> None:
    """Put a position right whose two numbers were swapped, and check the row again."""
    _say(here, "mend")
    found = quarantine.listing(at.workspace, SOURCE, SWAPPED, limit=1)
    here.tell("pool_quarantine", n=quarantine.listing(at.workspace, SOURCE, limit=1).total)
    if not found.items:
        here.tell("pool_nothing")
        return
    [item] = found.items
    here.console.print(item.say(here.lang), highlight=False, markup=False)
    raw = quarantine.show(at.workspace, item.id)[1]
    mended = dict(zip(POSITION, (raw[POSITION[1]], raw[POSITION[0]]), strict=True))
    done = replay(at.pack.city, at.find, at.workspace, SOURCE, {item.id: mended})
    here.tell("replayed", accepted=done.mended + done.overtaken, left=done.still_bad)


def _link(here: Common, at: Work, files: Path) -> None:
    """Link the departments' records, and decide on the first pair that is doubtful."""
    _say(here, "link")
    desk = Linkage.of(at.pack.city, at.workspace, at.find)
    with watched() as told:
        linked = desk.link(told)
    show_run(desk, linked)
    waiting = clerks.doubtful(desk, 1, linked)
    if not waiting.height:
        here.tell("pool_nothing")
        return
    row = waiting.row(0, named=True)
    one, other = ((row[f"source_{side}"], row[f"key_{side}"]) for side in ("one", "other"))
    for line in explain(desk, one, other).lines(here.lang):
        here.console.print(line, highlight=False)
    truth = pl.read_parquet(files / "truth" / "identities.parquet")
    who = [truth.row(by_predicate=_is(each), named=True)["identity"] for each in (one, other)]
    same = who[0] == who[1]
    why = say("cli.pool.seen", here.lang)
    clerks.judge(desk, one, other, same, why)
    verdict = say(f"cli.link.verdict.{'same' if same else 'different'}", here.lang)
    here.tell("link_decided", one="/".join(one), other="/".join(other), verdict=verdict)


def _is(named: tuple[str, str]) -> pl.Expr:
    return (pl.col("source") == named[0]) & (pl.col("key") == named[1])


def _correct(here: Common, at: Work, files: Path, home: Path) -> None:
    """Take in a correction that comes late; both versions are kept, with file and row."""
    _say(here, "correct")
    with gzip.open(files / "premises.csv.gz", "rt", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        row = next(reader)
        names = list(row)
    row["name"] += say("cli.pool.renamed", "zh")
    late = home / "late"
    late.mkdir(exist_ok=True)
    with gzip.open(late / "premises.csv.gz", "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerow(row)
    ingest.show(here, take_in(at, late, [SOURCE]))
    history = records.history(at.workspace, at.pack.city, SOURCE, row["premises_id"])
    for each in history.iter_rows(named=True):
        here.tell(
            "pool_version",
            version=each["_version"],
            name=each["name"],
            file=each["_file"],
            row=each["_row"],
            known=f"{each['_known_at']:%Y-%m-%d %H:%M}",
        )


def _outage(here: Common, at: Work, files: Path, home: Path) -> None:
    """Watch a folder that isn't there: told once; then it is, with a file in it: told once."""
    _say(here, "outage")
    drop = home / "drop"
    shutil.rmtree(drop, ignore_errors=True)
    watching = _watching(at, drop)
    for _ in range(2):
        try:
            take_in(watching, None, [WATCHED])
        except SourceError as error:
            here.console.print(error.say(here.lang), highlight=False, markup=False)
    drop.mkdir()
    for name in at.pack.city.source(WATCHED).files:
        # As it lies there: a file that was only just written waits for the next look.
        shutil.copy2(files / name, drop / name)
    ingest.show(here, take_in(watching, None, [WATCHED]))
    acts = ("source.down", "source.back")
    with at.workspace.session() as session:
        query = select(Entry.act, Entry.moment).where(Entry.act.in_(acts)).order_by(Entry.seq)
        for act, moment in session.execute(query):
            here.tell("pool_told", act=act, moment=moment)


def _watching(at: Work, drop: Path) -> Work:
    """Return the city with one source read from a folder."""
    city = at.pack.city
    declared = city.source(WATCHED)
    portal = FolderPortal(
        connector="folder",
        folder=str(drop.absolute()),
        files=declared.files,
        format=declared.connector,
        part=declared.part,
        settle="1 s",
    )
    sources = [
        each.model_copy(update={"portal": portal}) if each.name == WATCHED else each
        for each in city.sources
    ]
    pack = replace(at.pack, city=city.model_copy(update={"sources": sources}))
    return replace(at, pack=pack)
