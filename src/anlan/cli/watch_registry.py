"""``anlan watch import`` and ``client``: what there is to measure, and who may send it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli import options
from anlan.cli.app import Common, common, words
from anlan.cli.work import work
from anlan.store.change import change
from anlan.watch.registry import (
    Client,
    Problem,
    WatchRoom,
    make_secret,
    put_clients,
    read,
    retire_clients,
    take_in,
)

DryRun = Annotated[bool, typer.Option("--dry-run", help=words("option.dry_run"))]
SHOWN = 50
"""So many refused rows are told one by one."""


def take_in_files(
    city: options.City,
    files: Annotated[list[Path], typer.Argument(help=words("option.watch_files"))],
    dry_run: DryRun = False,
) -> None:
    """Register the things and datastreams of files; what can't be is told with its row."""
    here, at = common(), datetime.now(UTC)
    with work(city) as opened:
        room = WatchRoom.of(opened.pack.city, opened.pack.divisions(opened.workspace.layers))
        for file in files:
            sheet = read(file)
            told = take_in(opened.workspace.database, here.cause, room, sheet, at, dry_run=dry_run)
            _refused(here, told.problems)
            here.tell(
                "watch.imported_dry" if dry_run else "watch.imported",
                file=file.name,
                things=told.things,
                streams=told.streams,
                fresh=told.fresh,
                changed=told.changed,
                refused=len(told.problems),
            )


def client(
    city: options.City,
    name: Annotated[str, typer.Argument(help=words("option.watch_client"))],
    department: Annotated[str, typer.Option(help=words("option.watch_department"))] = "",
    cert: Annotated[str, typer.Option(help=words("option.watch_cert"))] = "",
    retire: Annotated[bool, typer.Option("--retire", help=words("option.watch_retire"))] = False,
) -> None:
    """Register a sender and give it a new secret, or take it out of use."""
    here, at = common(), datetime.now(UTC)
    with work(city) as opened:
        room = WatchRoom.of(opened.pack.city, opened.pack.divisions(opened.workspace.layers))
        with change(opened.workspace.database, here.cause) as made:
            if retire:
                retire_clients(made, room, [name], at)
            else:
                if department:
                    put_clients(made, room, [Client(name, department, cert.lower())], at)
                secret = make_secret(made, room, name)
    if retire:
        here.tell("watch.client_retired", name=name)
        return
    here.tell("watch.secret", name=name)
    here.console.print(secret, highlight=False, soft_wrap=True)


def _refused(here: Common, problems: list[Problem]) -> None:
    for each in problems[:SHOWN]:
        here.tell("watch.row", line=each.line, reason=each.error.say(here.lang))
    if len(problems) > SHOWN:
        here.tell("watch.more_rows", n=len(problems) - SHOWN)
