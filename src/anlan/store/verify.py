"""Check the ledger against itself and against the heads that were kept outside."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from typing import Literal

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session

from anlan.store.anchor import Anchor
from anlan.store.database import Database, Dialect
from anlan.store.ledger import FIELDS, SEPARATOR, Entry, Head, beginning
from anlan.store.stamp import Roots, Stamp, StampError, check

BLOCK = 20_000
"""So many entries are fetched at a time."""
READERS: dict[Dialect, int] = {"sqlite": 1, "postgresql": 3}
"""So many blocks are fetched at once, while another is hashed; SQLite's would share locks."""
Block = tuple[list[int], list[str], list[str]]
"""Numbers, lines and hashes of some entries, in order."""

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
        # One statement sees one state, however much is written meanwhile.
        last = select(func.coalesce(func.max(Entry.seq), 0)).scalar_subquery()
        head = session.execute(select(Head.instance, Head.seq, Head.hash, last)).one()
    instance, seq, digest, end = head
    wanted = {0: {beginning(instance)}}
    for anchor in kept:
        if anchor not in unfit:
            wanted.setdefault(anchor.seq, set()).add(anchor.hash)
    if any(anchor.instance != instance for anchor in kept) or len(wanted[0]) > 1:
        return Verdict(seq, 0, 0, "instance", (), void)
    with closing(_blocks(database, end, told)) as blocks:
        found = _walk(blocks, (instance, seq, digest), wanted)
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
    blocks: Iterator[Block], head: tuple[str, int, str], wanted: dict[int, set[str]]
) -> Verdict:
    instance, end, last = head
    digest, seq, vouched = bytes.fromhex(beginning(instance)), 0, 0
    short = False
    for numbers, lines, hashes in blocks:
        if short:
            return Verdict(end, seq, vouched, "missing")
        short = len(numbers) < BLOCK
        digests = []
        for line in lines:
            digest = sha256(digest + line.encode()).digest()
            digests.append(digest)
        good, fault = _judged(seq, numbers, [each.hex() for each in digests], hashes)
        for anchored in sorted(number for number in wanted if seq < number <= seq + good):
            if wanted[anchored] != {hashes[anchored - seq - 1]}:
                return Verdict(end, vouched, vouched, "anchor")
            vouched = anchored
        seq += good
        if fault:
            return Verdict(end, seq, vouched, fault)
    if any(number > seq for number in wanted):
        return Verdict(end, vouched if seq == end else seq, vouched, "anchor")
    if (end, last) != (seq, digest.hex()):
        return Verdict(max(end, seq), min(seq, end), vouched, _ends(end, seq))
    return Verdict(seq, seq, vouched)


def _judged(
    seq: int, numbers: list[int], computed: list[str], told: list[str]
) -> tuple[int, Fault | None]:
    """Return how many entries of a block hold, and what is wrong with the next."""
    expected = list(range(seq + 1, seq + 1 + len(numbers)))
    if numbers == expected and computed == told:
        return len(numbers), None
    for good, (number, hope, digest, hash_) in enumerate(
        zip(numbers, expected, computed, told, strict=True)
    ):
        if number != hope:
            return good, "missing"
        if digest != hash_:
            return good, "changed"
    raise AssertionError("two lists that differ, differ somewhere")


def _ends(told: int, found: int) -> Fault:
    if told == found:
        return "changed"
    return "cut" if told > found else "added"


def _blocks(database: Database, end: int, told_of: Told) -> Generator[Block]:
    """Yield the entries in order, block by block; the next ones are fetched meanwhile.

    Both ends of a block are given, for a plan of "the next so many" may sort all that follow.
    """
    readers = READERS[database.dialect]
    with ThreadPoolExecutor(readers) as beside:
        coming: deque[Future[Block]] = deque()
        starts = iter(range(1, end + 1, BLOCK))
        try:
            while True:
                for start in islice(starts, readers + 1 - len(coming)):
                    coming.append(beside.submit(_fetched, database, start, end))
                if not coming:
                    return
                block = coming.popleft().result()
                yield block
                told_of(block[0][-1] if block[0] else end, end)
        finally:
            for each in coming:
                each.cancel()


def _fetched(database: Database, start: int, end: int) -> Block:
    """Return the block that begins at a number; the database puts the lines together."""
    last = min(start + BLOCK - 1, end)
    row = select(Entry.seq, _line(database.dialect).label("line"), Entry.hash)
    block = row.where(Entry.seq.between(start, last)).order_by(Entry.seq)
    with database.session() as session:
        return _joined(session, block) or _apart(session, block)


def _line(dialect: Dialect) -> ColumnElement[str]:
    """Return an entry's line, as the database makes it quickest."""
    fields = [getattr(Entry, name) for name in FIELDS]
    if dialect == "postgresql":
        return func.concat_ws(SEPARATOR, cast(Entry.seq, String), *fields)
    return func.printf(SEPARATOR.join(["%d"] + ["%s"] * len(fields)), Entry.seq, *fields)


def _apart(session: Session, block: Select[int, str, str]) -> Block:
    """Return a block as the driver gives it, without the cost of rows of ours."""
    result = session.connection().execute(block)
    rows = result.cursor.fetchall()
    result.close()
    numbers, lines, hashes = zip(*rows, strict=True) if rows else ((), (), ())
    return list(numbers), list(lines), list(hashes)


def _joined(session: Session, block: Select[int, str, str]) -> Block | None:
    """Return a block that came as two texts: rows are slow with PostgreSQL's driver, and each of
    SQLite's waits for the thread that hashes.

    None where a number is left out, a forged text holds a line end, or the rows came in another
    order than they were asked for in: then each is looked at alone.
    """
    held = block.subquery()
    query = select(
        func.min(held.c.seq),
        func.max(held.c.seq),
        func.aggregate_strings(held.c.line, "\n"),
        func.aggregate_strings(held.c.hash, "\n"),
    )
    first, last, lines, hashes = session.execute(query).one()
    if first is None:
        return None
    told, digests, numbers = lines.split("\n"), hashes.split("\n"), list(range(first, last + 1))
    if not len(told) == len(digests) == len(numbers):
        return None
    if not all(map(str.startswith, told, map(f"{{}}{SEPARATOR}".format, numbers))):
        return None
    return numbers, told, digests
