"""Check a pack and name all its problems at once: file, line, key, found, expected."""

import difflib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from anlan.cities import locate
from anlan.cities.calendars import contradictions, holiday_files
from anlan.cities.contracts import contract_errors
from anlan.cities.pack import FILE, Pack, folder_of
from anlan.cities.references import references, routing_references, tables
from anlan.cities.shapes import Mismatch, mismatches
from anlan.model.calendar import HolidayFile
from anlan.model.cases import RoutingRule
from anlan.model.city import City
from anlan.model.declared import Declared
from anlan.model.errors import PackError

ROUTING = "routing.toml"
"""What a text of rules is called where it is told what is wrong with it."""
_ASKED = ("departments", "divisions")


class _Rules(Declared):
    """A text of rules, as it is written."""

    routing: list[RoutingRule]


def check(name_or_path: str | Path) -> list[PackError]:
    """Return every problem of a pack in order of line; an empty list means it is right.

    Raises:
        PackError: there is no such pack to check.
    """
    return _read(folder_of(name_or_path))[1]


def load(name_or_path: str | Path) -> Pack:
    """Load the pack of that name, or the one in that folder, and check all of it.

    Raises:
        PackError: the pack is absent or wrong; the first of its problems in order of line.
            ``check`` returns all of them.
    """
    folder = folder_of(name_or_path)
    city, problems = _read(folder)
    if city is None or problems:
        raise problems[0]
    return Pack(city=city, folder=folder)


def check_routing(pack: Pack, text: str) -> list[RoutingRule]:
    """Return the rules of a text that could stand in a pack in place of its own.

    Args:
        pack: the pack.
        text: tables of ``[[routing]]``, as in ``city.toml``.

    Raises:
        PackError: it is no TOML, or a rule is wrong; the first of its problems in order of line.
    """
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError("error.pack.syntax", file=ROUTING, reason=error) from error
    raw = tomllib.loads(pack.text())
    wrong = list(routing_references({key: raw.get(key) for key in _ASKED} | written))
    rules: list[RoutingRule] = []
    try:
        rules = _Rules.model_validate(written).routing
    except ValidationError as error:
        wrong += mismatches(error, _Rules)
    if wrong:
        raise _located(Path(ROUTING), text, wrong)[0]
    return rules


def _read(folder: Path) -> tuple[City | None, list[PackError]]:
    file = folder / FILE
    try:
        text, raw = _toml(file)
    except PackError as error:
        return None, [error]
    city, wrong = None, list(references(raw, folder))
    try:
        city = City.model_validate(raw)
    except ValidationError as error:
        wrong += mismatches(error, City)
    wrong = _without_secrets(wrong)
    problems = _located(file, text, wrong)
    return city, problems + contract_errors(raw, folder) + _holiday_errors(raw, folder)


def _toml(file: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a file, and what it says.

    Raises:
        PackError: it isn't UTF-8, or isn't TOML.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise PackError("error.pack.encoding", file=file) from error
    except tomllib.TOMLDecodeError as error:
        raise PackError("error.pack.syntax", file=file, reason=error) from error


def _holiday_errors(raw: dict[str, Any], folder: Path) -> list[PackError]:
    """Return the errors of every file of holidays that the pack's calendars name."""
    problems: list[PackError] = []
    for file in holiday_files(list(tables(raw, "calendars")), folder):
        try:
            text, read = _toml(file)
            wrong = list(contradictions(HolidayFile.model_validate(read)))
        except PackError as error:
            problems.append(error)
            continue
        except ValidationError as error:
            wrong = mismatches(error, HolidayFile)
        problems += _located(file, text, wrong)
    return problems


def _located(file: Path, text: str, wrong: list[Mismatch]) -> list[PackError]:
    """Put what is wrong in a file into words, in order of line."""
    known = locate.lines(text)
    located = [(locate.line_of(each.place, known), each) for each in wrong]
    located.sort(key=lambda pair: pair[0])
    return [_error(file, line, each) for line, each in located]


def _without_secrets(wrong: list[Mismatch]) -> list[Mismatch]:
    """Leave out what else is wrong where a secret stands, since it would show what was found."""
    hidden = {each.place for each in wrong if each.kind == "secret"}

    def shows(place: locate.Place) -> bool:
        return any(all(a == b for a, b in zip(place, each, strict=False)) for each in hidden)

    shown = [each for each in wrong if each.kind == "unknown_key" or not shows(each.place)]
    return [*shown, *(Mismatch(place, "secret", "") for place in hidden)]


def _error(file: Path, line: int, wrong: Mismatch) -> PackError:
    """Put a mismatch into words, with the nearest right word when there is one."""
    near = difflib.get_close_matches(wrong.found, wrong.choices, n=1, cutoff=0.5)
    return PackError(
        f"error.pack.{wrong.kind}_near" if near else f"error.pack.{wrong.kind}",
        file=file,
        line=line,
        at=_dotted(wrong.place),
        found=wrong.found,
        expected=wrong.expected or ", ".join(wrong.choices),
        near=near[0] if near else "",
    )


def _dotted(place: locate.Place) -> str:
    """Write a place as an analyst would point at it: ``sources[2].known_at.column``."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place]
    return "".join(parts).removeprefix(".")
