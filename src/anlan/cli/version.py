"""``anlan version``."""

import typer

from anlan import __version__
from anlan.cli.app import app, words


@app.command(help=words("version.help"))
def version() -> None:
    """Print the version."""
    typer.echo(__version__)
