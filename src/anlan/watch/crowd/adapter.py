r"""What a counting sensor delivers becomes readings of its area's datastreams.

This is the interface for a city's own counting sensors, whatever counts in them: each delivers, for
an area, any of density, people there, in- and outflow, mean speed and the variance of velocity. The
crowd pressure is made of two of them, after Helbing, Johansson and Al-Abideen, "Dynamics of crowd
disasters: An empirical study", Physical Review E 75 (2007):

.. math:: P = k\,\mathrm{Var}(v)

with density :math:`k` (persons/m²) and velocity :math:`v` (m/s), in 1/s².
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from anlan.watch.intake import Rows

DENSITY, COUNT, INFLOW, OUTFLOW, SPEED, PRESSURE = (
    "crowd_density", "crowd_count", "crowd_inflow", "crowd_outflow", "crowd_speed",
    "crowd_pressure",
)  # fmt: skip
KINDS = (DENSITY, COUNT, INFLOW, OUTFLOW, SPEED, PRESSURE)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a counting sensor tells of an area at a moment; None for what it doesn't measure.

    Attributes:
        area: the object that the area's datastreams are of.
        at: when, in microseconds since 1970.
        density: people per square metre.
        count: people in the area.
        inflow, outflow: people who come in and go out, per minute.
        speed: mean speed, in m/s.
        variance: of the velocity, in m²/s².
    """

    area: str
    at: int
    density: float | None = None
    count: float | None = None
    inflow: float | None = None
    outflow: float | None = None
    speed: float | None = None
    variance: float | None = None

    def values(self) -> dict[str, float]:
        """Return what was measured, by kind."""
        pressure = None
        if self.density is not None and self.variance is not None:
            pressure = self.density * self.variance
        told = (self.density, self.count, self.inflow, self.outflow, self.speed, pressure)
        return {kind: each for kind, each in zip(KINDS, told, strict=True) if each is not None}


def readings(streams: Mapping[tuple[str, str], int], counted: Sequence[Counted]) -> Rows:
    """Return the readings of what was counted.

    Args:
        streams: the number of each area's datastream of each kind.
        counted: what sensors deliver.

    Returns:
        For :class:`anlan.watch.intake.Intake`: a value for which an area has no datastream is one
        of an unknown datastream there, and refused with that reason.
    """
    rows: list[tuple[int, int, float]] = []
    names: list[str] = []
    for each in counted:
        for kind, value in each.values().items():
            rows.append((streams.get((each.area, kind), -1), each.at, value))
            names.append(f"{each.area} {kind}")
    return Rows(
        np.array([stream for stream, _, _ in rows], np.int64),
        np.array([at for _, at, _ in rows], np.int64),
        np.array([value for _, _, value in rows], np.float64),
        names=names,
    )
