"""Take files in: idempotent by content, resumable, all or nothing for readers.

Three things go on at once: one thread reads ahead, this one checks, one writes. See
``docs/theory/pool.md`` for what is promised when a run is killed at any moment.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Protocol, runtime_checkable

import polars as pl

from anlan.model.city import City, Source
from anlan.model.errors import ContractError, SourceError, StoreError
from anlan.model.portal import WHOLE, FolderPortal, SftpPortal
from anlan.pool import batches, contract, divisions, fit, marks, terms
from anlan.pool.batches import Delivery, Written
from anlan.pool.connectors.base import CHUNK_ROWS, Chunk, Mark, Opened, drop_connector
from anlan.pool.connectors.locate import open_source
from anlan.pool.contract import Contract
from anlan.pool.datum import DatumCheck
from anlan.pool.sieve import Counts, Sieve
from anlan.pool.sniff import Guess
from anlan.store import Workspace, vault
from anlan.store.tables import Batch, Setting
from anlan.words import Language, say

Find = Callable[[str], Path]
"""Turns a name declared in a pack (a contract, a table of divisions) into a path."""


@dataclass(frozen=True)
class Progress:
    """How far a file is: bytes of ``total_bytes`` (None: unknown), and rows read so far."""

    source: str
    location: str
    bytes_done: int
    total_bytes: int | None
    rows: int


@runtime_checkable
class Speaks(Protocol):
    """Something that says itself in a language."""

    def say(self, lang: Language = "en") -> str:
        """Return the sentence."""


@dataclass(frozen=True)
class Note:
    """Something worth telling that is not an error."""

    key: str
    values: dict[str, object]

    def say(self, lang: Language = "en") -> str:
        """Return the sentence in ``lang``; a value that can speak for itself does."""
        said = {
            name: value.say(lang) if isinstance(value, Speaks) else value
            for name, value in self.values.items()
        }
        return say(self.key, lang, **said)


@dataclass(frozen=True)
class IngestResult:
    """What became of one file.

    ``already``: this very edition had been taken in before, so nothing was done and ``counts``
    tell of then. ``resumed``: a run that had been interrupted was finished.
    """

    source: str
    location: str
    counts: Counts
    seconds: float
    guess: Guess | None
    already: bool = False
    resumed: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def rate(self) -> float:
        """Rows read per second."""
        return self.counts.read / self.seconds if self.seconds else 0.0


def ingest(
    city: City,
    find: Find,
    workspace: Workspace,
    data: Path | None,
    sources: list[str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    now: datetime | None = None,
    chunk_rows: int = CHUNK_ROWS,
) -> list[IngestResult]:
    """Take in ``sources`` (all of the city's if None) from folder ``data`` or their portals.

    Args:
        city: the city's declaration.
        find: turns a name declared in the pack into a path.
        workspace: where it is kept; held for writing the whole time.
        data: the folder in which the sources' file patterns are looked for; None to ask the
            portals the sources declare (of all sources, those without a portal are passed over).
        sources: names of sources, or None for all.
        progress: called after each chunk.
        now: when the files are received; the clock's time if None.
        chunk_rows: rows checked at a time; an interrupted run goes on after its last chunk.

    Raises:
        ContractError: a contract is wrong, or a file doesn't fit it.
        SourceError: a file is missing, empty, cut off or unreadable, or a portal doesn't answer;
            nothing of it is kept.
        StoreError: the workspace is busy, or the disk full; what was done is kept for resuming.
    """
    moment = now or datetime.now(UTC)
    tree = divisions.load(city, find)
    results: list[IngestResult] = []
    with workspace.writing():
        for name in sources or _all_sources(city, portals=data is None):
            desk = _Desk(city, city.source(name), find, workspace, tree, moment, progress)
            if data is None:
                with marks.watched(workspace, name):
                    results += desk.take_all(None, chunk_rows)
            else:
                results += desk.take_all(data, chunk_rows)
    return results


def _all_sources(city: City, *, portals: bool) -> list[str]:
    found = [source.name for source in city.sources if source.portal or not portals]
    if not found:
        raise SourceError("error.source.no_portals", city=city.name)
    return found


class _Desk:
    """Takes in the files of one source, one after the other."""

    def __init__(
        self,
        city: City,
        source: Source,
        find: Find,
        workspace: Workspace,
        tree: divisions.DivisionTree,
        now: datetime,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._city = city
        self._source = source
        self._workspace = workspace
        self._tree = tree
        self._now = now
        self._progress = progress
        self._contract = contract.load(find(source.contract), source)
        self._rules = rules_digest(city, source, self._contract, tree)
        self._remembered: Sieve | None = None
        self._datum = DatumCheck(workspace, city, source)
        _remember_declaration(workspace, city, source, self._contract)

    def take_all(self, data: Path | None, chunk_rows: int) -> list[IngestResult]:
        """Take in every file of the source, or what its portal has since the last reading."""
        if data is None and isinstance(self._source.portal, FolderPortal | SftpPortal):
            return self._take_dropped(self._source.portal, chunk_rows)
        mark = self._mark()
        files = open_source(self._source, data, mark=mark, chunk_rows=chunk_rows)
        return [self.take_in(opened) for opened in files]

    def _take_dropped(
        self, portal: FolderPortal | SftpPortal, chunk_rows: int
    ) -> list[IngestResult]:
        """Take in the files that were dropped; one that is bad keeps no other from coming in."""
        connector = drop_connector(portal.connector)
        taken: list[IngestResult] = []
        refusal: SourceError | ContractError | None = None
        for dropped in connector.waiting(portal, mark=self._mark()):
            try:
                mark = self._mark()
                opened = connector.open(portal, dropped, mark=mark, chunk_rows=chunk_rows)
                taken.append(self.take_in(opened))
            except (SourceError, ContractError) as error:
                refusal = refusal or error
        if refusal is not None:
            raise refusal
        return taken

    def _mark(self) -> Mark | None:
        return marks.known(self._workspace, self._source.name, self._rules)

    def take_in(self, opened: Opened) -> IngestResult:
        """Take in one file."""
        start = perf_counter()
        extra = fit.check(self._contract, opened.columns, opened.name)
        notes = [Note("pool.note.extra", {"file": opened.name, "columns": extra})] if extra else []
        guess = opened.guess and opened.guess.of(self._tellable())
        delivery = Delivery(
            self._source.name,
            opened.fingerprint,
            opened.name,
            opened.total_bytes or 0,
            self._rules,
        )
        before = batches.closed(self._workspace, delivery)
        if before is not None:
            counts = batches.counts(before)
            if opened.mark:
                with self._workspace.change() as change:
                    city, source = self._workspace.city_name, delivery.source
                    marks.keep(change.session, city, source, delivery.rules, opened.mark)
            seconds = perf_counter() - start
            return IngestResult(delivery.source, opened.name, counts, seconds, guess, already=True)
        batch, resumed = batches.open_or_resume(self._workspace, delivery, self._now)
        try:
            counts = self._run(batch, opened, notes)
        except (SourceError, ContractError):
            batches.abandon(self._workspace, batch.id)
            raise
        batches.close(self._workspace, batch, self._now, guess, opened.mark)
        seconds = perf_counter() - start
        return IngestResult(
            delivery.source,
            opened.name,
            counts,
            seconds,
            guess,
            resumed=resumed,
            notes=tuple(notes),
        )

    def _run(self, batch: Batch, opened: Opened, notes: list[Note]) -> Counts:
        sieve = self._sieve(batch)
        counts = batches.counts(batch)
        done = max((part.last_row for part in batch.parts), default=0)
        seq = len(batch.parts)
        with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as writer:
            writing: Future[Written] | None = None
            for chunk in _beyond(_ahead(opened.chunks, reader), done):
                sifted = sieve.sift(chunk.frame, chunk.broken, batch.id, batch.received_at)
                counts += sifted.counts
                if seq == 0:
                    self._datum.check(sifted.lake, opened.name)
                    notes += self._doubts(sifted.lake, opened.name)
                if writing is not None:
                    batches.register(self._workspace, batch.id, seq, writing.result())
                    seq += 1
                writing = writer.submit(batches.write, self._workspace, self._source.name, sifted)
                self._tell(opened, chunk, counts)
            if writing is not None:
                batches.register(self._workspace, batch.id, seq, writing.result())
        return counts

    def _doubts(self, rows: pl.DataFrame, location: str) -> list[Note]:
        """Warn when the positions of a file fit the polygons of its codes in another datum only."""
        shift = self._datum.against(self._tree, rows)
        if shift is None:
            return []
        told: dict[str, object] = {"file": location, "datum": shift.datum, "pairs": shift.pairs}
        told |= {"as_is": f"{shift.as_is:.0%}", "fitted": f"{shift.fitted:.0%}"}
        return [Note(f"pool.note.shifted_{shift.side}", told)]

    def _tellable(self) -> Iterator[str]:
        """Yield the columns of which a cell may be shown as an example: none about people."""
        return (each.name for each in self._contract.columns if each.personal is None)

    def _sieve(self, batch: Batch) -> Sieve:
        if self._remembered is None:
            self._remembered = Sieve(
                self._city,
                self._source,
                self._contract,
                self._tree,
                self._workspace,
                self._now,
            )
            self._remembered.remember(self._workspace.lake_files(self._source.name))
        sieve = self._remembered
        sieve.keys.begin()
        sieve.remember(self._workspace.lake_files(self._source.name, [batch.id]), seen=True)
        for part in batch.parts:
            if part.seen:
                met = pl.read_parquet(self._workspace.folder / part.seen)
                sieve.keys.mark_seen(met["_key_hash"].to_numpy())
        return sieve

    def _tell(self, opened: Opened, chunk: Chunk, counts: Counts) -> None:
        if self._progress:
            self._progress(
                Progress(
                    self._source.name,
                    opened.name,
                    chunk.bytes_done,
                    opened.total_bytes,
                    counts.read,
                )
            )


_NO_RULES = {"title", "files", "part", "portal", "department", "fresh_days", "every"}
"""What of a declaration doesn't decide which rows are accepted; a part only where it is named."""


def rules_digest(city: City, source: Source, agreed: Contract, tree: divisions.DivisionTree) -> str:
    """Return a digest of all that decides which rows are accepted and how they are stamped."""
    declared = source.model_dump(exclude=_NO_RULES)
    parts = [agreed.digest, declared, city.bounds, city.zone, city.cells, tree.digest]
    if source.part != WHOLE:
        parts.append(source.part.model_dump())
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _remember_declaration(
    workspace: Workspace, place: City, source: Source, agreed: Contract
) -> None:
    """Keep the contract for readers; refuse a new key, under which no row would be found again."""
    before = workspace.setting(f"key:{source.name}")
    if before is not None and before != source.key:
        raise StoreError("error.store.key", source=source.name, found=source.key, expected=before)
    city, agreement = workspace.city_name, agreed.model_dump_json()
    known = workspace.setting(f"contract:{source.name}")
    if before == source.key and known == json.loads(agreement):
        return
    with workspace.change() as change:
        key = Setting(city=city, name=f"key:{source.name}", value=json.dumps(source.key))
        change.session.merge(key)
        change.session.merge(Setting(city=city, name=f"contract:{source.name}", value=agreement))
        told = {"version": agreed.version, "digest": agreed.digest, "key": source.key}
        change.record(f"source:{city}/{source.name}", "contract.agreed", after=told)
        for column in agreed.encrypted:
            until = partial(terms.end, days=column.days or 0, zone=place.zone)
            vault.shorten(change, city, source.name, until)


def _ahead(chunks: Iterator[Chunk], reader: ThreadPoolExecutor) -> Iterator[Chunk]:
    """Yield ``chunks`` with the next one being read meanwhile."""
    coming = reader.submit(next, chunks, None)
    while (chunk := coming.result()) is not None:
        coming = reader.submit(next, chunks, None)
        yield chunk


def _beyond(chunks: Iterator[Chunk], done: int) -> Iterator[Chunk]:
    """Yield ``chunks`` with the rows after row ``done`` only, and each broken line in its place.

    A connector may tell of a broken line early; here it waits for the rows around it, so that all
    rows up to the last one of a chunk are in that chunk or before it.
    """
    waiting: pl.DataFrame | None = None
    chunk: Chunk | None = None
    for chunk in chunks:
        known = chunk.broken if waiting is None else pl.concat([waiting, chunk.broken])
        frame = chunk.frame.filter(pl.col("_row") > done) if done else chunk.frame
        if not frame.height:
            waiting = known
            continue
        last = frame["_row"].max()
        now = known.filter((pl.col("_row") > done) & (pl.col("_row") < last))
        waiting = known.filter(pl.col("_row") > last)
        yield Chunk(frame, now, chunk.bytes_done)
    if chunk is not None and waiting is not None:
        rest = waiting.filter(pl.col("_row") > done)
        if rest.height:
            yield Chunk(chunk.frame.clear(), rest, chunk.bytes_done)
