"""Check the ledger against itself and against the heads that were kept outside."""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select
from sqlalchemy.orm import Session

from anlan.store.anchor import Anchor
from anlan.store.database import Database
from anlan.store.ledger import FIELDS, SEPARATOR, Entry, Head, beginning
from anlan.store.stamp import Roots, Stamp, StampError, check

BLOCK = 20_000
"""So many entries are fetched at a time."""

Fault = Literal["changed", "missing", "cut", "added", "instance", "anchor", "stamp"]
Told = Callable[[int, int], None]
"""Is told how many entries are done, of how many."""


@dataclass(frozen=True)
class Void:
    """A head whose time stamp doesn't vouch for it, and why."""

    anchor: Anchor
    error: StampError


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes:
        entries: how many entries the ledger holds.
        trusted: entries up to this number hold, by chain and anchors.
        anchored: the last entry that a head kept outside vouches for; 0 where none does.
        fault: what is wrong with the entry after ``trusted``, or None.
        stamps: the time stamps of heads that the chain agrees with, in order.
        void: the heads whose time stamp doesn't vouch for them; they vouch for nothing.
    """

    entries: int
    trusted: int
    anchored: int
    fault: Fault | None = None
    stamps: tuple[Stamp, ...] = ()
    void: tuple[Void, ...] = ()


def verify(
    database: Database,
    anchors: Iterable[Anchor] = (),
    roots: Roots = (),
    told: Told = lambda _done, _of: None,
) -> Verdict:
    """Check every entry's hash, the numbers, the head row, the anchors and their time stamps.

    ``changed``: an entry was altered, or one before it. ``missing``: a number is left out.
    ``cut`` or ``added``: the head row knows of more or of fewer entries. ``instance``: the ledger
    is not the one that was anchored. ``anchor``: the chain is whole, but isn't the chain that was
    anchored: someone with full rights has computed it anew, or cut it along with the head row.
    ``stamp``: a time stamp isn't of its head or by nobody trusted: someone has worked on the heads.

    Args:
        database: where the ledger is.
        anchors: heads kept outside, of however many files.
        roots: certificates of the authorities that are trusted; without any, no stamp is checked.
        told: hears how far it is.
    """
    kept = list(anchors)
    stamps, void = _stamps(kept, roots)
    unfit = {each.anchor for each in void}
    with database.session() as session:
        head = session.execute(select(Head.instance, Head.seq, Head.hash)).one()
        wanted = {0: {beginning(head.instance)}}
        for anchor in kept:
            if anchor not in unfit:
                wanted.setdefault(anchor.seq, set()).add(anchor.hash)
        others = any(anchor.instance != head.instance for anchor in kept)
        if others or len(wanted[0]) > 1:
            return Verdict(head.seq, 0, 0, "instance", (), void)
        # At a fault, what is still being fetched must end before the session does.
        with closing(_lines(session, database, head.seq, told)) as lines:
            found = _walk(lines, (head.instance, head.seq, head.hash), wanted)
    if void:
        trusted = min(found.trusted, found.anchored)
        found = replace(found, trusted=trusted, fault=found.fault or "stamp", void=void)
    return replace(found, stamps=tuple(each for each in stamps if each.seq <= found.anchored))


def _stamps(anchors: list[Anchor], roots: Roots) -> tuple[list[Stamp], tuple[Void, ...]]:
    """Return the good time stamps in order, and the heads of the others."""
    good: list[Stamp] = []
    void: list[Void] = []
    for anchor in anchors:
        if not roots or not anchor.token:
            continue
        try:
            good.append(check(anchor, roots))
        except StampError as error:
            void.append(Void(anchor, error))
    return sorted(set(good), key=lambda stamp: (stamp.seq, stamp.at)), tuple(void)


def _walk(
    lines: Iterator[tuple[int, str, str]], head: tuple[str, int, str], wanted: dict[int, set[str]]
) -> Verdict:
    instance, end, last = head
    digest, seq, vouched = bytes.fromhex(beginning(instance)), 0, 0
    for number, text, told in lines:
        if number != seq + 1:
            return Verdict(end, seq, vouched, "missing")
        digest = sha256(digest + text.encode()).digest()
        if digest.hex() != told:
            return Verdict(end, seq, vouched, "changed")
        seq = number
        if seq in wanted:
            if wanted[seq] != {told}:
                return Verdict(end, vouched, vouched, "anchor")
            vouched = seq
    if any(number > seq for number in wanted):
        return Verdict(end, vouched if seq == end else seq, vouched, "anchor")
    if (end, last) != (seq, digest.hex()):
        return Verdict(max(end, seq), min(seq, end), vouched, _ends(end, seq))
    return Verdict(seq, seq, vouched)


def _ends(told: int, found: int) -> Fault:
    if told == found:
        return "changed"
    return "cut" if told > found else "added"


def _lines(
    session: Session, database: Database, entries: int, told_of: Told
) -> Generator[tuple[int, str, str]]:
    """Yield number, line and hash of every entry; the database puts the lines together.

    It does so for the next block while this one is hashed.
    """
    joins = database.dialect == "postgresql"
    row = select(Entry.seq, _line(joins=joins).label("line"), Entry.hash)

    def fetched(after: int) -> list[tuple[int, str, str]]:
        # Both ends are given, for a plan of "the next so many" may sort all that follow.
        first = session.scalar(select(func.min(Entry.seq)).where(Entry.seq > after))
        if first is None:
            return []
        block = row.where(Entry.seq.between(first, first + BLOCK - 1)).order_by(Entry.seq)
        return (_joined(session, block) if joins else None) or _apart(session, block)

    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(fetched, 0)
        while rows := coming.result():
            last = rows[-1][0]
            coming = beside.submit(fetched, last)
            yield from rows
            told_of(last, entries)


def _line(*, joins: bool) -> ColumnElement[str]:
    """Return an entry's line, as the database makes it; one of no value spoils it, as it should."""
    parts: list[ColumnElement[str]] = [cast(Entry.seq, String)]
    parts += [getattr(Entry, name) for name in FIELDS]
    if joins:
        return func.concat_ws(SEPARATOR, *parts)
    text = parts[0]
    for part in parts[1:]:
        text = text.concat(literal(SEPARATOR)).concat(part)
    return text


def _apart(session: Session, block: Select[int, str, str]) -> list[tuple[int, str, str]]:
    """Return the rows of a block as the driver gives them, without the cost of rows of ours."""
    result = session.connection().execute(block)
    rows: list[tuple[int, str, str]] = list(map(tuple, result.cursor.fetchall()))
    result.close()
    return rows


def _joined(session: Session, block: Select[int, str, str]) -> list[tuple[int, str, str]] | None:
    """Return the rows of a block that came as two texts, since PostgreSQL's driver is slow a row.

    None where a number is left out, a forged text holds a line end, or the rows came in another
    order than they were asked for in: then each is looked at alone.
    """
    held = block.subquery()
    query = select(
        func.min(held.c.seq),
        func.max(held.c.seq),
        func.string_agg(held.c.line, "\n"),
        func.string_agg(held.c.hash, "\n"),
    )
    first, last, lines, hashes = session.execute(query).one()
    if first is None:
        return None
    told, digests, numbers = lines.split("\n"), hashes.split("\n"), range(first, last + 1)
    if not len(told) == len(digests) == len(numbers):
        return None
    if not all(map(str.startswith, told, map(f"{{}}{SEPARATOR}".format, numbers))):
        return None
    return list(zip(numbers, told, digests, strict=True))
