"""How the sheets of a pack are laid out, from ``risk/data/sheets.toml``."""

from functools import cache
from typing import Literal

from pydantic import Field

from anlan.model.declared import Declared, Slug, Text
from anlan.risk.declared import DATA, read_declared
from anlan.risk.register.kinds import kinds
from anlan.risk.schemes import Scheme
from anlan.words import Language

SheetKind = Literal["jha", "scl", "checklist"]


class Column(Text):
    """A column; see the file for those that stand for several."""

    id: Slug
    width: float = Field(gt=0)


class Layout(Declared):
    """A sheet: ``type`` is that of all its risk points, empty where each has its own."""

    title: Text
    type: str
    columns: tuple[Column, ...]


class _Layouts(Declared):
    jha: Layout
    scl: Layout
    checklist: Layout


@cache
def layout(kind: SheetKind) -> Layout:
    """Return how a sheet is laid out."""
    found: Layout = getattr(read_declared(DATA / "sheets.toml", _Layouts), kind)
    return found


def columns(told: Layout, scheme: Scheme, lang: Language) -> dict[str, tuple[str, float]]:
    """Return the name and width of each column, those that stand for several put in their place.

    The ids of scores are their letter, or ``residual_`` and their letter, as in ``sheet.csv``.
    """
    found: dict[str, tuple[str, float]] = {}
    for column in told.columns:
        if column.id == "measures":
            found |= {key: (name.of(lang), column.width) for key, name in kinds().measures.items()}
        elif column.id == "scores":
            found |= {each.symbol: (each.symbol, column.width) for each in scheme.factors}
        elif column.id == "residual":
            for each in scheme.factors:
                name = column.of(lang).format(letter=each.symbol)
                found[f"residual_{each.symbol}"] = name, column.width
        elif column.id == "value":
            found["value"] = scheme.symbol, column.width
        else:
            found[column.id] = column.of(lang), column.width
    return found
