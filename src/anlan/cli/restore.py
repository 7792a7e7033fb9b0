"""``anlan restore``."""

import os
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.app import app, common, words
from anlan.cli.backup import counting, figures
from anlan.store import keys
from anlan.store.backup.restore import restore as put_back


@app.command(help=words("restore.help"))
def restore(file: Annotated[Path, typer.Argument(help=words("option.backup_file"))]) -> None:
    """Restore a backup and prove it."""
    here = common()
    with counting(file.stat().st_size if file.is_file() else 0) as tell:
        found = put_back(file, here.home, here.database, here.cause, tell)
    here.tell("restored", path=file, **figures(found))
    ring = here.home / keys.FILE
    if not ring.is_file() and not os.environ.get(keys.VARIABLE):
        here.tell("restored_without_keys", keys=ring)
