"""What the server knows: packs, workspaces and their latest runs, read again when they change."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from anlan import cities
from anlan.api.schemas import Quarantine, QuarantineRow, QuarantineRule, SourceState
from anlan.cities import Pack
from anlan.pool import batches, quarantine, records
from anlan.risk.results import Ranking
from anlan.store import Workspace
from anlan.store.runs import Kind, Run, Runs
from anlan.store.tables import Batch
from anlan.words import Language

FigureRow = tuple[str, float | None, str, list[float] | None]


@dataclass
class CityState:
    """One city: its pack and the latest results in its workspace."""

    pack: Pack
    home: Path
    database: str | None = None
    _seen: dict[tuple[str, Path], Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The city's workspace folder."""
        return self.home / self.pack.city.name

    def run(self, kind: Kind) -> Run | None:
        """Return the latest run of a kind."""
        return Runs(self.folder / "runs").latest(kind)

    def ranking(self) -> Ranking | None:
        """Return the latest ranking, kept in memory until a newer run appears."""
        run = self.run("score")
        return self._once("score", run, lambda r: Ranking.read(r.folder)) if run else None

    def plan(self) -> dict[str, Any] | None:
        """Return the latest plan as its file holds it."""
        run = self.run("plan")
        return self._once("plan", run, lambda r: r.json("plan.json")) if run else None

    def _once(self, kind: str, run: Run, read: Any) -> Any:
        place = (kind, run.folder)
        if place not in self._seen:
            for stale in [key for key in self._seen if key[0] == kind]:
                self._seen.pop(stale, None)
            self._seen[place] = read(run)
        return self._seen[place]

    @cached_property
    def workspace(self) -> Workspace:
        """The city's workspace."""
        return Workspace(self.home, self.pack.city.name, self.database)

    @cached_property
    def _division_titles(self) -> dict[str, dict[str, str]]:
        return {
            code: {"en": row["name_en"], "zh": row["name_zh"]}
            for code, row in self.pack.divisions(self.folder / "layers").rows.items()
        }

    def division_names(self, path: str | None, lang: Language) -> list[str]:
        """Return the names along a division path, the largest first."""
        names = self._division_titles
        return [names[code][lang] for code in (path or "").split("/") if code in names]

    def source_states(self, lang: Language = "en") -> list[SourceState]:
        """Return how much each source has sent, what waits in quarantine, and how fresh it is."""
        waiting = Counter[str]()
        for each in quarantine.listing(self.workspace, limit=0).by_rule:
            waiting[each.source] += each.count
        titles = {each.name: each.title.of(lang) for each in self.pack.city.departments}
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
            )
            for source in self.pack.city.sources
            for rows, received in [self._taken_in(source.name)]
            for latest in [records.last_event(self.workspace, self.pack.city, source.name)]
        ]

    def today(self) -> date:
        """Return the city's day: that of the latest ranking, else the pack's, else the clock's."""
        ranking = self.ranking()
        if ranking:
            return date.fromisoformat(ranking.meta.as_of)
        return self.pack.city.as_of or datetime.now(ZoneInfo(self.pack.city.zone)).date()

    def _taken_in(self, source: str) -> tuple[int, str | None]:
        query = select(Batch).where(
            Batch.city == self.pack.city.name,
            Batch.source == source,
            Batch.closed_at.is_not(None),
        )
        with self.workspace.session() as session:
            found = session.scalars(query).all()
            rows = sum(batches.counts(batch).new for batch in found)
            received = max((batch.received_at for batch in found), default=None)
        return rows, received.isoformat() if received else None

    def quarantine(self, source: str | None, limit: int, offset: int, lang: Language) -> Quarantine:
        """Return a page of what waits in quarantine."""
        found = quarantine.listing(self.workspace, source, None, limit, offset)
        return Quarantine(
            total=found.total,
            by_rule=[
                QuarantineRule(source=e.source, rule=e.rule, text=e.say(lang), count=e.count)
                for e in found.by_rule
            ],
            items=[
                QuarantineRow(
                    id=item.id,
                    source=item.source,
                    row=item.row,
                    column=item.first.column,
                    value=item.first.value,
                    rule=item.first.rule,
                    text=item.say(lang),
                )
                for item in found.items
            ],
        )

    def figures(self, ranking: Ranking | None) -> list[FigureRow]:
        """Return the figures of the strip: key, value, unit, spark line."""
        states = self.source_states()
        judged = self.run("backtest")
        verdict = judged.json("verdict.json") if judged else {}
        plan = self.plan() or {"teams": []}
        stops = sum(len(team["stops"]) for team in plan["teams"])
        return [
            ("assets", float(ranking.assets.height) if ranking else None, "", None),
            ("hit_rate", _percent(verdict.get("hit_rate")), "%", None),
            ("base_rate", _percent(ranking.meta.base_rate if ranking else None), "%", None),
            ("planned", float(stops), "", None),
            ("records", float(sum(state.rows for state in states)), "", None),
            ("quarantined", float(sum(state.quarantined for state in states)), "", None),
        ]


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


class State:
    """Every city the server shows: those with a workspace under ``home``."""

    def __init__(self, home: Path, packs: list[str], database: str | None = None) -> None:
        self.home = home
        self._cities = {}
        for name in packs:
            pack = cities.load(name)
            self._cities[pack.city.name] = CityState(pack, home, database)

    def all(self) -> list[CityState]:
        """Return the cities in the order they were named."""
        return list(self._cities.values())

    def city(self, name: str) -> CityState | None:
        """Return one city, or None."""
        return self._cities.get(name)
