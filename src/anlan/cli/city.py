"""``anlan city new``, ``anlan city check`` and ``anlan city divisions``."""

from pathlib import Path
from typing import Annotated

import typer

from anlan import cities
from anlan.cli.app import app, common, words
from anlan.cli.city_divisions import divisions
from anlan.cli.options import City

group = typer.Typer(help=words("city.help"), no_args_is_help=True)
app.add_typer(group, name="city")
group.command(help=words("city.divisions.help"))(divisions)


@group.command(help=words("city.new.help"))
def new(folder: Annotated[Path, typer.Argument(help=words("option.folder"))]) -> None:
    """Write a starter pack."""
    cities.new(folder, folder.name)
    common().tell("pack_made", folder=folder)


@group.command(help=words("city.check.help"))
def check(city: City) -> None:
    """Check a pack; exit with 1 when something is wrong."""
    problems = cities.check(city)
    here = common()
    for problem in problems:
        here.console.print(problem.say(here.lang), highlight=False, markup=False)
    if problems:
        here.tell("pack_bad", n=len(problems))
        raise typer.Exit(1)
    found = cities.load(city).city
    here.tell("pack_ok", city=found.name, sources=len(found.sources), targets=len(found.targets))
