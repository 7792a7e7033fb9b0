"""``anlan demo``: the whole job, from files to the console."""

import time
from pathlib import Path
from typing import Annotated

import typer

from anlan import cities
from anlan.cities import jiangcheng
from anlan.cities.work import Work
from anlan.cli import backtest, generate, ingest, plan, score, serve
from anlan.cli.app import app, common, words
from anlan.cli.demo_cases import cases
from anlan.cli.demo_pool import pool
from anlan.cli.demo_risk import risk
from anlan.cli.demo_watch import watch
from anlan.cli.work import index, work
from anlan.cli.work import ingest as take_in
from anlan.risk.jobs import Desk, arrange, judge, rank
from anlan.risk.results import Ranking
from anlan.store.runs import Kind, Run
from anlan.words import say

SCALE, SEED = 0.01, 1
"""A hundredth of the city: 4,000 premises, three years of inspections, ready in seconds."""

group = typer.Typer(help=words("demo.help"), invoke_without_command=True)
app.add_typer(group, name="demo")
group.command(help=words("demo.pool.help"))(pool)
group.command(help=words("demo.cases.help"))(cases)
group.command(help=words("demo.risk.help"))(risk)
group.command(help=words("demo.watch.help"))(watch)


@group.callback()
def demo(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help=words("option.once"))] = False,
    chicago: Annotated[Path | None, typer.Option(help=words("option.chicago"))] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help=words("option.fresh"))] = False,
    host: Annotated[str, typer.Option(help=words("option.host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=words("option.port"))] = 8350,
) -> None:
    """Run the whole job and show it."""
    if context.invoked_subcommand:
        return
    here, started = common(), time.perf_counter()
    files = jiangcheng_files()
    with work("jiangcheng", files) as at:
        whole_job(at, files, fresh, list(jiangcheng.SPINE))
    shown = ["jiangcheng"]
    if chicago and chicago.is_dir():
        with work("chicago", chicago) as at:
            whole_job(at, chicago, fresh)
        shown.append("chicago")
    elif chicago:
        here.tell("no_chicago", path=chicago)
    here.tell("done", seconds=f"{time.perf_counter() - started:.1f}")
    if not once:
        with serve.working(shown):
            serve.run(shown, serve.Front(host, port, serve.door_of(host)))


def jiangcheng_files() -> Path:
    """Return the folder of a small Jiangcheng, made at the first call.

    It holds what the main job reads, not what the other 30 departments send: a demo is to be quick.
    """
    here = common()
    folder = here.home / f"jiangcheng-{SCALE}-{SEED}"
    if not folder.is_dir():
        title = cities.load("jiangcheng").city.title.of(here.lang)
        here.tell("step", city=title, step=say("cli.step.generate", here.lang))
        here.home.mkdir(parents=True, exist_ok=True)
        generate.show(generate.make(folder, SCALE, SEED, jiangcheng.SPINE))
    return folder


def whole_job(at: Work, data: Path, fresh: bool, sources: list[str] | None = None) -> None:
    """Ingest (all or some sources), back-test, rank and plan; reuse what hasn't changed."""
    _step(at, "ingest")
    ingest.show(common(), take_in(at, data, sources))
    index(at)
    desk = at.desk()
    judged = None if fresh else _reused(desk, "backtest", desk.fingerprint())
    backtest.show(judged or judge(desk))
    day = desk.next_day()
    _step(at, "score")
    ranked = None if fresh else _reused(desk, "score", desk.fingerprint(day))
    ranking = Ranking.read((ranked or rank(desk, day)).folder)
    score.show(ranking)
    basis = desk.runs.latest("score")
    if basis is not None:
        _step(at, "plan")
        known = desk.fingerprint(day, None, basis.fingerprint)
        planned = None if fresh else _reused(desk, "plan", known)
        plan.show(planned or arrange(desk, ranking, day, None, basis))


def _step(at: Work, step: str) -> None:
    here = common()
    here.tell(
        "step", city=at.pack.city.title.of(here.lang), step=say(f"cli.step.{step}", here.lang)
    )


def _reused(desk: Desk, kind: Kind, fingerprint: str) -> Run | None:
    run = desk.done(kind, fingerprint)
    if run:
        here = common()
        when = f"{run.made_at.astimezone():%Y-%m-%d %H:%M}"
        here.tell("reused", step=say(f"cli.step.{kind}", here.lang), when=when)
    return run
