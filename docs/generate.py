"""Write the reference pages from the code: command line, environment, HTTP, city pack.

Run ``python docs/generate.py``; a test fails when a page isn't what the code says.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
import types
import typing
from importlib import resources
from pathlib import Path

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from anlan.api import create_app
from anlan.cases.evaluation.page import page as indicators
from anlan.cases.flow import workflow
from anlan.cases.flow.page import page
from anlan.cli.app import app as cli
from anlan.cli.app import load_verbs
from anlan.model import calendar, city, linking, portal, target
from anlan.pool.connectors.base import CONNECTORS
from anlan.risk.packs.page import page as starter_packs

REFERENCE = Path(__file__).parent / "reference"


def command_line() -> str:
    """Return the page on the command line."""
    load_verbs()
    group = typer.main.get_command(cli)
    lines = ["# Command line", "", "Generated from the commands themselves.", ""]
    lines += ["## Before the command", "", "Every command takes these, before its name:", ""]
    lines += [*_parameters(group), ""]
    return "\n".join(lines + _commands(group, "anlan")).rstrip() + "\n"


def _commands(group: typing.Any, path: str) -> list[str]:
    lines: list[str] = []
    for name, command in sorted(group.commands.items()):
        place = f"{path} {name}"
        if hasattr(command, "commands"):
            lines += _commands(command, place)
            continue
        lines += [f"## `{place}`", "", (command.help or "").strip(), "", *_parameters(command), ""]
    return lines


def _parameters(command: typing.Any) -> list[str]:
    lines = []
    for parameter in command.params:
        names = ", ".join(f"`{name}`" for name in parameter.opts)
        if parameter.param_type_name == "argument":
            names = f"`{parameter.name.upper()}`"
        variables = "".join(f" (`{name}`)" for name in _variables(parameter))
        lines.append(f"- {names}{variables}: {getattr(parameter, 'help', '') or ''}".rstrip())
    return lines


def _variables(parameter: typing.Any) -> list[str]:
    given = getattr(parameter, "envvar", None) or []
    return [given] if isinstance(given, str) else list(given)


def environment() -> str:
    """Return the page on environment variables: those of options, and those of environment.toml."""
    load_verbs()
    rows: dict[str, dict[str, tuple[str, str]]] = {"running": {}, "developing": {}}
    for name, option, text in _of_options(typer.main.get_command(cli), "anlan"):
        before, _ = rows["running"].get(name, ("", ""))
        rows["running"][name] = (", ".join(filter(None, (before, f"`{option}`"))), text)
    written = tomllib.loads((REFERENCE.parent / "environment.toml").read_text(encoding="utf-8"))
    for name, about in written.items():
        rows[about["for"]][name] = ("", about["text"])
    lines = [
        "# Environment variables",
        "",
        "Generated from the commands' options and `docs/environment.toml`. An option on the "
        "command line comes before its variable.",
    ]
    for kind, title in (("running", "To run Anlan"), ("developing", "To work on Anlan")):
        lines += ["", f"## {title}", "", "| variable | option | what it is |", "|---|---|---|"]
        for name, (options, text) in sorted(rows[kind].items()):
            lines.append(f"| `{name}` | {options} | {text} |")
    return "\n".join(lines) + "\n"


def _of_options(command: typing.Any, path: str) -> typing.Iterator[tuple[str, str, str]]:
    for parameter in command.params:
        for name in _variables(parameter):
            yield name, f"{path} {parameter.opts[0]}", parameter.help
    for name, each in sorted(getattr(command, "commands", {}).items()):
        yield from _of_options(each, f"{path} {name}")


def http() -> str:
    """Return the page on the HTTP interface."""
    with tempfile.TemporaryDirectory() as folder:
        document = create_app(Path(folder), []).openapi()
    lines = ["# HTTP", "", "Generated from the OpenAPI document at `/api/openapi.json`.", ""]
    for path, operations in sorted(document["paths"].items()):
        for method, operation in operations.items():
            lines += [f"## `{method.upper()} {path}`", "", operation.get("description", ""), ""]
            for parameter in operation.get("parameters", []):
                needed = "required" if parameter.get("required") else "optional"
                note = parameter.get("description", "")
                lines.append(
                    f"- `{parameter['name']}` ({parameter['in']}, {needed}) {note}".rstrip()
                )
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def pack() -> str:
    """Return the page on the keys of a city pack."""
    lines = [
        "# City pack: every key",
        "",
        "Generated from the shapes that check a pack. How to write one: "
        "[add a city](../howto/add-a-city.md).",
        "",
    ]
    for model in _models(city.City, {}).values():
        lines += [f"## {model.__name__}", "", (model.__doc__ or "").strip(), ""]
        lines += ["| key | type | default |", "|---|---|---|"]
        lines += [_row(name, field) for name, field in model.model_fields.items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _row(name: str, field: FieldInfo) -> str:
    default = (
        "required" if field.is_required() else f"`{field.get_default(call_default_factory=True)!r}`"
    )
    if len(default) > 60:
        default = "see its own section"
    return f"| `{name}` | `{_type(field.annotation)}` | {default} |"


def _type(annotation: typing.Any) -> str:
    if typing.get_origin(annotation) is typing.Annotated:
        return _type(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return " or ".join(_type(each) for each in typing.get_args(annotation))
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation.__name__
    if typing.get_origin(annotation) in (list, tuple) and typing.get_args(annotation):
        inner = ", ".join(
            "..." if each is ... else _type(each) for each in typing.get_args(annotation)
        )
        return f"{typing.get_origin(annotation).__name__}[{inner}]"
    if typing.get_origin(annotation) is dict:
        return f"dict[{', '.join(_type(each) for each in typing.get_args(annotation))}]"
    text = str(annotation)
    for module in (
        calendar.__name__,
        city.__name__,
        linking.__name__,
        portal.__name__,
        target.__name__,
        "typing",
        "anlan.words.catalogue",
    ):
        text = text.replace(module + ".", "")
    return text.replace("|", "or").replace("NoneType", "None")


def promises() -> str:
    """Return the page on what each connector promises, from the quality files."""
    room = Path(str(resources.files("anlan.pool.connectors")))
    meant = tomllib.loads((room / "promises.toml").read_text(encoding="utf-8"))
    kept = {
        name: tomllib.loads((room / name / "quality.toml").read_text(encoding="utf-8"))
        for name in CONNECTORS
    }
    lines = [
        "# What each connector promises",
        "",
        "Generated from `quality.toml` beside each connector. ● done, each by a test that the file "
        "names; ○ to do; – exempt. The reasons for the last two stand below.",
        "",
        "| a connector | " + " | ".join(f"`{name}`" for name in CONNECTORS) + " |",
        "|---" * (len(CONNECTORS) + 1) + "|",
    ]
    for promise, meaning in meant.items():
        states = [_SIGNS[next(iter(kept[name][promise]))] for name in CONNECTORS]
        lines.append(f"| {meaning} | " + " | ".join(states) + " |")
    for name in CONNECTORS:
        lines += ["", f"## `{name}`", ""]
        for promise, answer in kept[name].items():
            [(state, told)] = answer.items()
            if state != "done":
                lines.append(f"- {_SIGNS[state]} {meant[promise]}: {told}.")
    return "\n".join(lines) + "\n"


_SIGNS = {"done": "●", "to_do": "○", "exempt": "–"}


def _models(model: type[BaseModel], seen: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    if model.__name__ in seen:
        return seen
    seen[model.__name__] = model
    for field in model.model_fields.values():
        for part in _parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                _models(part, seen)
    return seen


def _parts(annotation: typing.Any) -> typing.Iterator[typing.Any]:
    if isinstance(annotation, types.GenericAlias) or typing.get_args(annotation):
        for argument in typing.get_args(annotation):
            yield from _parts(argument)
    else:
        yield annotation


PAGES = {
    "cli.md": command_line,
    "environment.md": environment,
    "http.md": http,
    "city-pack.md": pack,
    "connectors.md": promises,
    "case-workflow.md": lambda: page(workflow()),
    "indicators.md": indicators,
    "starter-packs.md": starter_packs,
}


def main() -> None:
    """Write every page."""
    REFERENCE.mkdir(exist_ok=True)
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
    sys.stdout.write(f"wrote {', '.join(PAGES)}\n")


if __name__ == "__main__":
    main()
