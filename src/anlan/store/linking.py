"""What clerks decided on pairs of records: the same thing, or two different ones."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table


class LinkDecision(Table):
    """The decision that stands on one pair; who decided before is in the ledger.

    A record is its source and its key. The pair is kept in the order of these texts, so that
    nobody can decide on it twice in two ways.
    """

    __tablename__ = "link_decisions"
    __table_args__ = (
        UniqueConstraint("city", "kind", "source_one", "key_one", "source_other", "key_other"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str]
    kind: Mapped[str]
    source_one: Mapped[str]
    key_one: Mapped[str]
    source_other: Mapped[str]
    key_other: Mapped[str]
    same: Mapped[bool]
    who: Mapped[str]
    decided_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text)
