"""The terms of an expression: what kind each is, and what it is in SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import shapely
from odata_query import ast
from sqlalchemy import Boolean, Double, String, case, cast, literal, null, or_
from sqlalchemy.types import BigInteger

from anlan.watch.history.days import DAY, EPOCH
from anlan.watch.sensorthings.dialects import number
from anlan.watch.sensorthings.errors import OptionError

Kind = Literal[
    "number", "text", "truth", "time", "date", "clock", "length", "shape", "nothing", "dynamic"
]
START = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The first and the last moment there is: years 1 to 9999."""


@dataclass(frozen=True)
class Term:
    """A term.

    Attributes:
        kind: of what it is. Times and lengths are microseconds, dates days since 1970.
        sql: what it is in SQL.
        faces: of a dynamic one, what it is as each kind it may be of; NULL where it isn't.
        shape: of a shape that is told in the question.
        table: of a shape of an entity, the table whose ``lon`` and ``lat`` it is.
    """

    kind: Kind
    sql: Any = None
    faces: Mapping[Kind, Any] = field(default_factory=dict)
    shape: Any = None
    table: Any = None

    def as_(self, kind: Kind) -> Any:
        """Return it as SQL of a kind; None where it can't be."""
        if self.kind == kind:
            return self.sql
        if self.kind == "dynamic":
            return self.faces.get(kind)
        return null() if self.kind == "nothing" else None


def micros(at: datetime) -> int:
    """Return a moment in microseconds; one without a zone is in UTC."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return (aware - START) // timedelta(microseconds=1)


def constant(node: Any, option: str) -> Term:
    """Return the term of a literal.

    Raises:
        OptionError: it is no number, no day, no time, no shape.
    """
    try:
        return _constant(node)
    except (ValueError, OverflowError, shapely.errors.ShapelyError) as error:
        raise OptionError(option, "literal", found=str(node.val)[:60]) from error


def _constant(node: Any) -> Term:
    kind, value = _LITERALS[type(node)]
    if kind == "shape":
        return Term("shape", shape=value(node))
    return Term(kind, value(node))


def _shape(node: Any) -> Any:
    found = shapely.from_wkt(node.val)
    if not shapely.is_valid(found):
        raise ValueError("not a valid shape")
    return found


def _text(node: Any) -> Any:
    if "\x00" in node.val:
        raise ValueError("no text holds a NUL")
    return literal(node.val, String())


def _whole(value: int) -> Any:
    return literal(value, BigInteger())


def _today(at: Any) -> datetime:
    return datetime.combine(EPOCH, at, UTC)


_LITERALS: dict[type, tuple[Kind, Callable[[Any], Any]]] = {
    ast.Null: ("nothing", lambda _: null()),
    ast.Integer: ("number", lambda node: number(node.py_val)),
    ast.Float: ("number", lambda node: number(node.py_val)),
    ast.String: ("text", _text),
    ast.GUID: ("text", _text),
    ast.Boolean: ("truth", lambda node: literal(node.py_val, Boolean())),
    ast.DateTime: ("time", lambda node: _whole(micros(node.py_val))),
    ast.Date: ("date", lambda node: _whole((node.py_val - EPOCH).days)),
    ast.Time: ("clock", lambda node: _whole(micros(_today(node.py_val)))),
    ast.Duration: ("length", lambda node: _whole(node.py_val // timedelta(microseconds=1))),
    ast.Geography: ("shape", _shape),
}


def day_clock(at: Any) -> tuple[Any, Any]:
    """Return the day of a moment and the time within it, both in SQL."""
    clock = (at % DAY + DAY) % DAY
    return (at - clock) / DAY, clock


def json_term(text: Any, kind: Any) -> Term:
    """Return the term of what stands in JSON: a number, a text or a truth."""
    return Term(
        "dynamic",
        case((kind != "null", text)),
        {
            "number": case((kind == "number", cast(text, Double))),
            "text": case((kind == "string", text)),
            "truth": case((kind == "boolean", text == "true")),
        },
    )


def missing(term: Term) -> Any:
    """Return whether a term is nothing."""
    if term.kind == "nothing":
        return literal(value=True)
    if term.kind == "shape":
        return term.table.lon.is_(None) if term.table is not None else literal(value=False)
    return term.sql.is_(None)


def either(*conditions: Any) -> Any:
    """Return that one of some holds."""
    return or_(*conditions) if conditions else literal(value=False)
