"""How firms' sheets are read, from ``risk/data/sheet.toml`` and ``sheet.csv``."""

import csv
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from anlan.model.colour import Colour
from anlan.model.declared import Declared

_DATA = Path(__file__).parents[2] / "data"


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
    text = (_DATA / "sheet.toml").read_text(encoding="utf-8")
    return SheetSettings.model_validate(tomllib.loads(text))


@cache
def columns() -> dict[str, str]:
    """Return for each name that a column may have, as :func:`plain` has it, what it means."""
    with (_DATA / "sheet.csv").open(encoding="utf-8", newline="") as text:
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
