"""The rules of a contract and of the place, each as one expression that is true where it's broken.

Rule expressions run on a frame that holds each raw column under its name, its trimmed text under
``~name`` and its typed value under ``=name``; and, where the source has a position, what
``anlan.model.geo.coordinate_faults`` finds wrong with it under ``!zero``, ``!swapped`` and
``!outside``; whether it lies in another division than the named one is under ``!elsewhere``, and
what is no valid shape under ``!shape name``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from anlan.model.city import City, Coordinates
from anlan.pool.agreements import Reference
from anlan.pool.contract import Column, Contract

HIDDEN = "***"
"""Stands in a problem for a value that may not be shown."""


@dataclass(frozen=True)
class Rule:
    """A named rule on a column (or a pair); ``broken`` is true where a row breaks it."""

    name: str
    column: str
    broken: pl.Expr
    value: pl.Expr
    expected: str = ""


def of_contract(contract: Contract) -> Iterator[Rule]:
    """Yield the rules that the contract sets on single columns."""
    for column in contract.checked:
        text, value = pl.col(f"~{column.name}"), pl.col(column.name)
        if column.personal == "encrypt":
            value = pl.lit(HIDDEN)
        if column.required:
            yield Rule("required", column.name, text.is_null(), value)
        if column.personal == "hash":
            continue
        if column.kind != "string":
            unread = text.is_not_null() & pl.col(f"={column.name}").is_null()
            yield Rule(f"not_{column.kind}", column.name, unread, value, _forms(column))
        yield from _on_text(column, text, value)
        yield from _on_range(column, value)


def _on_text(column: Column, text: pl.Expr, value: pl.Expr) -> Iterator[Rule]:
    if column.pattern is not None:
        broken = ~text.str.contains(column.pattern)
        yield Rule("pattern", column.name, broken, value, column.pattern)
    if column.allowed is not None:
        broken = ~text.is_in(list(column.allowed))
        yield Rule("enum", column.name, broken, value, ", ".join(column.allowed))
    if column.min_length is not None:
        broken = text.str.len_chars() < column.min_length
        yield Rule("too_short", column.name, broken, value, str(column.min_length))
    if column.max_length is not None:
        broken = text.str.len_chars() > column.max_length
        yield Rule("too_long", column.name, broken, value, str(column.max_length))


def _on_range(column: Column, value: pl.Expr) -> Iterator[Rule]:
    typed = pl.col(f"={column.name}")
    if column.kind == "timestamp":
        typed = typed.dt.date()
    if column.minimum is not None:
        broken = typed < _bound(column.minimum)
        yield Rule("too_low", column.name, broken, value, str(column.minimum))
    if column.maximum is not None:
        broken = typed > _bound(column.maximum)
        yield Rule("too_high", column.name, broken, value, str(column.maximum))


def _bound(value: str | float) -> pl.Expr:
    return pl.lit(date.fromisoformat(value) if isinstance(value, str) else value)


def _forms(column: Column) -> str:
    parts = {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%H": "hh", "%I": "hh", "%M": "mm", "%S": "ss"}
    text = column.formats[0] if column.formats else ""
    for code, shown in {**parts, "%.f": "", "%#z": "+hh:mm", "%:z": "+hh:mm"}.items():
        text = text.replace(code, shown)
    return text


def of_place(place: Coordinates, city: City) -> Iterator[Rule]:
    """Yield the rules on a position: whole, not zero, not swapped, in the city."""
    west, south, east, north = city.bounds
    name = f"{place.longitude}, {place.latitude}"
    value = pl.concat_str(
        [pl.col(place.longitude).fill_null(""), pl.col(place.latitude).fill_null("")],
        separator=", ",
    )
    no_lon, no_lat = (pl.col(f"~{each}").is_null() for each in (place.longitude, place.latitude))
    bounds = f"{west}–{east}, {south}–{north}"
    yield Rule("position_half", name, no_lon != no_lat, value)
    yield Rule("position_zero", name, pl.col("!zero"), value)
    yield Rule("position_swapped", name, pl.col("!swapped"), value)
    yield Rule("position_outside", name, pl.col("!outside"), value, bounds)


def of_division(column: str, codes: list[str]) -> Rule:
    """Return the rule that a division code, where given, is one the city declares."""
    text = pl.col(f"~{column}")
    return Rule("unknown_division", column, ~text.is_in(codes), pl.col(column))


def of_inside(place: Coordinates, column: str) -> Rule:
    """Return the rule that a position lies in the division that the row names."""
    value = pl.concat_str(
        [pl.col(name).fill_null("") for name in (place.longitude, place.latitude)], separator=", "
    )
    named = f"{place.longitude}, {place.latitude}, {column}"
    told = pl.concat_str([value, pl.col(column)], separator=", ")
    return Rule("position_elsewhere", named, pl.col("!elsewhere"), told)


def of_shapes(columns: Iterable[str]) -> Iterator[Rule]:
    """Yield the rules that WKT can be read and is a valid shape (OGC Simple Features)."""
    for name in columns:
        told = pl.col(name).str.slice(0, 80)
        yield Rule("invalid_shape", name, pl.col(f"!shape {name}"), told)


def of_references(known: Mapping[Reference, pl.Series]) -> Iterator[Rule]:
    """Yield the rules that a value stands in a column of another source."""
    for each, values in known.items():
        text = pl.col(f"~{each.column}")
        broken = text.is_not_null() & ~text.is_in(values.implode())
        expected = f"{each.source}.{each.to}"
        yield Rule("unknown_reference", each.column, broken, pl.col(each.column), expected)
