"""Heads of the ledger kept outside the database, where its administrator can't write them anew."""

import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from anlan.model.errors import StoreError
from anlan.store.database import Database
from anlan.store.ledger import Head

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Anchor:
    """A head as it was at a moment: the hash of entry ``seq`` of an instance's ledger.

    ``token`` is a time stamp of the head (RFC 3161, base64), where an authority gave one.
    """

    instance: str
    seq: int
    hash: str
    at: str
    token: str = ""

    def __post_init__(self) -> None:
        texts = (self.instance, self.hash, self.at, self.token)
        if not all(isinstance(text, str) for text in texts) or not _HASH.fullmatch(self.hash):
            raise ValueError("a text or a hash that is none")
        if type(self.seq) is not int or self.seq < 0:
            raise ValueError("a number that is none")

    def line(self) -> str:
        """Return what is stamped and signed: the head as JSON, always in the same letters.

        >>> Anchor("b1", 7, "00" * 32, "2026-01-02T03:04:05+00:00").line()[-24:]
        '"instance":"b1","seq":7}'
        """
        facts = asdict(self)
        del facts["token"]
        return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def head(database: Database, now: datetime) -> Anchor:
    """Return the ledger's head as it is now.

    Raises:
        StoreError: the head row was overwritten with what can't be a head.
    """
    with database.session() as session:
        found = session.execute(select(Head.instance, Head.seq, Head.hash)).one()
    try:
        return Anchor(found.instance, found.seq, found.hash, now.isoformat(timespec="seconds"))
    except ValueError as error:
        raise StoreError("error.anchor.head", at=database.name) from error


def append(path: Path, anchor: Anchor) -> None:
    """Add a head to a file of heads, one JSON object a line; it is on disk when this returns.

    Raises:
        StoreError: the file can't be written.
    """
    facts = {name: value for name, value in asdict(anchor).items() if value != ""}
    text = json.dumps(facts) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            if end:
                file.seek(end - 1)
                # A line that was cut off while it was written stays a line of its own.
                text = text if file.read(1) == b"\n" else "\n" + text
            if file.write(text.encode()) != len(text.encode()):
                raise OSError(None, "only a part of the line was taken")
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError("error.store.anchor_write", file=path, reason=error.strerror) from error


def read(path: Path) -> list[Anchor]:
    """Return the heads of a file.

    Raises:
        StoreError: the file can't be read, or a line is no head; its number is said. A line that
            was cut off while it was written is passed over: it was never vouched for.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise StoreError("error.anchor.read", file=path, reason=_reason(error)) from error
    found = []
    for number, text in enumerate(lines, start=1):
        if not text.rstrip().endswith("}") and (text.startswith("{") or not text.strip()):
            continue
        try:
            found.append(Anchor(**json.loads(text)))
        except (ValueError, TypeError) as error:
            raise StoreError("error.store.anchor_line", file=path, line=number) from error
    return found


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "not UTF-8"
