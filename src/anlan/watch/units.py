"""What a unit is in another, ``data/units.toml``; values turned into that of their datastream."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import Field

from anlan.model.declared import Declared
from anlan.watch.batch import Floats, Ints
from anlan.watch.intake.check import unit_of
from anlan.watch.registry import Known


class Unit(Declared):
    """A value in the unit ``of`` is ``scale`` times it plus ``shift`` in the unit ``into``."""

    of: str
    into: str = Field(alias="in")
    scale: float
    shift: float = 0.0


@cache
def _table() -> dict[tuple[str, str], tuple[float, float]]:
    file = Path(__file__).parent / "data" / "units.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    units = map(Unit.model_validate, read["units"])
    return {(one.of, one.into): (one.scale, one.shift) for one in units}


def convert(of: str, into: str) -> tuple[float, float] | None:
    """Return scale and shift from one unit into another; None where they don't measure the same."""
    return (1.0, 0.0) if of == into else _table().get((of, into))


def converted(units: Sequence[str | None], stream: Ints, value: Floats, known: Known) -> list[str]:
    """Turn values into the unit of their datastream; return the units that can't be turned."""
    left = []
    for place, unit in enumerate(units):
        if not unit:
            left.append("")
            continue
        turned = convert(unit, unit_of(known, int(stream[place])))
        if turned is not None:
            value[place] = value[place] * turned[0] + turned[1]
        left.append(unit if turned is None else "")
    return left
