"""The kinds of jobs that cities have: what each is asked with, and how it is done."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from anlan import cities
from anlan.cities.pack import Pack
from anlan.cities.work import Work, opened
from anlan.model.errors import SourceError
from anlan.pool import ingest as pool
from anlan.risk.jobs import Desk, arrange, basis_of, judge, rank
from anlan.risk.results import Ranking
from anlan.store.jobs.context import JobContext, Kind
from anlan.store.runs import Run


@dataclass(frozen=True)
class Installation:
    """Where jobs are done: the workspaces' home, the database, the cities' packs.

    ``intake`` is the folder whose folders files may be taken from: a job can be asked for over the
    network, and must not read whatever the machine holds.
    """

    home: Path
    database: str | None
    packs: Mapping[str, Pack] = field(default_factory=dict)
    intake: Path | None = None

    @classmethod
    def of(
        cls, home: Path, database: str | None, packs: list[str], intake: Path | None = None
    ) -> "Installation":
        """Return the installation with these packs, given by name or path.

        Raises:
            PackError: one of them is absent or wrong.
        """
        loaded = [cities.load(name) for name in packs]
        return cls(home, database, {pack.city.name: pack for pack in loaded}, intake)

    def folder(self, name: str) -> Path:
        """Return a folder of the intake by its path within it.

        Raises:
            SourceError: there is none, or it lies elsewhere.
        """
        intake = (self.intake or self.home / "intake").resolve()
        found = (intake / name).resolve()
        if not (found.is_relative_to(intake) and found.is_dir()):
            raise SourceError("error.job.folder", folder=name, intake=intake)
        return found


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BacktestArguments(_Arguments):
    """What a back-test is asked with; what hasn't changed is done again only if ``fresh``."""

    target: str | None = None
    fresh: bool = False


class ScoreArguments(BacktestArguments):
    """What a ranking is asked with; by default for the day after the last known visit."""

    as_of: date | None = None


class PlanArguments(BacktestArguments):
    """What the routes of a day are asked with; by default for the day of the ranking."""

    day: date | None = None
    teams: int | None = Field(default=None, ge=1)


class IngestArguments(_Arguments):
    """Where files are taken in from: a folder of the intake, or the open portals."""

    folder: str | None = None
    portal: bool = False
    sources: list[str] = Field(default_factory=list)


ARGUMENTS: Mapping[str, type[_Arguments]] = {
    "ingest": IngestArguments,
    "backtest": BacktestArguments,
    "score": ScoreArguments,
    "plan": PlanArguments,
}
"""What each kind of job takes."""


def checked(at: Installation, city: str, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a job as they are kept, before it is asked for.

    Raises:
        SourceError: no such kind, an argument that is none, a folder outside the intake.
        PackError: the city has no such target or source.
    """
    if kind not in ARGUMENTS:
        raise SourceError("error.job.kind", found=kind, kinds=", ".join(ARGUMENTS))
    shape = ARGUMENTS[kind]
    try:
        arguments = shape.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name, names = ".".join(map(str, first["loc"])), ", ".join(shape.model_fields)
        raise SourceError(
            "error.job.argument", kind=kind, name=name, reason=first["msg"], names=names
        ) from error
    declared = at.packs[city].city
    if isinstance(arguments, IngestArguments):
        if (arguments.folder is None) != arguments.portal:
            raise SourceError("error.job.folder_or_portal")
        for source in arguments.sources:
            declared.source(source)
        if arguments.folder is not None:
            at.folder(arguments.folder)
    if isinstance(arguments, BacktestArguments):
        declared.target(arguments.target)
    return arguments.model_dump(mode="json", exclude_defaults=True)


def kinds(at: Installation) -> dict[str, Kind]:
    """Return what does each kind of job."""
    done = {"ingest": _ingest, "backtest": _backtest, "score": _score, "plan": _plan}
    return {name: partial(_in_workspace, at, do) for name, do in done.items()}


def _in_workspace(
    at: Installation, do: Callable[["_Bench"], dict[str, Any]], context: JobContext
) -> dict[str, Any]:
    pack, folder = at.packs[context.city], context.arguments.get("folder")
    data = at.folder(folder) if folder is not None else None
    context.progress(0.0)
    place = (pack, at.home, at.database, context.cause, data, context.guard)
    with opened(*place) as work:
        return do(_Bench(work, context))


@dataclass(frozen=True)
class _Bench:
    """A job and the workspace it is done in."""

    work: Work
    context: JobContext

    def keep(self, kind: Any, desk: Desk, make: Callable[[], Run], *inputs: object) -> Run:
        """Return the run that was made of the same inputs, else make it."""
        fresh = self.context.arguments.get("fresh", False)
        done = None if fresh else desk.done(kind, desk.fingerprint(*inputs))
        self.context.progress(0.2)
        return done or make()


def _ingest(bench: _Bench) -> dict[str, Any]:
    asked = IngestArguments.model_validate(bench.context.arguments)
    declared = [each.name for each in bench.work.pack.city.sources if each.portal or asked.folder]
    names = asked.sources or declared

    def told(now: pool.Progress) -> None:
        share = min(1.0, now.bytes_done / now.total_bytes) if now.total_bytes else 0.0
        bench.context.progress((names.index(now.source) + share) / len(names))

    taken = bench.work.ingest(bench.work.data, asked.sources or None, told)
    bench.work.index()
    about = ({"source": each.source, "already": each.already} for each in taken)
    counts = (asdict(each.counts) for each in taken)
    return {"files": [told | figures for told, figures in zip(about, counts, strict=True)]}


def _backtest(bench: _Bench) -> dict[str, Any]:
    asked = BacktestArguments.model_validate(bench.context.arguments)
    desk = bench.work.desk(asked.target)
    run = bench.keep("backtest", desk, lambda: judge(desk))
    return {"run": run.folder.name}


def _score(bench: _Bench) -> dict[str, Any]:
    asked = ScoreArguments.model_validate(bench.context.arguments)
    desk = bench.work.desk(asked.target)
    day = asked.as_of or desk.next_day()
    run = bench.keep("score", desk, lambda: rank(desk, day), day)
    return {"run": run.folder.name, "as_of": day.isoformat()}


def _plan(bench: _Bench) -> dict[str, Any]:
    asked = PlanArguments.model_validate(bench.context.arguments)
    desk = bench.work.desk(asked.target)
    basis = basis_of(desk)
    ranking = Ranking.read(basis.folder)
    day = asked.day or date.fromisoformat(ranking.meta.as_of)
    inputs = (day, asked.teams, basis.fingerprint)
    make = partial(arrange, desk, ranking, day, asked.teams, basis)
    run = bench.keep("plan", desk, make, *inputs)
    return {"run": run.folder.name, "day": day.isoformat()}
