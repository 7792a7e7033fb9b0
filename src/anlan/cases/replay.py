"""How well reports are joined: a replay in which the truth is known."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from anlan.cases.joining import Report

Join = Callable[[Report], str]
"""Takes reports in the order of their moments; returns the case each is put into."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a replay found.

    Attributes:
        within_three: share of incidents whose first three reports were in one case.
        false: share of the reports without an incident that were put to another report's case.
        incidents, reports: how many of each.
    """

    within_three: float
    false: float
    incidents: int
    reports: int


def judge(join: Join, reports: pl.DataFrame) -> Judged:
    """Replay reports and compare their cases with the incidents they are of.

    Args:
        join: the rule.
        reports: ``number``, ``x``, ``y``, ``hour``, ``code`` and ``incident`` (-1: none), in the
            order of their moments.
    """
    of_incident: dict[int, list[str]] = {}
    alone = joined = 0
    for number, x, y, hour, code, incident in reports.select(
        "number", "x", "y", "hour", "code", "incident"
    ).iter_rows():
        case = join(Report(number, x, y, hour, code))
        if incident < 0:
            alone += 1
            joined += case != number
        else:
            of_incident.setdefault(incident, []).append(case)
    whole = [cases for cases in of_incident.values() if len(cases) > 2]
    found = sum(len(set(cases[:3])) == 1 for cases in whole)
    return Judged(found / max(len(whole), 1), joined / max(alone, 1), len(whole), alone)
