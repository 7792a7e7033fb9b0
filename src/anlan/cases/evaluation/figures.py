"""Figures of the indicators for objects in a period, and the cases behind each.

One expression counts a figure's cases and finds them, so that a figure is as long as its list.
All is counted once for each smallest division (or department) and added up from there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import duckdb
import polars as pl

from anlan.cases.evaluation.columns import Columns
from anlan.cases.evaluation.indicators import Indicator, Object
from anlan.model.permission import WHOLE, Area

Side = Literal["above", "below"]


@dataclass(frozen=True)
class Rescored:
    """What accepted appeals change: cases that don't count, and cases that count for another.

    Attributes:
        excluded: by case, the indicators for which it doesn't count; an empty name is all.
        moved: by case, the department for which it counts.
    """

    excluded: Mapping[int, Collection[str]] = field(default_factory=dict)
    moved: Mapping[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether anything changes."""
        return bool(self.excluded or self.moved)

    def of(self, name: str) -> list[int]:
        """Return the cases that don't count for an indicator."""
        return [case for case, names in self.excluded.items() if {"", name} & set(names)]


AS_COUNTED = Rescored()


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        kind: what is evaluated.
        begin: the beginning of the period, in seconds since 1970 UTC.
        end: its end.
        as_of: now; what falls due later isn't due yet.
        depth: how many codes the path of a division has at the level asked for; 0 for departments.
        areas: only cases in one of these; the whole city if not told.
        grids: how many unit grids stand in each division, for the area covered.
        grid_depth: how many codes the path of a unit grid has.
        rescored: what appeals have changed.
    """

    kind: Object
    begin: int
    end: int
    as_of: int
    depth: int = 0
    areas: tuple[Area, ...] = (WHOLE,)
    grids: Mapping[str, int] = field(default_factory=dict)
    grid_depth: int = 5
    rescored: Rescored = AS_COUNTED

    @property
    def key(self) -> str:
        """The column by which objects are told apart."""
        return "department" if self.kind == "department" else "division"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its value (None: no case), what is above and below its line, of how many cases."""

    value: float | None
    above: float
    below: float
    cases: int


def figures(
    columns: Columns, asked: Question, wanted: Sequence[Indicator]
) -> dict[str, dict[str, Figure]]:
    """Return the figures of every object that has a case: by its path or name, by indicator.

    An object without any case in the period isn't there; where grids are told, all of them are.
    """
    with columns.connect() as connection:
        return _Counting(connection, asked, wanted).figures()


def behind(
    columns: Columns,
    asked: Question,
    one: Indicator,
    key: str,
    side: Side = "below",
    after: int = 0,
    limit: int = 50,
) -> list[int]:
    """Return the ids of the cases behind a figure, in order, from ``after`` on."""
    with columns.connect() as connection:
        counting = _Counting(connection, asked, [one])
        where = f"{counting.holds(one, side)} AND {_is(asked, key)}"
        if one.shape == "top" and side == "above":
            where += f" AND class_code IN ({_list(counting.frequent(one)[0].get(key, []))})"
        source = f"SELECT case_id FROM scored WHERE {where} AND case_id > {int(after)}"  # noqa: S608
        found = connection.execute(f"{source} ORDER BY case_id LIMIT {int(limit)}")
        return [row[0] for row in found.fetchall()]


