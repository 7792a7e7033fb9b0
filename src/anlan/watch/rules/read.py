"""Read rules from TOML, strictly, and tell what is wrong where."""

import hashlib
import tomllib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from anlan.model.declared import Declared, Zone
from anlan.model.errors import WatchError
from anlan.watch.rules.forms import AnyRule, Combine
from anlan.watch.rules.rule import Rule

FOLDER = Path(__file__).parents[1] / "data" / "rules"


class Rules(Declared):
    """A set of rules, and the time zone in which their hours and months count."""

    zone: Zone
    rules: tuple[AnyRule, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each rule by its id."""
        return {each.id: place for place, each in enumerate(self.rules)}

    def of(self, name: str) -> Rule:
        """Return the rule of an id."""
        return self.rules[self.places[name]]

    def fingerprint(self, rule: Rule) -> str:
        """Return what tells this rule, with those it combines and the zone, from any other."""
        told = [self.zone, rule.model_dump_json()]
        if isinstance(rule, Combine):
            told += [self.of(part.rule).model_dump_json() for part in rule.parts]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def shipped() -> list[str]:
    """Return the names of the sets that ship with Anlan."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def read(given: Path) -> Rules:
    """Read the rules of a file, of all files of a folder, or of a set that ships with Anlan.

    Raises:
        WatchError: it can't be read, isn't TOML, or doesn't declare rules that can be used.
    """
    if given.is_dir():
        return _joined([_file(each) for each in sorted(given.glob("*.toml"))], given)
    if not given.exists() and str(given) in shipped():
        given = FOLDER / f"{given}.toml"
    return _checked(_file(given), given.name)


def every() -> Rules:
    """Return all rules that ship with Anlan."""
    return read(FOLDER)


def _joined(found: Sequence[Rules], folder: Path) -> Rules:
    if not found:
        raise WatchError("error.rules.none", folder=folder.name)
    if len({each.zone for each in found}) > 1:
        raise WatchError("error.rules.zones", folder=folder.name)
    whole = Rules(zone=found[0].zone, rules=tuple(one for each in found for one in each.rules))
    return _checked(whole, folder.name)


def _file(file: Path) -> Rules:
    raw: dict[str, Any] = {}
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        return Rules.model_validate(raw)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WatchError("error.rules.file", file=file.name, reason=error) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"])
        raise WatchError(
            "error.rules.shape",
            file=file.name,
            rule=_name(raw, first["loc"]),
            key=key,
            reason=first["msg"],
        ) from error


def _name(raw: dict[str, Any], at: tuple[int | str, ...]) -> str:
    """Return the id of the rule that a place in the file is in, as far as it has one."""
    try:
        return str(raw["rules"][at[1]]["id"])
    except (LookupError, TypeError):
        return "?"


def _checked(found: Rules, file: str) -> Rules:
    if len(found.places) < len(found.rules):
        names = [each.id for each in found.rules]
        twice = next(each for each in names if names.count(each) > 1)
        raise WatchError("error.rules.twice", file=file, rule=twice)
    for each in found.rules:
        for part in each.parts if isinstance(each, Combine) else ():
            if part.rule not in found.places or isinstance(found.of(part.rule), Combine):
                raise WatchError("error.rules.part", file=file, rule=each.id, part=part.rule)
    return found
