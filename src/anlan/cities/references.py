"""Names in a pack that must refer to something: departments, kinds, sources, columns, files.

This reads the raw TOML, not the checked shapes, so that a pack with a wrong type in one place is
still told about a wrong name in another.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from anlan.cases.catalogue import catalogue
from anlan.cases.evaluation.settings import scorable
from anlan.cases.flow import workflow
from anlan.cities.calendars import calendar_references
from anlan.cities.contracts import columns
from anlan.cities.locate import Place
from anlan.cities.risks import risk_references
from anlan.cities.shapes import Mismatch
from anlan.model.cases import Scored
from anlan.risk.living.sources import sources as notice_sources

Table = dict[str, Any]
# Where a source names columns of its contract.
_SOURCE_COLUMNS = (
    ("key",),
    ("event_time",),
    ("known_at", "column"),
    ("coordinates", "longitude"),
    ("coordinates", "latitude"),
    ("division", "column"),
    ("asset", "id"),
    ("asset", "name"),
    ("asset", "address"),
    ("asset", "type"),
)


def references(raw: Table, folder: Path) -> Iterator[Mismatch]:
    """Yield every name in ``raw`` that refers to nothing, and every file that is not there."""
    names = {part: _names(raw, part) for part in ("departments", "asset_kinds", "sources")}
    known: dict[str, frozenset[str]] = {}
    for part in (*names, "targets", "roles", "calendars"):
        yield from _twice(raw, part)
    yield from _bounds(raw)
    yield from _divisions(raw, folder)
    for place, source in tables(raw, "sources"):
        yield from _one_of(place, source, ("department",), names["departments"])
        yield from _one_of(place, source, ("asset", "kind"), names["asset_kinds"])
        yield from _one_of(place, source, ("division", "level"), _levels(raw))
        yield from _contract(place, source, folder)
        found = columns(folder, source)
        if found and isinstance(source.get("name"), str):
            known[source["name"]] = found
        yield from _literal_secrets((*place, "portal"), source.get("portal"))
        yield from _every(place, source)
        for keys in _SOURCE_COLUMNS:
            yield from _columns(place, source, keys, found)
    for place, target in tables(raw, "targets"):
        yield from _one_of(place, target, ("asset",), names["asset_kinds"])
        yield from _target(place, target, names["sources"], known)
    for place, linking in tables(raw, "linking"):
        yield from _one_of(place, linking, ("kind",), names["asset_kinds"])
        yield from _linking(place, linking, names["sources"], known, folder)
    yield from routing_references(raw)
    for place, duty in tables(raw, "duties"):
        yield from _duty(place, duty, raw)
    for place, table in tables(raw, "reports"):
        yield from _reports(place, table, names["sources"], known)
    for place, table in tables(raw, "notices"):
        yield from _notices(place, table, names["sources"], known)
    for key in ("groups", "tokens"):
        codes = _get(raw, ("public", key))
        yield from _classes(("public", key), codes, [*catalogue().groups])
    yield from _weights(raw)
    yield from risk_references(raw)
    yield from calendar_references(list(tables(raw, "calendars")), folder)
    agreed = _get(raw, ("planning", "appointments"))
    if isinstance(agreed, dict):
        yield from _reader(("planning", "appointments"), agreed, names["sources"], known)


def routing_references(raw: Table) -> Iterator[Mismatch]:
    """Yield every name in the rules of ``raw`` that refers to nothing, or is given twice."""
    yield from _twice(raw, "routing")
    for place, rule in tables(raw, "routing"):
        yield from _routing(place, rule, raw)


def _target(
    place: Place, target: Table, sources: list[str], known: dict[str, frozenset[str]]
) -> Iterator[Mismatch]:
    visits = _get(target, ("visits", "source"))
    own = known.get(visits, frozenset()) if isinstance(visits, str) else frozenset()
    yield from _columns(place, target, ("label", "column"), own)
    yield from _columns(place, target, ("visits", "inspector"), own)
    for key in ("visits", "population", "legal_cycle"):
        if isinstance(target.get(key), dict):
            yield from _reader((*place, key), target[key], sources, known)
    for part in ("attributes", "features"):
        for at, reader in tables(target, part, place):
            yield from _reader(at, reader, sources, known)


def _linking(
    place: Place,
    linking: Table,
    sources: list[str],
    known: dict[str, frozenset[str]],
    folder: Path,
) -> Iterator[Mismatch]:
    """Check the sources that take part in linking, and their columns."""
    for at, part in tables(linking, "sources", place):
        yield from _one_of(at, part, ("source",), sources)
        source = part.get("source")
        found = known.get(source, frozenset()) if isinstance(source, str) else frozenset()
        for key in ("name", "address", "operator", "phone", "type", "postcode"):
            yield from _columns(at, part, (key,), found)
    aliases = linking.get("aliases")
    if isinstance(aliases, str) and not (folder / aliases).is_file():
        beside = sorted(file.name for file in folder.glob("*.csv"))
        yield Mismatch((*place, "aliases"), "file", aliases, tuple(beside))


def _routing(place: Place, rule: Table, raw: Table) -> Iterator[Mismatch]:
    """Check whom a rule sends cases to, and what it is about."""
    yield from _one_of(place, rule, ("to", "department"), _names(raw, "departments"))
    yield from _one_of(place, rule, ("to", "level"), _levels(raw))
    known = {
        "classes": (*catalogue().groups, *catalogue().classes),
        "kinds": tuple(workflow().kinds),
        "channels": tuple(workflow().channels),
    }
    for key, names in known.items():
        yield from _all_of((*place, "when", key), _get(rule, ("when", key)), names)


def _weights(raw: Table) -> Iterator[Mismatch]:
    """Check the indicators that are weighed."""
    for scored in get_args(Scored):
        place = ("evaluation", "weights", scored)
        weights = _get(raw, place)
        for name in weights if isinstance(weights, dict) else ():
            if name not in scorable(scored):
                yield Mismatch((*place, name), "reference", name, scorable(scored))


def _duty(place: Place, duty: Table, raw: Table) -> Iterator[Mismatch]:
    """Check whose duty it is, when they are there, and who stands in."""
    departments = _names(raw, "departments")
    yield from _one_of(place, duty, ("department",), departments)
    yield from _one_of(place, duty, ("calendar",), _names(raw, "calendars"))
    yield from _one_of(place, duty, ("deputy", "department"), departments)
    yield from _one_of(place, duty, ("deputy", "level"), _levels(raw))


def _reports(
    place: Place, table: Table, sources: list[str], known: dict[str, frozenset[str]]
) -> Iterator[Mismatch]:
    """Check the source whose records are reports, and the classes of their categories."""
    yield from _one_of(place, table, ("source",), sources)
    source = table.get("source")
    found = known.get(source, frozenset()) if isinstance(source, str) else frozenset()
    yield from _columns(place, table, ("category",), found)
    yield from _classes((*place, "classes"), table.get("classes"), [])


def _notices(
    place: Place, table: Table, sources: list[str], known: dict[str, frozenset[str]]
) -> Iterator[Mismatch]:
    """Check the source whose records are notices, its columns, and of what they tell."""
    yield from _one_of(place, table, ("source",), sources)
    yield from _one_of(place, table, ("modifier",), list(notice_sources().modifiers))
    source = table.get("source")
    found = known.get(source, frozenset()) if isinstance(source, str) else frozenset()
    for key in ("title", "until"):
        yield from _columns(place, table, (key,), found)


def _classes(place: Place, table: Any, more: list[str]) -> Iterator[Mismatch]:
    """Check the codes of a list, or the values of a table."""
    yield from _all_of(place, table, (*more, *catalogue().classes))


def _all_of(place: Place, table: Any, known: tuple[str, ...]) -> Iterator[Mismatch]:
    """Check the names of a list, or the values of a table."""
    pairs = table.items() if isinstance(table, dict) else enumerate(table or ())
    for key, name in pairs:
        if isinstance(name, str) and name not in known:
            yield Mismatch((*place, key), "reference", name, known)


def _reader(
    at: Place, reader: Table, sources: list[str], known: dict[str, frozenset[str]]
) -> Iterator[Mismatch]:
    """Check one table that names a source and columns of it."""
    yield from _one_of(at, reader, ("source",), sources)
    source = reader.get("source")
    found = known.get(source, frozenset()) if isinstance(source, str) else frozenset()
    for key in ("column", "until", "begin", "end"):
        yield from _columns(at, reader, (key,), found)
    where = reader.get("where")
    for column in where if isinstance(where, dict) else ():
        yield from _column((*at, "where", column), column, found)
    measures = reader.get("measures")
    for name in measures if isinstance(measures, dict) else ():
        yield from _columns(at, reader, ("measures", name, "column"), found)


def _names(raw: Table, part: str) -> list[str]:
    return [str(table["name"]) for _, table in tables(raw, part) if "name" in table]


def _levels(raw: Table) -> list[str]:
    levels = _get(raw, ("divisions", "levels"))
    return levels if isinstance(levels, list) else ["city"]


def tables(raw: Table, part: str, place: Place = ()) -> Iterator[tuple[Place, Table]]:
    """Yield the tables of an array of tables, each with its place; anything else is passed over."""
    items = raw.get(part)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield (*place, part, index), item


def _get(table: Any, keys: Iterable[str]) -> Any:
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table


def _one_of(
    place: Place, table: Table, keys: tuple[str, ...], names: list[str]
) -> Iterator[Mismatch]:
    found = _get(table, keys)
    if isinstance(found, str) and found not in names:
        yield Mismatch((*place, *keys), "reference", found, tuple(names))


def _columns(
    place: Place, table: Table, keys: tuple[str, ...], known: frozenset[str]
) -> Iterator[Mismatch]:
    value = _get(table, keys)
    for index, column in enumerate(value if isinstance(value, list) else [value]):
        if isinstance(column, str):
            tail = (index,) if isinstance(value, list) else ()
            yield from _column((*place, *keys, *tail), column, known)


def _column(place: Place, column: str, known: frozenset[str]) -> Iterator[Mismatch]:
    if known and column not in known:
        yield Mismatch(place, "column", column, tuple(sorted(known)))


def _twice(raw: Table, part: str) -> Iterator[Mismatch]:
    seen: set[str] = set()
    for place, table in tables(raw, part):
        name = str(table.get("name"))
        if name in seen:
            yield Mismatch((*place, "name"), "twice", name)
        seen.add(name)


def _bounds(raw: Table) -> Iterator[Mismatch]:
    """Complain of four numbers that enclose nothing; other shapes are the model's to refuse."""
    numbers = [each for each in raw.get("bounds") or () if isinstance(each, int | float)]
    if len(numbers) == 4:
        west, south, east, north = numbers
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            yield Mismatch(("bounds",), "bounds", str(numbers))


