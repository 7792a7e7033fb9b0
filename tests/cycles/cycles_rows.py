"""One duty at a time, for tests."""

from datetime import date

import numpy as np

from anlan.risk.cycles import Due, Duties, cycles, due


def days(*told: str) -> np.ndarray:
    return np.array(told, "datetime64[D]")


def one(
    anchor: str = "NaT",
    last: str = "NaT",
    *,
    grade: int = 0,
    stated: str = "NaT",
    idle: str = "NaT",
    restarted: str = "NaT",
) -> Duties:
    return Duties(
        np.zeros(1, np.int16),
        days(anchor),
        days(last),
        np.array([grade], np.int8),
        days(stated),
        days(idle),
        days(restarted),
    )


def found(cycle: str, duties: Duties) -> Due:
    return due([cycles()[cycle]], duties)


def at(cycle: str, duties: Duties) -> date | None:
    return found(cycle, duties).at[0].item()
