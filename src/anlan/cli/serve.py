"""``anlan serve``."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from anlan.api import create_app
from anlan.cities.jobs import Installation, kinds
from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.upkeep import tasks
from anlan.cli.work import database, with_workspace
from anlan.store.jobs.runner import Runner


@app.command(help=words("serve.help"))
def serve(
    city: Annotated[list[str] | None, typer.Argument(help=words("option.city"))] = None,
    host: Annotated[str, typer.Option(help=words("option.host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=words("option.port"))] = 8350,
    apart: Annotated[bool, typer.Option("--workers-apart", help=words("option.apart"))] = False,
    intake: options.Intake = None,
    heads: options.Heads = None,
    smtp: options.Smtp = None,
    sender: options.MailFrom = options.MAIL_FROM,
    allow: options.Allow = None,
) -> None:
    """Serve the console for the cities named, or for every one with a workspace."""
    here = common()
    packs = city or with_workspace(here.home)
    if apart:
        run(here.home, packs, host, port)
        return
    with working(packs, intake, heads, smtp, sender, allow):
        run(here.home, packs, host, port)


@contextmanager
def working(
    packs: list[str],
    intake: Path | None = None,
    heads: Path | None = None,
    smtp: str | None = None,
    sender: str = options.MAIL_FROM,
    allow: list[str] | None = None,
) -> Iterator[Runner]:
    """Do jobs and upkeep in this process for the time of the block."""
    here = common()
    # The server passes on the signal that ended it; it must not cut off what is still to be done.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    at = Installation.of(here.home, here.database, packs, intake)
    here.home.mkdir(parents=True, exist_ok=True)
    with database() as opened:
        upkeep = tasks(here, opened, heads, smtp, sender, allow)
        with Runner(opened, kinds(at), at.packs.keys(), upkeep).running() as runner:
            yield runner


def run(home: Path, packs: list[str], host: str, port: int) -> None:
    """Serve until stopped."""
    application = create_app(home, packs, common().database)
    common().tell("serving", url=f"http://{host}:{port}/")
    uvicorn.run(application, host=host, port=port, log_level="warning")
