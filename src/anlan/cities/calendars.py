"""What the checker of packs needs from calendars: what they refer to, and files of holidays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anlan.cases.clock.declared import shipped
from anlan.cities.locate import Place
from anlan.cities.shapes import Mismatch
from anlan.model.calendar import NO_HOLIDAYS, HolidayFile, conflicts

Table = dict[str, Any]


def calendar_references(calendars: list[tuple[Place, Table]], folder: Path) -> Iterator[Mismatch]:
    """Yield what raw ``calendars`` extend or take holidays from that isn't there."""
    bases = {str(each.get("name")): each.get("extends") for _, each in calendars}
    for place, each in calendars:
        base, named = each.get("extends"), each.get("holidays")
        if isinstance(base, str) and base not in bases:
            yield Mismatch((*place, "extends"), "reference", base, tuple(bases))
        elif _comes_back(str(each.get("name")), bases):
            yield Mismatch((*place, "extends"), "extends", str(base))
        if named is None and base is None:
            yield Mismatch((*place, "holidays"), "missing", "holidays")
        elif isinstance(named, str) and not _known(named) and not (folder / named).is_file():
            beside = sorted(file.name for file in folder.glob("*.toml") if file.name != "city.toml")
            known = (*sorted(shipped()), NO_HOLIDAYS, *beside)
            yield Mismatch((*place, "holidays"), "holidays", named, known)


def holiday_files(calendars: list[tuple[Place, Table]], folder: Path) -> list[Path]:
    """Return the files of holidays in the pack that raw ``calendars`` name, each once."""
    named = dict.fromkeys(each.get("holidays") for _, each in calendars)
    own = [folder / name for name in named if isinstance(name, str) and not _known(name)]
    return [file for file in own if file.is_file()]


def contradictions(file: HolidayFile) -> Iterator[Mismatch]:
    """Yield what a well-shaped file of holidays contradicts itself in."""
    for place, kind, found in conflicts(file):
        yield Mismatch(place, kind, found, tuple(file.names) if kind == "reference" else ())


def _known(name: str) -> bool:
    return name in shipped() or name == NO_HOLIDAYS


def _comes_back(name: str, bases: dict[str, Any]) -> bool:
    """Tell whether what a calendar extends leads back to itself."""
    seen = [name]
    while isinstance(bases.get(seen[-1]), str) and bases[seen[-1]] not in seen:
        seen.append(bases[seen[-1]])
    return bases.get(seen[-1]) == name
