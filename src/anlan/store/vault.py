"""Keys of the personal values that a contract lets be kept, encrypted, for a time.

A value is encrypted under the key of its source and day of receipt; the key is kept sealed by the
installation's keyring. When its time has come the key is destroyed, and with it every value under
it, wherever a copy lies.
"""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table


class PersonalKey(Table):
    """The key of one source's personal values of one day; ``sealed`` is empty once destroyed."""

    __tablename__ = "personal_keys"
    __table_args__ = (UniqueConstraint("city", "source", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str]
    source: Mapped[str]
    day: Mapped[date]
    sealed: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]
