"""The order in which batches of a source became visible, and the files they left.

A batch gets its number when it is opened and becomes visible when it is closed; an interrupted one
may be closed long after later ones. The clock can be set back. What can't be is the ledger: the
entry that closes a batch is written in the very transaction that makes it visible, and entries are
numbered under one lock. So the number of that entry is the order: whoever has read up to it has
missed nothing, and nothing will ever appear before it.
"""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sqlalchemy import select

from anlan.pool.batches import VISIBLE
from anlan.store import Workspace
from anlan.store.history import NEAR, begins
from anlan.store.ledger import Entry, Head
from anlan.store.tables import Batch, Part

CHECK_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Commit:
    """A batch that became visible.

    Attributes:
        seq: the number of its entry in the ledger; 0 for one taken over from before the ledger.
        check: the first 48 bits of the entry's hash: another history has another one.
        batch: its number.
    """

    seq: int
    check: int
    batch: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of versions that a commit made visible.

    Attributes:
        commit: the commit.
        part: its place within it.
        path: the file.
        rows: how many versions it holds.
        updated: how many of them are of records that were known before.
    """

    commit: Commit
    part: int
    path: Path
    rows: int
    updated: int


@dataclass
class Commits:
    """The commits of one source, in order. Files never change, so each commit is read once."""

    workspace: Workspace
    source: str
    _known: list[Commit] = field(default_factory=list)
    _pieces: list[Piece] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def all(self) -> tuple[list[Commit], list[Piece]]:
        """Return all commits there are now, and their files, in order."""
        with self._lock:
            if not self._still_true():
                self._known, self._pieces = [], []
            fresh = self._fresh()
            self._known += fresh
            self._pieces += self._files(fresh)
            return list(self._known), list(self._pieces)

    def _still_true(self) -> bool:
        """Return whether the ledger still holds the last commit known, as not after a restore."""
        if not self._known or not self._known[-1].seq:
            return True
        last = self._known[-1]
        with self.workspace.session() as session:
            digest = session.scalar(select(Entry.hash).where(Entry.seq == last.seq))
        return digest is not None and _check(digest) == last.check

    def _fresh(self) -> list[Commit]:
        """Return the commits that came since the last look."""
        last = self._known[-1].seq if self._known else -1
        beginning = f"batch:{self.workspace.city_name}/{self.source}/"
        closed = select(Batch.id).where(
            Batch.city == self.workspace.city_name,
            Batch.source == self.source,
            Batch.closed_at.is_not(None),
        )
        told = select(Entry.seq, Entry.hash, Entry.subject).where(
            begins(self.workspace.database, beginning), Entry.act.in_(VISIBLE)
        )
        with self.workspace.session() as session:
            # In this order: a batch that is closed between the two has its entry, and is not taken
            # for one from before the ledger.
            before = set(session.scalars(closed)) if last < 0 else set()
            head = session.scalar(select(Head.seq)) or 0
            near = last >= 0 and head - last <= NEAR
            # What is behind a near entry is found by number; the rest by the index of subjects.
            seq = Entry.seq if near else Entry.seq + 0
            entries = session.execute(told.where(seq > last).order_by(seq)).all()
        found = [
            Commit(seq, _check(digest), int(subject[len(beginning) :]))
            for seq, digest, subject in entries
        ]
        adopted = sorted(before - {each.batch for each in found})
        return [*(Commit(0, 0, batch) for batch in adopted), *found]

    def _files(self, commits: list[Commit]) -> list[Piece]:
        if not commits:
            return []
        place = {each.batch: number for number, each in enumerate(commits)}
        query = select(Part.batch_id, Part.seq, Part.lake, Part.new, Part.updated)
        query = query.join(Batch).where(
            Part.lake.is_not(None),
            Batch.city == self.workspace.city_name,
            Batch.source == self.source,
            Batch.id.between(min(place), max(place)),
        )
        with self.workspace.session() as session:
            rows = [row for row in session.execute(query) if row[0] in place]
        rows.sort(key=lambda row: (place[row[0]], row[1]))
        return [
            Piece(
                commits[place[batch]],
                seq,
                self.workspace.folder / str(lake),
                new + updated,
                updated,
            )
            for batch, seq, lake, new, updated in rows
        ]


def _check(digest: str) -> int:
    """Return the number by which a cursor knows an entry of the ledger."""
    return int(digest[:CHECK_DIGITS], 16)
