"""``anlan link run``, ``increment``, ``doubtful``, ``show``, ``decide`` and ``golden``."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Annotated, Literal

import typer

from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import bar, columns, work
from anlan.model.errors import LinkError
from anlan.pool.linking import desk as clerks
from anlan.pool.linking.decisions import Named
from anlan.pool.linking.run import STEPS, Linkage, Linked, Progress
from anlan.pool.linking.waterfall import explain
from anlan.words import say

group = typer.Typer(help=words("link.help"), no_args_is_help=True)
app.add_typer(group, name="link")
Kind = Annotated[str | None, typer.Option(help=words("option.link_kind"))]
Record = Annotated[str, typer.Argument(help=words("option.record"))]
EPOCH = date(1970, 1, 1)


@contextmanager
def desk(city: str, kind: str | None) -> Iterator[Linkage]:
    """Open the linking desk of a city."""
    with work(city) as at:
        yield Linkage.of(at.pack.city, at.workspace, at.find, kind)


@group.command(help=words("link.run.help"))
def run(
    city: options.City,
    kind: Kind = None,
    retrain: Annotated[bool, typer.Option("--train", help=words("option.retrain"))] = False,
) -> None:
    """Link all records."""
    with desk(city, kind) as at:
        with watched() as told:
            linked = at.link(told, retrain=retrain)
        show_run(at, linked)


@group.command(help=words("link.increment.help"))
def increment(city: options.City, kind: Kind = None) -> None:
    """Link what is new."""
    with desk(city, kind) as at:
        before = at.latest()
        with watched() as told:
            linked = at.increment(told)
        if linked.run.folder == before.run.folder:
            common().tell("nothing_new")
        show_run(at, linked)


@group.command(help=words("link.doubtful.help"))
def doubtful(city: options.City, kind: Kind = None, limit: options.Limit = 20) -> None:
    """List pairs that wait for a clerk."""
    here = common()
    with desk(city, kind) as at:
        rows = clerks.doubtful(at, limit)
    table = columns(here, "probability", "one", "other")
    for row in rows.iter_rows(named=True):
        sides = [
            "\n".join(
                [f"{row[f'source_{side}']}/{row[f'key_{side}']}"]
                + [row[f"{name}_{side}"] or "—" for name in ("name", "address")]
            )
            for side in ("one", "other")
        ]
        table.add_row(f"{row['probability']:.3f}", *sides)
    here.console.print(table)


@group.command(help=words("link.show.help"))
def show(city: options.City, one: Record, other: Record, kind: Kind = None) -> None:
    """Tell a pair's waterfall in words."""
    here = common()
    with desk(city, kind) as at:
        told = explain(at, named(one), named(other))
    for line in told.lines(here.lang):
        here.console.print(line, highlight=False)


@group.command(help=words("link.decide.help"))
def decide(
    city: options.City,
    one: Record,
    other: Record,
    verdict: Annotated[Literal["same", "different"], typer.Argument(help=words("option.verdict"))],
    why: Annotated[str, typer.Option(help=words("option.why"))],
    kind: Kind = None,
) -> None:
    """Keep a decision on a pair."""
    here = common()
    with desk(city, kind) as at:
        clerks.judge(at, named(one), named(other), verdict == "same", why)
    here.tell(
        "link_decided", one=one, other=other, verdict=say(f"cli.link.verdict.{verdict}", here.lang)
    )


@group.command(help=words("link.golden.help"))
def golden(city: options.City, record: Record, kind: Kind = None) -> None:
    """Show the golden record of a thing."""
    here = common()
    with desk(city, kind) as at:
        known = clerks.thing(at, named(record))
    table = columns(here, "field", "value", "record", "event_day", "golden_standing")
    for each in known:
        table.add_row(
            say(f"linking.field.{each.field}", here.lang),
            each.value,
            f"{each.source}/{each.key}",
            "" if each.day is None else str(EPOCH + timedelta(days=each.day)),
            say(f"cli.link.{each.standing}", here.lang),
        )
    here.console.print(table)


def named(text: str) -> Named:
    """Read a record given as source and key.

    Raises:
        LinkError: it isn't one.
    """
    source, slash, key = text.partition("/")
    if not (source and slash and key):
        raise LinkError("error.linking.record", found=text)
    return source, key


@contextmanager
def watched() -> Iterator[Progress]:
    """Show how far linking is, with records a second and the time left."""
    here = common()
    with bar(here, "records_rate") as progress:
        task = progress.add_task("", total=len(STEPS) - 1, rate="")

        def told(step: str, records: int) -> None:
            seconds = progress.tasks[task].elapsed or 0.001
            progress.update(
                task,
                description=say(f"cli.link.step.{step}", here.lang),
                completed=STEPS.index(step),
                rate=f"{records / seconds:,.0f}",
            )

        yield told


def show_run(at: Linkage, linked: Linked) -> None:
    """Print what a run found."""
    here, facts = common(), linked.facts
    here.tell(
        "linked",
        **{name: f"{facts[name]:,}" for name in ("records", "links", "doubtful")},
        model=facts["model"],
        things=f"{at.clusters(linked)['cluster'].n_unique():,}",
    )
    if facts["passed_over"]:
        here.tell("link_passed", n=f"{facts['passed_over']:,}")
