"""The tasks that a server or a worker does again and again."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from anlan.cli import options
from anlan.cli.app import Common
from anlan.cli.outbox import senders
from anlan.store import anchor as anchors
from anlan.store.database import Database
from anlan.store.jobs.runner import Task
from anlan.store.outbox.deliver import Sender, deliver


def tasks(
    here: Common,
    at: Database,
    heads: Path | None,
    smtp: str | None,
    sender: str,
    allow: list[str] | None,
) -> dict[str, Task]:
    """Return what is to be done again and again, by the names of the schedule.

    Raises:
        StoreError: a key, a mail server or a network that is none.
    """
    chosen = senders(smtp, sender, allow or [])
    return {
        "outbox": partial(_tell, at, chosen),
        "anchor": partial(_anchor, at, heads or here.home / options.ANCHORS),
    }


def _tell(at: Database, chosen: Mapping[str, Sender]) -> bool:
    return any(deliver(at, chosen).counts)


def _anchor(at: Database, path: Path) -> bool:
    """Keep the ledger's head, unless it is the one that was kept last."""
    now, kept = anchors.head(at), anchors.read(path)
    if not kept or (kept[-1].instance, kept[-1].seq) != (now.instance, now.seq):
        anchors.append(path, now)
    return False
