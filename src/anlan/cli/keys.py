"""``anlan keys list``, ``rotate`` and ``drop``."""

import typer

from anlan.cli.app import app, common, words
from anlan.cli.work import columns, database
from anlan.store import rotation
from anlan.store.keys import Keyring

group = typer.Typer(help=words("keys.help"), no_args_is_help=True)
app.add_typer(group, name="keys")


@group.command("list", help=words("keys.list.help"))
def list_keys() -> None:
    """Show the keys by their fingerprints, and how much is sealed under each."""
    here = common()
    ring = Keyring.of(here.home)
    with database() as at:
        found = rotation.held(at, ring)
    table = columns(here, "key_place", "fingerprint", "sealed_values")
    for place, name in enumerate(ring.fingerprints):
        table.add_row(str(place + 1), name, f"{found.under[place]:,}")
    here.console.print(table)
    if found.lost:
        here.tell("keys_lost", n=found.lost)


@group.command(help=words("keys.rotate.help"))
def rotate() -> None:
    """Seal everything under a new key, or go on with what was cut short."""
    here = common()
    with database() as at:
        done = rotation.rotate(at, here.cause, here.home)
    here.tell("keys_rotated" if done.added else "keys_went_on", n=done.moved)
    if done.lost:
        here.tell("keys_lost", n=done.lost)


@group.command(help=words("keys.drop.help"))
def drop() -> None:
    """Remove old keys that nothing is sealed under."""
    here = common()
    with database() as at:
        here.tell("keys_dropped", n=rotation.drop(at, here.cause, here.home))