class _Counting:
    """One question put to the copy: ``scored`` is what counts, after appeals and in scope."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, asked: Question, wanted: Sequence[Indicator]
    ) -> None:
        self._connection, self._asked, self._wanted = connection, asked, wanted
        out = {one.name: asked.rescored.of(one.name) for one in wanted}
        self._out = {name for name, cases in out.items() if cases}
        marks = "".join(
            f", case_id IN ({', '.join(map(str, out[name]))}) AS out_{name}"
            for name in sorted(self._out)
        )
        given = ""
        if asked.rescored.moved:
            moved = " ".join(
                f"WHEN {int(case)} THEN {_text(to)}" for case, to in asked.rescored.moved.items()
            )
            given = f" REPLACE (CASE case_id {moved} ELSE department END AS department)"
        connection.execute(
            f"CREATE VIEW scored AS SELECT * FROM (SELECT *{given}{marks} FROM kept "  # noqa: S608
            f"WHERE opened_at < {asked.end}) WHERE {_within(asked.areas)}"
        )

    def holds(self, one: Indicator, side: Side) -> str:
        """Return the condition on the cases of a figure, as SQL."""
        end = (
            min(self._asked.end, self._asked.as_of)
            if one.by == "handling_due_at"
            else self._asked.end
        )
        when = f"{one.by} >= {self._asked.begin} AND {one.by} < {end}"
        counts = f" AND NOT out_{one.name}" if one.name in self._out else ""
        return f"{when} AND {one.above if side == 'above' else one.below}{counts}"

    def figures(self) -> dict[str, dict[str, Figure]]:
        """Return all figures."""
        counted = self._counted()
        told: dict[str, dict[str, Figure]] = {}
        tops = {one.name: self.frequent(one)[1] for one in self._wanted if one.shape == "top"}
        for row in counted.iter_rows(named=True):
            told[row["key"]] = {
                one.name: self._figure(one, row, tops.get(one.name, {})) for one in self._wanted
            }
        return told

    def frequent(self, one: Indicator) -> tuple[dict[str, list[str]], dict[str, int]]:
        """Return each object's most frequent classes, and how many cases these have."""
        query = (
            f"SELECT {self._asked.key} AS key, class_code, count(*) AS n FROM scored "  # noqa: S608
            f"WHERE {self.holds(one, 'below')} GROUP BY ALL"
        )
        rows = self._rolled(self._table(query), "class_code")
        ranked = rows.sort(["key", "n", "class_code"], descending=[False, True, False])
        best = ranked.group_by("key", maintain_order=True).head(one.top)
        told = best.group_by("key").agg("class_code", pl.col("n").sum())
        names, counts = {}, {}
        for key, codes, count in told.iter_rows():
            names[key], counts[key] = codes, count
        return names, counts

    @cached_property
    def _measures(self) -> dict[str, str]:
        """What is counted, by the name of its column; the same is counted once."""
        told: dict[str, str] = {}
        for one in self._wanted:
            told[f"{one.name}:below"] = f"count(*) FILTER (WHERE {self.holds(one, 'below')})"
            if one.part:
                told[f"{one.name}:above"] = f"count(*) FILTER (WHERE {self.holds(one, 'above')})"
            for number, quantity in enumerate(one.sums):
                where = f"FILTER (WHERE {self.holds(one, 'below')})"
                told[f"{one.name}:{number}"] = f"coalesce(sum({quantity}) {where}, 0)::BIGINT"
        return told

    def _counted(self) -> pl.DataFrame:
        """Return the counts of every object, a column each."""
        if not self._measures:
            return pl.DataFrame({"key": []})
        columns = ", ".join(f'{sql} AS "{name}"' for name, sql in self._measures.items())
        query = f"SELECT {self._asked.key} AS key, {columns} FROM scored GROUP BY 1"  # noqa: S608
        rows = self._table(query)
        deep = pl.col("key").str.count_matches("/") == self._asked.grid_depth - 1
        covered = [
            (deep & (pl.col(f"{one.name}:below") > 0)).cast(pl.Int64).alias(f"{one.name}:grids")
            for one in self._wanted
            if one.shape == "coverage"
        ]
        return self._rolled(rows.with_columns(covered)).sort("key")

    def _table(self, query: str) -> pl.DataFrame:
        return pl.DataFrame(self._connection.sql(query).to_arrow_table())

    def _rolled(self, rows: pl.DataFrame, *beside: str) -> pl.DataFrame:
        """Add up what was counted for small divisions to the level asked for."""
        if self._asked.kind == "department":
            kept = rows.filter(pl.col("key") != "")
        else:
            depth = self._asked.depth
            path = pl.col("key").str.split("/")
            kept = rows.filter(path.list.len() >= depth).with_columns(
                path.list.head(depth).list.join("/").alias("key")
            )
        return kept.group_by("key", *beside).agg(pl.all().sum())

    def _figure(self, one: Indicator, row: Mapping[str, Any], top: Mapping[str, int]) -> Figure:
        cases = int(row[f"{one.name}:below"])
        below, above = float(cases), float(row.get(f"{one.name}:above", cases))
        if one.shape == "sums":
            above, below = float(row[f"{one.name}:0"]), float(row[f"{one.name}:1"])
        elif one.shape == "mean":
            above = float(row[f"{one.name}:0"]) / one.scale
        elif one.shape == "top":
            above = float(top.get(row["key"], 0))
        elif one.shape == "coverage":
            above = float(row[f"{one.name}:grids"])
            below = float(self._asked.grids.get(row["key"], 0))
        if one.shape == "count":
            return Figure(below, above, below, cases)
        return Figure(above / below if below else None, above, below, cases)


def _within(areas: Sequence[Area]) -> str:
    """Return the SQL of a scope."""
    ways = []
    for area in areas:
        held = [f"department = {_text(area.department)}"] if area.department else []
        held += [_below(area.division)] if area.division else []
        ways.append(" AND ".join(held) or "true")
    return "(" + (" OR ".join(f"({way})" for way in ways) or "false") + ")"


def _is(asked: Question, key: str) -> str:
    return f"department = {_text(key)}" if asked.kind == "department" else _below(key)


def _below(path: str) -> str:
    return f"(division = {_text(path)} OR starts_with(division, {_text(path + '/')}))"


def _list(values: Sequence[str]) -> str:
    return ", ".join(map(_text, values)) or "NULL"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
