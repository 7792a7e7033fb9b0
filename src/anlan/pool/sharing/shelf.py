"""What a city gives to others: its sources, each with the order of its commits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from anlan.model.city import City, Source
from anlan.pool import contract, records
from anlan.pool.contract import Column, Contract, Kind
from anlan.pool.sharing.columns import kinds, public
from anlan.pool.sharing.commits import Commits
from anlan.pool.sharing.snapshot import BEGINNING, Snapshot, Spot
from anlan.store import Workspace


class Mark(NamedTuple):
    """A row of the lake as a cursor keeps it: batch, check of its commit, part, row."""

    batch: int
    check: int
    part: int
    row: int


START = Mark(0, 0, 0, 0)
"""Before everything."""


@dataclass(frozen=True)
class Shared:
    """A source that is given to others."""

    workspace: Workspace
    city: City
    source: Source
    contract_file: Path
    commits: Commits
    _read: dict[int, Contract] = field(default_factory=dict)

    @property
    def contract(self) -> Contract:
        """The contract as it stands in the pack now, read again only when its file changes."""
        try:
            changed = self.contract_file.stat().st_mtime_ns
        except FileNotFoundError:
            changed = 0
        if changed not in self._read:
            self._read[changed] = contract.load(self.contract_file, self.source)
        return self._read[changed]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the contract that may leave."""
        agreed = records.contract_of(self.workspace, self.source.name)
        promised = self.contract
        return public(agreed if agreed.columns else promised, promised)

    @property
    def kinds(self) -> dict[str, Kind]:
        """The kind of everything that is given of a record, by name."""
        return kinds(self.columns, self.source)

    def now(self, divisions: tuple[str, ...], as_of: date | None = None) -> Snapshot:
        """Return the current records, or those known before a local day began.

        Args:
            divisions: the paths of divisions the reader may see; an empty one is the whole city.
            as_of: the day.
        """
        commits, pieces = self.commits.all()
        until = records.moment(as_of, self.city) if as_of else None
        last = commits[-1] if commits else None
        return Snapshot(tuple(pieces), last, self.columns, divisions, self.city.zone, until)

    def at(self, divisions: tuple[str, ...], batch: int, check: int) -> Snapshot | None:
        """Return the records as they stood after a commit; None where there is no such commit."""
        commits, pieces = self.commits.all()
        for number, each in enumerate(commits):
            if (each.batch, each.check) == (batch, check):
                before = {one.batch for one in commits[: number + 1]}
                kept = tuple(piece for piece in pieces if piece.commit.batch in before)
                return Snapshot(kept, each, self.columns, divisions, self.city.zone)
        return None


def spot_of(snapshot: Snapshot, mark: Mark) -> Spot | None:
    """Return where a mark lies in a snapshot; None where it lies nowhere in it."""
    if mark == START:
        return BEGINNING
    for number, piece in enumerate(snapshot.pieces):
        place = (piece.commit.batch, piece.commit.check, piece.part)
        if place == mark[:3] and mark.row < piece.rows:
            return Spot(number, mark.row)
    return None


def mark_of(snapshot: Snapshot, spot: Spot) -> Mark:
    """Return the mark of a row of a snapshot."""
    if spot == BEGINNING:
        return START
    piece = snapshot.pieces[spot.piece]
    return Mark(piece.commit.batch, piece.commit.check, piece.part, spot.row)


@dataclass
class Shelf:
    """Every source of a city.

    Args:
        workspace: where the city is kept.
        city: its declaration.
        find: turns a name declared in the pack into a path.
    """

    workspace: Workspace
    city: City
    find: Callable[[str], Path]
    _shared: dict[str, Shared] = field(default_factory=dict)

    def source(self, name: str) -> Shared | None:
        """Return a source; None where the city has none of that name."""
        if name not in self._shared:
            source = next((each for each in self.city.sources if each.name == name), None)
            if source is None:
                return None
            file = self.find(source.contract)
            commits = Commits(self.workspace, name)
            made = Shared(self.workspace, self.city, source, file, commits)
            # Two that ask at once keep the same one.
            self._shared.setdefault(name, made)
        return self._shared[name]
