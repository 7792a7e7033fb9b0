"""``anlan asset index``: everything known of a place, ready to be found."""

import typer

from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import index as bring_up
from anlan.cli.work import work

group = typer.Typer(help=words("asset.help"), no_args_is_help=True)
app.add_typer(group, name="asset")


@group.command(help=words("asset.index.help"))
def index(city: options.City) -> None:
    """Bring the index of assets up to date."""
    here = common()
    with work(city) as at:
        rows = bring_up(at)
    here.tell("indexed", rows=f"{rows:,}")
