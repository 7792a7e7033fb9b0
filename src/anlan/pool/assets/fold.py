"""Fold rows into the index: records under their units, what each source says, and its terms."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache

import polars as pl

from anlan.pool.assets import terms
from anlan.pool.assets.speakers import UNNAMED, Speaker
from anlan.pool.linking import address, names

DOC = (
    "unit", "source", "department", "key", "event", "name", "address", "type", "lon", "lat",
    "division", "place", "core", "address_key", "names", "addresses",
)  # fmt: skip
_ADD_RECORD = (
    "INSERT INTO record (unit, layout, key, version, event, known, division, batch, body)"
    " VALUES (?, {layout}, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_DOC = (
    f"INSERT OR REPLACE INTO doc (n, {', '.join(DOC)})"  # noqa: S608 - our own names
    f" VALUES (?, {', '.join('?' * len(DOC))})"
)
_DOCS = f"SELECT d.n, {', '.join(f'd.{name}' for name in DOC)} FROM wanted w"  # noqa: S608
_BREAK = "\n"
_TEXTS = ("name", "address", "type", "lon", "lat", "division")


def fold(
    index: sqlite3.Connection,
    rows: pl.DataFrame,
    speaker: Speaker,
    columns: list[str],
    places: list[str],
) -> None:
    """Take rows of a source in.

    Args:
        index: in a transaction.
        rows: as :func:`anlan.pool.assets.speakers.told` returns them.
        speaker: the source.
        columns: the names of what is in ``body``.
        places: the city's names, as they stand in addresses and names.
    """
    if not rows.height:
        return
    rows = numbered(index, rows, speaker).sort("unit", "event")
    layout = _layout(index, speaker.source.name, columns)
    index.executemany(
        _ADD_RECORD.format(layout=layout),
        rows.select(
            "unit", "key", "version", "event", "known", "division", "batch", "body"
        ).iter_rows(),
    )
    _say(index, rows, speaker, places)


def numbered(index: sqlite3.Connection, rows: pl.DataFrame, speaker: Speaker) -> pl.DataFrame:
    """Return rows with their unit's number in place of its id; new units are added."""
    ids = rows["unit"].unique().sort()
    index.execute("CREATE TEMP TABLE named (id TEXT)")
    index.executemany("INSERT INTO named VALUES (?)", zip(ids, strict=True))
    index.execute(
        "INSERT OR IGNORE INTO unit (kind, id, way) SELECT ?, id,"
        " CASE WHEN ? THEN 2 WHEN substr(id, 1, 1) = ? THEN 1 ELSE 0 END FROM named",
        (speaker.kind, not speaker.names_ids, UNNAMED),
    )
    index.execute("UPDATE unit SET asset = n WHERE asset IS NULL")
    found = index.execute(
        "SELECT u.id, u.n FROM named JOIN unit u USING (id) WHERE u.kind = ?", (speaker.kind,)
    )
    known = pl.DataFrame(found.fetchall(), schema={"unit": pl.String, "n": pl.Int64}, orient="row")
    index.execute("DROP TABLE named")
    return rows.join(known, on="unit", how="inner").drop("unit").rename({"n": "unit"})


def _layout(index: sqlite3.Connection, source: str, columns: list[str]) -> int:
    told = json.dumps(columns, ensure_ascii=False)
    index.execute("INSERT OR IGNORE INTO layout (source, columns) VALUES (?, ?)", (source, told))
    found = index.execute("SELECT n FROM layout WHERE source = ? AND columns = ?", (source, told))
    return int(found.fetchone()[0])


def _say(
    index: sqlite3.Connection, rows: pl.DataFrame, speaker: Speaker, places: list[str]
) -> None:
    """Put what a source says of its units right: the newest counts, of texts all are kept."""
    source = speaker.source.name
    touched = rows["unit"].unique()
    before = _docs(index, touched, source)
    told = rows.sort("event", "version").select(
        "unit", "key", "event", *_TEXTS, names="name", addresses="address"
    )
    if before.height:
        old = before.select("unit", "key", "event", *_TEXTS, "names", "addresses")
        told = pl.concat([old, told]).sort("event", maintain_order=True, nulls_last=False)
    docs = told.group_by("unit", maintain_order=True).agg(
        pl.col("key", "event").last(),
        *(pl.col(name).drop_nulls().last() for name in _TEXTS),
        *(_all(name) for name in ("names", "addresses")),
    )
    docs = docs.with_columns(
        source=pl.lit(source),
        department=pl.lit(speaker.source.department),
        core=_once(docs["name"], lambda texts: names.parse(texts, places)["core"]),
        address_key=_once(docs["address"], lambda texts: address.parse(texts, places)["key"]),
    )
    docs = _placed(index, docs, source)
    told = _numbered_docs(index, docs, before)
    index.executemany(_ADD_DOC, told.select("n", *DOC).iter_rows())
    _refind(index, before, told)
    if docs["division"].null_count() < docs.height:
        _place_others(index, docs, source)


def _numbered_docs(
    index: sqlite3.Connection, docs: pl.DataFrame, before: pl.DataFrame
) -> pl.DataFrame:
    """Return docs with a number ``n``: the one they had, or a new one."""
    known = before.select("unit", "n")
    docs = docs.join(known, on="unit", how="left", maintain_order="left").sort(
        pl.col("n").is_null(), maintain_order=True
    )
    (last,) = index.execute("SELECT coalesce(max(n), 0) FROM doc").fetchone()
    new = pl.int_range(pl.len(), dtype=pl.Int64) - known.height + 1 + last
    return docs.with_columns(n=pl.coalesce("n", new))


