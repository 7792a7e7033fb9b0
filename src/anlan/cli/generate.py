"""``anlan generate``: the files of a synthetic city, at any scale."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from anlan import cities
from anlan.cities import jiangcheng
from anlan.cities.jiangcheng import Summary
from anlan.cities.jiangcheng.drop import Dropped, make_drop
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
    source: Annotated[list[str] | None, typer.Option(help=words("option.sources"))] = None,
    after: Annotated[Path | None, typer.Option(help=words("option.after"))] = None,
) -> None:
    """Make Jiangcheng's department files, or the drop of the day after those of a folder."""
    if out.exists() and any(out.iterdir()):
        raise typer.BadParameter(say("cli.generate.not_empty", common().lang, folder=out))
    if after is not None:
        with whole_folder(out) as half:
            show_drop(make_drop(after, half, seed=seed))
        return
    pack = cities.load("jiangcheng")
    for name in source or ():
        pack.city.source(name)
    show(make(out, scale, seed, source or None))


def make(out: Path, scale: float, seed: int, sources: Collection[str] | None = None) -> Summary:
    """Make the files so that the folder holds all of them or isn't there."""
    with whole_folder(out) as half:
        return jiangcheng.generate(half, scale, seed, sources)


def show_drop(drop: dict[str, Dropped]) -> None:
    """Print what a day's drop holds."""
    here = common()
    table = columns(here, "source", "new", "updated")
    for name, rows in drop.items():
        table.add_row(name, f"{rows.new:,}", f"{rows.corrected:,}")
    here.console.print(table)


def show(summary: Summary) -> None:
    """Print what was made."""
    here = common()
    table = columns(here, "file", "rows")
    for name, rows in summary.rows.items():
        table.add_row(name, f"{rows:,}")
    here.console.print(table)
    here.tell("generated", mistakes=summary.mistakes, divisions=sum(summary.divisions.values()))
