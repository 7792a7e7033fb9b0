"""How firms' sheets are read, from ``risk/data/sheet.toml`` and ``sheet.csv``."""

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from anlan.model.colour import Colour
from anlan.model.declared import Declared
from anlan.risk.declared import DATA, read_declared


class SheetSettings(Declared):
    """See the file for what each means."""

    header_within: int
    header_rows: int
    header_least: int
    most_rows: int
    signatures: tuple[str, ...]
    schemes: dict[str, str]
    types: dict[str, tuple[str, ...]]
    colours: dict[Colour, tuple[str, ...]]
    floors: dict[str, tuple[str, ...]]


@cache
def settings() -> SheetSettings:
    """Return the settings."""
    return read_declared(DATA / "sheet.toml", SheetSettings)


@dataclass(frozen=True)
class Form:
    """What the columns of a sheet may be called, by :func:`plain`, and how many must be known.

    ``error`` is said where too few are, with some ``examples``.
    """

    columns: Mapping[str, str]
    least: int
    error: str
    examples: tuple[str, ...]


@cache
def points_form() -> Form:
    """Return the form of a list of risk points."""
    examples = ("风险点名称", "危险源", "L", "E", "C", "S")
    return Form(columns(), settings().header_least, "error.sheet.header", examples)


@cache
def columns(name: str = "sheet") -> dict[str, str]:
    """Return for each name that a column may have, as :func:`plain` has it, what it means."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return {
            plain(name): row["column"]
            for row in csv.DictReader(text)
            for name in row["names"].split("|")
        }


def plain(text: str) -> str:
    """Return a text without what people write differently: widths, case, spaces, brackets.

    >>> plain("可能性 （Ｌ）"), plain("Hazard\\n source")
    ('可能性l', 'hazardsource')
    """
    told = unicodedata.normalize("NFKC", text).lower()
    return "".join(each for each in told if each.isalnum() or each in "+-%.")
