"""Entries that name the endpoints they are for themselves, such as an alarm's for its wardens.

An endpoint that follows the ledger is asked what it wants to hear; of thousands that each hear of
one building that would cost every entry thousands of looks. Such entries hold the endpoints' ids
under ``notify``, decided with the change itself; one look makes deliveries of them.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.store.cases.bulk import put_many
from anlan.store.database import Database
from anlan.store.ledger import Entry, Head
from anlan.store.outbox.tables import WAITING, Addressed, Delivery, Endpoint

NAMED = "notify"
_LOOKED_THROUGH, _ASKED_AT_ONCE = 5000, 500


def look_through(database: Database, now: datetime) -> None:
    """Make deliveries of the entries that name endpoints; one worker at a time."""
    with database.session() as session:
        head = session.scalars(select(Head.seq)).one()
        seen = session.scalar(select(Addressed.seen))
    if seen is not None and seen >= head:
        return
    while _some(database, now):
        pass


def _some(database: Database, now: datetime) -> bool:
    """Look through some entries; return whether there are more."""
    with database.writing() as session:
        place = _place(session)
        if place is None:
            return False
        query = select(Entry.seq, Entry.subject, Entry.after).where(Entry.seq > place.seen)
        entries = session.execute(query.order_by(Entry.seq).limit(_LOOKED_THROUGH)).all()
        if not entries:
            return False
        named = [
            (each.seq, each.subject, endpoints)
            for each in entries
            if (endpoints := _endpoints(each.after))
        ]
        _deliver(session, named, now)
        place.seen = entries[-1].seq
        return len(entries) == _LOOKED_THROUGH


def _place(session: Session) -> Addressed | None:
    """Return how far it was looked, which nobody else changes meanwhile; None if somebody does."""
    put_many(session, Addressed, [{"id": 1, "seen": 0}])
    query = select(Addressed).where(Addressed.id == 1)
    return session.scalar(query.with_for_update(skip_locked=True))


def _endpoints(after: str) -> Sequence[int]:
    if f'"{NAMED}": [' not in after:
        return ()
    found = json.loads(after).get(NAMED, ())
    return [each for each in found if isinstance(each, int)]


def _deliver(
    session: Session, named: Sequence[tuple[int, str, Sequence[int]]], now: datetime
) -> None:
    """Put what endpoints are named for on its way, as far as there are such endpoints."""
    wanted = sorted({each for _, _, endpoints in named for each in endpoints})
    there: set[int] = set()
    for first in range(0, len(wanted), _ASKED_AT_ONCE):
        some = wanted[first : first + _ASKED_AT_ONCE]
        there |= set(session.scalars(select(Endpoint.id).where(Endpoint.id.in_(some))))
    rows = [
        {"seq": seq, "endpoint_id": each, "subject": subject, "state": WAITING, "attempts": 0,
         "next_at": now, "error": ""}
        for seq, subject, endpoints in named
        for each in endpoints
        if each in there
    ]  # fmt: skip
    put_many(session, Delivery, rows)
