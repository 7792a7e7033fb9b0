"""How far and how long: great-circle distance, a declared detour factor, a stated speed.

What is assumed stands in ``assumptions.json`` with its source, not in code.
"""

import json
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@cache
def assumption(name: str) -> float | str:
    """Return the declared value called ``name`` from ``assumptions.json``.

    Raises:
        KeyError: nothing of that name is declared.
    """
    text = (resources.files("anlan.plan") / "assumptions.json").read_text(encoding="utf-8")
    value: float | str = json.loads(text)[name]["value"]
    return value


def straight_km(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    r"""Return great-circle kilometres between positions in degrees; shapes broadcast.

    .. math:: d = 2 R \arcsin \sqrt{\sin^2\tfrac{\varphi_2-\varphi_1}{2}
              + \cos\varphi_1 \cos\varphi_2 \sin^2\tfrac{\lambda_2-\lambda_1}{2}}

    with latitude :math:`\varphi`, longitude :math:`\lambda` and the mean radius :math:`R`
    (haversine formula, Sinnott 1984).

    >>> float(straight_km(*np.array([114.30, 30.59, 114.40, 30.59]))).__round__(2)
    9.57

    A tenth of a degree eastward at Wuhan's latitude is 9.57 km, less than at the equator.
    """
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half = (
        np.sin((to_phi - phi) / 2) ** 2
        + np.cos(phi) * np.cos(to_phi) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    )
    radius = float(assumption("earth_radius_km"))
    return np.asarray(2 * radius * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def road_km(lon: Floats, lat: Floats, detour: float) -> Floats:
    """Return the (n, n) road kilometres between n positions: straight kilometres × ``detour``."""
    return straight_km(lon[:, None], lat[:, None], lon[None, :], lat[None, :]) * detour


def road_seconds(km: Floats, speed_kmh: float) -> Ints:
    """Return whole seconds on the road, rounded up so that a sum never hides time."""
    return np.ceil(np.round(km * (3600 / speed_kmh), 6)).astype(np.int64)
