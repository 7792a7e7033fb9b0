"""How many people are where at which hour, and how many places are easily hurt: counts only."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from anlan.model.errors import RegisterError
from anlan.pool.divisions import DivisionTree
from anlan.risk.living import Ground, area_rules
from anlan.risk.register.rows import few
from anlan.store.change import Change
from anlan.store.risk import RiskGround
from anlan.store.risk.tables import ALL_DAY

COUNTS = ("people", "premises", "vulnerable")
COLUMNS = ("division", "hour", *COUNTS)
HOURS = 24
MOST = 10**9
"""A larger count is a slip of the pen."""


@dataclass(frozen=True)
class Counted:
    """What was counted in a division; None is not counted.

    Attributes:
        division: its code or path.
        hour: of the day in the city, 0 to 23; ``ALL_DAY`` for every hour.
        people: how many are there.
        premises: how many schools, homes, shops … there are.
        vulnerable: in how many of them people can't well help themselves.
    """

    division: str
    hour: int = ALL_DAY
    people: int | None = None
    premises: int | None = None
    vulnerable: int | None = None


Known = Mapping[str, Counted]
"""What holds at an hour, by the division's path."""


def read(file: Path) -> list[Counted]:
    """Read counts from a CSV file: division, hour, people, premises, vulnerable; empty for none.

    Raises:
        RegisterError: it can't be read, lacks a column, or a row makes no sense; it is named.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            lines = csv.DictReader(text)
            missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
            if missing:
                raise RegisterError(
                    "error.ground.columns", file=file.name, columns=", ".join(missing)
                )
            return [_counted(file.name, lines.line_num, row) for row in lines]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegisterError("error.ground.file", file=file.name, reason=error) from error


def replace_all(
    made: Change, city: str, tree: DivisionTree, given: Sequence[Counted]
) -> list[Counted]:
    """Put counts in place of all that were there; return them as they are kept.

    Fewer people than ``exposure.fewest`` of ``risk/data/areas.toml`` are kept as none.

    Raises:
        RegisterError: a division isn't known or is counted twice at an hour; then those that were
            there stay.
    """
    fewest, told = area_rules().exposure.fewest, {}
    for each in given:
        path = tree.paths.get(each.division.rpartition("/")[2])
        if path is None:
            raise RegisterError("error.ground.division", found=each.division)
        if (path, each.hour) in told:
            hour = "" if each.hour == ALL_DAY else each.hour
            raise RegisterError("error.ground.twice", division=each.division, hour=hour)
        people = 0 if each.people is not None and each.people < fewest else each.people
        told[path, each.hour] = Counted(path, each.hour, people, each.premises, each.vulnerable)
    made.session.execute(delete(RiskGround).where(RiskGround.city == city))
    kept = list(told.values())
    for part in few(kept):
        rows = [{"city": city} | {key: getattr(each, key) for key in COLUMNS} for each in part]
        made.session.execute(insert(RiskGround), rows)
    made.record(f"risk_ground:{city}", "risk.ground", None, {"n": len(kept)})
    return kept


def known(session: Session, city: str, hour: int) -> Known:
    """Return what holds at an hour: counts of that hour before those of all day."""
    columns = (getattr(RiskGround, name) for name in COLUMNS)
    query = select(*columns).where(RiskGround.city == city)
    query = query.where(or_(RiskGround.hour == hour, RiskGround.hour == ALL_DAY))
    found: dict[str, Counted] = {}
    for row in session.execute(query.order_by(RiskGround.hour)):
        every, now = found.get(row.division, Counted(row.division)), Counted(*row)
        values = (
            getattr(every, name) if getattr(now, name) is None else getattr(now, name)
            for name in COUNTS
        )
        found[row.division] = Counted(row.division, hour, *values)
    return found


def ground(paths: Sequence[str], km2: Sequence[float], of: Known) -> Ground:
    """Return what is known of divisions.

    A division that was counted has its own counts; else those beneath it that were counted, and lie
    beneath no other that was, are added up.

    Args:
        paths: of the divisions.
        km2: their sizes.
        of: what was counted.

    >>> counted = [Counted("c/d/s1", people=300), Counted("c/d/s2", people=200)]
    >>> counted += [Counted("c/d/s1/g", people=40)]
    >>> found = ground(["c/d", "c/d/s1/g"], [1.0, 0.1], {each.division: each for each in counted})
    >>> found.people.tolist()
    [500.0, 40.0]

    The district has what its streets have; the grid's 40 are among the 300 of its street.
    """
    people, premises, vulnerable = (_rolled(paths, of, name) for name in COUNTS)
    share = np.divide(vulnerable, premises, out=np.zeros(len(paths)), where=premises > 0)
    return Ground(np.array(km2, np.float64), people, np.minimum(share, 1.0))


def around(path: str, of: Known, km2: Callable[[str], float]) -> tuple[float, float]:
    """Return people on each square kilometre, and the share of vulnerable premises, around a place.

    They are those of the smallest division that was counted among it and those above it.

    Args:
        path: of the division that holds the place.
        of: what was counted.
        km2: tells the size of a division by its path.
    """
    people = share = None
    for each in (path, *_above(path)):
        counted = of.get(each)
        if counted is None:
            continue
        if people is None and counted.people is not None and (size := km2(each)) > 0:
            people = counted.people / size
        if share is None and counted.premises:
            share = (counted.vulnerable or 0) / counted.premises
    return people or 0.0, share or 0.0


def _rolled(paths: Sequence[str], of: Known, name: str) -> np.ndarray[tuple[int], np.dtype]:
    values = {path: getattr(each, name) for path, each in of.items()}
    values = {path: value for path, value in values.items() if value is not None}
    sums = dict.fromkeys(paths, 0)
    for path, value in values.items():
        if path in sums:
            sums[path] = value
        for above in _above(path):
            if above in values:
                break
            if above in sums:
                sums[above] += value
    return np.array([sums[path] for path in paths], np.float64)


def _above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _counted(file: str, line: int, row: Mapping[str, str | None]) -> Counted:
    try:
        hour = int(row["hour"] or ALL_DAY)
        counts = [int(row[name] or 0) if row[name] else None for name in COUNTS]
        every = [each for each in counts if each is not None]
        premises, vulnerable = counts[1], counts[2]
        if not row["division"] or not ALL_DAY <= hour < HOURS:
            raise ValueError(row["division"] and row["hour"])
        if not every or min(every) < 0 or max(every) > MOST:
            raise ValueError(", ".join(row[name] or "-" for name in COUNTS))
        if vulnerable is not None and (premises is None or vulnerable > premises):
            raise ValueError(f"vulnerable {vulnerable} > premises {premises}")
    except (TypeError, ValueError) as error:
        raise RegisterError("error.ground.row", file=file, line=line, reason=error) from error
    return Counted(row["division"], hour, *counts)
