"""The jobs of the main chain on one city's workspace: rank, back-test, plan the day.

Each reads records that were taken in, calls one function of its room and keeps the result as a
run. A job whose inputs haven't changed since its last run is not done again unless asked.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from sqlalchemy import select

from anlan import __version__
from anlan.model.city import City
from anlan.model.target import Target
from anlan.plan import Premises, StopDetail, plan_day, to_csv, to_gpx, to_record, to_sheet
from anlan.pool import records, register
from anlan.risk.backtest import Backtest, backtest
from anlan.risk.features.measures import column_of, table_of
from anlan.risk.features.versions import merged, standing
from anlan.risk.report import report_data, report_page
from anlan.risk.results import Ranking, to_date, to_day
from anlan.risk.scoring import rank_premises
from anlan.risk.visits import visits_of
from anlan.store import Workspace
from anlan.store.runs import Kind, Run, Runs
from anlan.store.tables import Batch
from anlan.words import LANGUAGES, Language


@dataclass(frozen=True)
class Desk:
    """One city, its workspace and the target that is worked on.

    ``names`` are the divisions' names by code, for reports by area.
    """

    city: City
    workspace: Workspace
    target: Target
    names: Mapping[str, Mapping[str, str]]

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The typed records of every source the target speaks of, in all their versions."""
        return {
            name: merged(
                records.versions(self.workspace, self.city, name), self.target.columns_of(name)
            )
            for name in dict.fromkeys(self.target.source_names())
        }

    @property
    def runs(self) -> Runs:
        """The runs of the workspace."""
        return Runs(self.workspace.folder / "runs")

    def keep(self, kind: Kind, fingerprint: str, write: Callable[[Path], None]) -> Run:
        """Keep the result of a job as the latest run of its kind, and note it in the ledger.

        Raises:
            StoreError: the disk or the database refuses; the run before stays the latest.
        """
        with self.workspace.change() as change:
            run = self.runs.save(kind, fingerprint, write)
            told = {"run": run.folder.name, "target": self.target.name}
            change.record(f"run:{self.city.name}/{kind}", f"run.{kind}", after=told)
        return run

    def fingerprint(self, *more: object) -> str:
        """Return a digest of all a job depends on: version, declaration, records, arguments."""
        with self.workspace.session() as session:
            query = select(Batch.id, Batch.source).where(
                Batch.city == self.workspace.city_name, Batch.closed_at.is_not(None)
            )
            held = [list(row) for row in session.execute(query.order_by(Batch.id))]
        declared = self.city.model_dump_json(exclude={"roles"})
        parts = [__version__, declared, self.target.name, held, *map(str, more)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def done(self, kind: Kind, fingerprint: str) -> Run | None:
        """Return the latest run of a kind if it was made from the same inputs."""
        run = self.runs.latest(kind)
        return run if run and run.fingerprint == fingerprint else None

    def next_day(self) -> date:
        """Return the day after the outcome of the latest visit became known, first of all."""
        visits = visits_of(self.target, self.tables).filter(pl.col("label").is_not_null())
        last = visits.group_by("visit").agg(pl.col("_known_day").min())["_known_day"].max()
        return to_date(int(last) + 1) if isinstance(last, int) else datetime.now(UTC).date()


def run_backtest(desk: Desk) -> tuple[Backtest, Callable[[Path], None]]:
    """Back-test the target; return what was found and what writes its report into a folder."""
    found = backtest(desk.target, desk.tables)
    return found, partial(_write_report, found, desk.names)


def _write_report(found: Backtest, names: Mapping[str, Mapping[str, str]], folder: Path) -> None:
    now = datetime.now(UTC)
    for lang in LANGUAGES:
        of_areas = {code: name[lang] for code, name in names.items()}
        report = report_data(found, lang, now, of_areas)
        text = json.dumps(report, ensure_ascii=False, indent=1)
        (folder / f"report.{lang}.json").write_text(text, encoding="utf-8")
        page = report_page(found, lang, now, of_areas)
        (folder / f"report.{lang}.html").write_text(page, encoding="utf-8")
    verdict = {"ranked_by": found.verdict.ranked_by, "hit_rate": found.verdict.model_hit_rate}
    (folder / "verdict.json").write_text(json.dumps(verdict), encoding="utf-8")


def run_ranking(desk: Desk, as_of: date) -> Ranking:
    """Rank every place, by the model or by the rule the latest back-test fell back to."""
    judged = desk.runs.latest("backtest")
    ranked_by = judged.json("verdict.json")["ranked_by"] if judged else "model"
    assets = register.assets(desk.workspace, desk.city, desk.target.asset, as_of)
    return rank_premises(desk.target, desk.tables, assets, as_of, ranked_by)


def run_plan(
    desk: Desk, ranking: Ranking, when: date, teams: int | None = None
) -> tuple[dict[str, Any], Callable[[Path], None]]:
    """Turn a ranking into the routes of a day; return the record and what writes the exports."""
    planning = desk.city.planning
    if teams:
        planning = planning.model_copy(update={"teams": teams})
    plan = plan_day(
        _premises(desk, ranking, when),
        planning,
        city=desk.city.name,
        target=desk.target.name,
        date=when.isoformat(),
    )
    wanted = {stop.asset for stop in plan.stops}
    details = {lang: _details(ranking, wanted, lang) for lang in LANGUAGES}

    def write(folder: Path) -> None:
        record = json.dumps(to_record(plan, details["en"]), ensure_ascii=False)
        (folder / "plan.json").write_text(record, encoding="utf-8")
        (folder / "plan.csv").write_text(to_csv(plan, details["en"]), encoding="utf-8")
        (folder / "plan.gpx").write_text(to_gpx(plan, details["en"]), encoding="utf-8")
        for lang in LANGUAGES:
            sheet = to_sheet(
                plan,
                details[lang],
                title=f"{desk.city.title.of(lang)} · {desk.target.title.get(lang, '')}",
                ranked_by=ranking.meta.ranked_by_text[lang],
                lang=lang,
            )
            (folder / f"plan.{lang}.html").write_text(sheet, encoding="utf-8")

    return to_record(plan, details["en"]), write


def _premises(desk: Desk, ranking: Ranking, when: date) -> Premises:
    frame = ranking.assets
    kind = next(kind for kind in desk.city.asset_kinds if kind.name == desk.target.asset)
    since = to_day(when) - frame["last_visit"].cast(pl.Float64)
    return Premises(
        asset=frame["asset"].to_list(),
        lon=frame["lon"].fill_null(float("nan")).to_numpy(),
        lat=frame["lat"].fill_null(float("nan")).to_numpy(),
        score=_prize(frame),
        visit_minutes=np.full(frame.height, kind.visit_minutes),
        days_since_visit=since.fill_null(float("nan")).to_numpy(),
        legal_cycle_days=_cycles(desk, frame["asset"], when),
        division=frame["division"].fill_null(desk.city.name).to_list(),
    )


def _cycles(desk: Desk, assets: pl.Series, when: date) -> npt.NDArray[np.float64]:
    """Return the legal cycle of each asset in days, NaN where the law sets none."""
    cycle = desk.target.legal_cycle
    if cycle is None:
        return np.full(len(assets), np.nan)
    table = standing(table_of(desk.tables, cycle.source), to_day(when))
    said = table.select(
        "_asset",
        "_event_day",
        "_known_day",
        days=column_of(table, cycle.column, cycle.source)
        .cast(pl.String)
        .replace_strict(cycle.days, default=None, return_dtype=pl.Float64),
    )
    latest = (
        said.sort("_event_day", "_known_day", maintain_order=True)
        .group_by("_asset")
        .agg(pl.col("days").last())
    )
    found = assets.to_frame("asset").join(
        latest, left_on="asset", right_on="_asset", how="left", maintain_order="left"
    )
    return found["days"].fill_null(float("nan")).to_numpy()


def _prize(frame: pl.DataFrame) -> Any:
    """Return the danger in the order of the rank, so that a fallback rule steers routes too."""
    return np.sort(frame["score_premises"].to_numpy())[::-1]


def _details(ranking: Ranking, wanted: set[str], lang: Language) -> dict[str, StopDetail]:
    rows = ranking.assets.filter(pl.col("asset").is_in(list(wanted)))
    return {
        row["asset"]: StopDetail(
            name=row["name"],
            address=row["address"],
            grade=row["grade"],
            reasons=tuple(reason[lang] for reason in row["reasons"] or ()),
        )
        for row in rows.iter_rows(named=True)
    }
