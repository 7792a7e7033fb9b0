"""Data contracts: what a department agreed to send, read from the Open Data Contract Standard.

The standard: https://bitol-io.github.io/open-data-contract-standard/ (version 3). What Anlan uses
of it, and its own properties such as ``anlan.personal`` and ``anlan.extra``, are in
``docs/theory/pool.md``. A rule Anlan can't check is refused, never silently passed over.
"""

import hashlib
from pathlib import Path
from typing import Any, Literal

import polars as pl
import yaml
from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaProperty,
)
from pydantic import BaseModel, ConfigDict, ValidationError

from anlan.model.city import Source
from anlan.model.errors import ContractError
from anlan.pool import agreements, yamlmarks
from anlan.pool.agreements import Geometry, Promises, Reference
from anlan.pool.dateformats import DATES, TIMESTAMPS, to_chrono
from anlan.pool.terms import settings

Kind = Literal["string", "integer", "number", "date", "timestamp", "boolean"]
Personal = Literal["drop", "hash", "encrypt"]
Extra = Literal["keep", "drop", "refuse"]

KINDS: tuple[Kind, ...] = ("string", "integer", "number", "date", "timestamp", "boolean")
OPTIONS: dict[Kind, set[str]] = {
    "string": {"pattern", "minLength", "maxLength"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "date": {"minimum", "maximum", "format"},
    "timestamp": {"minimum", "maximum", "format"},
    "boolean": set(),
}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Frozen):
    """One column of a contract, with the rules Anlan checks on it.

    ``days``: so many days after the day of receipt an encrypted value can be read.
    """

    name: str
    kind: Kind = "string"
    required: bool = False
    personal: Personal | None = None
    days: int | None = None
    pattern: str | None = None
    allowed: tuple[str, ...] | None = None
    minimum: str | float | None = None
    maximum: str | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    formats: tuple[str, ...] = ()


class Contract(_Frozen):
    """A contract, ready to check with: columns in order, and what to do with extra ones."""

    name: str
    version: str
    columns: tuple[Column, ...]
    extra: Extra = "keep"
    promises: Promises = Promises()
    references: tuple[Reference, ...] = ()
    geometry: Geometry = Geometry()

    @property
    def digest(self) -> str:
        """Return a digest that changes when, and only when, a rule changes."""
        # How long a value can be read decides nothing about which rows are accepted; nor does what
        # only warns.
        rules = self.model_dump_json(
            exclude={
                "columns": {"__all__": {"days"}},
                "promises": True,
                "references": True,
                "geometry": True,
            }
        )
        strict = [each.model_dump_json() for each in self.strict_references]
        strict += ["inside"] if self.geometry.inside == "quarantine" else []
        strict += self.geometry.shapes
        return hashlib.sha256("\n".join([rules, *strict]).encode()).hexdigest()

    @property
    def strict_references(self) -> tuple[Reference, ...]:
        """Return the references whose breach sends a row to quarantine."""
        return tuple(each for each in self.references if each.broken == "quarantine")

    @property
    def checked(self) -> tuple[Column, ...]:
        """Return the columns that rules are checked on: all but dropped personal ones."""
        return tuple(column for column in self.columns if column.personal != "drop")

    @property
    def stored(self) -> tuple[Column, ...]:
        """Return the columns that are kept as data: neither dropped nor encrypted."""
        return tuple(column for column in self.checked if column.personal != "encrypt")

    @property
    def encrypted(self) -> tuple[Column, ...]:
        """Return the columns that are kept encrypted, to be read one value at a time."""
        return tuple(column for column in self.columns if column.personal == "encrypt")

    def column(self, name: str) -> Column:
        """Return the column called ``name``."""
        return next(column for column in self.columns if column.name == name)


