"""Cases whose time runs out climb a ladder by themselves: each rung on its second, and once.

When a deadline is set, the moment of the first rung is set with it; when a rung is reached, that of
the next. So what comes next is always known, and a server that was away does what was missed, in
order, when it is back. A rung and its entry in the ledger are one transaction, and a rung of a
deadline can be in the store only once.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy import and_, false, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from anlan.cases.clock import due_many
from anlan.cases.clock.counter import aware
from anlan.cases.clock.wall import moment
from anlan.cases.clockwork import Clockwork
from anlan.cases.flow import workflow
from anlan.cases.ladder import ladder
from anlan.model.cause import Cause
from anlan.store.cases import CaseMove, CaseRow, CaseRung
from anlan.store.cases.bulk import put_many
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.tables import Moment

CAUSE = Cause("job:escalation")
RAISE = "supervise.raise"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that a rung is due for."""

    id: int
    number: str
    rung: int
    due_seq: int
    due_at: datetime
    near_at: datetime | None
    next_at: datetime
    state: str
    department: str
    division: str
    raised: int
    moves: int


def next_moment(session: Session, cities: Collection[str]) -> datetime | None:
    """Return when the next rung of any case of some cities is due; None where none is."""
    earliest = []
    for city in cities:
        query = select(CaseRow.next_at).where(CaseRow.city == city, CaseRow.next_at.is_not(None))
        earliest.append(session.scalar(query.order_by(CaseRow.next_at).limit(1)))
    return min((each for each in earliest if each is not None), default=None)


def escalate(
    database: Database, city: str, clockwork: Clockwork, now: datetime | None = None
) -> int:
    """Raise the cases of a city whose next rung is due, a batch of them; return how many.

    Called until it returns 0, it has done all that is due, however long nobody called it.

    Args:
        database: where the cases are.
        city: whose.
        clockwork: the calendars by which later rungs come.
        now: the clock's time if None.
    """
    at = now or datetime.now(UTC)
    with change(database, CAUSE) as made:
        found = _due(made.session, city, at)
        if found:
            _raise(made, city, clockwork, found, at)
    return len(found)


def keep_pace(database: Database, clocks: Mapping[str, Callable[[], Clockwork]]) -> bool:
    """Raise what is due, and what falls due within moments on its second; return whether more is.

    Only so far ahead as a few seconds: a case that comes meanwhile may be due before those known.

    Args:
        database: where the cases are.
        clocks: by city, what gives its calendars; asked only where a case is raised.
    """
    with database.session() as session:
        wanted = next_moment(session, clocks)
    now = datetime.now(UTC)
    if wanted is None or wanted > now + timedelta(seconds=ladder().ahead_seconds):
        return False
    time.sleep(max((wanted - now).total_seconds(), 0.0))
    raised = [escalate(database, city, clockwork()) for city, clockwork in clocks.items()]
    return any(raised)


def _due(session: Session, city: str, now: datetime) -> list[Waiting]:
    """Return the cases whose next rung is due; nobody else raises them until the commit."""
    columns = (CaseRow.id, CaseRow.number, CaseRow.rung, CaseRow.due_seq, CaseRow.due_at,
               CaseRow.near_at, CaseRow.next_at, CaseRow.state, CaseRow.department,
               CaseRow.division, CaseRow.raised, CaseRow.moves)  # fmt: skip
    query = select(*columns).where(CaseRow.city == city, CaseRow.next_at <= now)
    query = query.order_by(CaseRow.next_at, CaseRow.id).limit(ladder().batch)
    rows = session.execute(query.with_for_update(skip_locked=True))
    return [Waiting(**row) for row in rows.mappings()]


def _raise(
    made: Change, city: str, clockwork: Clockwork, found: Sequence[Waiting], now: datetime
) -> None:
    rungs, after = ladder().rungs, moments_after(clockwork, found)
    alike: dict[tuple[int, datetime | None], list[int]] = defaultdict(list)
    for each in found:
        # The moment of a rung without a limit is already in the row.
        following = None if _is_due_itself(each.rung + 1) else after[each.id]
        alike[each.rung, following].append(each.id)
        told = {"rung": rungs[each.rung].name, "department": each.department}
        made.record(
            f"case:{city}/{each.number}",
            "case.escalated",
            after=told | {"due_at": each.due_at.isoformat()},
        )
    for (rung, following), ids in alike.items():
        _climb(made.session, rung, following, ids, now)
    _raise_levels(made, city, [each for each in found if rungs[each.rung].raises], now)


