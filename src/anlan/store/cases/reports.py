"""What the public said of a case, and how to reach who said it.

``case_reports`` — one row for the report that opened a case from the public, and one for each
further sender who said "me too". Who they are isn't in it: a sender is the hash of a random key
with the case's number, so that two cases can't be laid together by it; the code by which a sender
asks again is kept as its hash; a contact lies sealed by the installation's keyring, and is emptied
when its time is over.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.cases.tables import Number
from anlan.store.tables import Table


class CaseReport(Table):
    """One report of the public about a case; ``first`` is the one that opened it.

    ``contact`` is sealed, empty where there is none. ``lang`` is the language in which its sender
    is written to, empty where they left no address of e-mail; ``answered_at`` is when they said how
    satisfied they were, ``erased_at`` when the contact was emptied.
    """

    __tablename__ = "case_reports"
    __table_args__ = (
        UniqueConstraint("case_id", "sender"),
        Index(
            "ix_case_reports_code",
            "code",
            sqlite_where=text("code <> ''"),
            postgresql_where=text("code <> ''"),
        ),
        Index(
            "ix_case_reports_contact",
            "case_id",
            sqlite_where=text("contact <> ''"),
            postgresql_where=text("contact <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    case_id: Mapped[int] = mapped_column(Number, ForeignKey("cases.id"))
    sender: Mapped[str]
    first: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    code: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    lang: Mapped[str] = mapped_column(default="", server_default=text("''"))
    answered_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
