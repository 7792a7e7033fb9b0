"""Who may send, and their secrets: shown once, kept only as what they are recognised by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from anlan.access.secrets import digest, new_secret
from anlan.model.errors import WatchError
from anlan.store.change import Change
from anlan.store.database import Database
from anlan.store.follow import Following
from anlan.store.watch import WatchClient, WatchLogin
from anlan.watch.registry.logins import login_form
from anlan.watch.registry.room import WatchRoom
from anlan.watch.registry.upsert import pieces, rows_of, stands

PREFIX = "anlan_client_"
"""By which people, and programs that look for secrets, recognise one."""
FRESH_SECONDS = 1.0


def make_secret(made: Change, room: WatchRoom, name: str) -> str:
    """Give a sender a new secret, which ends the one before; it is told here and never again.

    Raises:
        WatchError: there is no such sender.
    """
    found = rows_of(made.session, room.city, WatchClient, [name]).get(name)
    if found is None or not stands(found):
        raise WatchError("error.watch.client", name=name, city=room.city)
    secret = new_secret(PREFIX)
    kept = update(WatchClient).where(WatchClient.id == found.id).values(digest=digest(secret))
    made.session.execute(kept)
    made.session.merge(WatchLogin(client_id=found.id, form=login_form(secret)))
    made.record(room.subject("watch_client", name), "watch_client.secret")
    return secret


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender that was recognised."""

    id: int
    name: str
    department: str


@dataclass(frozen=True)
class Senders:
    """The senders of a city that stand, and how each is recognised."""

    by_name: Mapping[str, Sender]
    by_digest: Mapping[str, Sender]
    by_cert: Mapping[str, Sender]

    def of_secret(self, secret: str) -> Sender | None:
        """Return whose secret it is; None for nobody's."""
        return self.by_digest.get(digest(secret))


class Clients(Following[Senders]):
    """The senders of one city, kept in memory; safe among threads."""

    def __init__(self, database: Database, city: str) -> None:
        super().__init__(database, f"watch_client:{city}/", FRESH_SECONDS)
        self._city = city
        self._rows: dict[str, tuple[Sender, str, str]] = {}

    def _take_all(self, session: Session) -> None:
        self._rows = {}
        self._read_rows(session, _asked(self._city))

    def _take(self, session: Session, names: Sequence[str]) -> None:
        for name in names:
            self._rows.pop(name, None)
        for some in pieces(names):
            self._read_rows(session, _asked(self._city).where(WatchClient.name.in_(some)))

    def _show(self, at: datetime) -> Senders:
        rows = self._rows.values()
        return Senders(
            {sender.name: sender for sender, _, _ in rows},
            {kept: sender for sender, kept, _ in rows if kept},
            {cert: sender for sender, _, cert in rows if cert},
        )

    def _read_rows(self, session: Session, query: Select[int, str, str, str, str]) -> None:
        for number, name, department, kept, cert in session.execute(query):
            self._rows[name] = (Sender(number, name, department), kept, cert)


def _asked(city: str) -> Select[int, str, str, str, str]:
    query = select(
        WatchClient.id,
        WatchClient.name,
        WatchClient.department,
        WatchClient.digest,
        WatchClient.cert,
    )
    return query.where(WatchClient.city == city, WatchClient.retired_at.is_(None))