def _raise_levels(made: Change, city: str, found: Sequence[Waiting], now: datetime) -> None:
    """Let cases go one level up, where there is one and their state allows it; each is a move."""
    edge = workflow().acts[RAISE][0]
    below = [
        each
        for each in found
        if each.state in workflow().sources(edge) and each.division.count("/") > each.raised
    ]
    rungs, who = ladder().rungs, made.entries.cause.who
    moves = [
        {
            "case_id": each.id,
            "seq": each.moves + 1,
            "act": RAISE,
            "from_state": each.state,
            "to_state": each.state,
            "who": who,
            "role": "system",
            "department": each.department,
            "at": now,
            "due_at": each.due_at,
            "fields": {"rung": rungs[each.rung].name},
            "clock": [],
        }
        for each in below
    ]
    put_many(made.session, CaseMove, moves)
    risen = update(CaseRow).where(CaseRow.id.in_([each.id for each in below]))
    values = {
        "raised": CaseRow.raised + 1,
        "moves": CaseRow.moves + 1,
        "version": CaseRow.version + 1,
    }
    session = made.session
    session.execute(risen.values(values), execution_options={"synchronize_session": False})
    for each in below:
        told = {"raised": each.raised + 1, "rung": rungs[each.rung].name}
        made.record(f"case:{city}/{each.number}", f"case.{edge.told}", after=told)


def _climb(
    session: Session, rung: int, following: datetime | None, ids: list[int], now: datetime
) -> None:
    """Write that cases have reached a rung, and when the next one is due: few statements for many.

    What a batch has in common is sent once, not with each case: some drivers send rows singly.
    """
    name = literal(ladder().rungs[rung].name)
    reached = select(CaseRow.id, CaseRow.due_seq, name, CaseRow.next_at, literal(now, Moment))
    columns = ["case_id", "seq", "rung", "at", "done_at"]
    session.execute(insert(CaseRung).from_select(columns, reached.where(CaseRow.id.in_(ids))))
    next_at = CaseRow.due_at if _is_due_itself(rung + 1) else following
    climbed = update(CaseRow).where(CaseRow.id.in_(ids)).values(rung=rung + 1, next_at=next_at)
    session.execute(climbed, execution_options={"synchronize_session": False})


def take_up(session: Session, clockwork: Clockwork, row: CaseRow) -> None:
    """Let a case whose deadline stands again go on from the rung it had reached by that deadline.

    A check that fails gives a case the deadline back that it had; what was done for it isn't done
    again.
    """
    rungs = ladder().rungs
    begun = {"near": row.near_at, "due": row.due_at}
    first = [
        and_(CaseRung.rung == rung.name, CaseRung.at == begun[rung.begin])
        for rung in rungs
        if rung.after is None and begun[rung.begin] is not None
    ]
    seqs = select(CaseRung.seq).where(CaseRung.case_id == row.id, or_(false(), *first))
    earlier = (CaseRung.case_id == row.id, CaseRung.seq.in_(seqs))
    names = set(session.scalars(select(CaseRung.rung).where(*earlier)))
    reached = max((n for n, rung in enumerate(rungs) if rung.name in names), default=None)
    if reached is None or row.due_at is None:
        return
    waiting = Waiting(row.id, row.number, reached, row.due_seq, row.due_at, row.near_at,
                      row.due_at, row.state, row.department, row.division, row.raised,
                      row.moves)  # fmt: skip
    row.rung, row.next_at = reached + 1, moments_after(clockwork, [waiting])[row.id]


def _is_due_itself(rung: int) -> bool:
    """Return whether a rung comes when the deadline itself is over."""
    rungs = ladder().rungs
    return rung < len(rungs) and rungs[rung].begin == "due" and rungs[rung].after is None


def moments_after(clockwork: Clockwork, found: Sequence[Waiting]) -> dict[int, datetime | None]:
    """Return when the rung after the one reached is due; those of one kind at once."""
    rungs = ladder().rungs
    alike: dict[tuple[int, str], list[Waiting]] = defaultdict(list)
    told: dict[int, datetime | None] = {}
    for each in found:
        following = each.rung + 1
        if following >= len(rungs):
            told[each.id] = None
        elif rungs[following].after is None:
            told[each.id] = each.due_at
        else:
            running = workflow().running[each.state]
            department = each.department if "handling" in running else ""
            calendar = clockwork.calendar(department, each.division)
            alike[following, calendar.name].append(each)
    for (following, name), cases in alike.items():
        limit = rungs[following].after
        assert limit is not None  # noqa: S101 - sorted out above
        starts = np.array([aware(each.due_at) for each in cases], np.int64)
        dues = due_many(starts, limit, clockwork.calendars[name])
        told |= {each.id: moment(int(due)) for each, due in zip(cases, dues, strict=True)}
    return told
