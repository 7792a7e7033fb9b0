"""Bring the index up to what was taken in and linked: only what is new is read."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from anlan.model.city import City
from anlan.pool import quarantine, records
from anlan.pool.assets import store
from anlan.pool.assets.fold import fold, numbered
from anlan.pool.assets.join import Find, join, stamp
from anlan.pool.assets.speakers import Speaker, shown, speakers, told
from anlan.pool.linking import keys
from anlan.store import Workspace

ROWS = 1_000_000
"""Rows that are folded in at a time."""
LINKS = "links"
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Updated:
    """What an update found: rows folded in, and whether links were read anew."""

    rows: int
    joined: bool
    anew: bool


def update(
    city: City, workspace: Workspace, find: Find, progress: Progress = lambda *_: None
) -> Updated:
    """Fold in what is new; make the index anew where there is none that fits.

    Raises:
        StoreError: the disk is full or refuses; the index is as it was then.
    """
    path = store.latest(workspace)
    wanted = _files(city, workspace)
    if path is not None:
        with closing(store.reading(path)) as index:
            known = _known(index)
            current = store.fact(index, LINKS) == stamp(city, workspace, find)
        if known <= set(wanted):
            if known == set(wanted) and current:
                return Updated(0, False, False)
            with store.changing(path) as index:
                return _take(index, city, workspace, find, progress)
    with store.making(workspace) as index:
        return Updated(_take(index, city, workspace, find, progress).rows, True, True)


def _take(
    index: sqlite3.Connection, city: City, workspace: Workspace, find: Find, progress: Progress
) -> Updated:
    known = _known(index)
    new = {name: where for name, where in _files(city, workspace).items() if name not in known}
    rows = 0
    speaking = speakers(city)
    for speaker in speaking:
        mine = [path for name, (kind, source, path) in new.items()
                if kind == "lake" and source == speaker.source.name]  # fmt: skip
        rows += _take_lake(index, city, workspace, speaker, mine, progress)
    for speaker in speaking:
        if any(kind == "quarantine" and s == speaker.source.name for kind, s, _ in new.values()):
            _hold(index, workspace, speaker, set(new))
    index.executemany("INSERT OR IGNORE INTO file VALUES (?)", ((name,) for name in new))
    now = stamp(city, workspace, find)
    joined = rows > 0 or store.fact(index, LINKS) != now
    if joined:
        progress("join", rows)
        join(index, city, workspace, find, speaking)
        store.note(index, LINKS, now)
    return Updated(rows, joined, False)


def _take_lake(
    index: sqlite3.Connection,
    city: City,
    workspace: Workspace,
    speaker: Speaker,
    files: list[Path],
    progress: Progress,
) -> int:
    if not files:
        return 0
    agreed = records.contract_of(workspace, speaker.source.name)
    places = [place for each in city.linking for place in each.places]
    taken = 0
    for group in _groups(files):
        stored = records.stored(workspace, speaker.source.name, agreed, group)
        progress(speaker.source.name, taken := taken + stored.height)
        fold(index, told(stored, speaker, agreed), speaker, shown(agreed), places)
    return taken


def _groups(files: list[Path]) -> list[list[Path]]:
    """Return files in groups that are read at a time."""
    groups: list[list[Path]] = [[]]
    rows = 0
    for file in files:
        height = int(pl.scan_parquet(file).select(pl.len()).collect().item())
        if groups[-1] and rows + height > ROWS:
            groups.append([])
            rows = 0
        groups[-1].append(file)
        rows += height
    return groups


def _files(city: City, workspace: Workspace) -> dict[str, tuple[str, str, Path]]:
    """Return, by name, what the index is made of: its kind, source and path."""
    found = {}
    for speaker in speakers(city):
        source = speaker.source.name
        for path in workspace.lake_files(source):
            found[f"lake/{source}/{path.name}"] = ("lake", source, path)
        for piece in quarantine.pieces(workspace, source):
            found[f"quarantine/{source}/{piece.path.name}"] = ("quarantine", source, piece.path)
    return found


def _known(index: sqlite3.Connection) -> set[str]:
    return {name for (name,) in index.execute("SELECT name FROM file")}


def _hold(index: sqlite3.Connection, workspace: Workspace, speaker: Speaker, new: set[str]) -> None:
    """Note which rows of quarantine speak of which unit, as far as their id can be read."""
    source = speaker.source
    for piece in quarantine.pieces(workspace, source.name):
        if f"quarantine/{source.name}/{piece.path.name}" not in new:
            continue
        rows = pl.read_parquet(piece.path)
        if source.asset is not None and source.asset.id in rows.columns:
            unit = keys.columns(source.asset)[0]
        elif source.asset is None and set(source.key) <= set(rows.columns):
            key = records.key_text(source)
            unit = pl.concat_str(pl.lit(source.name), key, separator="/")
        else:
            continue
        known = rows.select("_batch", "_row", "_problems", unit=unit).drop_nulls("unit")
        if not known.height:
            continue
        held = numbered(index, known, speaker)
        index.executemany(
            "INSERT OR IGNORE INTO held VALUES (?, ?, ?, ?, ?, ?)",
            (
                (batch, row, source.name, unit, piece.location, json.dumps(problems))
                for batch, row, problems, unit in held.select(
                    "_batch", "_row", "_problems", "unit"
                ).iter_rows()
            ),
        )
