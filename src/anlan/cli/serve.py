"""``anlan serve``."""

import ipaddress
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from anlan.access.accounts import FIRST, first_start
from anlan.api import create_app
from anlan.api.logs import configure
from anlan.api.protocol import PatientProtocol
from anlan.api.settings import settings
from anlan.api.state import Door
from anlan.cities.jobs import Installation, kinds
from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.upkeep import NOBODY, Outside, tasks
from anlan.cli.work import database, with_workspace
from anlan.store.jobs.runner import Runner
from anlan.words import say


@dataclass(frozen=True)
class Front:
    """Where people come in: host and port, who must sign in, proxies before it, its address."""

    host: str
    port: int
    door: Door = "local"
    proxies: tuple[str, ...] = ()
    address: str = ""


@app.command(help=words("serve.help"))
def serve(
    city: Annotated[list[str] | None, typer.Argument(help=words("option.city"))] = None,
    host: Annotated[str, typer.Option(help=words("option.host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=words("option.port"))] = 8350,
    sign_in: Annotated[bool, typer.Option("--sign-in", help=words("option.sign_in"))] = False,
    proxy: Annotated[
        list[str] | None, typer.Option(envvar="ANLAN_PROXIES", help=words("option.proxy"))
    ] = None,
    address: options.Address = "",
    log: Annotated[str, typer.Option(envvar="ANLAN_LOG", help=words("option.log"))] = "warning",
    apart: Annotated[bool, typer.Option("--workers-apart", help=words("option.apart"))] = False,
    intake: options.Intake = None,
    heads: options.Heads = None,
    webhook: options.AnchorWebhook = "",
    secret: options.AnchorSecret = "",
    tsa: options.AnchorAuthority = "",
    roots: options.Roots = None,
    smtp: options.Smtp = None,
    sms: options.Sms = None,
    sender: options.MailFrom = options.MAIL_FROM,
    allow: options.Allow = None,
) -> None:
    """Serve the console for the cities named, or for every one with a workspace."""
    here = common()
    configure(_level(log))
    chosen: Door = "sign-in" if sign_in or proxy else door_of(host)
    packs = city or with_workspace(here.home)
    front = Front(host, port, chosen, tuple(proxy or ()), address)
    if apart:
        run(packs, front, intake)
        return
    url = address or f"http://{host}:{port}"
    outside = Outside.of(heads, webhook, secret, tsa, roots, smtp, sender, allow, url, sms)
    with working(packs, outside, intake):
        run(packs, front, intake)


@contextmanager
def working(
    packs: list[str], outside: Outside = NOBODY, intake: Path | None = None
) -> Iterator[Runner]:
    """Do jobs and upkeep in this process for the time of the block."""
    here = common()
    # The server passes on the signal that ended it; it must not cut off what is still to be done.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    at = Installation.of(here.home, here.database, packs, intake)
    here.home.mkdir(parents=True, exist_ok=True)
    with database(settings().database_seconds) as opened:
        upkeep = tasks(here, opened, outside, at.packs)
        with Runner(opened, kinds(at), at.packs.keys(), upkeep).running() as runner:
            yield runner


def door_of(host: str) -> Door:
    """Return who is let in: where others can reach ``host``, nobody without sign-in."""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    return "local" if local else "sign-in"


def run(packs: list[str], front: Front, intake: Path | None = None) -> None:
    """Serve until stopped; where people must sign in, the first start makes an administrator."""
    here, address = common(), front.address or f"http://{front.host}:{front.port}"
    with database(settings().database_seconds):
        pass  # the application needs the tables
    application = create_app(here.home, packs, here.database, front.door, address, intake)
    if front.door == "sign-in":
        with database() as at:
            password = first_start(at, here.cause)
        if password:
            here.tell("first_account", login=FIRST, password=password)
    here.tell("serving", url=f"http://{front.host}:{front.port}/")
    uvicorn.run(
        application,
        host=front.host,
        port=front.port,
        log_level="warning",
        http=PatientProtocol,
        limit_concurrency=settings().connections,
        timeout_graceful_shutdown=settings().stop_seconds,
        server_header=False,
        proxy_headers=bool(front.proxies),
        forwarded_allow_ips=",".join(front.proxies),
    )


def _level(text: str) -> str:
    levels = ("debug", "info", "warning", "error")
    if text not in levels:
        told = say("cli.log_level", common().lang, found=text, levels=" | ".join(levels))
        raise typer.BadParameter(told, param_hint="--log")
    return text
