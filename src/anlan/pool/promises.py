"""Whether a source does what its contract promises: often enough, fresh enough, whole enough.

Judged after each load and again and again by time. A promise that breaks is told once, and once
when it is kept again: each is an entry of the ledger, which the outbox takes to whoever listens.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select

from anlan.model.city import City, Source
from anlan.pool import health, records
from anlan.store import Workspace
from anlan.store.tables import Batch, Setting
from anlan.words import Language, say

_log = structlog.get_logger()
Kind = Literal["frequency", "latency", "complete"]


@dataclass(frozen=True)
class Judged:
    """A promise and what was done: hours for frequency and latency, a share for completeness.

    ``measured`` is None, and the promise not broken, before anything was taken in.
    """

    kind: Kind
    column: str
    promised: float
    measured: float | None
    since: datetime | None = None

    @property
    def name(self) -> str:
        """What tells it from the source's other promises."""
        return f"{self.kind}:{self.column}" if self.column else self.kind

    @property
    def kept(self) -> bool:
        """Whether what was done is what was promised."""
        if self.measured is None:
            return True
        if self.kind == "complete":
            return self.measured >= self.promised
        return self.measured <= self.promised

    def amount(self, value: float | None) -> str:
        """Return a promised or measured value as text, such as ``36 h`` or ``95 %``."""
        if value is None:
            return "–"
        return f"{100 * value:.1f} %" if self.kind == "complete" else f"{value:.1f} h"

    def say(self, lang: Language = "en") -> str:
        """Return what is promised and what was done as a sentence."""
        return say(
            f"pool.promise.{self.kind}",
            lang,
            column=self.column,
            promised=self.amount(self.promised),
            measured=self.amount(self.measured),
        )


def judge(
    workspace: Workspace, city: City, source: Source, now: datetime | None = None
) -> list[Judged]:
    """Return every promise of a source's contract with what was done, as of ``now``.

    In a city whose data end on a day (``as_of``), time stands still at the end of that day.

    * frequency: from the last load to now;
    * latency: from the latest event to the last load, when it could be known;
    * complete: the share of current records with a value in the column, after the last load.
    """
    moment = _standing(city, now or datetime.now(UTC))
    promised = records.contract_of(workspace, source.name).promises
    received = _last_load(workspace, source.name)
    broken = _broken(workspace, source.name)
    found: list[Judged] = []
    if promised.frequency is not None:
        waited = _hours(moment - received) if received else None
        found.append(Judged("frequency", "", promised.frequency, waited))
    if promised.latency is not None:
        event = records.last_moment(workspace, source.name)
        age = _hours(min(received, moment) - event) if received and event else None
        found.append(Judged("latency", "", promised.latency, age))
    shares = health.known(workspace, source.name).complete
    found += [
        Judged("complete", each.column, each.share, shares.get(each.column))
        for each in promised.complete
    ]
    return [
        Judged(each.kind, each.column, each.promised, each.measured, broken.get(each.name))
        for each in found
    ]


def check(
    workspace: Workspace, city: City, source: Source, now: datetime | None = None
) -> list[Judged]:
    """Judge the promises of a source, and tell of those that broke or are kept again since.

    Returns:
        The promises of which something was told.
    """
    moment = now or datetime.now(UTC)
    judged = judge(workspace, city, source, moment)
    told = [each for each in judged if each.kept == (each.since is not None)]
    gone = set(_broken(workspace, source.name)) - {each.name for each in judged}
    if not told and not gone:
        return []
    broken = {each.name: each.since or moment for each in judged if not each.kept}
    place = workspace.city_name
    with workspace.change() as change:
        value = json.dumps({name: since.isoformat() for name, since in broken.items()})
        change.session.merge(Setting(city=place, name=_name(source.name), value=value))
        for each in told:
            change.record(
                f"source:{place}/{source.name}",
                "promise.kept" if each.kept else "promise.broken",
                after={
                    "promise": each.kind,
                    "column": each.column,
                    "promised": each.amount(each.promised),
                    "measured": each.amount(each.measured),
                    "department": source.department,
                },
            )
            act = "promise_kept" if each.kept else "promise_broken"
            _log.info(act, city=place, source=source.name, promise=each.name)
    return told


def check_all(workspace: Workspace, city: City, now: datetime | None = None) -> Iterator[Judged]:
    """Yield all of which something was told, source by source."""
    for source in city.sources:
        yield from check(workspace, city, source, now)


def _standing(city: City, now: datetime) -> datetime:
    if city.as_of is None:
        return now
    end = datetime.combine(city.as_of + timedelta(days=1), time(), ZoneInfo(city.zone))
    return min(now, end.astimezone(UTC))


def _hours(span: timedelta) -> float:
    return max(0.0, span.total_seconds() / 3600)


def _last_load(workspace: Workspace, source: str) -> datetime | None:
    query = select(func.max(Batch.received_at)).where(
        Batch.city == workspace.city_name,
        Batch.source == source,
        Batch.kind == "file",
        Batch.closed_at.is_not(None),
    )
    with workspace.session() as session:
        return session.scalar(query)


def _broken(workspace: Workspace, source: str) -> dict[str, datetime]:
    kept = workspace.setting(_name(source)) or {}
    return {name: datetime.fromisoformat(since) for name, since in kept.items()}


def _name(source: str) -> str:
    return f"promises:{source}"
