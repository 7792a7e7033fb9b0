"""Cases whose term for being opened again is over are evaluated: each once, some at a time."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, or_, select, text

from anlan.cases import desk
from anlan.cases.evaluation.settings import settings
from anlan.cases.flow import Move, workflow
from anlan.model.cause import Cause
from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.database import Database

CAUSE = Cause("job:evaluation")
ACT = "evaluate.score"


def evaluate(database: Database, city: str, now: datetime | None = None) -> int:
    """Evaluate a batch of the cases of a city that rest; return how many.

    Called until it returns 0, it has done all, however long nobody called it. Of several workers
    none waits for another, and none does what another does.
    """
    at, table = now or datetime.now(UTC), workflow()
    terms = [
        and_(CaseRow.kind == kind, CaseRow.ended_at < at - timedelta(days=table.reopen_term(kind)))
        for kind in table.kinds
    ]
    shortest = at - timedelta(days=min(map(table.reopen_term, table.kinds)))
    query = (
        select(CaseRow.number, CaseRow.version)
        # As the index says it, so that the index is used.
        .where(text("state IN ('closed', 'forced_closed')"), CaseRow.city == city)
        .where(CaseRow.ended_at < shortest, or_(*terms))
        .order_by(CaseRow.ended_at, CaseRow.id)
        .limit(settings().batch)
        .with_for_update(skip_locked=True)
    )
    with change(database, CAUSE) as made:
        found = made.session.execute(query).all()
        for number, version in found:
            move = Move(ACT, CAUSE.who, "system", at)
            desk.move(made, city, number, move, version)
    return len(found)
