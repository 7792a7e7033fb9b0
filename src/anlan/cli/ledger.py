"""``anlan ledger verify``, ``history`` and ``anchor``."""

from typing import Annotated

import typer

from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import columns, database
from anlan.store import anchor as anchors
from anlan.store.history import history as entries_of
from anlan.store.verify import verify as check
from anlan.words import say

group = typer.Typer(help=words("ledger.help"), no_args_is_help=True)
app.add_typer(group, name="ledger")


@group.command(help=words("ledger.verify.help"))
def verify(heads: options.Heads = None) -> None:
    """Check the ledger; exit with 1 when it can't be trusted."""
    here = common()
    with database() as at:
        found = check(at, anchors.read(heads or here.home / options.ANCHORS))
    if found.fault is None:
        here.tell("ledger_whole", n=found.entries, anchored=found.anchored)
        return
    first = found.trusted + 1
    fault = say(f"ledger.fault.{found.fault}", here.lang, seq=first)
    here.tell("ledger_broken", seq=first, fault=fault)
    raise typer.Exit(1)


@group.command(help=words("ledger.anchor.help"))
def anchor(heads: options.Heads = None) -> None:
    """Keep the head of the ledger in a file outside."""
    path = heads or common().home / options.ANCHORS
    with database() as at:
        now = anchors.head(at)
    anchors.append(path, now)
    common().tell("ledger_anchored", seq=now.seq, path=path)


@group.command(help=words("ledger.history.help"))
def history(
    subject: Annotated[str, typer.Argument(help=words("option.subject"))],
    limit: options.Limit = 50,
) -> None:
    """Print a subject's history in words."""
    here = common()
    table = columns(here, "entry", "when", "who", "subject", "what")
    with database() as at:
        for told in entries_of(at, subject, limit=limit):
            moment = told.moment.strftime("%Y-%m-%d %H:%M:%S")
            table.add_row(str(told.seq), moment, told.who, told.subject, told.say(here.lang))
    here.console.print(table)
