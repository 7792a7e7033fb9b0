"""Read starter packs, and refuse one that names something which isn't there."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from anlan.model.errors import RegisterError
from anlan.risk.cycles import cycles
from anlan.risk.declared import DATA, read_declared
from anlan.risk.living.modifiers import rules
from anlan.risk.packs.shape import Harm, Pack
from anlan.risk.register.clauses import of_field
from anlan.risk.register.kinds import kinds
from anlan.risk.register.sheet.settings import plain
from anlan.risk.schemes import shipped

FOLDER = DATA / "packs"
ACTIVITY = "activity"
Named = Iterator[tuple[str, str]]
"""Where in a pack something is named, and what it is."""


@cache
def packs() -> dict[str, Pack]:
    """Return the packs that ship with Anlan, by their field, in the order of the fields."""
    found = {each.field: each for each in map(read, sorted(FOLDER.glob("*.toml")))}
    return {field: found[field] for field in kinds().fields if field in found}


def pack(field: str) -> Pack:
    """Return the pack of a field, by its id or its name in either language.

    Raises:
        RegisterError: there is none.
    """
    for key, name in kinds().fields.items():
        if key in packs() and plain(field) in {plain(key), plain(name.en), plain(name.zh)}:
            return packs()[key]
    raise RegisterError("error.starter.none", found=field[:40], known=", ".join(packs()))


def read(file: Path) -> Pack:
    """Read a pack from a TOML file.

    Raises:
        RegisterError: it can't be read, isn't as a pack is declared, names something that isn't
            there, or the same twice; file, key and value are named.
    """
    found = read_declared(file, Pack)
    for key, names in _once(found).items():
        _twice(file, key, names)
    _known(file, [("field", found.field)], kinds().fields)
    for named, known in _references(found):
        _known(file, named, known)
    return found


def _references(found: Pack) -> Iterator[tuple[Named, Iterable[str]]]:
    """Yield what a pack names, and what of that kind there is."""
    yield iter([("scheme", found.scheme)]), shipped()
    moving = [
        each.id for each in rules().modifiers if not each.fields or found.field in each.fields
    ]
    yield _each("modifiers", found.modifiers), moving
    yield _each("cycles", found.cycles), cycles()
    yield ((f"kinds.{each.id}.type", each.type) for each in found.kinds), kinds().types
    harms = list(_harms(found))
    yield ((f"{key}.event", each.event) for key, each in harms), kinds().accidents
    groups = ((f"{key}.measures", group) for key, each in harms for group in each.measures)
    yield groups, kinds().measures
    yield _clauses(found), [each.number for each in of_field(found.field)]
    activities = [each.id for each in found.kinds if each.type == ACTIVITY]
    yield _each("jha", [each.kind for each in found.jha]), activities
    others = [each.id for each in found.kinds if each.type != ACTIVITY]
    yield _each("scl", [each.kind for each in found.scl]), others


def _harms(found: Pack) -> Iterator[tuple[str, Harm]]:
    """Yield every row of the sheets with where it is, counted from 1."""
    for jha in found.jha:
        for n, step in enumerate(jha.steps, 1):
            yield f"jha.{jha.kind}.steps.{n}", step
    for scl in found.scl:
        for n, item in enumerate(scl.items, 1):
            yield f"scl.{scl.kind}.items.{n}", item


def _clauses(found: Pack) -> Named:
    for each in found.checklists:
        named = [item.clause for item in each.items if item.clause]
        yield from _each(f"checklists.{each.id}.clause", named)


def _each(key: str, names: Iterable[str]) -> Named:
    for name in names:
        yield key, name


def _once(found: Pack) -> dict[str, Iterable[str]]:
    """Return what mayn't be there twice, by its key."""
    return {
        "modifiers": found.modifiers,
        "cycles": found.cycles,
        "kinds": [each.id for each in found.kinds],
        "checklists": [each.id for each in found.checklists],
        "jha": [each.kind for each in found.jha],
        "scl": [each.kind for each in found.scl],
    }


def _twice(file: Path, key: str, named: Iterable[str]) -> None:
    seen: set[str] = set()
    for each in named:
        if each in seen:
            raise RegisterError("error.starter.twice", file=file.name, key=key, value=each)
        seen.add(each)


def _known(file: Path, named: Iterable[tuple[str, str]], known: Iterable[str]) -> None:
    there = list(known)
    for key, value in named:
        if value not in there:
            raise RegisterError(
                "error.starter.unknown",
                file=file.name,
                key=key,
                value=value,
                known=", ".join(there),
            )
