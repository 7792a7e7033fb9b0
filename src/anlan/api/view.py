"""The part of a city that somebody may see: every query of the API goes through here."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from anlan.access.principal import Principal
from anlan.api.paging import cursor_of, numbers
from anlan.api.schemas import Quarantine, QuarantineRow, QuarantineRule, SourceState
from anlan.api.state import CityState
from anlan.model.city import City
from anlan.model.errors import AccessError
from anlan.model.permission import Scope
from anlan.pool import batches, quarantine, records
from anlan.risk.part import Part
from anlan.store.runs import Kind, Run
from anlan.store.tables import Batch
from anlan.words import Language

FigureRow = tuple[str, float | None, str, list[float] | None]


@dataclass(frozen=True)
class CityView:
    """A city as far as ``scope`` goes, for one request of ``person``.

    Places are in scope by their division. Sources and quarantined rows belong to a department and
    have no trusted place, so they take a scope over the whole city for that department.
    """

    state: CityState
    scope: Scope
    person: Principal

    @property
    def city(self) -> City:
        """What the pack declares."""
        return self.state.pack.city

    def run(self, kind: Kind) -> Run | None:
        """Return the latest run of a kind."""
        return self.state.run(kind)

    def ranking(self) -> Part | None:
        """Return the latest ranking of the places in scope; ranks are those of the whole city."""
        return self.state.ranking_within(self.scope.divisions)

    def plan(self) -> dict[str, Any] | None:
        """Return the latest plan, with the stops in scope."""
        plan = self.state.plan()
        if plan is None or "" in self.scope.divisions:
            return plan
        ranked = self.ranking()
        stops = (stop["asset"] for team in plan["teams"] for stop in team["stops"])
        mine = ranked.holding(stops) if ranked else set()
        teams = [
            team | {"stops": [stop for stop in team["stops"] if stop["asset"] in mine], "line": []}
            for team in plan["teams"]
        ]
        return plan | {"teams": [team for team in teams if team["stops"]]}

    def whole(self) -> None:
        """Refuse what can only be had of the whole city.

        Raises:
            AccessError: the scope is only a part of it.
        """
        if "" not in self.scope.divisions:
            raise AccessError("error.access.whole_city")

    def division_names(self, path: str | None, lang: Language) -> list[str]:
        """Return the names along a division path, the largest first."""
        return self.state.division_names(path, lang)

    def source_states(self, lang: Language = "en") -> list[SourceState]:
        """Return how much each source has sent, what waits in quarantine, and how fresh it is."""
        waiting = Counter[str]()
        for each in quarantine.listing(self.state.workspace, limit=0).by_rule:
            waiting[each.source] += each.count
        titles = {each.name: each.title.of(lang) for each in self.city.departments}
        today = self.today()
        return [
            SourceState(
                name=source.name,
                title=source.title.of(lang),
                department=titles[source.department],
                rows=rows,
                quarantined=waiting[source.name],
                last_event=latest.isoformat() if latest else None,
                received_at=received,
                fresh=latest is not None and (today - latest).days <= source.fresh_days,
                guess=guess.say(lang) if guess else None,
            )
            for source in self.city.sources
            if self.scope.has_any_of(source.department)
            for rows, received in [self._taken_in(source.name)]
            for latest in [records.last_event(self.state.workspace, self.city, source.name)]
            for guess in [batches.guess(self.state.workspace, source.name)]
        ]

    def today(self) -> date:
        """Return the city's day: that of the latest ranking, else the pack's, else the clock's."""
        ranking = self.state.ranking()
        if ranking:
            return date.fromisoformat(ranking.meta.as_of)
        return self.city.as_of or datetime.now(ZoneInfo(self.city.zone)).date()

    def _taken_in(self, source: str) -> tuple[int, str | None]:
        query = select(Batch).where(
            Batch.city == self.city.name,
            Batch.source == source,
            Batch.closed_at.is_not(None),
        )
        # What was mended here is a record more, but nothing that the source sent.
        with self.state.workspace.session() as session:
            found = session.scalars(query).all()
            rows = sum(batches.counts(batch).new for batch in found)
            received = max((batch.received_at for batch in found if batch.file_id), default=None)
        return rows, received.isoformat() if received else None

    def own_sources(self) -> list[str]:
        """Return the names of the sources whose rows may be seen one by one."""
        return [
            each.name for each in self.city.sources if self.scope.has_department(each.department)
        ]

    def quarantine(
        self,
        source: str | None,
        rule: str | None,
        limit: int,
        cursor: str | None,
        lang: Language,
    ) -> Quarantine:
        """Return a page of what waits in quarantine."""
        mine = self.own_sources()
        after = numbers(cursor, 2) if cursor else (0, 0)
        found = quarantine.listing(
            self.state.workspace, source, rule, limit, (after[0], after[1]), mine
        )
        last = found.items[-1].id.split("-") if len(found.items) == limit else []
        return Quarantine(
            total=found.total,
            next=cursor_of(*map(int, last)) if last else None,
            by_rule=[
                QuarantineRule(source=e.source, rule=e.rule, text=e.say(lang), count=e.count)
                for e in found.by_rule
            ],
            items=[quarantine_row(item, lang) for item in found.items],
        )

    def figures(self, ranking: Part | None) -> list[FigureRow]:
        """Return the figures of the strip: key, value, unit, spark line."""
        states = self.source_states()
        judged = self.run("backtest")
        verdict = judged.json("verdict.json") if judged else {}
        plan = self.plan() or {"teams": []}
        stops = sum(len(team["stops"]) for team in plan["teams"])
        return [
            ("assets", float(ranking.height) if ranking else None, "", None),
            ("hit_rate", _percent(verdict.get("hit_rate")), "%", None),
            ("base_rate", _percent(ranking.meta.base_rate if ranking else None), "%", None),
            ("planned", float(stops), "", None),
            ("records", float(sum(state.rows for state in states)), "", None),
            ("quarantined", float(sum(state.quarantined for state in states)), "", None),
        ]


def quarantine_row(item: quarantine.Item, lang: Language) -> QuarantineRow:
    """Return a row of quarantine with the first thing that is wrong with it."""
    return QuarantineRow(
        id=item.id,
        source=item.source,
        row=item.row,
        column=item.first.column,
        value=item.first.value,
        rule=item.first.rule,
        text=item.say(lang),
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
