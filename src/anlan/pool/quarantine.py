"""Rows that broke a rule: list them, show one, mend them, check them again.

A quarantined row is never lost: its Parquet file stays, and the catalogue notes what became of
it: mended into a record, or overtaken by a record with its key that came with it or later.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl
from sqlalchemy import select

from anlan.model.csvsafe import safe_cell
from anlan.model.errors import StoreError
from anlan.pool import batches
from anlan.pool.checks.checker import PROBLEMS
from anlan.pool.yamlmarks import nearest
from anlan.store import Workspace
from anlan.store.tables import Batch, Part, Quarantined
from anlan.store.whole import whole_file
from anlan.words import Language, say

Mends = Mapping[str, Mapping[str, str | None]]
"""For each quarantine id, the new text of the columns to mend; empty text or None empties one."""


ID = "quarantine_id"
EXPORTED = (ID, "quarantine_file", "quarantine_row", "quarantine_problem")
INDEX: dict[str, pl.DataType | type[pl.DataType]] = {
    "_batch": pl.Int32,
    "_row": pl.Int64,
    "_problems": PROBLEMS,
    "_source": pl.String,
    "_file": pl.String,
}


@dataclass(frozen=True)
class Problem:
    """One rule that a row breaks."""

    column: str
    value: str | None
    rule: str
    expected: str

    def named(self, lang: Language = "en") -> str:
        """Return the rule's name in ``lang``."""
        return say(f"pool.rulename.{self.rule}", lang)


@dataclass(frozen=True)
class Item:
    """A quarantined row: where it came from and all that is wrong with it, the first first."""

    id: str
    source: str
    file: str
    row: int
    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        """The problem to name when only one is named."""
        return self.problems[0]

    def say(self, lang: Language = "en", problem: Problem | None = None) -> str:
        """Return a sentence on ``problem`` (or the first) naming file, row, column and value."""
        told = problem or self.first
        expected = say(told.expected, lang) if told.rule == "broken_line" else told.expected
        return say(
            f"pool.rule.{told.rule}",
            lang,
            file=self.file,
            row=self.row,
            column=told.column,
            value=told.value or "",
            expected=expected,
        )


@dataclass(frozen=True)
class RuleCount:
    """How many open rows of a source break ``rule`` first."""

    source: str
    rule: str
    count: int

    def say(self, lang: Language = "en") -> str:
        """Return the rule's name in ``lang``."""
        return say(f"pool.rulename.{self.rule}", lang)


