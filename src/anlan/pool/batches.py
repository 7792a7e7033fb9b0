"""The life of a batch: opened or resumed, its parts registered, closed in one transaction."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import func, select, update

from anlan.pool import marks
from anlan.pool.connectors.base import Mark
from anlan.pool.sieve import Counts, Sifted
from anlan.pool.sniff import Guess
from anlan.store import Workspace
from anlan.store.history import begins
from anlan.store.ledger import Entry
from anlan.store.tables import Batch, File, Part, Setting

VISIBLE = ("batch.closed", "batch.replayed")
"""The acts of the ledger that make a batch visible."""


@dataclass(frozen=True)
class Delivery:
    """One edition of one file under one set of rules."""

    source: str
    fingerprint: str
    location: str
    bytes: int
    rules: str


@dataclass(frozen=True)
class Written:
    """The files a chunk has left on disk, not yet part of anything."""

    sifted: Sifted
    lake: str | None
    quarantine: str | None
    seen: str | None


def closed(workspace: Workspace, delivery: Delivery) -> Batch | None:
    """Return the batch that took in this very delivery before, if any."""
    return _find(workspace, delivery, closed=True)


def open_or_resume(workspace: Workspace, delivery: Delivery, now: datetime) -> tuple[Batch, bool]:
    """Return an open batch for ``delivery`` and whether it had been begun before.

    One that others of its source have overtaken is begun anew: what it found new or changed was
    judged by what was known then, and would give a record the same version a second time.
    """
    begun = _find(workspace, delivery, closed=False)
    if begun is not None:
        if not _overtaken(workspace, begun):
            return begun, True
        abandon(workspace, begun.id)
    with workspace.change() as change:
        session = change.session
        file = session.scalar(
            select(File).where(
                File.city == workspace.city_name,
                File.source == delivery.source,
                File.fingerprint == delivery.fingerprint,
            )
        ) or File(
            city=workspace.city_name,
            source=delivery.source,
            fingerprint=delivery.fingerprint,
            location=delivery.location,
            bytes=delivery.bytes,
            first_seen=now,
        )
        batch = Batch(
            city=workspace.city_name,
            source=delivery.source,
            kind="file",
            file=file,
            rules=delivery.rules,
            opened_at=now,
            received_at=now,
            parts=[],
        )
        session.add(batch)
        session.flush()
        change.record(subject(batch), "batch.opened", after={"file": delivery.location})
        return batch, False


def _overtaken(workspace: Workspace, begun: Batch) -> bool:
    """Return whether another batch of the source became visible since ``begun`` was opened."""
    beginning = f"batch:{begun.city}/{begun.source}/"
    opened = select(func.max(Entry.seq)).where(
        Entry.subject == subject(begun), Entry.act == "batch.opened"
    )
    later = select(Entry.seq).where(
        begins(workspace.database, beginning),
        Entry.act.in_(VISIBLE),
        Entry.seq > opened.scalar_subquery(),
    )
    with workspace.session() as session:
        return session.scalar(later.limit(1)) is not None


def _find(workspace: Workspace, delivery: Delivery, *, closed: bool) -> Batch | None:
    query = (
        select(Batch)
        .join(File)
        .where(
            Batch.city == workspace.city_name,
            Batch.source == delivery.source,
            Batch.rules == delivery.rules,
            File.fingerprint == delivery.fingerprint,
            Batch.closed_at.is_not(None) if closed else Batch.closed_at.is_(None),
        )
    )
    with workspace.session() as session:
        return session.scalars(query.order_by(Batch.id)).first()


def write(workspace: Workspace, source: str, sifted: Sifted) -> Written:
    """Write what a chunk leaves; nothing counts until it is registered.

    Raises:
        StoreError: the disk is full or refuses.
    """
    seen = pl.DataFrame({"_key_hash": sifted.unchanged})
    return Written(
        sifted,
        lake=_written(workspace, "lake", source, sifted.lake),
        quarantine=_written(workspace, "quarantine", source, sifted.quarantine),
        seen=_written(workspace, "lake", source, seen),
    )


def _written(workspace: Workspace, kind: str, source: str, frame: pl.DataFrame) -> str | None:
    return workspace.write_parquet(kind, source, frame) if frame.height else None


def part(batch_id: int, seq: int, written: Written) -> Part:
    """Return the row of ``parts`` that makes ``written`` a part of its batch."""
    return Part(
        batch_id=batch_id,
        seq=seq,
        last_row=written.sifted.last_row,
        lake=written.lake,
        quarantine=written.quarantine,
        seen=written.seen,
        **asdict(written.sifted.counts),
    )


def register(workspace: Workspace, batch_id: int, seq: int, written: Written) -> None:
    """Make ``written`` a part of its (still invisible) batch; closing it will tell of the whole."""
    with workspace.change() as change:
        change.session.add(part(batch_id, seq, written))


def close(
    workspace: Workspace,
    batch: Batch,
    now: datetime,
    guess: Guess | None,
    mark: Mark | None = None,
) -> None:
    """Make the whole batch visible at once; it takes the place of older runs of its file.

    How its file was read is kept for those who ask, where something had to be guessed; and how far
    a portal was read, for the next reading.
    """
    with workspace.change() as change:
        session = change.session
        session.execute(
            update(Batch)
            .where(
                Batch.file_id == batch.file_id,
                Batch.id != batch.id,
                Batch.closed_at.is_not(None),
                Batch.superseded_by.is_(None),
            )
            .values(superseded_by=batch.id)
        )
        session.execute(update(Part).where(Part.batch_id == batch.id).values(seen=None))
        session.execute(update(Batch).where(Batch.id == batch.id).values(closed_at=now))
        told = json.dumps(asdict(guess) if guess else None)
        session.merge(Setting(city=batch.city, name=f"guess:{batch.source}", value=told))
        if mark is not None:
            marks.keep(session, batch.city, batch.source, batch.rules, mark)
        done = session.get_one(Batch, batch.id, populate_existing=True)
        change.record(subject(batch), "batch.closed", after=asdict(counts(done)))


def abandon(workspace: Workspace, batch_id: int) -> None:
    """Forget an open batch; its files are swept at the next write."""
    with workspace.change() as change:
        batch = change.session.get_one(Batch, batch_id)
        change.record(subject(batch), "batch.abandoned")
        change.session.delete(batch)


def subject(batch: Batch) -> str:
    """Return what the ledger calls a batch."""
    return f"batch:{batch.city}/{batch.source}/{batch.id}"


def counts(batch: Batch) -> Counts:
    """Return what became of all rows of ``batch``."""
    total = Counts()
    for each in batch.parts:
        total += Counts(
            each.read, each.new, each.updated, each.unchanged, each.repeated, each.quarantined
        )
    return total


def guess(workspace: Workspace, source: str) -> Guess | None:
    """Return how the latest file of a source was read; None where nothing was guessed."""
    told = workspace.setting(f"guess:{source}")
    return Guess.kept(told) if told else None


def locations(workspace: Workspace) -> dict[int, str]:
    """Return the name of the file each batch came from; a replay has none."""
    with workspace.session() as session:
        batches = session.scalars(select(Batch).where(Batch.city == workspace.city_name)).all()
        return {batch.id: batch.file.location for batch in batches if batch.file}
