"""The table of exports: what each department's file holds, and how the department writes it."""

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from anlan.cities.jiangcheng.settings import HERE

FILES = ("things.toml", "records.toml")
Crs = Literal["WGS84", "GCJ02", "BD09"]
Spread = Literal["crowd", "outskirts", "river", "metro", "grids"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mistakes(_Frozen):
    """The columns in which a few rows are spoilt; ``place``: positions as well."""

    day: str | None = None
    division: str | None = None
    number: str | None = None
    place: bool = False


class Late(_Frozen):
    """Late corrections: ``share`` of the rows come again, ``column`` put right, in ``file``."""

    file: str
    column: str
    share: float = Field(gt=0, lt=0.1)


class Export(_Frozen):
    """One export.

    Its rows are ``rows`` things or events (at scale 1, but never fewer than ``least``) where
    ``spread`` says or about things of the export ``about`` (those that are as ``where`` says); or
    one for each thing of ``each``, each day and each hour of ``hours`` (first, last, step). They
    lie within the last ``days``, events between the hours ``open``.

    ``columns`` tells of each column how it is filled: the first key names the maker
    (``columns.MAKERS``), the others are its options.
    """

    file: str
    columns: dict[str, dict[str, Any]]
    rows: int | None = None
    least: int = 1
    spread: Spread | None = None
    about: str | None = None
    where: dict[str, str] = {}
    each: str | None = None
    hours: tuple[int, int, int] | None = None
    days: int = 365
    open: tuple[int, int] = (0, 24)
    crs: Crs = "WGS84"
    encoding: str = "utf-8"
    delimiter: str = ","
    title: str | None = None
    sheet: str = "Sheet1"
    layer: str = "layer"
    mistakes: Mistakes | None = None
    late: Late | None = None

    @property
    def parent(self) -> str | None:
        """The export whose things this one tells of."""
        return self.about or self.each

    @property
    def key(self) -> str:
        """The first column, which is the key or a part of it."""
        return next(iter(self.columns))


@cache
def exports() -> dict[str, Export]:
    """Return all exports by the name of their source; parents come before what is about them."""
    table: dict[str, Any] = {}
    for file in FILES:
        table |= tomllib.loads((HERE / "exports" / file).read_text("utf-8"))
    return {name: Export.model_validate(each) for name, each in table.items()}


def with_parents(names: Iterable[str]) -> set[str]:
    """Return ``names`` and all exports that they are about."""
    found: set[str] = set()
    waiting = [name for name in names if name in exports()]
    while waiting:
        name = waiting.pop()
        found.add(name)
        parent = exports()[name].parent
        if parent in exports() and parent not in found:
            waiting.append(parent)
    return found