@dataclass(frozen=True)
class Listing:
    """A page of quarantine: all that match, by rule, and the page's items."""

    total: int
    by_rule: tuple[RuleCount, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Piece:
    """A file of quarantined rows: of which batch, source and file as sent, and its path."""

    batch: int
    source: str
    location: str
    path: Path


def listing(
    workspace: Workspace,
    source: str | None = None,
    rule: str | None = None,
    limit: int | None = 50,
    after: tuple[int, int] = (0, 0),
    among: Collection[str] | None = None,
) -> Listing:
    """Return the rows in quarantine, oldest first, perhaps of one source or one (first) rule.

    ``after`` is the batch and row of the last item of the page before; ``among`` are all the
    sources that may be told of.
    """
    rows = _index(workspace, source)
    if among is not None:
        rows = rows.filter(pl.col("_source").is_in(list(among)))
    if rule is not None:
        rows = rows.filter(pl.col("_rule") == rule)
    tally = (
        rows.group_by("_source", "_rule")
        .len("n")
        .sort(["n", "_source", "_rule"], descending=[True, False, False])
    )
    by_rule = tuple(RuleCount(*each) for each in tally.iter_rows())
    batch, row = after
    later = (pl.col("_batch") > batch) | ((pl.col("_batch") == batch) & (pl.col("_row") > row))
    page = rows.filter(later)
    return Listing(rows.height, by_rule, tuple(items(page if limit is None else page.head(limit))))


def show(workspace: Workspace, item_id: str) -> tuple[Item, dict[str, str | None]]:
    """Return one item and its raw row (column → text as sent).

    Raises:
        StoreError: no open row of quarantine has this id.
    """
    rows = _index(workspace, None).filter(_id() == item_id)
    if not rows.height:
        raise StoreError("error.store.quarantine_id", id=item_id)
    [item] = items(rows)
    raw = open_rows(workspace, item.source).filter(_id() == item_id)
    names = [name for name in raw.columns if name == "_raw" or not name.startswith("_")]
    return item, raw.select(names).row(0, named=True)


def export(workspace: Workspace, source: str, path: Path, lang: Language = "en") -> int:
    """Write the open rows of ``source`` as CSV, safe for spreadsheets; return how many.

    First ``quarantine_id``, ``…_file``, ``…_row``, ``…_problem``, then the row as sent. Mended in a
    spreadsheet, the same file can be given to replay.

    Raises:
        StoreError: the file can't be written; nothing of it is left then.
    """
    rows = open_rows(workspace, source)
    found = list(items(_index(workspace, source)))
    raw = rows.drop(name for name in rows.columns if name.startswith("_"))
    head = pl.DataFrame(
        {
            "quarantine_id": [item.id for item in found],
            "quarantine_file": [item.file for item in found],
            "quarantine_row": [str(item.row) for item in found],
            "quarantine_problem": [
                " ".join(map(partial(item.say, lang), item.problems)) for item in found
            ],
        },
        schema=dict.fromkeys(EXPORTED, pl.String),
    )
    safe = pl.all().map_elements(safe_cell, return_dtype=pl.String)
    frame = pl.concat([head, raw], how="horizontal").select(safe)
    with whole_file(path) as draft:
        frame.rename(safe_cell).write_csv(draft, include_bom=True)
    return len(found)


def read_mends(workspace: Workspace, source: str, path: Path) -> Mends:
    """Read mends from a CSV with ``quarantine_id`` and the columns to mend.

    Only columns in the file are touched; a blank cell empties the value. Cells that are as
    exported, with the mark that keeps spreadsheets from running them, are left as they were.

    Raises:
        StoreError: the file has no ``quarantine_id``, or can't be read.
    """
    try:
        given = pl.read_csv(path, infer_schema=False, empty_string_is_null=True)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise StoreError("error.store.mend_file", file=str(path), reason=error) from error
    if ID not in given.columns:
        reason = f"{ID} ∉ {{{', '.join(given.columns)}}}"
        raise StoreError("error.store.mend_file", file=str(path), reason=reason)
    rows = open_rows(workspace, source)
    # Names of columns were made safe too.
    sent = {safe_cell(name): name for name in rows.columns}
    given = given.rename({name: sent[name] for name in given.columns if name in sent})
    was = {f"{row['_batch']}-{row['_row']}": row for row in rows.iter_rows(named=True)}
    return {
        row[ID]: dict(_changes(row, was.get(row[ID], {}))) for row in given.iter_rows(named=True)
    }


def _changes(
    given: dict[str, str | None], was: dict[str, str | None]
) -> Iterator[tuple[str, str | None]]:
    for name, value in given.items():
        old = was.get(name)
        as_exported = None if old is None else safe_cell(old)
        if name not in EXPORTED and (value or None) not in (old, as_exported):
            yield name, value


def open_rows(workspace: Workspace, source: str) -> pl.DataFrame:
    """Return the rows of ``source`` in quarantine: text as sent, ``_batch _row _problems …``."""
    frames = [pl.read_parquet(piece.path) for piece in pieces(workspace, source)]
    empty = pl.DataFrame(schema={"_batch": pl.Int32, "_row": pl.Int64})
    rows = pl.concat([empty, *frames], how="diagonal")
    return rows.join(_resolved(workspace), on=["_batch", "_row"], how="anti").sort("_batch", "_row")


def _index(workspace: Workspace, source: str | None) -> pl.DataFrame:
    """Return every open row without its text: ``_batch _row _problems _rule _source _file``."""
    found = [
        pl.read_parquet(piece.path, columns=["_batch", "_row", "_problems"]).with_columns(
            pl.lit(piece.source).alias("_source"), pl.lit(piece.location).alias("_file")
        )
        for piece in pieces(workspace, source)
    ]
    rows = pl.concat([pl.DataFrame(schema=INDEX), *found])
    first = pl.col("_problems").list.first().struct.field("rule").alias("_rule")
    rows = rows.join(_resolved(workspace), on=["_batch", "_row"], how="anti")
    return rows.with_columns(first).sort("_batch", "_row")


def _id() -> pl.Expr:
    return pl.format("{}-{}", "_batch", "_row")


def items(index: pl.DataFrame) -> Iterator[Item]:
    """Yield the items of an index of rows (``_batch _row _problems _source _file``)."""
    for row in index.iter_rows(named=True):
        told = tuple(Problem(**problem) for problem in row["_problems"])
        yield Item(
            f"{row['_batch']}-{row['_row']}", row["_source"], row["_file"], row["_row"], told
        )


def pieces(workspace: Workspace, source: str | None) -> list[Piece]:
    """Return the files whose rows may still wait, of a source or of all."""
    names = batches.locations(workspace)
    query = (
        select(Part.quarantine, Batch.id, Batch.source)
        .join(Batch)
        .where(
            Batch.city == workspace.city_name,
            Batch.closed_at.is_not(None),
            Batch.superseded_by.is_(None),
            Part.quarantine.is_not(None),
        )
        .order_by(Batch.id, Part.seq)
    )
    if source is not None:
        query = query.where(Batch.source == source)
    with workspace.session() as session:
        return [
            Piece(batch, name, names[batch], workspace.folder / file)
            for file, batch, name in session.execute(query)
            if file
        ]


def _resolved(workspace: Workspace) -> pl.DataFrame:
    query = select(Quarantined.batch_id, Quarantined.row).join(
        Batch, Batch.id == Quarantined.batch_id
    )
    with workspace.session() as session:
        rows = session.execute(query.where(Batch.city == workspace.city_name))
        found = [tuple(row) for row in rows]
    return pl.DataFrame(found, schema={"_batch": pl.Int32, "_row": pl.Int64}, orient="row")


def waiting(workspace: Workspace, items: list[Item]) -> list[Item]:
    """Return those of some items that still wait: neither mended nor overtaken."""
    if not items:
        return []
    named = {tuple(map(int, item.id.split("-"))): item for item in items}
    numbers = sorted({batch for batch, _ in named})
    settled = select(Quarantined.batch_id, Quarantined.row).where(Quarantined.batch_id.in_(numbers))
    standing = select(Batch.id).where(Batch.id.in_(numbers), Batch.superseded_by.is_(None))
    with workspace.session() as session:
        done = {tuple(row) for row in session.execute(settled)}
        valid = set(session.scalars(standing))
    return [item for at, item in named.items() if at[0] in valid and at not in done]


def check_ids(mends: Mends, rows: pl.DataFrame, columns: list[str]) -> None:
    """Refuse mends of rows that aren't in quarantine or of columns that can't be mended.

    Raises:
        StoreError: naming the id, or the column and its nearest like.
    """
    known = set(rows.select(_id()).to_series())
    for item_id, changes in mends.items():
        if item_id not in known:
            raise StoreError("error.store.quarantine_id", id=item_id)
        for name in changes:
            if name not in columns:
                near = nearest(name, columns) or ", ".join(columns)
                raise StoreError("error.store.mend_column", id=item_id, column=name, near=near)
