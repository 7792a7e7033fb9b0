"""Observations: the readings of the history, asked by the options of a question.

An observation is known by its datastream and its moment; its id is both. The days of the history
are gone through one by one, in the order that is asked for, each asked by SQL in memory; as soon
as a page is full, no more is read. Without an order they come day by day, within a day by
datastream, then by time.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from odata_query import ast
from sqlalchemy import BigInteger, Double, String, case, cast, column, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import quoted_name
from sqlalchemy.sql import table as table_of

from anlan.model.errors import WatchError
from anlan.watch.batch import Ints
from anlan.watch.history.days import KEPT
from anlan.watch.history.held import Held, Place, held
from anlan.watch.history.settings import settings
from anlan.watch.rules.kinds import FEWEST
from anlan.watch.sensorthings.entities import iso
from anlan.watch.sensorthings.errors import OptionError
from anlan.watch.sensorthings.filters import Translator
from anlan.watch.sensorthings.model import OBSERVATIONS
from anlan.watch.sensorthings.options import Options
from anlan.watch.sensorthings.terms import FIRST, LAST, constant

QUALITIES = ("good", "suspect", "bad", "missing")
COMPONENTS = ("id", "phenomenonTime", "resultTime", "result", "resultQuality")
_ID = re.compile(r"(\d{1,18})-(-?\d{1,18})")
_DIALECT = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


def _column(name: str, kind: Any = None) -> Any:
    """Return a column; some of the names are words of DuckDB's SQL."""
    return column(quoted_name(name, quote=True), kind)


class Rows:
    """The columns of observations, as SQL."""

    def __init__(self) -> None:
        """Name them."""
        self.at = _column("at", BigInteger)
        self.known = _column("known", BigInteger)
        self.stream = _column("stream", BigInteger)
        value, text = _column("value", Double), _column("text", String)
        number = case((text.is_(None) & ~func.isnan(value), value))
        truth = case((number == 1, True), (number == 0, False))
        self.faces = {"number": number, "text": text, "truth": truth}
        self.result = func.coalesce(text, cast(number, String))
        quality = _column("quality", BigInteger)
        self.quality = case(*[(quality == code, name) for code, name in enumerate(QUALITIES)])


@dataclass(frozen=True)
class Wanted:
    """Of which datastreams, and from one moment up to, but without, another."""

    streams: Ints | None
    least: int = FIRST
    most: int = LAST + 1


@dataclass(frozen=True)
class Found:
    """A page of observations: rows of the history; whether there are more; how many in all."""

    rows: Sequence[Mapping[str, Any]]
    more: bool
    count: int | None


def id_of(stream: int, at: int) -> str:
    """Return the id of an observation."""
    return f"{stream}-{at}"


def of_id(text: str) -> tuple[int, int] | None:
    """Return the datastream and moment of an id; None where it is none.

    >>> of_id("7-1764290000000000"), of_id("7")
    ((7, 1764290000000000), None)
    """
    found = _ID.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


NOBODY: Ints = np.array([], np.int64)


def find(
    place: Place, wanted: Wanted, options: Options, top: int, now: int, few: Ints = NOBODY
) -> Found:
    """Return a page of observations.

    Args:
        place: whose history.
        wanted: of which datastreams and time.
        options: what is asked.
        top: how many at most.
        now: the moment, in microseconds.
        few: datastreams that count people, of which few are not told as a number.

    Raises:
        WatchError: an option can't be used, or too many readings would have to be read.
    """
    wanted = narrowed(wanted, options.filter)
    rows = Rows()
    made = Translator(OBSERVATIONS, rows, "duckdb", now)
    where = None if options.filter is None else made.condition(options.filter)
    orders = [(each, term) for each in options.orderby for term in made.order(each.by)]
    by_time = options.orderby[:1] and options.orderby[0].text.strip() == "phenomenonTime"
    query: Any = select(*map(_column, KEPT.names))
    query = query.select_from(table_of("readings"))
    if where is not None:
        query = query.where(where)
    for each, term in orders:
        query = query.order_by(term.desc().nulls_last() if each.falling else term.nulls_first())
    known = held(place, wanted.streams, wanted.least, wanted.most, most_rows=settings().most_read)
    query = query.order_by(rows.stream, rows.at)
    falling = bool(by_time) and options.orderby[0].falling
    days: Iterator[pa.Table] = (hidden(day, few) for day in known.readings(newest_first=falling))
    if orders and not by_time:
        days = iter([pa.concat_tables([KEPT.empty_table(), *_bounded(days)])])
    return _paged(days, query, options, top)