def load(path: Path, source: Source) -> Contract:
    """Read the contract of ``source`` from ``path``.

    Raises:
        ContractError: naming file, line, key, what was found and what was expected.
    """
    return _Reader(path).contract(source)


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
            root, self.data = yamlmarks.compose(text), yamlmarks.read(text)
        except OSError as error:
            raise ContractError("error.contract.missing", file=str(path)) from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise ContractError("error.contract.yaml", file=str(path), reason=error) from error
        if root is None or not isinstance(self.data, dict):
            raise ContractError("error.contract.yaml", file=str(path), reason="not a mapping")
        self.root: yaml.Node = root

    def fail(self, path: yamlmarks.Path, found: object, expected: object) -> ContractError:
        return ContractError(
            "error.contract.wrong",
            file=str(self.path),
            line=yamlmarks.line_of(self.root, path),
            key=".".join(str(step) for step in path),
            found=found,
            expected=expected,
        )

    def contract(self, source: Source) -> Contract:
        for path, near in yamlmarks.unknown_keys(self.root, OpenDataContractStandard):
            expected = repr(near) if near else "a key of the Open Data Contract Standard 3"
            raise self.fail(path, repr(path[-1]), expected)
        standard = self._standard()
        if not str(standard.apiVersion or "").startswith("v3."):
            raise self.fail(("apiVersion",), repr(standard.apiVersion), "'v3.x.y'")
        objects = standard.schema_ or []
        if len(objects) != 1 or not objects[0].properties:
            raise self.fail(("schema",), f"{len(objects)} tables", "one table with properties")
        extra = self._own(objects[0].customProperties, ("schema", 0), "extra", Extra) or "keep"
        properties = objects[0].properties
        columns = tuple(
            self._column(each, ("schema", 0, "properties", index))
            for index, each in enumerate(properties)
        )
        self._check_names(columns, properties, source)
        self._check_days(columns)
        return Contract(
            name=standard.name or standard.id or self.path.stem,
            version=str(standard.version or ""),
            columns=_with_required(columns, [*source.key, source.event_time]),
            extra=extra,
            promises=agreements.promises(standard, source, self.fail),
            references=self._references(properties, columns, source),
            geometry=agreements.geometry(objects[0], source, self.fail),
        )

    def _references(
        self, properties: list[SchemaProperty], columns: tuple[Column, ...], source: Source
    ) -> tuple[Reference, ...]:
        """Return the references; a value that isn't kept can't be compared with another's."""
        found = agreements.references(properties, source, self.fail)
        for each in found:
            index = next(i for i, column in enumerate(columns) if column.name == each.column)
            if columns[index].personal in ("drop", "encrypt"):
                at = ("schema", 0, "properties", index, "relationships")
                raise self.fail(at, each.column, "a column that is kept")
        return found

    def _standard(self) -> OpenDataContractStandard:
        try:
            return OpenDataContractStandard.model_validate(self.data)
        except ValidationError as error:
            first = error.errors()[0]
            path = tuple(step for step in first["loc"] if isinstance(step, str | int))
            raise self.fail(path, repr(first["input"])[:80], first["msg"]) from error

    def _column(self, prop: SchemaProperty, at: yamlmarks.Path) -> Column:
        name = prop.name or ""
        if not name or name.startswith("_"):
            raise self.fail((*at, "name"), repr(name), "a column name that doesn't begin with '_'")
        kind = prop.logicalType or "string"
        if kind not in KINDS:
            near = yamlmarks.nearest(kind, KINDS)
            raise self.fail((*at, "logicalType"), repr(kind), repr(near) if near else KINDS)
        options = self._options(prop, kind, at)
        personal = self._personal(prop, at)
        formats = self._formats(prop, kind, options, at)
        return Column(
            name=name,
            kind=kind,
            required=bool(prop.required or self._nulls_forbidden(prop)),
            personal=personal,
            days=self._days(prop, personal, at),
            pattern=options.get("pattern"),
            allowed=self._allowed(prop, at),
            minimum=options.get("minimum"),
            maximum=options.get("maximum"),
            min_length=options.get("minLength"),
            max_length=options.get("maxLength"),
            formats=formats,
        )

    def _options(self, prop: SchemaProperty, kind: Kind, at: yamlmarks.Path) -> dict[str, Any]:
        options = {
            key: str(value) if kind in ("date", "timestamp") else value
            for key, value in (prop.logicalTypeOptions or {}).items()
        }
        for key in options:
            if key not in OPTIONS[kind]:
                near = yamlmarks.nearest(key, OPTIONS[kind])
                expected = repr(near) if near else sorted(OPTIONS[kind])
                raise self.fail((*at, "logicalTypeOptions", key), repr(key), expected)
        for key in {"minimum", "maximum", "minLength", "maxLength"} & set(options):
            self._check_bound(options[key], kind, (*at, "logicalTypeOptions", key))
        if "pattern" in options:
            self._check_pattern(options["pattern"], (*at, "logicalTypeOptions", "pattern"))
        return options

    def _check_bound(self, value: object, kind: Kind, at: yamlmarks.Path) -> None:
        if kind in ("date", "timestamp"):
            if pl.Series([value]).str.to_date("%Y-%m-%d", strict=False).null_count():
                raise self.fail(at, repr(value), "a day such as '2014-09-01'")
        elif isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(at, repr(value), "a number")

    def _check_pattern(self, pattern: object, at: yamlmarks.Path) -> None:
        try:
            pl.Series([""]).str.contains(str(pattern), strict=True)
        except pl.exceptions.ComputeError as error:
            raise self.fail(
                at, repr(pattern), "a regular expression without look-around or back-references"
            ) from error

    def _allowed(self, prop: SchemaProperty, at: yamlmarks.Path) -> tuple[str, ...] | None:
        allowed = [str(each.value) for each in prop.enum or []]
        for index, rule in enumerate(prop.quality or []):
            where = (*at, "quality", index)
            metric = rule.metric or rule.rule
            if rule.type == "text" or metric in agreements.NULLS:
                continue
            values = (rule.arguments or {}).get("validValues")
            if metric != "invalidValues" or not values or not _zero(rule):
                expected = "invalidValues with validValues that mustBe 0, or nullValues"
                raise self.fail(where, metric or rule.type, expected)
            allowed += [str(value) for value in values]
        return tuple(dict.fromkeys(allowed)) or None

    def _nulls_forbidden(self, prop: SchemaProperty) -> bool:
        return any(
            (r.metric or r.rule) in agreements.NULLS and _zero(r) for r in prop.quality or []
        )

    def _personal(self, prop: SchemaProperty, at: yamlmarks.Path) -> Personal | None:
        way: Personal | None = self._own(prop.customProperties, at, "personal", Personal)
        if prop.classification == "personal" and way is None:
            return "drop"
        if way is not None and prop.classification != "personal":
            raise self.fail((*at, "classification"), repr(prop.classification), "'personal'")
        return way

    def _days(
        self, prop: SchemaProperty, personal: Personal | None, at: yamlmarks.Path
    ) -> int | None:
        days = _custom(prop.customProperties, "anlan.days")
        where = (*at, "customProperties")
        for index, each in enumerate(prop.customProperties or []):
            if each.property == "anlan.days":
                where = (*where, index, "value")
        if personal != "encrypt":
            if days is not None:
                raise self.fail(where, "anlan.days", "it only with anlan.personal: encrypt")
            return None
        most = settings().most_days
        whole = isinstance(days, int) and not isinstance(days, bool)
        if not whole or not 1 <= days <= most:
            found = "no anlan.days" if days is None else repr(days)
            raise self.fail(where, found, f"anlan.days with a whole number from 1 to {most}")
        return int(days)

    def _check_days(self, columns: tuple[Column, ...]) -> None:
        """Refuse two terms in one source: its values of a day share one key."""
        first: Column | None = None
        for index, column in enumerate(columns):
            if column.personal != "encrypt":
                continue
            first = first or column
            if column.days != first.days:
                at = ("schema", 0, "properties", index, "customProperties")
                expected = f"{first.days}, as for {first.name}: a source has one anlan.days"
                raise self.fail(at, column.days, expected)

    def _formats(
        self, prop: SchemaProperty, kind: Kind, options: dict[str, Any], at: yamlmarks.Path
    ) -> tuple[str, ...]:
        if kind not in ("date", "timestamp"):
            return ()
        more = _custom(prop.customProperties, "anlan.formats") or []
        asked = [each for each in (options.get("format"), *more) if each]
        try:
            chosen = tuple(to_chrono(each) for each in asked)
        except ValueError as error:
            raise self.fail((*at, "logicalTypeOptions", "format"), asked, error) from error
        return chosen or (DATES if kind == "date" else TIMESTAMPS)

    def _own(
        self, properties: list[CustomProperty] | None, at: yamlmarks.Path, name: str, ways: Any
    ) -> Any:
        for index, each in enumerate(properties or []):
            where = (*at, "customProperties", index)
            if str(each.property).startswith("anlan.") and each.property not in OWN:
                near = yamlmarks.nearest(str(each.property), OWN)
                raise self.fail(where, repr(each.property), near or sorted(OWN))
        value = _custom(properties, f"anlan.{name}")
        if value is not None and value not in ways.__args__:
            raise self.fail((*at, "customProperties"), repr(value), " | ".join(ways.__args__))
        return value

    def _check_names(
        self, columns: tuple[Column, ...], properties: list[SchemaProperty], source: Source
    ) -> None:
        names = [column.name for column in columns]
        for index, prop in enumerate(properties):
            at = ("schema", 0, "properties", index)
            if prop.name in names[:index]:
                raise self.fail((*at, "name"), repr(prop.name), "a name that isn't used yet")
            if prop.unique and source.key != [prop.name]:
                raise self.fail((*at, "unique"), "true", f"only on the source's key {source.key}")
        primary = [prop.name for prop in properties if prop.primaryKey]
        if primary and sorted(map(str, primary)) != sorted(source.key):
            raise self.fail(("schema", 0, "properties"), f"primaryKey {primary}", source.key)
        kept = [column.name for column in columns if column.personal in (None, "hash")]
        for name in columns_used(source):
            if name not in kept:
                raise ContractError(
                    "error.contract.source",
                    file=str(self.path),
                    source=source.name,
                    column=name,
                    near=yamlmarks.nearest(name, kept) or "—",
                )


OWN = frozenset(
    f"anlan.{name}"
    for name in ("personal", "days", "extra", "formats", "inside", "apart", "geometry")
)


def columns_used(source: Source) -> list[str]:
    """Return the columns that the declaration of ``source`` speaks of."""
    asset, place, division = source.asset, source.coordinates, source.division
    names: list[str | None] = [*source.key, source.event_time, source.known_at.column]
    names += [place.longitude, place.latitude] if place else []
    names += [division.column] if division else []
    if asset:
        names += [asset.id, asset.name, asset.address, asset.type]
    return [name for name in dict.fromkeys(names) if name]


def _with_required(columns: tuple[Column, ...], names: list[str]) -> tuple[Column, ...]:
    # A row without its key can't be told from another, one without its day has no place in time.
    must = {"required": True}
    return tuple(c.model_copy(update=must) if c.name in names else c for c in columns)


def _custom(properties: list[CustomProperty] | None, name: str) -> Any:
    return next((each.value for each in properties or [] if each.property == name), None)


def _zero(rule: DataQuality) -> bool:
    return rule.mustBe == 0 and rule.mustBe is not False
