"""``anlan backup``."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from anlan.cli.app import app, common, words
from anlan.cli.work import database
from anlan.model.errors import StoreError
from anlan.store import keys
from anlan.store.backup.archive import check as read_through
from anlan.store.backup.content import expected_bytes
from anlan.store.backup.manifest import Manifest
from anlan.store.backup.target import has_tables, shown
from anlan.store.backup.write import back_up


@app.command(help=words("backup.help"))
def backup(
    file: Annotated[Path, typer.Argument(help=words("option.backup_out"))],
    check: Annotated[bool, typer.Option("--check", help=words("option.backup_check"))] = False,
    with_keys: Annotated[bool, typer.Option("--with-keys", help=words("option.with_keys"))] = False,
) -> None:
    """Write a backup, or check one."""
    here = common()
    if check:
        found = read_through(file)
        when = found.made_at.isoformat(timespec="seconds")
        here.tell("backup_whole", path=file, when=when, version=found.anlan, **figures(found))
        return
    if not has_tables(here.home, here.database):
        raise StoreError("error.backup.nothing", at=shown(here.home, here.database))
    with database() as at, counting(expected_bytes(here.home)) as tell:
        made = back_up(at, here.home, file, here.cause, with_keys=with_keys, tell=tell)
    here.tell("backed_up", path=file, **figures(made))
    if os.environ.get(keys.VARIABLE):
        here.tell("backup_keys_outside", variable=keys.VARIABLE)
    elif not with_keys and (here.home / keys.FILE).is_file():
        here.tell("backup_without_keys", keys=here.home / keys.FILE)


def figures(manifest: Manifest) -> dict[str, object]:
    """Return what is told of a backup."""
    return {
        "rows": f"{sum(table.rows for table in manifest.tables):,}",
        "tables": len(manifest.tables),
        "files": f"{len(manifest.files):,}",
        "seq": manifest.seq,
    }


@contextmanager
def counting(total: int) -> Iterator[Callable[[str, int], None]]:
    """Show how far it is, how fast, and the time left; yield what is told of each part."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=common().console,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=total or None)

        def tell(name: str, size: int) -> None:
            progress.update(task, advance=size, description=name.partition("/")[0])

        yield tell
