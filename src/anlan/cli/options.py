"""Options that several verbs take, each described once."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.app import words
from anlan.model.errors import AnlanError

City = Annotated[str, typer.Argument(help=words("option.city"))]
Data = Annotated[Path, typer.Option(help=words("option.data"))]
DataAlone = Annotated[Path | None, typer.Option(help=words("option.data_alone"))]
Target = Annotated[str | None, typer.Option(help=words("option.target"))]
Fresh = Annotated[bool, typer.Option("--fresh", help=words("option.fresh"))]
Limit = Annotated[int, typer.Option(min=1, help=words("option.limit"))]
Heads = Annotated[Path | None, typer.Option(envvar="ANLAN_ANCHORS", help=words("option.anchors"))]
ANCHORS = "anchors.jsonl"
"""The file of heads in the home, where no other is named."""
Smtp = Annotated[str | None, typer.Option(envvar="ANLAN_SMTP", help=words("option.smtp"))]
MailFrom = Annotated[str, typer.Option(envvar="ANLAN_MAIL_FROM", help=words("option.sender"))]
MAIL_FROM = "anlan@localhost"
Allow = Annotated[
    list[str] | None, typer.Option(envvar="ANLAN_ALLOW_NETWORKS", help=words("option.allow"))
]
Intake = Annotated[Path | None, typer.Option(envvar="ANLAN_INTAKE", help=words("option.intake"))]


def day(option: str, text: str | None) -> date | None:
    """Read a day given on the command line.

    Raises:
        AnlanError: it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise AnlanError("error.cli.day", option=option, value=text) from error
