"""Turn what pydantic says is wrong with a declared shape into places, findings and choices."""

from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from anlan.cities.locate import Place
from anlan.model.declared import SLUG

# Pydantic's kinds of error, gathered to the sentences of the catalogue (error.pack.*).
_SENTENCES = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "literal_error": "choice",
    "zone": "zone",
    "union_tag_invalid": "choice",
    "secret": "secret",
    "shift": "shift",
    "overlap": "overlap",
    "string_pattern_mismatch": "slug",
    "string_type": "text",
    "int_type": "whole_number",
    "int_parsing": "whole_number",
    "int_from_float": "whole_number",
    "float_type": "number",
    "float_parsing": "number",
    "bool_type": "yes_no",
    "bool_parsing": "yes_no",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
    "greater_than": "range",
    "greater_than_equal": "range",
    "less_than": "range",
    "less_than_equal": "range",
}


@dataclass(frozen=True)
class Mismatch:
    """One thing wrong in ``city.toml``: where, of what kind, what was found, what may stand."""

    place: Place
    kind: str
    found: str
    choices: tuple[str, ...] = ()
    expected: str = ""


def mismatches(error: ValidationError, root: type[BaseModel]) -> list[Mismatch]:
    """Return one mismatch for each complaint pydantic has about a ``root``."""
    return [_mismatch(detail, root) for detail in error.errors()]


def _mismatch(detail: ErrorDetails, root: type[BaseModel]) -> Mismatch:
    place = _without_tags(root, tuple(detail["loc"]))
    kind = _SENTENCES.get(detail["type"], "other")
    if kind == "slug" and detail["ctx"]["pattern"] != SLUG:
        kind = "other"
    found, expected = _shown(detail["input"]), ""
    choices: tuple[str, ...] = ()
    if kind == "missing":
        found = str(place[-1])
    elif kind == "unknown_key":
        found, choices = str(place[-1]), _fields(root, tuple(detail["loc"])[:-1])
    elif kind == "choice":
        told = detail["ctx"]
        if "tag" in told:
            place, found = (*place, "connector"), str(told["tag"])
        alternatives = str(told.get("expected") or told["expected_tags"]).replace(" or ", ", ")
        choices = tuple(word.strip("'") for word in alternatives.split(", "))
    elif kind == "secret":
        found = ""  # it is what must not be shown
    elif kind in ("range", "other"):
        expected = detail["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return Mismatch(place, kind, found, choices, expected)


def _shown(value: object, limit: int = 60) -> str:
    text = str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _fields(root: type[BaseModel], place: Place) -> tuple[str, ...]:
    """Return the keys that a ``root`` may hold at ``place``."""
    shape: Any = root
    for part in place:
        shape = _inner(shape, part)
    shape = _bare(shape)
    if not _is_model(shape):
        return ()
    return tuple(field.alias or name for name, field in shape.model_fields.items())


def _without_tags(root: type[BaseModel], place: Place) -> Place:
    """Return ``place`` without the tags that pydantic puts in for the members of a union."""
    shape: Any = root
    kept: list[str | int] = []
    for part in place:
        if part not in _tagged(shape):
            kept.append(part)
        shape = _inner(shape, part)
    return tuple(kept)


def _tagged(shape: Any) -> dict[str, Any]:
    """Return the members of a union by their tags; none where it isn't a union of tagged shapes."""
    if get_origin(shape) is Annotated:
        return _tagged(get_args(shape)[0])
    if get_origin(shape) not in (Union, UnionType):
        return {}
    found: dict[str, Any] = {}
    for each in get_args(shape):
        tags = [mark.tag for mark in getattr(each, "__metadata__", ()) if isinstance(mark, Tag)]
        found |= {tag: get_args(each)[0] for tag in tags} or _tagged(each)
    return found


def _inner(shape: Any, part: str | int) -> Any:
    """Return the type of what lies under ``part`` in a value of type ``shape``."""
    tagged = _tagged(shape)
    if part in tagged:
        return tagged[str(part)]
    shape = _bare(shape)
    if _is_model(shape):
        by_key = {field.alias or name: field for name, field in shape.model_fields.items()}
        return by_key[str(part)].annotation if part in by_key else None
    arguments = get_args(shape)
    return arguments[-1] if arguments else None


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)


def _bare(shape: Any) -> Any:
    """Take ``Annotated`` and ``| None`` off a type; of other unions take the first."""
    if get_origin(shape) is Annotated:
        return _bare(get_args(shape)[0])
    if get_origin(shape) in (Union, UnionType):
        return _bare(next(each for each in get_args(shape) if each is not type(None)))
    return shape
