"""The numbers that people call cases by: the place, the day, a serial.

Nineteen digits as in the code of the standard: 6 of the place, 8 of the day, 5 of the serial
(GB/T 30428.8, from memory). A day with more than 99,999 goes on with six.
"""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from anlan.cases.report import Office
from anlan.model.errors import CaseError
from anlan.store.cases import CaseSerial

_CODE = re.compile(r"[0-9]{6}|[A-Za-z0-9]{2,12}")


def next_number(session: Session, office: Office, at: datetime) -> str:
    """Return the next number of the day of ``at``; others who want one wait for the commit.

    Raises:
        CaseError: the office's code can't begin a number.
    """
    if not _CODE.fullmatch(office.code):
        raise CaseError("error.cases.code", found=office.code)
    prefix = f"{office.code}{at.astimezone(office.zone):%Y%m%d}"
    statement = inserting(session, CaseSerial).values(city=office.city, prefix=prefix, last=1)
    counted = statement.on_conflict_do_update(
        index_elements=["city", "prefix"], set_={"last": CaseSerial.last + 1}
    )
    last = session.scalars(counted.returning(CaseSerial.last)).one()
    return f"{prefix}{last:05d}"


def inserting(session: Session, table: type) -> Any:
    """Return the insert of the session's database, which can say what to do in a conflict."""
    made: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
    insert: Insert = made[session.get_bind().dialect.name](table)
    return insert
