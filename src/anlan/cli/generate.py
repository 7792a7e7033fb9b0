"""``anlan generate``: the files of a synthetic city, at any scale."""

from pathlib import Path
from typing import Annotated

import typer

from anlan.cities import jiangcheng
from anlan.cities.jiangcheng import Summary
from anlan.cli.app import app, common, words
from anlan.cli.work import columns
from anlan.store.whole import whole_folder
from anlan.words import say

Scale = Annotated[float, typer.Option(min=0.001, max=1.0, help=words("option.scale"))]


@app.command(help=words("generate.help"))
def generate(
    out: Annotated[Path, typer.Argument(help=words("option.folder_out"))],
    scale: Scale = 0.01,
    seed: Annotated[int, typer.Option(min=0, help=words("option.seed"))] = 1,
) -> None:
    """Make Jiangcheng's department files."""
    if out.exists() and any(out.iterdir()):
        raise typer.BadParameter(say("cli.generate.not_empty", common().lang, folder=out))
    show(make(out, scale, seed))


def make(out: Path, scale: float, seed: int) -> Summary:
    """Make the files so that the folder holds all of them or isn't there."""
    with whole_folder(out) as half:
        return jiangcheng.generate(half, scale, seed)


def show(summary: Summary) -> None:
    """Print what was made."""
    here = common()
    table = columns(here, "file", "rows")
    for name, rows in summary.rows.items():
        table.add_row(name, f"{rows:,}")
    here.console.print(table)
    here.tell("generated", mistakes=summary.mistakes, divisions=sum(summary.divisions.values()))