def _paged(days: Iterator[pa.Table], query: Any, options: Options, top: int) -> Found:
    statement, values = _compiled(query.limit(top + options.skip + 1))
    counting, counted = _compiled(select(func.count()).select_from(query.order_by(None).subquery()))
    found: list[Mapping[str, Any]] = []
    skip, total, more, read = options.skip, 0, False, 0
    with duckdb.connect(config={"threads": 1, "enable_external_access": False}) as connection:
        for day in days:
            read += day.num_rows
            if read > settings().most_read:
                raise WatchError("error.history.much", most=f"{settings().most_read:,}")
            connection.register("readings", day)
            if options.count:
                total += _asked(connection, counting, counted).fetchall()[0][0]
            if not more:
                rows = [
                    dict(zip(KEPT.names, row, strict=True))
                    for row in _asked(connection, statement, values).fetchall()
                ]
                found += rows[skip:]
                skip = max(0, skip - len(rows))
                more = len(found) > top
            if more and not options.count:
                break
    return Found(found[:top], more, total if options.count else None)


def _asked(connection: Any, statement: str, values: Sequence[Any]) -> Any:
    try:
        return connection.execute(statement, values)
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise OptionError("$filter", "range") from error


def _compiled(query: Any) -> tuple[str, Sequence[Any]]:
    """Return SQL for DuckDB, which speaks PostgreSQL's, and the values of its places."""
    made = query.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(made), [made.params[name] for name in made.positiontup]


def _bounded(days: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Yield days as long as they aren't too many readings to be put in one order."""
    read = 0
    for day in days:
        read += day.num_rows
        if read > settings().most_read:
            raise WatchError("error.history.much", most=f"{settings().most_read:,}")
        yield day


def hidden(rows: pa.Table, few: Ints) -> pa.Table:
    """Return readings, without the number where it counts fewer people than may be told."""
    if not len(few) or not rows.num_rows:
        return rows
    value = rows["value"].to_numpy()
    small = np.isin(rows["stream"].to_numpy(), few) & (np.abs(value) < FEWEST)
    at = rows.schema.get_field_index("value")
    return rows.set_column(at, "value", pa.array(np.where(small, np.nan, value)))


def narrowed(wanted: Wanted, node: Any) -> Wanted:
    """Return what of it can hold for a condition: bounds of time, a single datastream."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return narrowed(narrowed(wanted, node.left), node.right)
    if not isinstance(node, ast.Compare):
        return wanted
    left: Any = node.left
    right: Any = node.right
    how = type(node.comparator)
    if not isinstance(left, ast.Identifier | ast.Attribute):
        left, right, how = right, left, _TURNED.get(how, how)
    if left == ast.Identifier("phenomenonTime") and isinstance(right, ast.DateTime):
        at = constant(right, "$filter").sql.value
        return _within(wanted, how, at)
    of_one = left == _STREAM and how is ast.Eq and isinstance(right, ast.Integer)
    if of_one and abs(right.py_val) < 2**63:
        return replace(wanted, streams=_both(wanted.streams, np.array([right.py_val], np.int64)))
    return wanted


_STREAM = ast.Attribute(ast.Identifier("Datastream"), "id")


_TURNED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}


def _within(wanted: Wanted, how: type, at: int) -> Wanted:
    least, most = wanted.least, wanted.most
    if how in {ast.Gt, ast.GtE, ast.Eq}:
        least = max(least, at + (how is ast.Gt))
    if how in {ast.Lt, ast.LtE, ast.Eq}:
        most = min(most, at + (how is not ast.Lt))
    return replace(wanted, least=least, most=max(least, most))


def _both(one: Ints | None, two: Ints) -> Ints:
    return two if one is None else np.intersect1d(one, two)


def told(row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return the properties of an observation; ``kind`` is the type of its datastream."""
    return {
        "phenomenonTime": iso(row["at"]),
        "resultTime": iso(row["known"]),
        "result": _result(row["value"], row["text"], kind),
        "resultQuality": QUALITIES[row["quality"]],
    }


def _result(value: float | None, text: str | None, kind: str) -> Any:
    if text is not None:
        return json.loads(text) if kind == "OM_Observation" and text[:1] in "{[" else text
    if value is None or isnan(value):
        return None
    if kind == "OM_TruthObservation":
        return bool(value)
    if kind == "OM_CountObservation" and value.is_integer():
        return int(value)
    return value


def array(row: Mapping[str, Any], kind: str) -> list[Any]:
    """Return an observation as a row of a data array."""
    return [id_of(row["stream"], row["at"]), *told(row, kind).values()]


def one(known: Held, at: int, few: Ints = NOBODY) -> Mapping[str, Any] | None:
    """Return the reading of a moment, if there is one."""
    for table in known.readings():
        for row in hidden(table, few).to_pylist():
            if row["at"] == at:
                return dict(row)
    return None
