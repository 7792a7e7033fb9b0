"""Daily weather of a hot, humid city on a river."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.cities.jiangcheng.premises import dates
from anlan.cities.jiangcheng.settings import Size, day

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weather:
    """The weather file, and what it does: degrees above 28 and dryness, by day from ``first``."""

    frame: pl.DataFrame
    first: int
    heat: Floats
    dry: Floats


def make_weather(size: Size) -> Weather:
    """Draw every day from ``weather_from`` to ``as_of``; the same at every scale."""
    chance = size.chance("weather")
    days = np.arange(day("weather_from"), day("as_of") + 1)
    turn = 2 * np.pi * ((days - 18_262) % 365.25) / 365.25  # 2020-01-01 is day 18,262
    swing = _slow(chance, len(days), 0.7)
    highest = 22.5 - 13.5 * np.cos(turn - 0.35) + 3.2 * swing
    wet = chance.random(len(days)) < 0.28 + 0.14 * np.sin(turn - 0.6)
    rain = np.where(wet, chance.gamma(0.7, 13.0, len(days)), 0.0)
    highest -= 1.5 * wet
    humidity = np.clip(71 + 9 * wet + 5 * chance.normal(size=len(days)), 20, 100)
    wind = np.clip(2.4 + 1.1 * _slow(chance, len(days), 0.5), 0.2, 20)
    frame = pl.DataFrame(
        {
            "date": dates(days),
            "temperature_max_c": np.round(highest, 1),
            "rain_mm": np.round(rain, 1),
            "wind_m_s": np.round(wind, 1),
            "humidity_percent": np.round(humidity).astype(np.int64),
        }
    )
    seen = np.convolve(np.concatenate([np.ones(9), rain > 0.1]), np.ones(10), "valid")
    return Weather(frame, int(days[0]), np.maximum(highest - 28, 0), (seen == 0).astype(float))


def _slow(chance: np.random.Generator, n: int, memory: float) -> Floats:
    """Return a walk around zero, of spread one, that remembers ``memory`` of yesterday."""
    news = chance.normal(size=n) * np.sqrt(1 - memory**2)
    walk = np.zeros(n)
    for step in range(1, n):
        walk[step] = memory * walk[step - 1] + news[step]
    return walk