def _every(place: Place, source: Table) -> Iterator[Mismatch]:
    """A schedule reads a portal, so there must be one."""
    if "every" in source and "portal" not in source:
        yield Mismatch((*place, "every"), "every", str(source["every"]))


def _literal_secrets(place: Place, value: object) -> Iterator[Mismatch]:
    """Yield each text below ``place`` that looks like a secret; what it is, is not shown."""
    looks = _secrets()
    if isinstance(value, dict):
        for key, item in value.items():
            named = any(word in str(key).lower().replace("-", "_") for word in looks["keys"])
            if isinstance(item, str) and named:
                yield Mismatch((*place, key), "secret", "")
            elif key not in ("env", "file", "prefix"):
                yield from _literal_secrets((*place, key), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _literal_secrets((*place, index), item)
    elif isinstance(value, str) and any(re.search(each, value) for each in looks["values"]):
        yield Mismatch(place, "secret", "")


@cache
def _secrets() -> dict[str, list[str]]:
    file = resources.files("anlan.cities") / "secrets.toml"
    found: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return found


def _contract(place: Place, source: Table, folder: Path) -> Iterator[Mismatch]:
    contract = source.get("contract")
    if isinstance(contract, str) and not (folder / contract).is_file():
        beside = sorted(str(file.relative_to(folder)) for file in folder.rglob("*.yaml"))
        yield Mismatch((*place, "contract"), "file", contract, tuple(beside))


def _divisions(raw: Table, folder: Path) -> Iterator[Mismatch]:
    table = _get(raw, ("divisions", "table"))
    if isinstance(table, str) and not (folder / table).is_file():
        beside = sorted(file.name for file in folder.glob("*.csv"))
        yield Mismatch(("divisions", "table"), "file", table, tuple(beside))
