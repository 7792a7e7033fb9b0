"""``anlan ingest``."""

from pathlib import Path
from typing import Annotated

import typer

from anlan.cli import options
from anlan.cli.app import Common, app, common, words
from anlan.cli.work import columns, index, work
from anlan.cli.work import ingest as take_in
from anlan.pool.ingest import IngestResult
from anlan.words import say


@app.command(help=words("ingest.help"))
def ingest(
    city: options.City,
    data: Annotated[Path | None, typer.Option(help=words("option.data"))] = None,
    portal: Annotated[bool, typer.Option("--portal", help=words("option.portal"))] = False,
    source: Annotated[list[str] | None, typer.Option(help=words("option.sources"))] = None,
    places: Annotated[bool, typer.Option("--index/--no-index", help=words("option.index"))] = True,
) -> None:
    """Take a folder of files, or the rows of the open portals, into the city's workspace."""
    if (data is None) != portal:
        raise typer.BadParameter(say("cli.ingest.data_or_portal", common().lang))
    with work(city, data) as here:
        show(common(), take_in(here, data, source))
        if places:
            index(here)


def show(here: Common, results: list[IngestResult]) -> None:
    """Print what became of each file, and what was guessed of it."""
    table = columns(here, "source", "read", "new", "updated", "unchanged", "quarantined", "rate")
    for one in results:
        counts = one.counts
        held = counts.new + counts.updated + counts.unchanged
        new, updated, unchanged = (
            (0, 0, held) if one.already else (counts.new, counts.updated, counts.unchanged)
        )
        figures = (counts.read, new, updated, unchanged, counts.quarantined)
        rate = "" if one.already else f"{one.rate:,.0f}"
        table.add_row(one.source, *(f"{figure:,}" for figure in figures), rate)
    here.console.print(table)
    for one in results:
        if one.guess and not one.guess.plain:
            here.tell("guessed", file=one.location, guess=one.guess.say(here.lang))
        for note in one.notes:
            here.console.print(note.say(here.lang), highlight=False, markup=False)
