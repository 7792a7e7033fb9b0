"""How to reach whoever reported: kept sealed, read with a reason, erased in time."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from anlan.cases import desk, rows
from anlan.cases.public.plain import plain
from anlan.cases.public.settings import settings
from anlan.model.cause import Cause
from anlan.model.errors import CaseError
from anlan.store import vault
from anlan.store.cases import CaseReport, CaseRow
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.keys import Keyring

FIELDS = ("phone", "email", "first_name", "last_name")
"""All that is kept of a person."""
LONGEST = 254
"""An address of e-mail isn't longer (RFC 5321, 4.5.3.1.3); nor is anything else."""
AT_ONCE = 500
"""So many contacts are erased in one transaction."""
_ATOM = r"[\w!#$%&*+/=?^`{|}~-]+"
_FORMS = {
    "phone": re.compile(r"\+?[0-9][0-9 ()\-]{4,24}"),
    # Atoms with dots between them (RFC 5322, 3.2.3), with letters of any script (RFC 6532).
    "email": re.compile(rf"{_ATOM}(?:\.{_ATOM})*@[\w-]+(?:\.[\w-]+)+"),
}


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody: fields of :data:`FIELDS`, none of them empty; may hold none.

    ``code`` is the sender's own, sealed with an address of e-mail so that letters can tell it.
    """

    fields: Mapping[str, str]
    code: str = ""

    @classmethod
    def of(cls, told: Mapping[str, str | None]) -> "Contact":
        """Return what was told, looked through.

        Raises:
            CaseError: a telephone number or an address of e-mail that can be none.
        """
        kept = {name: (told.get(name) or "").strip() for name in FIELDS}
        for name, value in kept.items():
            form = _FORMS.get(name)
            wrong = form is not None and value and not form.fullmatch(value)
            if wrong or len(value) > LONGEST or value != plain(value):
                raise CaseError(f"error.public.{name if name in _FORMS else 'name'}")
        return cls({name: value for name, value in kept.items() if value})

    def sealed(self, ring: Keyring) -> str:
        """Return it sealed; empty where it holds nothing."""
        told = dict(self.fields) | ({"code": self.code} if self.code else {})
        return ring.seal(json.dumps(told, ensure_ascii=False)) if self.fields else ""

    @classmethod
    def opened(cls, ring: Keyring, sealed: str) -> "Contact":
        """Return what was :meth:`sealed`.

        Raises:
            StoreError: none of the ring's keys opens it.
        """
        told = json.loads(ring.open(sealed))
        return cls({name: told[name] for name in FIELDS if name in told}, told.get("code", ""))


def read(
    database: Database,
    cause: Cause,
    ring: Keyring,
    city: str,
    number: str,
    days: int,
    now: datetime | None = None,
) -> Contact:
    """Return how to reach whoever reported a case.

    The look is in the ledger before this returns, with who and why and never a value.

    Args:
        database: where.
        cause: who looks, and why; the reason is required.
        ring: opens it.
        city: whose case.
        number: the case's.
        days: how long after a case's end a contact may be read.
        now: the clock's time if None.

    Raises:
        CaseError: there is no reason, no such case, or no contact (any more); then nothing was
            read.
    """
    if not cause.why.strip():
        raise CaseError("error.public.why")
    with change(database, replace(cause, why=cause.why.strip())) as made:
        row = rows.find(made.session, city, number)
        query = select(CaseReport).where(
            CaseReport.case_id == row.id, CaseReport.contact != "", ~_over(days, now)
        )
        found = made.session.scalar(query.join(CaseRow, CaseRow.id == CaseReport.case_id))
        if found is None:
            raise CaseError("error.public.no_contact", number=number)
        contact = Contact.opened(ring, found.contact)
        told = {"fields": ", ".join(contact.fields)}
        made.record(desk.subject(city, number), "case.contact_read", after=told)
    return contact


def erase(made: Change, report: CaseReport, row: CaseRow, now: datetime) -> None:
    """Empty a contact, and say so in the ledger."""
    vault.overwrite(made)
    report.contact, report.erased_at = "", now
    made.record(desk.subject(row.city, row.number), "case.contact_erased")


def expire(
    database: Database, cause: Cause, city: str, days: int, now: datetime | None = None
) -> int:
    """Erase the contacts of a city whose time is over; return how many. Again, it does nothing.

    Raises:
        StoreError: the database refuses; what was erased before stays erased.
    """
    total = 0
    while count := _expire_some(database, cause, city, days, now or datetime.now(UTC)):
        total += count
    if total:
        vault.wipe(database, CaseReport.__tablename__)
    return total


def held(session: Session, row: CaseRow, days: int, now: datetime | None = None) -> bool:
    """Return whether there is a contact that may be read."""
    query = select(CaseReport.id).join(CaseRow, CaseRow.id == CaseReport.case_id)
    query = query.where(CaseReport.case_id == row.id, CaseReport.contact != "", ~_over(days, now))
    return session.scalar(query.limit(1)) is not None


def _expire_some(database: Database, cause: Cause, city: str, days: int, now: datetime) -> int:
    due = (
        select(CaseReport, CaseRow)
        .join(CaseRow, CaseRow.id == CaseReport.case_id)
        .where(CaseReport.contact != "", CaseRow.city == city, _over(days, now))
        .limit(AT_ONCE)
        .with_for_update(of=CaseReport)
    )
    with change(database, cause) as made:
        found = made.session.execute(due).all()
        for report, row in found:
            erase(made, report, row, now)
    return len(found)


def _over(days: int, now: datetime | None) -> ColumnElement[bool]:
    """Return whether a contact's time is over: some days after the end, or long after it came."""
    at = now or datetime.now(UTC)
    ended = CaseRow.ended_at.is_not(None) & (CaseRow.ended_at <= at - timedelta(days=days))
    return or_(ended, CaseReport.at <= at - timedelta(days=settings().longest_days))
