"""What is kept of each case for its evaluation: set with each move, and made anew from the history.

Which act sets what is data (``cases/data/milestones.toml``). A move changes its case's row with one
statement in its own transaction; opening a case takes none, for what is then known stands in the
case itself, and :func:`settle` looks after those who were only reported.
"""

import time
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import model_validator
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from anlan.cases.flow import Effect, Move, workflow
from anlan.cases.numbers import inserting
from anlan.model.declared import Declared
from anlan.store.cases import CaseMilestones, CaseMove, CaseRow

FILE = Path(__file__).parents[1] / "data" / "milestones.toml"
BATCH = 500
DUE = "handling_due_at"
_TABLE: Any = CaseMilestones.__table__
Values = dict[str, int | str | None]
_Marks = dict[str, tuple[Literal["first", "last", "add"], int | str | None]]


class Milestone(Declared):
    """One of them; see the file for what each means."""

    kind: Literal["moment", "in_time", "flag", "count", "field"]
    take: Literal["first", "last"] = "last"
    acts: tuple[str, ...]
    clear: tuple[str, ...] = ()
    field: str = ""

    def value(self, at: datetime, due_at: datetime | None, fields: Mapping[str, Any]) -> int | str:
        """Return what an act sets it to."""
        if self.kind == "moment":
            return seconds(at)
        if self.kind == "in_time":
            return int(due_at is None or at <= due_at)
        return str(fields[self.field]) if self.kind == "field" else 1


class Milestones(Declared):
    """All of them, by the names of their columns."""

    by_name: dict[str, Milestone]

    @model_validator(mode="after")
    def _known(self) -> Self:
        unknown = set(self.by_name) - set(_TABLE.columns.keys())
        named = {act for each in self.by_name.values() for act in (*each.acts, *each.clear)}
        unknown |= named - set(workflow().acts)
        if unknown:
            raise ValueError(f"no column or act of ours: {', '.join(sorted(unknown))}")
        return self

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All columns that follow from the history exactly."""
        return tuple(name for name in _TABLE.columns.keys() if name != "written_at")  # noqa: SIM118

    def marks(
        self, act: str, at: datetime, due_at: datetime | None, fields: Mapping[str, Any]
    ) -> _Marks:
        """Return what an act sets, how, and to what; ``due_at`` is the deadline that stood."""
        found: _Marks = {}
        for name, each in self.by_name.items():
            if act in each.acts:
                how: Any = "add" if each.kind == "count" else each.take
                found[name] = (how, each.value(at, due_at, fields))
            elif act in each.clear:
                found[name] = ("last", None)
        return found


@cache
def milestones() -> Milestones:
    """Return the milestones that ship."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Milestones.model_validate({"by_name": told})


def seconds(at: datetime) -> int:
    """Return a moment in whole seconds since 1970 UTC."""
    return int(at.timestamp() // 1)


def begins(row: CaseRow) -> Values:
    """Return the milestones of a case that has only been opened."""
    blank: Values = dict.fromkeys(_TABLE.columns.keys())
    counts = {name: 0 for name, each in milestones().by_name.items() if each.kind == "count"}
    opened = {"opened_at": seconds(row.opened_at), "part": int(row.lead_id is not None)}
    return blank | counts | _about(row) | opened | {"written_at": _now()}


def keep(
    session: Session,
    row: CaseRow,
    by: Move,
    effects: Sequence[Effect],
    stood: datetime | None,
    before: tuple[str, str, str],
) -> None:
    """Write what a move marks; ``stood`` is the deadline until then, ``before`` :func:`place`."""
    marks = milestones().marks(by.act, by.at, stood, by.fields)
    if row.moves == 1 and not marks:
        return
    if any(verb in ("keep", "extend") for verb, _ in effects) and _handling(row):
        marks[DUE] = ("last", seconds(row.due_at) if row.due_at else None)
    if row.moves > 2 and not marks and before == place(row):
        return
    # Only a case that was reported, and nothing more, has no row yet.
    if row.moves == 1 or (row.moves == 2 and row.lead_id is None):
        statement = inserting(session, CaseMilestones).values(**_folded(begins(row), marks))
        later = _changes(row, marks)
        session.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=later))
    else:
        _update(session, row, _changes(row, marks))


def put_due(session: Session, row: CaseRow) -> None:
    """Write a deadline that was put, where it is that of handling."""
    if row.due_at is not None and _handling(row):
        _update(session, row, {DUE: seconds(row.due_at), "written_at": _now()})


def place(row: CaseRow) -> tuple[str, str, str]:
    """Return whose a case is: its class, division and department."""
    return row.class_code or "", row.division, row.department


