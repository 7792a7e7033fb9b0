"""Turn decoded JSON into cells of text without changing a digit."""

import json
import re
from json.encoder import encode_basestring


class Number(str):
    """A number exactly as it was written: 1.10 stays 1.10, and a long id is not rounded."""

    __slots__ = ()


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def decode(text: str) -> object:
    """Decode JSON, keeping every number as it was written.

    Raises:
        ValueError: it is not JSON, or holds half a character (an unpaired surrogate).
        RecursionError: it is nested too deep.
    """
    value: object = _DECODER.decode(text)
    if _SURROGATE.search(text):
        _json(value).encode()
    return value


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=_refuse)


def cell_of(value: object) -> str | None:
    """Return the text of a value: text as it is, other simple values as JSON, nested as JSON.

    >>> [cell_of(value) for value in decode('["a", 1.10, true, null, {"x": [1, "é"]}]')]
    ['a', '1.10', 'true', None, '{"x": [1, "é"]}']
    """
    if value is None or isinstance(value, str):
        return value
    return _json(value)


def columns_of(rows: list[dict[str, object]], names: tuple[str, ...]) -> list[list[str | None]]:
    """Return the cells of each column of decoded rows; a row may leave names out."""
    return [[cell_of(row.get(name)) for row in rows] for name in names]


def _json(value: object) -> str:
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_json(key)}: {_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_json(item) for item in value) + "]"
    return json.dumps(value)
