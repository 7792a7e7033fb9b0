"""What the public may know of cases: states in plain words with their times, and what is near."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from anlan.cases import joining, rows
from anlan.cases.live import Rows
from anlan.cases.nearby import nearby
from anlan.cases.public.settings import PublicState, settings
from anlan.store.cases import CaseMove, CaseRow

CLOSED = ("closed", "forced_closed")
"""The states in which whoever reported may say how it was solved."""


@dataclass(frozen=True, slots=True)
class Step:
    """A public state, and when a case came into it."""

    state: PublicState
    at: datetime


@dataclass(frozen=True, slots=True)
class NearCase:
    """An open case, and about how far it is."""

    row: CaseRow
    state: PublicState
    metres: int


def steps(moves: Iterable[CaseMove]) -> list[Step]:
    """Return the public states a case went through, each when it began; never who made it so."""
    found: list[Step] = []
    for made in moves:
        state = settings().by_state.get(made.to_state)
        if state is not None and (not found or found[-1].state is not state):
            found.append(Step(state, made.at))
    return found


def is_public(row: CaseRow) -> bool:
    """Return whether the public may know of a case."""
    return row.kind in settings().kinds


def promised(row: CaseRow) -> datetime | None:
    """Return by when the problem shall be put right; None while nobody has been sent, or it waits.

    The terms of the steps before are the offices' own, not a promise to the public.
    """
    state = settings().by_state.get(row.state)
    return row.due_at if state and state.name in ("sent", "worked") and not row.paused else None


def near(
    session: Session, shown: Rows, place: tuple[float, float], code: str = ""
) -> list[NearCase]:
    """Return open cases near a place, the nearest first: of a class's meaning, or of any.

    Args:
        session: where the cases are.
        shown: the open cases of the city.
        place: longitude and latitude, WGS 84.
        code: of a class; empty for any.
    """
    chosen, meaning = settings().near, joining.settings().meaning

    def meant(row: CaseRow) -> bool:
        alike = not code or not row.class_code or meaning(row.class_code) == meaning(code)
        return alike and is_public(row)

    step = chosen.step_metres
    return [
        NearCase(
            each.row,
            settings().by_state[each.row.state],
            max(round(each.metres / step), 1) * step,
        )
        for each in nearby(session, shown, place, chosen.metres, chosen.most, meant)
    ]


def of_number(session: Session, city: str, number: str) -> CaseRow:
    """Return a case that the public may know of.

    Raises:
        CaseError: there is none of that number; one that isn't public is as one that isn't there.
    """
    row = rows.find(session, city, number)
    if not is_public(row):
        raise rows.none(city, number)
    return row
