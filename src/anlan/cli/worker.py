"""``anlan worker``: jobs and upkeep in a process of their own."""

import signal
from threading import Event
from typing import Annotated

import typer

from anlan.api.settings import settings
from anlan.cities.jobs import Installation, kinds
from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.upkeep import Outside, tasks
from anlan.cli.work import database, with_workspace
from anlan.store.jobs.runner import Runner


@app.command(help=words("worker.help"))
def worker(
    city: Annotated[list[str] | None, typer.Argument(help=words("option.city"))] = None,
    once: Annotated[bool, typer.Option("--once", help=words("option.worker_once"))] = False,
    intake: options.Intake = None,
    heads: options.Heads = None,
    webhook: options.AnchorWebhook = "",
    secret: options.AnchorSecret = "",
    tsa: options.AnchorAuthority = "",
    roots: options.Roots = None,
    address: options.Address = "",
    smtp: options.Smtp = None,
    sms: options.Sms = None,
    sender: options.MailFrom = options.MAIL_FROM,
    allow: options.Allow = None,
) -> None:
    """Work until stopped, or with --once until nothing is due."""
    here = common()
    packs = city or with_workspace(here.home)
    at = Installation.of(here.home, here.database, packs, intake)
    with database(settings().database_seconds) as opened:
        outside = Outside.of(heads, webhook, secret, tsa, roots, smtp, sender, allow, address, sms)
        upkeep = tasks(here, opened, outside, at.packs)
        runner = Runner(opened, kinds(at), at.packs.keys(), upkeep)
        if once:
            here.tell("worked", n=runner.drain())
            return
        here.tell("working", name=runner.name, cities=", ".join(at.packs) or "–")
        ended = _asked_to_end()
        with runner.running():
            ended.wait()


def _asked_to_end() -> Event:
    """Return what is set when somebody or the system asks this process to end."""
    ended = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    return ended
