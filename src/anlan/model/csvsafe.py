"""Make text safe for the cells of a CSV file that people open in a spreadsheet.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula, and skips some
white space to find it; a name typed into a department's form could so read files or call out
(OWASP, "CSV Injection"). Such a cell gets an apostrophe in front, which makes it text.
"""

import re
from typing import TypeVar

import polars as pl

Value = TypeVar("Value")

# The full-width forms are what Chinese and Japanese input methods type; spreadsheets accept them.
RISKY = r"^[\s\x00]*[=+\-@＝＋－＠]|^[\t\r\n]"
TEXT = (pl.String, pl.Categorical, pl.Enum)
NUMBER = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"


def safe_cell(value: Value) -> Value | str:
    """Return ``value`` unless it is text that a spreadsheet would run; then it begins with ``'``.

    What isn't text, and text that is a plain number, stays as it is.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("-12.5"), safe_cell("@sum"), safe_cell(-3)
    ("'=HYPERLINK(1)", '-12.5', "'@sum", -3)
    """
    if isinstance(value, str) and re.search(RISKY, value) and not re.fullmatch(NUMBER, value):
        return f"'{value}"
    return value


def safe_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """Return ``frame`` with every text cell and every column name made safe; numbers stay numbers.

    >>> safe_frame(pl.DataFrame({"name": ["=1+1", "Bakery"], "x": [-1, 2]})).rows()
    [("'=1+1", -1), ('Bakery', 2)]
    """
    names = [name for name, kind in frame.schema.items() if isinstance(kind, TEXT)]
    safe = frame.with_columns(_safe(name) for name in names)
    return safe.rename({name: safe_cell(name) for name in frame.columns})


def _safe(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String)
    risky = text.str.contains(RISKY) & ~text.str.contains(NUMBER)
    return pl.when(risky).then("'" + text).otherwise(text).alias(name)