def replayed(row: CaseRow, moves: Sequence[CaseMove]) -> Values:
    """Return the milestones of a case as its history makes them."""
    told = begins(row)
    for number, move in enumerate(moves):
        told = _folded(told, milestones().marks(move.act, move.at, move.due_at, move.fields))
        last = number + 1 == len(moves)
        due = row.due_at if last else moves[number + 1].due_at
        if due is not None and "handling" in workflow().running[move.to_state]:
            told[DUE] = seconds(due)
    return told


def settle(session: Session, city: str) -> int:
    """Write the milestones of open cases that have none yet: those only reported; how many."""
    done = 0
    there = select(CaseMilestones.case_id).where(CaseMilestones.case_id == CaseRow.id).exists()
    query = select(CaseRow).where(
        CaseRow.city == city, CaseRow.state.in_(workflow().open_states), ~there
    )
    for found in session.scalars(query).partitions(BATCH):
        histories = _histories(session, found)
        told = [replayed(row, histories[row.id]) for row in found]
        session.execute(inserting(session, CaseMilestones).on_conflict_do_nothing(), told)
        done += len(found)
    return done


def rebuild(session: Session, city: str, after: int = 0, limit: int = BATCH) -> tuple[int, int]:
    """Make the milestones of a batch of cases anew from their history.

    Returns:
        The last case's id (0: there is none after ``after``), and of how many what was kept
        wasn't what the history says.
    """
    query = select(CaseRow).where(CaseRow.city == city, CaseRow.id > after)
    found = list(session.scalars(query.order_by(CaseRow.id).limit(limit)))
    if not found:
        return 0, 0
    kept = {
        each["case_id"]: dict(each)
        for each in session.execute(
            select(_TABLE).where(_TABLE.c.case_id.in_([row.id for row in found]))
        ).mappings()
    }
    histories, wrong = _histories(session, found), 0
    for row in found:
        told = replayed(row, histories[row.id])
        # Who was only reported needs no row yet.
        if row.id not in kept and row.moves == 1:
            continue
        if row.id not in kept or differs(kept[row.id], told):
            wrong += 1
            _replace(session, told)
    return found[-1].id, wrong


def differs(kept: Mapping[str, Any], told: Values) -> bool:
    """Return whether what was kept isn't what the history says."""
    return any(kept[name] != told[name] for name in milestones().columns)


def _histories(session: Session, found: Sequence[CaseRow]) -> dict[int, list[CaseMove]]:
    told: dict[int, list[CaseMove]] = {row.id: [] for row in found}
    query = select(CaseMove).where(CaseMove.case_id.in_(told))
    for move in session.scalars(query.order_by(CaseMove.case_id, CaseMove.seq)):
        told[move.case_id].append(move)
    return told


def _about(row: CaseRow) -> Values:
    class_code, division, department = place(row)
    return {
        "case_id": row.id,
        "city": row.city,
        "kind": row.kind,
        "channel": row.channel,
        "class_code": class_code,
        "division": division,
        "department": department,
    }


def _folded(values: Values, marks: _Marks) -> Values:
    """Return milestones after an act."""
    told = dict(values)
    for name, (how, value) in marks.items():
        if how == "add":
            told[name] = int(told[name] or 0) + int(value or 0)
        elif how == "last" or told[name] is None:
            told[name] = value
    return told


def _changes(row: CaseRow, marks: _Marks) -> dict[str, Any]:
    """Return what an act changes of a row, for the database to do."""
    told: dict[str, Any] = {name: _about(row)[name] for name in
                            ("class_code", "division", "department")}  # fmt: skip
    for name, (how, value) in marks.items():
        column = _TABLE.c[name]
        given = {"first": func.coalesce(column, value), "add": column + value, "last": value}
        told[name] = given[how]
    return told | {"written_at": _now()}


def _now() -> int:
    """Return the clock's time in microseconds since 1970."""
    return time.time_ns() // 1000


def _update(session: Session, row: CaseRow, changes: dict[str, Any]) -> None:
    statement = update(_TABLE).where(_TABLE.c.case_id == row.id).values(changes)
    done: Any = session.execute(statement)
    if done.rowcount == 0:  # it is older than the table: its whole history counts
        _replace(session, replayed(row, _histories(session, [row])[row.id]))


def _replace(session: Session, told: Values) -> None:
    statement = inserting(session, CaseMilestones).values(**told)
    session.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=told))


def _handling(row: CaseRow) -> bool:
    return "handling" in workflow().running[row.state]
