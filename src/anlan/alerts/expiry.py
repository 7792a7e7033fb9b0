"""Alerts end by themselves when their time is over; so do those of other authorities."""

from datetime import datetime

from sqlalchemy import select

from anlan.alerts import rows
from anlan.model.cause import Cause
from anlan.store.alerts import AlertInbound, AlertRow
from anlan.store.alerts.tables import EXPIRED
from anlan.store.change import change
from anlan.store.database import Database


def expire(database: Database, cause: Cause, now: datetime) -> int:
    """End all whose time is over; return how many."""
    over = select(AlertRow).where(
        AlertRow.ended_at.is_(None), AlertRow.msg_type != "Cancel", AlertRow.expires_at <= now
    )
    theirs = select(AlertInbound).where(
        AlertInbound.ended_at.is_(None), AlertInbound.expires_at <= now
    )
    with database.session() as session:
        # Most looks find nothing; they must not make anybody wait.
        if not any(session.scalars(each.limit(1)).first() for each in (over, theirs)):
            return 0
    with change(database, cause) as made:
        ended = made.session.scalars(over.with_for_update()).all()
        for each in ended:
            each.ended_at, each.ended_how = each.expires_at, EXPIRED
            subject = f"{rows.subject(each.city, each.number)}/{each.seq}"
            told = {"identifier": each.identifier}
            made.record(subject, f"alert{rows.SUFFIXES[each.status]}.expired", None, told)
        strange = made.session.scalars(theirs.with_for_update()).all()
        for other in strange:
            other.ended_at, other.ended_how = other.expires_at, EXPIRED
    return len(ended) + len(strange)
