"""Options that several verbs take, each described once."""

import ipaddress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli.app import words
from anlan.model.errors import AnlanError

if TYPE_CHECKING:  # it brings a library that few verbs need
    from anlan.store.outside import Network

City = Annotated[str, typer.Argument(help=words("option.city"))]
Data = Annotated[Path, typer.Option(help=words("option.data"))]
DataAlone = Annotated[Path | None, typer.Option(help=words("option.data_alone"))]
Target = Annotated[str | None, typer.Option(help=words("option.target"))]
Fresh = Annotated[bool, typer.Option("--fresh", help=words("option.fresh"))]
Limit = Annotated[int, typer.Option(min=1, help=words("option.limit"))]
Smtp = Annotated[str | None, typer.Option(envvar="ANLAN_SMTP", help=words("option.smtp"))]
Sms = Annotated[Path | None, typer.Option(envvar="ANLAN_SMS", help=words("option.sms"))]
MailFrom = Annotated[str, typer.Option(envvar="ANLAN_MAIL_FROM", help=words("option.sender"))]
Address = Annotated[str, typer.Option(envvar="ANLAN_ADDRESS", help=words("option.public_address"))]
MAIL_FROM = "anlan@localhost"
Intake = Annotated[Path | None, typer.Option(envvar="ANLAN_INTAKE", help=words("option.intake"))]
Allow = Annotated[
    list[str] | None, typer.Option(envvar="ANLAN_ALLOW_NETWORKS", help=words("option.allow"))
]
Heads = Annotated[
    list[Path] | None, typer.Option(envvar="ANLAN_ANCHORS", help=words("option.anchors"))
]
Roots = Annotated[
    list[Path] | None,
    typer.Option(envvar="ANLAN_ANCHOR_TSA_ROOTS", help=words("option.anchor_roots")),
]
AnchorWebhook = Annotated[
    str, typer.Option(envvar="ANLAN_ANCHOR_WEBHOOK", help=words("option.anchor_webhook"))
]
AnchorSecret = Annotated[
    str, typer.Option(envvar="ANLAN_ANCHOR_SECRET", help=words("option.anchor_secret"))
]
AnchorAuthority = Annotated[
    str, typer.Option(envvar="ANLAN_ANCHOR_TSA", help=words("option.anchor_tsa"))
]


def networks(texts: list[str]) -> "tuple[Network, ...]":
    """Read networks given on the command line.

    Raises:
        BadParameter: one is none.
    """
    try:
        return tuple(ipaddress.ip_network(text) for text in texts)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--allow") from error


def day(option: str, text: str | None) -> date | None:
    """Read a day given on the command line.

    Raises:
        AnlanError: it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise AnlanError("error.cli.day", option=option, value=text) from error
