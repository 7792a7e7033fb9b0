"""The root of the command line: what every verb shares, and how errors end."""

import gc
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from getpass import getuser
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from typer._click.exceptions import ClickException

from anlan.cli import usage
from anlan.model.cause import Cause
from anlan.model.errors import AnlanError
from anlan.words import LANGUAGES, Language, say

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


VERBS = (
    "demo",
    "city",
    "generate",
    "ingest",
    "quarantine",
    "link",
    "assets",
    "score",
    "backtest",
    "plan",
    "serve",
    "account",
    "ledger",
    "outbox",
    "personal",
    "keys",
    "worker",
    "job",
    "case",
    "risk",
    "alert",
    "cap",
    "watch",
    "backup",
    "restore",
    "version",
)


def spoken() -> Language:
    """Return the language of help: ``--lang`` before the verb, ``ANLAN_LANG``, else English.

    Help is written while the verbs are imported, which is before any option has been read.
    """
    wanted = _given("--lang", sys.argv[1:]) or os.environ.get("ANLAN_LANG", "en")
    return next((lang for lang in LANGUAGES if lang == wanted), "en")


def _given(option: str, given: Sequence[str]) -> str | None:
    """Return the value of an option before the verb."""
    before = ""
    for word in given:
        if before == option:
            return word
        if word.startswith(f"{option}="):
            return word.removeprefix(f"{option}=")
        if word in VERBS and not before.startswith("--"):
            return None
        before = word
    return None


def words(key: str) -> str:
    """Return a help text of the command line in the language spoken."""
    return say(f"cli.{key}", spoken())


class Screen(Console):
    """A terminal that shows what a department typed as it stands, and obeys none of it.

    No ``[tag]`` becomes colour or a link, no ``:name:`` a picture, and no control character moves
    the cursor or renames the window: it shows as ``�``.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False)

    def render_str(self, text: str, **how: Any) -> Text:
        """Return text to print; every string passes here, also those in tables."""
        return super().render_str(CONTROL.sub("�", text), **how)


@dataclass(frozen=True)
class Common:
    """What every verb is given."""

    home: Path
    lang: Language
    console: Console
    database: str | None = None

    @property
    def cause(self) -> Cause:
        """Who works here, for the ledger: the user of this machine, by the command line."""
        return Cause(f"local:{getuser()}", origin="command line")

    def tell(self, key: str, **values: object) -> None:
        """Print a sentence of the command line."""
        self.console.print(say(f"cli.said.{key}", self.lang, **values), highlight=False)


app = typer.Typer(help=words("help"), no_args_is_help=True, add_completion=False)
state: dict[str, Common] = {}


@app.callback()
def root(
    home: Annotated[Path, typer.Option(envvar="ANLAN_HOME", help=words("option.home"))] = Path(
        "anlan-data"
    ),
    lang: Annotated[
        str, typer.Option(envvar="ANLAN_LANG", help=words("option.lang"), metavar="[en|zh]")
    ] = "en",
    database: Annotated[
        str | None, typer.Option(envvar="ANLAN_DATABASE", help=words("option.database"))
    ] = None,
) -> None:
    """Remember what every verb shares."""
    known = next((one for one in LANGUAGES if one == lang), None)
    if known is None:
        reason = say("cli.usage.choice", spoken(), found=lang, known=", ".join(LANGUAGES))
        raise typer.BadParameter(reason, param_hint="--lang")
    state["common"] = Common(home, known, Screen(), database)


def common() -> Common:
    """Return what every verb shares."""
    return state["common"]


def load_verbs(words_given: Sequence[str] = ()) -> None:
    """Import the modules of the verbs named, each of which registers its own; else of all.

    A verb brings the libraries of its job, so one that isn't asked for isn't imported.
    """
    # What is imported stays until the end, so the collector looks at none of it, now or then:
    # that saves a quarter of the time a command takes to start and end.
    gc.disable()
    for name in [verb for verb in VERBS if verb in words_given] or VERBS:
        import_module(f"anlan.cli.{name}")
    gc.freeze()
    gc.enable()


def main() -> None:
    """Run the command line; an error of ours ends as one sentence and exit code 1."""
    load_verbs(sys.argv[1:])
    command, lang = typer.main.get_command(app), spoken()
    usage.speak(command, lang)
    try:
        sys.exit(command(standalone_mode=False))
    except ClickException as error:
        usage.tell(error, lang)
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.exit(1)
    except AnlanError as error:
        Screen(stderr=True).print(error.say(lang), style="bold red", highlight=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
