"""``anlan job list``, ``show``, ``ask`` and ``cancel``."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from anlan.cities.jobs import Installation, checked
from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import columns, database
from anlan.model.errors import SourceError
from anlan.store.change import change
from anlan.store.jobs import queue
from anlan.store.jobs.failure import sentence
from anlan.words import say

group = typer.Typer(help=words("job.help"), no_args_is_help=True)
app.add_typer(group, name="job")
Number = Annotated[int, typer.Argument(help=words("option.job"))]


class State(StrEnum):
    """How far a job is."""

    waiting = "waiting"
    running = "running"
    done = "done"
    failed = "failed"
    cancelled = "cancelled"


@group.command("list", help=words("job.list.help"))
def list_jobs(
    city: Annotated[str | None, typer.Option(help=words("option.job_city"))] = None,
    state: Annotated[State | None, typer.Option(help=words("option.job_state"))] = None,
    before: Annotated[int | None, typer.Option(help=words("option.before"))] = None,
    limit: options.Limit = 20,
) -> None:
    """List jobs, the newest first."""
    here = common()
    table = columns(here, "id", "kind", "city", "state", "progress", "asked", "by")
    with database() as at:
        for each in queue.listing(
            at, [city] if city else None, state and state.value, before, limit
        ):
            told = say(f"job.state.{each.state}", here.lang)
            share = f"{each.progress:.0%}"
            table.add_row(
                str(each.id),
                each.kind,
                each.city,
                told,
                share,
                _moment(each.asked_at),
                each.asked_by,
            )
    here.console.print(table)


@group.command(help=words("job.show.help"))
def show(number: Number) -> None:
    """Show one job whole."""
    here = common()
    with database() as at:
        job = queue.get(at, number)
    facts: dict[str, object] = {
        "kind": job.kind,
        "city": job.city,
        "state": say(f"job.state.{job.state}", here.lang),
        "progress": f"{job.progress:.0%}",
        "arguments": json.dumps(job.arguments, ensure_ascii=False),
        "by": job.asked_by,
        "asked": _moment(job.asked_at),
        "begun": _moment(job.started_at),
        "ended": _moment(job.ended_at),
        "worker": job.worker,
        "result": json.dumps(job.result, ensure_ascii=False) if job.result else "",
        "error": sentence(job.error, here.lang),
    }
    for name, value in facts.items():
        label = say(f"cli.column.{name}", here.lang)
        here.console.print(f"{label}: {value}", highlight=False)


@group.command(help=words("job.ask.help"))
def ask(
    city: options.City,
    kind: Annotated[str, typer.Argument(help=words("option.job_kind"))],
    argument: Annotated[list[str] | None, typer.Argument(help=words("option.job_argument"))] = None,
    intake: options.Intake = None,
) -> None:
    """Ask for a job; what is wrong with it is told now."""
    here = common()
    at = Installation.of(here.home, here.database, [city], intake)
    [name] = at.packs
    arguments = checked(at, name, kind, _pairs(argument or []))
    with database() as opened, change(opened, here.cause) as made:
        number = queue.ask(made, kind, name, arguments)
    here.tell("job_asked", id=number)


@group.command(help=words("job.cancel.help"))
def cancel(number: Number) -> None:
    """Cancel a job that waits or runs."""
    here = common()
    with database() as at:
        queue.cancel(at, here.cause, number)
    here.tell("job_cancelled", id=number)


def _pairs(given: list[str]) -> dict[str, Any]:
    """Read arguments; ``sources`` may be given again.

    Raises:
        SourceError: one has no name.
    """
    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise SourceError("error.job.pair", found=text)
        if name == "sources":
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def _moment(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else ""
