"""``anlan serve``."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from anlan import cities
from anlan.api import create_app
from anlan.cli.app import app, common, words


@app.command(help=words("serve.help"))
def serve(
    city: Annotated[list[str] | None, typer.Argument(help=words("option.city"))] = None,
    host: Annotated[str, typer.Option(help=words("option.host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=words("option.port"))] = 8350,
) -> None:
    """Serve the console for the cities named, or for every one with a workspace."""
    here = common()
    run(here.home, city or with_workspace(here.home), host, port)


def with_workspace(home: Path) -> list[str]:
    """Return the shipped packs that have a workspace under ``home``."""
    return [name for name in cities.names() if (home / name).is_dir()]


def run(home: Path, packs: list[str], host: str, port: int) -> None:
    """Serve until stopped."""
    application = create_app(home, packs, common().database)
    common().tell("serving", url=f"http://{host}:{port}/")
    uvicorn.run(application, host=host, port=port, log_level="warning")
