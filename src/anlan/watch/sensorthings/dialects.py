"""What SQL's dialects call things: SQLite and PostgreSQL for entities, DuckDB for observations."""

import json
from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import BigInteger, Double, String, case, cast, func, literal, select
from sqlalchemy.types import UserDefinedType

Dialect = Literal["sqlite", "postgresql", "duckdb"]
MICRO = 1_000_000
_PARTS = {
    "year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S",
}  # fmt: skip


class _Json(UserDefinedType[str]):
    """JSON that is sent as text, as it stands."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return its name."""
        return "JSON"


def part(name: str, at: Any, dialect: Dialect) -> Any:
    """Return a part of a moment in microseconds, in UTC, as a number."""
    seconds = cast(func.floor(cast(at, Double) / MICRO), BigInteger)
    if dialect == "sqlite":
        return cast(func.strftime(_PARTS[name], seconds, "unixepoch"), BigInteger)
    if dialect == "postgresql":
        moment = func.timezone("UTC", func.to_timestamp(seconds))
        return cast(func.floor(func.date_part(name, moment)), BigInteger)
    return cast(func.date_part(name, func.make_timestamp(seconds * MICRO)), BigInteger)


def json_at(column: Any, path: Sequence[str], dialect: Dialect) -> tuple[Any, Any]:
    """Return what is at a path in JSON, as text, and the name of its type."""
    if dialect == "sqlite":
        at = "$" + "".join(f'."{each}"' for each in path)
        kind = func.json_type(column, at)
        names = {"integer": "number", "real": "number", "text": "string", "true": "boolean",
                 "false": "boolean"}  # fmt: skip
        found = case(
            (kind == "true", "true"), (kind == "false", "false"),
            else_=cast(func.json_extract(column, at), String),
        )  # fmt: skip
        return found, case(*[(kind == name, one) for name, one in names.items()], else_=kind)
    kind = func.json_typeof(func.json_extract_path(column, *path))
    return func.json_extract_path_text(column, *path), kind


def place_in(text: Any, part_of: Any, dialect: Dialect) -> Any:
    """Return where a text stands in another, from 1; 0 where it doesn't."""
    return (func.instr if dialect != "postgresql" else func.strpos)(text, part_of)


def sub(text: Any, begin: Any, many: Any | None) -> Any:
    """Return a part of a text, ``begin`` from 0."""
    return func.substr(text, begin + 1) if many is None else func.substr(text, begin + 1, many)


def whole(value: Any, way: Literal["floor", "ceil"]) -> Any:
    """Return a number cut to a whole one; one so large that it is whole, or infinite, as it is."""
    cut = func.floor(value) if way == "floor" else func.ceil(value)
    return case((func.abs(value) < _WHOLE, cut), else_=value)


_WHOLE = 2.0**52
"""From here on every number of 64 bits is whole."""


def rounded(value: Any) -> Any:
    """Return the nearest whole number, halves away from zero, the same everywhere."""
    return case((value >= 0, whole(value + 0.5, "floor")), else_=whole(value - 0.5, "ceil"))


def remainder(left: Any, right: Any) -> Any:
    """Return what is left of a division that is cut towards zero; NULL by nothing."""
    by = func.nullif(cast(right, Double), 0.0)
    quotient = cast(left, Double) / by
    times = case((quotient >= 0, whole(quotient, "floor")), else_=whole(quotient, "ceil"))
    return cast(left, Double) - times * by


def in_ids(column: Any, ids: Sequence[int], dialect: Dialect) -> Any:
    """Return that a number is one of many: sent as one value, however many they are."""
    told = literal(json.dumps(ids), String())
    if dialect == "sqlite":
        listed = func.json_each(told).table_valued("value")
        return column.in_(select(listed.c.value))
    listed = func.json_array_elements_text(cast(told, _Json)).table_valued("value")
    return column.in_(select(cast(listed.c.value, BigInteger)))


def number(value: float) -> Any:
    """Return a number as SQL has it: beyond 64 bits as a float."""
    if isinstance(value, int) and abs(value) < 2**63:
        return literal(value, BigInteger())
    return literal(float(value), Double())
