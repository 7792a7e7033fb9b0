"""Incidents planted among reports: one cause each, told by several people, for evaluation only."""

import tomllib
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from anlan.cities.jiangcheng.settings import HERE


def plant(
    reports: pl.DataFrame, together: Mapping[str, Sequence[str]], many: int, seed: int
) -> pl.DataFrame:
    """Return reports with others of planted incidents among them, in the order of their moments.

    An incident lies where some report was made, so that it comes where people are, at any moment
    of the reports' time. Each of those who tell of it calls it one of the classes that mean the
    same, and places it somewhere near.

    Args:
        reports: ``number``, ``x``, ``y`` (metres), ``hour`` (since 1970), ``code``.
        together: the classes of each meaning that occur.
        many: how many incidents.
        seed: of the chance.

    Returns:
        The same columns and ``incident``: a number from 0 on, or -1 where there was none.
    """
    told = tomllib.loads((HERE / "incidents.toml").read_text("utf-8"))["incidents"]
    chance = np.random.default_rng(seed)
    first, last = float(reports["hour"].min()), float(reports["hour"].max())  # type: ignore[arg-type]
    meanings = [tuple(codes) for _, codes in sorted(together.items())]
    places = reports.select("x", "y").to_numpy()
    parts = [reports.with_columns(incident=pl.lit(-1, pl.Int64))]
    for number in range(many):
        size = int(chance.integers(told["least"], told["most"] + 1))
        codes = meanings[chance.integers(len(meanings))]
        hours = float(chance.choice(told["hours"]))
        x, y = places[chance.integers(len(places))]
        spread = float(chance.choice(told["metres"]))
        begin = chance.uniform(first, last - hours)
        parts.append(
            pl.DataFrame(
                {
                    "number": [f"P{number}-{each}" for each in range(size)],
                    "x": x + chance.normal(0, spread, size),
                    "y": y + chance.normal(0, spread, size),
                    "hour": begin + np.sort(chance.uniform(0, hours, size)),
                    "code": [codes[each] for each in chance.integers(len(codes), size=size)],
                    "incident": np.full(size, number, np.int64),
                }
            )
        )
    return pl.concat([part.select(parts[0].columns) for part in parts]).sort("hour", "number")
