"""The numbers that people call cases by: the place, the day, a serial.

Nineteen digits as in the code of the standard: 6 of the place, 8 of the day, 5 of the serial
(GB/T 30428.8, from memory). A day with more than 99,999 goes on with six.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from anlan.cases.report import Office
from anlan.model.errors import CaseError
from anlan.store.cases import CaseSerial

_CODE = re.compile(r"[0-9]{6}|[A-Za-z0-9]{2,12}")


def next_numbers(session: Session, office: Office, moments: Sequence[datetime]) -> list[str]:
    """Return the next numbers of the days of some moments; others wait for the commit.

    Raises:
        CaseError: the office's code can't begin a number.
    """
    if not _CODE.fullmatch(office.code):
        raise CaseError("error.cases.code", found=office.code)
    prefixes = [f"{office.code}{at.astimezone(office.zone):%Y%m%d}" for at in moments]
    # In one order, so that two who want numbers of two days don't wait for each other.
    serials = {
        prefix: iter(range(last - many + 1, last + 1))
        for prefix, many in sorted(Counter(prefixes).items())
        if (last := _reserve(session, office.city, prefix, many))
    }
    return [f"{prefix}{next(serials[prefix]):05d}" for prefix in prefixes]


def next_listing(session: Session, city: str, at: datetime) -> str:
    """Return the next number of the list of supervised cases of the year, such as ``L2026-0007``.

    The year is that of ``at`` in its own zone.
    """
    year = f"L{at:%Y}"
    return f"{year}-{_reserve(session, city, year, 1):04d}"


def _reserve(session: Session, city: str, prefix: str, many: int) -> int:
    """Take the next numbers of a day; return the last of them."""
    statement = inserting(session, CaseSerial).values(city=city, prefix=prefix, last=many)
    counted = statement.on_conflict_do_update(
        index_elements=["city", "prefix"], set_={"last": CaseSerial.last + statement.excluded.last}
    )
    return int(session.scalars(counted.returning(CaseSerial.last)).one())


def inserting(session: Session, table: type) -> Any:
    """Return the insert of the session's database, which can say what to do in a conflict."""
    made: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
    insert: Insert = made[session.get_bind().dialect.name](table)
    return insert
