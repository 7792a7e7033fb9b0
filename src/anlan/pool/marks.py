"""How far each portal was read, and whether it delivers: kept with the records, over restarts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime

import structlog
from sqlalchemy import delete
from sqlalchemy.orm import Session

from anlan.model.errors import ContractError, SourceError
from anlan.pool.connectors.base import Mark
from anlan.store import Workspace
from anlan.store.tables import Setting

_log = structlog.get_logger()


def known(workspace: Workspace, source: str, rules: str) -> Mark | None:
    """Return the mark of a source's last reading, if any.

    Under other rules rows must be checked again, so nothing counts as asked before.
    """
    told = workspace.setting(f"mark:{source}")
    if told is None:
        return None
    mark = Mark(**told["mark"] | {"columns": tuple(told["mark"]["columns"])})
    return mark if told["rules"] == rules else replace(mark, asked="")


def keep(session: Session, city: str, source: str, rules: str, mark: Mark) -> None:
    """Keep a mark, in the transaction that makes its rows visible."""
    told = json.dumps({"rules": rules, "mark": asdict(mark)})
    session.merge(Setting(city=city, name=f"mark:{source}", value=told))


@contextmanager
def watched(workspace: Workspace, source: str) -> Iterator[None]:
    """Read a portal in the block; tell once when it stops delivering, and once when it is back.

    That it is down is kept in the database: a new process, or another worker, doesn't tell again.
    """
    try:
        yield
    except (SourceError, ContractError) as error:
        _down(workspace, source, error)
        raise
    _up(workspace, source)


def down_since(workspace: Workspace, source: str) -> datetime | None:
    """Return since when a source doesn't deliver; None where it does."""
    told = workspace.setting(_name(source))
    return datetime.fromisoformat(told["since"]) if told else None


def _down(workspace: Workspace, source: str, error: SourceError | ContractError) -> None:
    if down_since(workspace, source) is not None:
        return
    city = workspace.city_name
    # Its key only: the sentence may show what the portal answered, and the ledger keeps for ever.
    told = {"since": datetime.now(UTC).isoformat(timespec="seconds"), "error": error.key}
    with workspace.change() as change:
        change.session.merge(Setting(city=city, name=_name(source), value=json.dumps(told)))
        change.record(f"source:{city}/{source}", "source.down", after={"error": error.key})
    _log.warning("source_down", city=city, source=source, error=error.key)


def _up(workspace: Workspace, source: str) -> None:
    since = down_since(workspace, source)
    if since is None:
        return
    city = workspace.city_name
    with workspace.change() as change:
        named = (Setting.city == city, Setting.name == _name(source))
        change.session.execute(delete(Setting).where(*named))
        told = {"since": since.isoformat(timespec="seconds")}
        change.record(f"source:{city}/{source}", "source.back", after=told)
    _log.info("source_back", city=city, source=source, since=since.isoformat())


def _name(source: str) -> str:
    return f"outage:{source}"
