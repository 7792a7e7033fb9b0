"""``anlan case report`` and ``anlan case milestones``."""

from pathlib import Path
from typing import Annotated

import typer

from anlan.cases.evaluation.milestones import rebuild
from anlan.cases.evaluation.periods import period
from anlan.cases.evaluation.report import as_report, tell
from anlan.cases.evaluation.room import EvaluationRoom
from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import work
from anlan.paper import FORMS
from anlan.store.whole import whole_file
from anlan.words import LANGUAGES

group = typer.Typer(help=words("case.help"), no_args_is_help=True)
app.add_typer(group, name="case")


@group.command(help=words("case.report.help"))
def report(
    city: options.City,
    month: Annotated[str, typer.Option(help=words("option.period"))],
    out: Annotated[Path, typer.Option(help=words("option.report_out"))],
    level: Annotated[str, typer.Option(help=words("option.report_level"))] = "district",
) -> None:
    """Write the report of a month, as a page, a PDF and a spreadsheet, in each language."""
    found, here = period(month), common()
    with work(city) as at:
        tree = at.pack.divisions(at.workspace.layers)
        room = EvaluationRoom.of(at.pack.city, tree, at.workspace.database, at.workspace.folder)
        room.subject("area", level, "")
        out.mkdir(parents=True, exist_ok=True)
        for lang in LANGUAGES:
            told = as_report(tell(room, found, lang, level))
            for form, written in FORMS.items():
                file = out / f"{at.pack.city.name}-{found.name}-{lang}.{form}"
                with whole_file(file) as draft:
                    draft.write_bytes(written(told))
                here.tell("case.report", file=file)


@group.command(help=words("case.milestones.help"))
def milestones(city: options.City) -> None:
    """Make what cases are evaluated by anew from their history, and say how much differed."""
    with work(city) as at:
        last, wrong = 0, 0
        while True:
            with at.workspace.database.writing() as session:
                last, differing = rebuild(session, at.pack.city.name, last)
            if not last:
                break
            wrong += differing
        tree = at.pack.divisions(at.workspace.layers)
        columns = EvaluationRoom.of(
            at.pack.city, tree, at.workspace.database, at.workspace.folder
        ).columns
        columns.clear()
        columns.refresh()
    common().tell("case.milestones", n=wrong)
