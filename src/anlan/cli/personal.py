"""``anlan personal show``, ``list`` and ``expire``."""

from typing import Annotated

import typer

from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import columns, database, work
from anlan.pool.reveal import Holding, holdings, reveal
from anlan.store import vault
from anlan.words import Language, say

group = typer.Typer(help=words("personal.help"), no_args_is_help=True)
app.add_typer(group, name="personal")


@group.command(help=words("personal.show.help"))
def show(
    city: options.City,
    source: Annotated[str, typer.Argument(help=words("option.personal_source"))],
    key: Annotated[str, typer.Argument(help=words("option.record_key"))],
    column: Annotated[str, typer.Argument(help=words("option.personal_column"))],
    why: Annotated[str, typer.Option(help=words("option.why"))],
) -> None:
    """Read one encrypted value; the reading is recorded first."""
    here = common()
    with work(city) as at:
        at.pack.city.source(source)
        found = reveal(at.workspace, here.cause, source, key, column, why)
    here.console.print(found.value, highlight=False)
    here.tell("personal_read", subject=found.subject)


@group.command("list", help=words("personal.list.help"))
def list_held(city: options.City) -> None:
    """Show which personal columns are held, how, and when the next values go."""
    here = common()
    names = ("source", "column", "way", "days", "keys_living", "keys_destroyed", "next_end")
    table = columns(here, *names)
    with work(city) as at:
        sources = [source.name for source in at.pack.city.sources]
        for each in holdings(at.workspace, sources):
            table.add_row(*_cells(each, here.lang))
    here.console.print(table)


def _cells(each: Holding, lang: Language) -> tuple[str, ...]:
    way = say(f"cli.personal.way.{each.way}", lang)
    if each.way != "encrypt":
        return (each.source, each.column, way, "", "", "", "")
    ends = each.ends.strftime("%Y-%m-%d %H:%M") if each.ends else ""
    return (
        each.source, each.column, way, str(each.days), str(each.living), str(each.destroyed), ends
    )  # fmt: skip


@group.command(help=words("personal.expire.help"))
def expire() -> None:
    """Destroy the keys whose time has come."""
    here = common()
    with database() as at:
        here.tell("personal_expired", n=vault.expire(at, here.cause))
