"""The entries of a subject as its history."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, between, false, func, or_, select

from anlan.store.database import Database
from anlan.store.ledger import Entry, Facts
from anlan.words import Language, catalogue, say

NEAR = 20_000
"""So many of the newest entries are looked through before an index is asked."""


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
    hash: str

    def say(self, lang: Language = "en") -> str:
        """Return the entry as a sentence in ``lang``."""
        key = f"ledger.{self.act}"
        before = {f"before_{name}": _said(name, self.before[name], lang) for name in self.before}
        after = {name: _said(name, self.after[name], lang) for name in self.after}
        try:
            return say(key, lang, **before, **after)
        except KeyError:
            # An act of a version that has other texts, or told other facts.
            return say("ledger.unknown", lang, act=self.act)

    def details(self, lang: Language = "en") -> list[str]:
        """Return what lies behind the sentence, a line each: old and new values, for whom, why."""
        found = []
        for name in self.before:
            old, new = _value(self.before, name, lang), _value(self.after, name, lang)
            if old != new:
                found.append(say("ledger.detail.changed", lang, field=name, before=old, after=new))
        if self.for_whom:
            found.append(say("ledger.detail.for_whom", lang, whom=self.for_whom))
        if self.why:
            found.append(say("ledger.detail.why", lang, why=self.why))
        return found


def _said(name: str, value: object, lang: Language) -> object:
    """Return a fact's value, in words where the catalogue has some for it."""
    key = f"ledger.value.{name}.{value}"
    return say(key, lang) if key in catalogue() else value


def _value(facts: Facts, name: str, lang: Language) -> str:
    value = facts.get(name)
    if value in (None, ""):
        return say("ledger.detail.nothing", lang)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def history(database: Database, subject: str, *, limit: int = 1000) -> Iterator[Told]:
    """Yield the entries of a subject and of all below it (``batch:town`` and ``batch:town/...``).

    The oldest first; of more than ``limit`` the newest.
    """
    of_it = (Entry.subject == subject) | begins(database, f"{subject}/")
    yield from reversed(_newest(database, [of_it], None, limit, indexed=True))


def entries(
    database: Database,
    *,
    before: int | None = None,
    subject: str = "",
    who: str = "",
    act: str = "",
    since: datetime | None = None,
    cities: Collection[str] | None = None,
    limit: int = 50,
) -> list[Told]:
    """Return a page of the ledger, the newest entry first.

    Args:
        database: where the ledger is.
        before: only entries before this number: the last one of the page before.
        subject: what an entry's subject begins with.
        who: whose entries.
        act: which act, or all of a kind by ``batch.*``.
        since: not older than this.
        cities: only entries on these cities, such as ``run:town/score``; all if None.
        limit: so many at most.
    """
    kept: list[ColumnElement[bool]] = []
    if subject:
        kept.append(begins(database, subject))
    if who:
        kept.append(Entry.who == who)
    if act:
        kind, star, _ = act.partition("*")
        kept.append(Entry.act.startswith(kind, autoescape=True) if star else Entry.act == act)
    if since:
        kept.append(Entry.moment >= since.astimezone(UTC).isoformat(timespec="microseconds"))
    if cities is not None:
        kept.append(or_(false(), *(_on(city) for city in cities)))
    return _newest(database, kept, before, limit, indexed=bool(subject))


def _on(city: str) -> ColumnElement[bool]:
    """Return whether an entry's subject is a city, or something of it."""
    whole = Entry.subject.endswith(f":{city}", autoescape=True)
    return or_(whole, Entry.subject.contains(f":{city}/", autoescape=True))


def _newest(
    database: Database,
    kept: list[ColumnElement[bool]],
    before: int | None,
    limit: int,
    *,
    indexed: bool,
) -> list[Told]:
    """Return the newest entries that meet the conditions.

    What is frequent is found among the last entries; only what is rare is looked for everywhere,
    by the index of subjects where that helps: the order must not lure the database away from it.
    """
    with database.session() as session:
        last = session.scalar(select(func.max(Entry.seq))) or 0
        top = last + 1 if before is None else before
        query = select(Entry).where(Entry.seq < top, *kept).limit(limit)
        by_number = query.order_by(Entry.seq.desc())
        found = list(session.scalars(by_number.where(Entry.seq >= top - NEAR)))
        if len(found) < limit and top > NEAR:
            everywhere = query.order_by((Entry.seq + 0).desc()) if indexed else by_number
            found = list(session.scalars(everywhere))
    return [told(entry) for entry in found]


def begins(database: Database, text: str) -> ColumnElement[bool]:
    """Return the condition that a subject begins with ``text``, such as the index can answer."""
    if database.dialect == "postgresql":
        return Entry.subject.startswith(text, autoescape=True)
    return between(Entry.subject, text, f"{text}\U0010ffff")


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
        hash=entry.hash,
    )
