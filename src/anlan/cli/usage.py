"""What the library under the command line says itself, in the language spoken.

It speaks English only: in help pages, and where a word on the command line is wrong. Its sentences
are known by their form and said again from the catalogue, here and nowhere else.
"""

import re
from types import ModuleType

from typer._click.core import Command, Context
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError
from typer._click.formatting import HelpFormatter
from typer.core import TyperGroup

from anlan.words import Language, say

SENTENCES = {
    "no_command": r"No such command '(?P<found>.*)'\..*",
    "no_option_meant": r"No such option: (?P<found>.*?) \(Possible options: (?P<meant>.*)\)",
    "no_option": r"No such option: (?P<found>.*)",
    "no_argument": r"Missing argument '(?P<name>[^']*)'\.?",
    "option_missing": r"Missing option '(?P<name>[^']*)'.*",
    "verb_missing": r"Missing command\.",
    "too_many": r"Got unexpected extra argument(?:\(?s\)?)? \((?P<found>.*)\)",
    "no_value": r"Option '(?P<name>.*)' requires an argument\.",
    "not_a_value": r"Option '(?P<name>.*)' does not take a value\.",
    "invalid_of": r"Invalid value for '?(?P<name>[^':]*)'?: (?P<reason>.*)",
    "invalid": r"Invalid value: (?P<reason>.*)",
    "integer": r"Input should be a valid integer.*",
    "number": r"Input should be a valid number.*",
    "at_least": r"Input should be greater than or equal to (?P<limit>\S+)",
    "at_most": r"Input should be less than or equal to (?P<limit>\S+)",
    "above": r"Input should be greater than (?P<limit>\S+)",
    "below": r"Input should be less than (?P<limit>\S+)",
    "choice": r"(?:Value error, )?'(?P<found>.*)' is not one of (?P<known>.*)\.",
}
"""Sentences we know, by the key under ``cli.usage``; a ``reason`` is a sentence again."""


WORDS = {"[OPTIONS]": "options", "COMMAND": "command", "[ARGS]...": "arguments"}
"""What stands for options, commands and arguments in a line of usage."""

TITLES = {
    "ARGUMENTS_PANEL_TITLE": "arguments",
    "OPTIONS_PANEL_TITLE": "options",
    "COMMANDS_PANEL_TITLE": "commands",
    "ERRORS_PANEL_TITLE": "error",
    "ABORTED_TEXT": "aborted",
    "REQUIRED_LONG_STRING": "required",
    "DEFAULT_STRING": "default",
    "ENVVAR_STRING": "variable",
    "RICH_HELP": "hint",
}
"""The words of a help page: their name in the library, and the key under ``cli.usage``."""


def translated(sentence: str, lang: Language) -> str:
    """Return a sentence of the library in ``lang``; one we don't know stays as it is."""
    for key, form in SENTENCES.items():
        if found := re.fullmatch(form, sentence, re.DOTALL):
            parts = found.groupdict()
            if "reason" in parts:
                parts["reason"] = translated(parts["reason"], lang)
            return say(f"cli.usage.{key}", lang, **parts)
    return sentence


def tell(error: ClickException, lang: Language) -> None:
    """Print how the command is used and what was wrong with the words given."""
    if isinstance(error, NoArgsIsHelpError):
        return
    context = error.ctx if isinstance(error, UsageError) else None
    _titles(lang).rich_format_error(UsageError(translated(error.format_message(), lang), context))


def speak(command: Command, lang: Language) -> None:
    """Let help pages of ``command`` and of all below it speak ``lang``."""
    Context.formatter_class = type("Spoken", (_Usage,), {"lang": lang})
    _explain_help(command, Context(command), lang)


class _Usage(HelpFormatter):
    """The line that says how a command is used; it stands above every help page and error."""

    lang: Language = "en"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line; what stands for options and commands is said in words."""
        _titles(self.lang)
        for theirs, key in WORDS.items():
            args = args.replace(theirs, say(f"cli.usage.word.{key}", self.lang))
        super().write_usage(prog, args, prefix or say("cli.usage.usage", self.lang))


def _titles(lang: Language) -> ModuleType:
    """Return what prints help and errors, its titles said in ``lang``."""
    from typer import rich_utils  # noqa: PLC0415  (half the time of a start, and seldom needed)

    for theirs, key in TITLES.items():
        setattr(rich_utils, theirs, say(f"cli.usage.{key}", lang))
    return rich_utils


def _explain_help(command: Command, context: Context, lang: Language) -> None:
    if option := command.get_help_option(context):
        option.help = say("cli.usage.help", lang)
    if isinstance(command, TyperGroup):
        for each in command.commands.values():
            _explain_help(each, context, lang)
