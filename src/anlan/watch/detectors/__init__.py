"""Detectors: what is strange in a series, one folder each, all behind one small interface.

Each folder holds ``detector.py``, with the formula and where it is from, and ``settings.toml``, the
settings that ship. ``docs/theory/detectors.md`` tells how they were judged.
"""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from anlan.watch.detectors.change import Change
from anlan.watch.detectors.combined import Combined, Group
from anlan.watch.detectors.density import Density
from anlan.watch.detectors.detector import Detector, State
from anlan.watch.detectors.forecast import Forecast
from anlan.watch.detectors.half_space import HalfSpace
from anlan.watch.detectors.level import Level
from anlan.watch.detectors.multivariate import Multivariate
from anlan.watch.detectors.neighbours import Neighbours
from anlan.watch.detectors.plain import AnyPlain
from anlan.watch.detectors.seasonal import Seasonal
from anlan.watch.detectors.spread import Spread

Chosen = Annotated[
    AnyPlain | Combined | Density | HalfSpace | Multivariate, Field(discriminator="detector")
]
"""Any detector with its settings, as a rule declares it."""
_KINDS = (
    Change, Combined, Density, Forecast, HalfSpace, Level, Multivariate, Neighbours,
    Seasonal, Spread,
)  # fmt: skip

__all__ = [
    "Change",
    "Chosen",
    "Combined",
    "Density",
    "Detector",
    "Forecast",
    "Group",
    "HalfSpace",
    "Level",
    "Multivariate",
    "Neighbours",
    "Seasonal",
    "Spread",
    "State",
    "shipped",
]


@cache
def shipped() -> dict[str, Chosen]:
    """Return each detector by its name, with the settings that ship with Anlan."""
    found = {}
    for kind in _KINDS:
        name = kind.model_fields["detector"].default
        found[name] = kind.read(Path(__file__).parent / name / "settings.toml")
    return found
