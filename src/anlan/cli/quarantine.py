"""``anlan quarantine list``, ``show`` and ``replay``."""

from pathlib import Path
from typing import Annotated

import typer

from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import columns, work
from anlan.pool import quarantine
from anlan.pool.replay import replay as check_again
from anlan.words import say

group = typer.Typer(help=words("quarantine.help"), no_args_is_help=True)
app.add_typer(group, name="quarantine")
Source = Annotated[str | None, typer.Option(help=words("option.sources"))]


@group.command("list", help=words("quarantine.list.help"))
def list_rows(
    city: options.City,
    source: Source = None,
    rule: Annotated[str | None, typer.Option(help=words("column.rule"))] = None,
    limit: options.Limit = 20,
    out: Annotated[Path | None, typer.Option(help=words("option.out"))] = None,
) -> None:
    """Count by rule, list rows, and export those of a source to be mended."""
    here = common()
    if out and not source:
        raise typer.BadParameter(say("cli.quarantine.out_of_source", here.lang))
    with work(city) as at:
        if source:
            at.pack.city.source(source)
        found = quarantine.listing(at.workspace, source, rule, limit)
        counts = columns(here, "source", "rule", "count")
        for each in found.by_rule:
            counts.add_row(each.source, each.say(here.lang), f"{each.count:,}")
        rows = columns(here, "id", "sentence")
        for item in found.items:
            rows.add_row(item.id, item.say(here.lang))
        here.console.print(counts, rows)
        if out and source:
            quarantine.export(at.workspace, source, out, here.lang)


@group.command(help=words("quarantine.show.help"))
def show(
    city: options.City,
    row: Annotated[str, typer.Argument(help=words("option.row_id"))],
) -> None:
    """Show one row whole."""
    here = common()
    with work(city) as at:
        item, raw = quarantine.show(at.workspace, row)
    for problem in item.problems:
        here.console.print(item.say(here.lang, problem), highlight=False, markup=False)
    for name, value in raw.items():
        here.console.print(f"  {name}: {value or ''}", highlight=False, markup=False)


@group.command(help=words("quarantine.replay.help"))
def replay(
    city: options.City,
    source: Annotated[str, typer.Option(help=words("option.sources"))],
    mend: Annotated[Path | None, typer.Option(help=words("option.mend"))] = None,
) -> None:
    """Check the rows of a source again."""
    with work(city) as at:
        mends = quarantine.read_mends(at.workspace, source, mend) if mend else None
        done = check_again(at.pack.city, at.find, at.workspace, source, mends)
    common().tell("replayed", accepted=done.mended + done.overtaken, left=done.still_bad)
