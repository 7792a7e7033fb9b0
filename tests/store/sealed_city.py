"""A database with something sealed in every column that can be, and a way to rotate it and die."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.store.accounts import Account, Once
from anlan.store.alerts import AlertSigner
from anlan.store.cases import CasePhoto, CaseReport, CaseRow
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.outbox.tables import Endpoint
from anlan.store.rotation import SEALED
from anlan.store.vault import PersonalKey

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)

ROTATE = """
import sys
from pathlib import Path
from anlan.model.cause import Cause
from anlan.store import rotation
from anlan.store.database import Database


def told(real):
    def wrapped(*args):
        print("a transaction", flush=True)
        return real(*args)
    return wrapped

rotation.BATCH = int(sys.argv[3])
rotation.change = told(rotation.change)
rotation.rotate(Database(sys.argv[1]), Cause("job:test"), Path(sys.argv[2]))
"""


def fill(database: Database, ring: Keyring, n: int) -> None:
    """Write ``n`` rows of each kind, whose sealed values tell which they are; and empty ones."""
    with database.writing() as session:
        for i in range(n):
            session.add_all(
                [
                    Endpoint(
                        name=f"e{i}", kind="webhook", address="https://x.test", topics=["*"],
                        secret=ring.seal(f"secret {i}"), seen=0,
                    ),
                    Account(
                        login=f"a{i}", name="x", totp=ring.seal(f"totp {i}"), created_at=NOW
                    ),
                    Account(login=f"b{i}", name="x", created_at=NOW),
                    personal_key(ring.seal(f"sealed {i}"), date(2026, 1, 1) + timedelta(i)),
                    CaseReport(case_id=case(session, i), sender="x", at=NOW,
                               contact=ring.seal(f"contact {i}")),
                    CasePhoto(
                        city="town", code=f"ph_{i}", who="x", sha256=str(i), width=1, height=1,
                        sealed=ring.seal(f"photo {i}"), made_at=NOW,
                    ),
                    AlertSigner(
                        city=f"town{i}", sealed=ring.seal(f"signer {i}"), chain="", made_at=NOW
                    ),
                    Once(who="x", key=f"k{i}", request="", answer=ring.seal(f"answer {i}"),
                         made_at=NOW),
                ]
            )  # fmt: skip
        session.add(personal_key("", date(2025, 1, 1), destroyed_at=NOW))


def personal_key(sealed: str, day: date, **more: object) -> PersonalKey:
    return PersonalKey(
        city="town", source="visits", day=day, sealed=sealed, made_at=NOW, expires_at=NOW, **more
    )


def case(session: Session, i: int) -> int:
    """Write a case; return its key."""
    row = CaseRow(
        city="town", number=f"420100{i:013}", kind="event", title="x", text="", state="reported",
        step=1, division="42", channel="resident_page", opened_at=NOW, known_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def opened(database: Database, ring: Keyring) -> list[list[str]]:
    """Return what is sealed in each column, opened; empty stays empty."""
    with database.session() as session:
        return [
            [
                ring.open(value) if value else ""
                for value in session.scalars(select(column).order_by(column.class_.id))
            ]
            for column in SEALED
        ]
