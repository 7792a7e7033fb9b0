"""The entries of a subject as its history."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from anlan.store.database import Database
from anlan.store.ledger import Entry, Facts
from anlan.words import Language, catalogue, say


@dataclass(frozen=True)
class Told:
    """One entry, read back."""

    seq: int
    moment: datetime
    who: str
    for_whom: str
    origin: str
    subject: str
    act: str
    before: Facts
    after: Facts
    why: str

    def say(self, lang: Language = "en") -> str:
        """Return the entry as a sentence in ``lang``."""
        key = f"ledger.{self.act}"
        if key not in catalogue():
            return say("ledger.unknown", lang, act=self.act)
        facts = {f"before_{name}": value for name, value in self.before.items()} | {**self.after}
        return say(key, lang, **facts)


def history(database: Database, subject: str, *, limit: int = 1000) -> Iterator[Told]:
    """Yield the entries of a subject and of all below it (``batch:town`` and ``batch:town/...``).

    The oldest first; of more than ``limit`` the newest.
    """
    whole = Entry.subject == subject
    below = Entry.subject.startswith(f"{subject}/", autoescape=True)
    query = select(Entry).where(whole | below).order_by(Entry.seq.desc()).limit(limit)
    with database.session() as session:
        found = list(session.scalars(query))
    yield from map(told, reversed(found))


def told(entry: Entry) -> Told:
    """Return an entry, read back."""
    return Told(
        seq=entry.seq,
        moment=datetime.fromisoformat(entry.moment),
        who=entry.who,
        for_whom=entry.for_whom,
        origin=entry.origin,
        subject=entry.subject,
        act=entry.act,
        before=json.loads(entry.before or "{}"),
        after=json.loads(entry.after or "{}"),
        why=json.loads(f'"{entry.why}"'),
    )
