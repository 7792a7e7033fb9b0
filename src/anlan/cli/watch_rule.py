"""``anlan watch rule``: a city's rules, added, listed, switched on and off."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from anlan.cities import load
from anlan.cli import options
from anlan.cli.app import common, words
from anlan.cli.work import columns, database
from anlan.store.change import change
from anlan.watch import rulebook
from anlan.watch.registry import WatchRoom
from anlan.watch.rulebook.drift import in_life
from anlan.watch.rules import read

group = typer.Typer(help=words("watch.rule.help"), no_args_is_help=True)
Names = Annotated[list[str], typer.Argument(help=words("option.watch_names"))]
Version = Annotated[int | None, typer.Option(help=words("option.watch_version"))]


@group.command(help=words("watch.rule.add.help"))
def add(
    city: options.City,
    rules: Annotated[Path, typer.Argument(help=words("option.watch_rules"))],
    owner: Annotated[str, typer.Option(help=words("option.watch_owner"))],
) -> None:
    """Add rules to a city."""
    here = common()
    found, room = read(rules), WatchRoom.bare(load(city).city)
    with database() as opened, change(opened, here.cause) as made:
        fresh, same = rulebook.add(made, room, found, owner, datetime.now(UTC))
    here.tell("watch.added", n=len(fresh), same=len(same))


@group.command("list", help=words("watch.rule.list.help"))
def listing(city: options.City) -> None:
    """List a city's rules."""
    here, now = common(), datetime.now(UTC)
    name = load(city).city.name
    table = columns(here, "rule", "version", "owner", "on_since", "proof", "in_life")
    with database() as opened, opened.session() as session:
        for each in rulebook.listed(session, name):
            row, life = each.row, "–"
            if row.on_since is not None:
                found = in_life(session, row, now)
                life = f"{found.true}/{found.judged}"
            since = f"{row.on_since:%Y-%m-%d %H:%M}" if row.on_since else "–"
            proof = each.proof.digest[:12] if each.proof else "–"
            table.add_row(row.rule, str(row.version), row.owner, since, proof, life)
    here.console.print(table)


@group.command(help=words("watch.rule.on.help"))
def on(city: options.City, rules: Names, version: Version = None) -> None:
    """Switch rules on; all of them, or none."""
    here = common()
    name = load(city).city.name
    with database() as opened, change(opened, here.cause) as made:
        now = datetime.now(UTC)
        found = [rulebook.switch_on(made, name, each, now, version) for each in rules]
    for each in found:
        here.tell("watch.on", rule=each.row.rule, version=each.row.version)


@group.command(help=words("watch.rule.off.help"))
def off(city: options.City, rules: Names, version: Version = None) -> None:
    """Switch rules off."""
    here = common()
    name = load(city).city.name
    with database() as opened, change(opened, here.cause) as made:
        found = [rulebook.switch_off(made, name, each, version) for each in rules]
    for each in found:
        here.tell("watch.off", rule=each.row.rule, version=each.row.version)
