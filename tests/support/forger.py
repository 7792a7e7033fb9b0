"""Somebody with every right on the database, who rewrites the ledger and leaves no broken hash."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from anlan.store.database import Database
from anlan.store.ledger import FIELDS, beginning, chained, line

QUOTED = ", ".join(f'"{name}"' for name in FIELDS)


def rewrite(database: Database, seq: int, act: str = "case.lost") -> None:
    """Change entry ``seq`` and compute every hash and the head anew."""
    with database.writing() as session:
        values = {"act": act, "seq": seq}
        session.execute(text("UPDATE ledger SET act = :act WHERE seq = :seq"), values)
        _rechain(session)


def swap(database: Database, one: int, other: int) -> None:
    """Let two entries change places, and compute every hash and the head anew."""
    with database.writing() as session:
        for old, new in ((one, -1), (other, one), (-1, other)):
            statement = text("UPDATE ledger SET seq = :new WHERE seq = :old")
            session.execute(statement, {"old": old, "new": new})
        _rechain(session)


def cut(database: Database, after: int) -> None:
    """Take the entries after ``after`` away, and put the head back to it."""
    with database.writing() as session:
        session.execute(text("DELETE FROM ledger WHERE seq > :after"), {"after": after})
        _rechain(session)


def rename(database: Database, instance: str) -> None:
    """Give the ledger another instance's name, and compute every hash and the head anew."""
    with database.writing() as session:
        session.execute(text("UPDATE ledger_head SET instance = :name"), {"name": instance})
        _rechain(session)


def _rechain(session: Session) -> None:
    digest = beginning(session.execute(text("SELECT instance FROM ledger_head")).scalar_one())
    query = f"SELECT seq, {QUOTED} FROM ledger ORDER BY seq"  # noqa: S608 - our own names
    seq = 0
    for row in session.execute(text(query)).mappings().all():
        seq = row["seq"]
        digest = chained(digest, line(seq, tuple(row[name] for name in FIELDS)))
        statement = text("UPDATE ledger SET hash = :digest WHERE seq = :seq")
        session.execute(statement, {"digest": digest, "seq": seq})
    values = {"seq": seq, "digest": digest}
    session.execute(text("UPDATE ledger_head SET seq = :seq, hash = :digest"), values)