def _refind(index: sqlite3.Connection, before: pl.DataFrame, docs: pl.DataFrame) -> None:
    """Put the terms of docs right where what they are made of has changed."""
    made_of = ["n", "names", "addresses", "place"]
    same = docs.join(before.select(made_of), on=made_of, how="semi", nulls_equal=True)["n"]
    _unfind(index, before.filter(~pl.col("n").is_in(same.implode())))
    _find(index, docs.filter(~pl.col("n").is_in(same.implode())))


def _all(name: str) -> pl.Expr:
    """Return every text of a column once, the newest first, one a line."""
    lines = pl.col(name).drop_nulls().reverse().str.split(_BREAK).explode(empty_as_null=False)
    return lines.unique(maintain_order=True).str.join(_BREAK).alias(name)


def _once(texts: pl.Series, key: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Return keys of texts, each text looked at once."""
    different = texts.drop_nulls().unique()
    if not different.len():
        return pl.Series(texts.name, [None] * texts.len(), pl.String)
    made = key(different)
    return texts.replace_strict(different, made, default=None, return_dtype=pl.String)


def _docs(index: sqlite3.Connection, units: pl.Series, source: str) -> pl.DataFrame:
    """Return what a source said of units before, and the number of each."""
    if index.execute("SELECT 1 FROM doc WHERE source = ? LIMIT 1", (source,)).fetchone() is None:
        return pl.DataFrame(schema=_SCHEMA)
    _want(index, units)
    found = index.execute(
        _DOCS + " JOIN doc d ON d.unit = w.unit AND d.source = ?",
        (source,),
    )
    return pl.DataFrame(found.fetchall(), schema=_SCHEMA, orient="row")


_SCHEMA: dict[str, type[pl.DataType]] = {"n": pl.Int64} | {
    name: pl.Int64
    if name in {"unit", "event"}
    else pl.Float64
    if name in {"lon", "lat"}
    else pl.String
    for name in DOC
}


def _want(index: sqlite3.Connection, units: pl.Series) -> None:
    index.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (unit INTEGER PRIMARY KEY)")
    index.execute("DELETE FROM wanted")
    index.executemany("INSERT INTO wanted VALUES (?)", zip(units, strict=True))


def _placed(index: sqlite3.Connection, docs: pl.DataFrame, source: str) -> pl.DataFrame:
    """Add ``place``, the division a doc is found under: its own, else what other sources say."""
    lacking = docs.filter(pl.col("division").is_null())["unit"]
    if not lacking.len():
        return docs.with_columns(place="division")
    _want(index, lacking)
    found = index.execute(
        "SELECT d.unit, max(d.division) FROM wanted w JOIN doc d USING (unit)"
        " WHERE d.source <> ? AND d.division IS NOT NULL GROUP BY d.unit",
        (source,),
    )
    others = pl.DataFrame(
        found.fetchall(), schema={"unit": pl.Int64, "elsewhere": pl.String}, orient="row"
    )
    joined = docs.join(others, on="unit", how="left", maintain_order="left")
    return joined.with_columns(place=pl.coalesce("division", "elsewhere")).drop("elsewhere")


def _place_others(index: sqlite3.Connection, docs: pl.DataFrame, source: str) -> None:
    """Let other sources' docs on the same units be found under the division told now."""
    _want(index, docs.drop_nulls("division")["unit"])
    found = index.execute(
        _DOCS + " JOIN doc d USING (unit) WHERE d.source <> ? AND d.division IS NULL",
        (source,),
    )
    others = pl.DataFrame(found.fetchall(), schema=_SCHEMA, orient="row")
    others = others.join(docs.select("unit", new="division"), on="unit")
    others = others.filter(pl.col("place").ne_missing(pl.col("new")))
    if not others.height:
        return
    _unfind(index, others)
    index.executemany("UPDATE doc SET place = ? WHERE n = ?", others.select("new", "n").iter_rows())
    _find(index, others.with_columns(place="new"))


def _unfind(index: sqlite3.Connection, docs: pl.DataFrame) -> None:
    """Take the terms of docs out: what was put in must be told again to be found there."""
    index.executemany(
        "INSERT INTO found (found, rowid, names, addresses, scope) VALUES ('delete', ?, ?, ?, ?)",
        _terms_of(docs),
    )


def _find(index: sqlite3.Connection, docs: pl.DataFrame) -> None:
    """Put the terms of docs in."""
    index.executemany(
        "INSERT INTO found (rowid, names, addresses, scope) VALUES (?, ?, ?, ?)", _terms_of(docs)
    )


def _terms_of(docs: pl.DataFrame) -> Iterator[tuple[int, str, str, str]]:
    """Yield number, names, addresses and scope of docs, as terms; those without texts have none."""
    wanted = docs.select("n", "names", "addresses", "place", "department")
    for number, called, where, place, department in wanted.iter_rows():
        if called or where:
            yield number, terms.terms([called]), terms.terms([where]), _scope(place, department)


@cache
def _scope(place: str | None, department: str) -> str:
    """Return the terms of a division and a department; a city has some ten thousand of them."""
    return " ".join([*terms.places(place), terms.mark("p", department)])
