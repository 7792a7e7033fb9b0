"""Heads of the ledger kept outside the database, where its administrator can't write them anew."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from anlan.model.errors import StoreError
from anlan.store.database import Database
from anlan.store.ledger import Head


@dataclass(frozen=True)
class Anchor:
    """A head as it was at a moment: the hash of entry ``seq`` of an instance's ledger."""

    instance: str
    seq: int
    hash: str
    at: str


def head(database: Database) -> Anchor:
    """Return the ledger's head as it is now."""
    with database.session() as session:
        found = session.execute(select(Head.instance, Head.seq, Head.hash)).one()
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return Anchor(found.instance, found.seq, found.hash, moment)


def append(path: Path, anchor: Anchor) -> None:
    """Add a head to a file of heads, one JSON object a line; it is on disk when this returns.

    Raises:
        StoreError: the file can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(anchor)) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError("error.store.anchor_write", file=path, reason=error.strerror) from error


def read(path: Path) -> list[Anchor]:
    """Return the heads of a file.

    Raises:
        StoreError: a line is no head; the number of the line is said. A last line that was cut
            off while it was written is passed over: it was never vouched for.
    """
    lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
    whole = lines[:-1]  # what follows the last line end is empty, or was cut off
    found = []
    for number, text in enumerate(whole, start=1):
        try:
            found.append(Anchor(**json.loads(text)))
        except (ValueError, TypeError) as error:
            raise StoreError("error.store.anchor_line", file=path, line=number) from error
    return found
