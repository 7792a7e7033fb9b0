"""How senders are recognised by a broker, which knows nothing of ours but a file of passwords."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table
from anlan.store.watch.tables import Number


class WatchLogin(Table):
    """A sender's secret in the form in which a broker keeps it: salted, and never the secret."""

    __tablename__ = "watch_logins"

    client_id: Mapped[int] = mapped_column(
        Number, ForeignKey("watch_clients.id"), primary_key=True, autoincrement=False
    )
    form: Mapped[str]
