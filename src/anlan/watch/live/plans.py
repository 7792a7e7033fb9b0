"""Which rules are laid over which datastreams, from which chunk of the log on.

What is to be run is looked up in the database now and then; what is run is written down with the
place in the log from which on it is, so that a restart lays out the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from anlan.model.errors import WatchError
from anlan.store.database import Database
from anlan.store.watch import WatchForecast, WatchPlan, WatchRule
from anlan.watch.batch import FORECASTS, NEVER, Streams
from anlan.watch.engine import Carrying, Plan, carrying, plan
from anlan.watch.live.course import Laid
from anlan.watch.rules import AnyRule, Rules

DAY = 86_400_000_000
NO_ZONE = "UTC"
Given = Callable[[], Streams]
"""Gives the datastreams as they are now; the same object as long as they are the same."""


@dataclass(frozen=True)
class Draft:
    """What is to be run, laid out but not yet under way; ``by`` leads over from what runs."""

    rules: str
    claiming: tuple[str, ...]
    streams: bytes
    forecasts: tuple[int, int]
    plan: Plan
    by: Carrying | None

    def row(self, city: str, seq: int, at: datetime) -> WatchPlan:
        """Return it as it is written down."""
        after, upto = self.forecasts
        return WatchPlan(
            city=city, seq=seq, made_at=at, rules=self.rules, claiming=list(self.claiming),
            streams=self.streams, forecasts_after=after, forecasts_upto=upto,
        )  # fmt: skip

    def laid(self, seq: int) -> Laid:
        """Return it as it holds from a chunk on."""
        return Laid(seq, self.plan, frozenset(self.claiming))


class Planner:
    """Lays out what a city's rules, datastreams and forecasts now are."""

    def __init__(self, database: Database, city: str, given: Given, forecast_days: float) -> None:
        self._database, self._city, self._given = database, city, given
        self._past = round(forecast_days * DAY)
        self._packed: tuple[Streams, bytes] | None = None

    def draft(
        self, newest: int, running: WatchPlan | None = None, under: Plan | None = None
    ) -> Draft | None:
        """Return what is to be run, None if it is what runs.

        Args:
            newest: the newest moment of the log; forecasts for long before it are left out.
            running, under: what runs, as it was written down and as it was laid out.

        Raises:
            WatchError: rules that are on don't fit together.
        """
        streams = self._given()
        if self._packed is None or self._packed[0] is not streams:
            self._packed = (streams, _bytes(streams.table))
        body = self._packed[1]
        with self._database.session() as session:
            rules, claiming = switched_on(session, self._city)
            text = rules.model_dump_json()
            upto = session.scalar(
                select(func.max(WatchForecast.id)).where(WatchForecast.city == self._city)
            )
            if running is not None and (
                running.rules == text
                and running.claiming == list(claiming)
                and running.streams == body
                and running.forecasts_upto == (upto or 0)
            ):
                return None
            after = _before(session, self._city, newest - self._past if newest != NEVER else NEVER)
            forecasts = _forecasts(session, self._city, after, upto or 0)
        laid = plan(rules, streams, forecasts)
        by = None if under is None else carrying(under, laid)
        return Draft(text, claiming, body, (after, upto or 0), laid, by)


def switched_on(session: Session, city: str) -> tuple[Rules, tuple[str, ...]]:
    """Return the rules that are on, with those they combine, and the names of those that are.

    Raises:
        WatchError: two of them mean different versions of a third, or count in different zones.
    """
    query = select(WatchRule.body).where(WatchRule.city == city, WatchRule.on_since.is_not(None))
    return together([Rules.model_validate_json(body) for body in session.scalars(query)])


def together(sets: list[Rules]) -> tuple[Rules, tuple[str, ...]]:
    """Return rules, each with those it combines, as one set, and the names of the first of each.

    Raises:
        WatchError: two mean different versions of a third, or count in different zones.
    """
    found: dict[str, AnyRule] = {}
    for each in sets:
        if each.zone != sets[0].zone:
            raise WatchError(
                "error.watch.zones", rule=each.rules[0].id, zone=each.zone, other=sets[0].zone
            )
        for rule in each.rules:
            if found.setdefault(rule.id, rule) != rule:
                raise WatchError("error.watch.parts", rule=each.rules[0].id, part=rule.id)
    rules = Rules(
        zone=sets[0].zone if sets else NO_ZONE, rules=tuple(found[each] for each in sorted(found))
    )
    return rules, tuple(sorted(each.rules[0].id for each in sets))


def restored(session: Session, row: WatchPlan) -> Laid:
    """Lay out anew what was written down."""
    with pa.ipc.open_stream(row.streams) as reader:
        streams = Streams(reader.read_all())
    forecasts = _forecasts(session, row.city, row.forecasts_after, row.forecasts_upto)
    rules = Rules.model_validate_json(row.rules)
    return Laid(row.seq, plan(rules, streams, forecasts), frozenset(row.claiming))


def since(session: Session, city: str, seq: int) -> list[WatchPlan]:
    """Return what was run from a chunk on, in order, beginning with what ran at it."""
    first = select(func.max(WatchPlan.seq)).where(WatchPlan.city == city, WatchPlan.seq <= seq)
    begin = session.scalar(first)
    query = select(WatchPlan).where(WatchPlan.city == city)
    if begin is not None:
        query = query.where(WatchPlan.seq >= begin)
    return list(session.scalars(query.order_by(WatchPlan.seq)))


def forget(session: Session, city: str, seq: int) -> None:
    """Let go of what was run before the plan of a place, which nobody goes back to."""
    session.execute(delete(WatchPlan).where(WatchPlan.city == city, WatchPlan.seq < seq))


def _before(session: Session, city: str, moment: int) -> int:
    """Return the last forecasts of those that are all for moments before one."""
    first = session.scalar(
        select(func.min(WatchForecast.id)).where(
            WatchForecast.city == city, WatchForecast.most_at >= moment
        )
    )
    return 0 if first is None else first - 1


def _forecasts(session: Session, city: str, after: int, upto: int) -> pa.Table:
    query = select(WatchForecast.body).where(
        WatchForecast.city == city, WatchForecast.id > after, WatchForecast.id <= upto
    )
    parts = [FORECASTS.empty_table()]
    for body in session.scalars(query.order_by(WatchForecast.id)):
        with pa.ipc.open_stream(body) as reader:
            parts.append(reader.read_all().cast(FORECASTS))
    return pa.concat_tables(parts)


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
