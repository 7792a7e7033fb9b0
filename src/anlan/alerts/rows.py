"""Find drafts, events and messages; what the ledger calls them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from anlan import cap
from anlan.model.errors import AlertError
from anlan.store.alerts import AlertDraft, AlertEvent, AlertRow
from anlan.store.alerts.tables import DRAFT

SUFFIXES = {"Actual": "", "Exercise": "_exercise", "Test": "_test"}
"""What acts are called by the status of their message: a topic ``alert.*`` hears actual ones."""


def subject(city: str, number: int) -> str:
    """Return what the ledger calls an event; its messages are below it."""
    return f"alert:{city}/{number}"


def draft_subject(city: str, number: int) -> str:
    """Return what the ledger calls a draft."""
    return f"alert_draft:{city}/{number}"


def draft(session: Session, city: str, number: int, *, hold: bool = False) -> AlertDraft:
    """Return a draft that is still one; ``hold`` keeps others from it until the transaction ends.

    Raises:
        AlertError: there is none.
    """
    query = select(AlertDraft).where(AlertDraft.city == city, AlertDraft.id == number)
    found = session.scalar(query.with_for_update() if hold else query)
    if found is None or found.state != DRAFT:
        raise AlertError("error.alerts.no_draft", number=number)
    return found


def drafts(session: Session, city: str) -> Sequence[AlertDraft]:
    """Return what is being composed, the newest first."""
    query = select(AlertDraft).where(AlertDraft.city == city, AlertDraft.state == DRAFT)
    return session.scalars(query.order_by(AlertDraft.id.desc())).all()


def event(session: Session, city: str, number: int, *, hold: bool = False) -> AlertEvent:
    """Return an event.

    Raises:
        AlertError: there is none.
    """
    query = select(AlertEvent).where(AlertEvent.city == city, AlertEvent.number == number)
    found = session.scalar(query.with_for_update() if hold else query)
    if found is None:
        raise AlertError("error.alerts.none", number=number)
    return found


def messages(session: Session, city: str, number: int) -> Sequence[AlertRow]:
    """Return all messages of an event, the first first.

    Raises:
        AlertError: there is none.
    """
    query = select(AlertRow).where(AlertRow.city == city, AlertRow.number == number)
    found = session.scalars(query.order_by(AlertRow.seq)).all()
    if not found:
        raise AlertError("error.alerts.none", number=number)
    return found


def runs(row: AlertRow, now: datetime) -> bool:
    """Return whether a message is in force."""
    over = row.expires_at is not None and row.expires_at <= now
    return row.ended_at is None and row.msg_type != "Cancel" and not over


def in_force(session: Session, city: str, now: datetime, *statuses: str) -> Sequence[AlertRow]:
    """Return the messages in force, of all statuses unless some are named, the newest first."""
    query = select(AlertRow).where(
        AlertRow.city == city,
        AlertRow.ended_at.is_(None),
        AlertRow.msg_type != "Cancel",
        or_(AlertRow.expires_at.is_(None), AlertRow.expires_at > now),
    )
    if statuses:
        query = query.where(AlertRow.status.in_(statuses))
    return session.scalars(query.order_by(AlertRow.sent_at.desc(), AlertRow.id.desc())).all()


def latest(session: Session, city: str, before: int | None, limit: int) -> Sequence[AlertRow]:
    """Return a page of messages, the newest first; ``before`` is the id of the last one seen."""
    query = select(AlertRow).where(AlertRow.city == city)
    if before is not None:
        query = query.where(AlertRow.id < before)
    return session.scalars(query.order_by(AlertRow.id.desc()).limit(limit)).all()


def read(row: AlertRow) -> cap.Alert:
    """Return a published message."""
    return cap.parse(row.document.encode())
