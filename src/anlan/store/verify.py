"""Check the ledger against itself and against the heads that were kept outside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlalchemy.orm import Session

from anlan.store.anchor import Anchor
from anlan.store.database import Database
from anlan.store.ledger import FIELDS, SEPARATOR, Entry, Head, beginning

BLOCK = 20_000
"""So many entries are fetched at a time."""

Fault = Literal["changed", "missing", "cut", "added", "instance", "anchor"]


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes:
        entries: how many entries the ledger holds.
        trusted: entries up to this number hold, by chain and anchors.
        anchored: the last entry that a head kept outside vouches for; 0 where none does.
        fault: what is wrong with the entry after ``trusted``, or None.
    """

    entries: int
    trusted: int
    anchored: int
    fault: Fault | None = None


def verify(database: Database, anchors: Iterable[Anchor] = ()) -> Verdict:
    """Check every entry's hash, the numbers, the head row and the anchors.

    ``changed``: an entry was altered, or one before it. ``missing``: a number is left out.
    ``cut`` or ``added``: the head row knows of more or of fewer entries. ``instance``: the ledger
    is not the one that was anchored. ``anchor``: the chain is whole, but isn't the chain that was
    anchored: someone with full rights has computed it anew, or cut it along with the head row.
    """
    kept = sorted(anchors, key=lambda anchor: anchor.seq)
    with database.session() as session:
        head = session.execute(select(Head.instance, Head.seq, Head.hash)).one()
        if any(anchor.instance != head.instance for anchor in kept):
            return Verdict(head.seq, 0, 0, "instance")
        wanted = {anchor.seq: bytes.fromhex(anchor.hash) for anchor in kept}
        lines = _lines(session, database)
        return _walk(lines, Anchor(head.instance, head.seq, head.hash, ""), wanted)


def _walk(lines: Iterator[tuple[int, str, str]], head: Anchor, wanted: dict[int, bytes]) -> Verdict:
    digest, seq, vouched = bytes.fromhex(beginning(head.instance)), 0, 0
    for number, text, told in lines:
        if number != seq + 1:
            return Verdict(head.seq, seq, vouched, "missing")
        digest = sha256(digest + text.encode()).digest()
        if digest.hex() != told:
            return Verdict(head.seq, seq, vouched, "changed")
        seq = number
        if seq in wanted:
            if digest != wanted[seq]:
                return Verdict(head.seq, vouched, vouched, "anchor")
            vouched = seq
    if any(number > seq for number in wanted):
        return Verdict(head.seq, vouched if seq == head.seq else seq, vouched, "anchor")
    if (head.seq, head.hash) != (seq, digest.hex()):
        return Verdict(max(head.seq, seq), min(seq, head.seq), vouched, _ends(head.seq, seq))
    return Verdict(seq, seq, vouched)


def _ends(told: int, found: int) -> Fault:
    if told == found:
        return "changed"
    return "cut" if told > found else "added"


def _lines(session: Session, database: Database) -> Iterator[tuple[int, str, str]]:
    """Yield number, line and hash of every entry; the database puts the lines together.

    On PostgreSQL a whole block comes as one text, since its driver is slow a row.
    """
    parts: list[ColumnElement[str]] = [cast(Entry.seq, String)]
    parts += [getattr(Entry, name) for name in FIELDS]
    text = parts[0]
    for part in parts[1:]:
        text = text.concat(literal(SEPARATOR)).concat(part)
    row = select(Entry.seq, text.label("line"), Entry.hash)
    last = 0
    while True:
        block = row.where(Entry.seq > last).order_by(Entry.seq).limit(BLOCK)
        if database.dialect == "postgresql":
            held = block.subquery()
            one = held.c.line.concat(literal(SEPARATOR)).concat(held.c.hash)
            joined = session.scalar(select(func.string_agg(one, literal("\n"))))
            rows = [_split(each) for each in joined.split("\n")] if joined else []
        else:
            rows = [(seq, told, digest) for seq, told, digest in session.execute(block)]
        if not rows:
            return
        yield from rows
        last = rows[-1][0]


def _split(text: str) -> tuple[int, str, str]:
    line, _, digest = text.rpartition(SEPARATOR)
    return int(line.partition(SEPARATOR)[0]), line, digest
