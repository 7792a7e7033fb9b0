r"""The ledger: every change of state, in the same transaction as the change, chained by hashes.

Entry n is the line :math:`\ell_n` of its fields and has the hash

.. math:: h_n = \mathrm{SHA256}(h_{n-1} \,\|\, \ell_n), \qquad h_0 = \mathrm{SHA256}(\mathrm{id})

with id the random name of the instance;

so a change in the middle breaks every hash after it, unless all are computed anew; against that,
heads are kept outside (:mod:`anlan.store.anchor`). The head row says how far the ledger goes, so a
cut-off tail is missed. Hash chains: Haber and Stornetta, "How to time-stamp a digital document",
Journal of Cryptology 3(2), 1991.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import BigInteger, Connection, Index, Integer, Text, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from anlan.model.cause import Cause
from anlan.store.tables import Table

SEPARATOR, ENTRIES = "\x1f", "\x1e"
"""What parts the fields of an entry, and entries on their way to PostgreSQL."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
Facts = Mapping[str, Any]
Fields = tuple[str, ...]
"""An entry's texts in the order of ``FIELDS``."""


class Entry(Table):
    """One change: when, who, for whom, from where, to what, which act, before, after, why.

    All is text and never null, so that the line that is hashed can be put together by any database
    without a doubt. ``moment`` is ISO 8601 in UTC with microseconds.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        # With this class of operators PostgreSQL finds by a beginning, whatever its language.
        Index("ix_ledger_subject", "subject", postgresql_ops={"subject": "text_pattern_ops"}),
    )

    # SQLite counts only in INTEGER.
    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    moment: Mapped[str]
    who: Mapped[str]
    for_whom: Mapped[str]
    origin: Mapped[str]
    subject: Mapped[str]
    act: Mapped[str]
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    hash: Mapped[str]


class Head(Table):
    """How far the ledger goes; its one row is the lock that puts writers in order."""

    __tablename__ = "ledger_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance: Mapped[str]
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]


FIELDS = ("moment", "who", "for_whom", "origin", "subject", "act", "before", "after", "why")
COLUMNS = ("seq", *FIELDS, "hash")
FUNCTION = (Path(__file__).parent / "data" / "ledger_write.sql").read_text(encoding="utf-8")
"""PostgreSQL's own way to append: one journey there and back, however many entries."""


@event.listens_for(Head.__table__, "after_create")
def _create_function(_table: object, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(FUNCTION)


@dataclass(slots=True)
class Changes:
    """The entries of one transaction, chained and written together at its end."""

    cause: Cause
    entries: list[Fields] = field(default_factory=list)
    _about: tuple[str, str, str, str] = field(init=False)

    def __post_init__(self) -> None:
        cause = self.cause
        why = _encode(cause.why)[1:-1] if cause.why else ""
        self._about = (_tidy(cause.who), _tidy(cause.for_whom), _tidy(cause.origin), why)

    def record(
        self, subject: str, act: str, before: Facts | None = None, after: Facts | None = None
    ) -> None:
        """Note that ``act`` was done to ``subject``, such as ``account:7``.

        ``before`` and ``after`` hold the fields that changed, never a secret or a personal value.
        """
        who, for_whom, origin, why = self._about
        self.entries.append(
            (
                datetime.now(UTC).isoformat(timespec="microseconds"),
                who,
                for_whom,
                origin,
                _tidy(subject),
                _tidy(act),
                _encode(before) if before else "",
                _encode(after) if after else "",
                why,
            )
        )

    def write(self, session: Session) -> None:
        """Chain the entries to the ledger's head; other writers wait until the commit."""
        if self.entries:
            append(session, self.entries)
            self.entries = []


def append(session: Session, entries: list[Fields]) -> None:
    """Write entries behind the ledger's head, as the last step of the session's transaction.

    This is on the way of every write, so the driver is used as it is. On PostgreSQL they travel
    with the commit.
    """
    connection = session.connection()
    held: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        told = ENTRIES.join(map(SEPARATOR.join, entries))
        held.say_last(f"CALL anlan_ledger_write({_literal(told)})")
        return
    driver = held.cursor()
    seq, digest = driver.execute("SELECT seq, hash FROM ledger_head").fetchone()
    rows = []
    for entry in entries:
        seq += 1
        digest = chained(digest, line(seq, entry))
        rows.append((seq, *entry, digest))
    driver.executemany(_INSERT, rows)
    driver.execute("UPDATE ledger_head SET seq = ?, hash = ?", (seq, digest))


def _tidy(text: str) -> str:
    """Return ``text`` with spaces for control characters, of which two part fields and entries."""
    return text if text.isprintable() else _CONTROL.sub(" ", text)


def _literal(text: str) -> str:
    """Return ``text`` as a constant of PostgreSQL's, whatever its settings; it holds no NUL."""
    doubled = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{doubled}'"


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode
_INSERT = "INSERT INTO ledger ({}) VALUES ({})".format(  # noqa: S608 - our own names
    ", ".join(f'"{name}"' for name in COLUMNS), ", ".join("?" * len(COLUMNS))
)


def line(seq: int, entry: Fields) -> str:
    """Return the line of an entry: its number and fields, joined by a character none can hold."""
    return SEPARATOR.join((str(seq), *entry))


def chained(digest: str, text: str) -> str:
    """Return the hash (hex) of an entry's line on top of the hash before it.

    >>> first = chained("00" * 32, "a case was closed")
    >>> chained("00" * 32, "a case was opened") == first
    False

    One word is different, and so is the hash: with it, every hash that follows.
    """
    return sha256(bytes.fromhex(digest) + text.encode()).hexdigest()


def beginning(instance: str) -> str:
    """Return the hash before the first entry of an instance."""
    return sha256(instance.encode()).hexdigest()


def new_head() -> Head:
    """Return the head of an empty ledger with an instance's name of its own."""
    instance = token_hex(16)
    return Head(id=1, instance=instance, seq=0, hash=beginning(instance))


def changed_since(session: Session, seq: int, start: str) -> list[str]:
    """Return what entries after ``seq`` are about, of subjects that begin so, without that part."""
    told = session.scalars(select(Entry.subject).where(Entry.seq > seq).distinct())
    return sorted(each.removeprefix(start) for each in told if each.startswith(start))
