"""``anlan asset index``: everything known of a place, ready to be found."""

import typer

from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import bar, work
from anlan.pool.assets.update import update

group = typer.Typer(help=words("asset.help"), no_args_is_help=True)
app.add_typer(group, name="asset")


@group.command(help=words("asset.index.help"))
def index(city: options.City) -> None:
    """Bring the index of assets up to date."""
    here = common()
    with work(city) as at, bar(here, "records_rate") as progress:
        task = progress.add_task("", total=None, rate="")

        def told(step: str, rows: int) -> None:
            seconds = progress.tasks[task].elapsed or 0.001
            progress.update(task, description=step, rate=f"{rows / seconds:,.0f}")

        found = update(at.pack.city, at.workspace, at.find, told)
    here.tell("indexed", rows=f"{found.rows:,}")
