"""``anlan serve``."""

import ipaddress
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from anlan import cities
from anlan.access.accounts import FIRST, first_start
from anlan.api import create_app
from anlan.api.logs import configure
from anlan.api.protocol import PatientProtocol
from anlan.api.state import Door
from anlan.cli.app import app, common, words
from anlan.cli.work import database
from anlan.words import say

MOST_CONNECTIONS = 1000
"""With more than this at once the server says 503 rather than fall over."""


@app.command(help=words("serve.help"))
def serve(
    city: Annotated[list[str] | None, typer.Argument(help=words("option.city"))] = None,
    host: Annotated[str, typer.Option(help=words("option.host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=words("option.port"))] = 8350,
    sign_in: Annotated[bool, typer.Option("--sign-in", help=words("option.sign_in"))] = False,
    proxy: Annotated[
        list[str] | None, typer.Option(envvar="ANLAN_PROXIES", help=words("option.proxy"))
    ] = None,
    address: Annotated[
        str, typer.Option(envvar="ANLAN_ADDRESS", help=words("option.public_address"))
    ] = "",
    log: Annotated[str, typer.Option(envvar="ANLAN_LOG", help=words("option.log"))] = "warning",
) -> None:
    """Serve the console for the cities named, or for every one with a workspace."""
    here = common()
    configure(_level(log))
    chosen: Door = "sign-in" if sign_in or proxy or not is_this_machine(host) else "local"
    run(here.home, city or with_workspace(here.home), host, port, chosen, proxy or [], address)


def with_workspace(home: Path) -> list[str]:
    """Return the shipped packs that have a workspace under ``home``."""
    return [name for name in cities.names() if (home / name).is_dir()]


def is_this_machine(host: str) -> bool:
    """Return whether nobody but this machine can reach a server on ``host``."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def run(
    home: Path,
    packs: list[str],
    host: str,
    port: int,
    door: Door = "local",
    proxies: list[str] | None = None,
    address: str = "",
) -> None:
    """Serve until stopped; where people must sign in, the first start makes an administrator."""
    here = common()
    application = create_app(home, packs, here.database, door, address or f"http://{host}:{port}")
    if door == "sign-in":
        with database() as at:
            password = first_start(at, here.cause)
        if password:
            here.tell("first_account", login=FIRST, password=password)
    here.tell("serving", url=f"http://{host}:{port}/")
    uvicorn.run(
        application,
        host=host,
        port=port,
        log_level="warning",
        http=PatientProtocol,
        limit_concurrency=MOST_CONNECTIONS,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=",".join(proxies or []),
    )


def _level(text: str) -> str:
    levels = ("debug", "info", "warning", "error")
    if text not in levels:
        told = say("cli.log_level", common().lang, found=text, levels=" | ".join(levels))
        raise typer.BadParameter(told, param_hint="--log")
    return text
