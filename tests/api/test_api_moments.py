"""Days and moments at either end of the calendar: answered or refused, never a fault of ours."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from api_town import CITY, Town

from anlan.api import create_app

pytestmark = pytest.mark.xdist_group("town")
ENDS = {
    "date": ("0001-01-01", "0001-01-03", "9999-12-31"),
    "date-time": (
        "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:01Z", "9999-12-31T23:59:59-12:00",
        "9999-12-31T23:59:58Z",
    ),
}  # fmt: skip
Asked = tuple[str, dict[str, str], dict[str, tuple[str, ...]]]


def _format(schema: dict[str, Any]) -> str:
    """Return the format of a parameter, which may be left out."""
    forms = [schema, *schema.get("anyOf", [])]
    return next((each["format"] for each in forms if "format" in each), "")


def _other(schema: dict[str, Any]) -> str:
    """Return some value of another parameter."""
    if "enum" in schema:
        return str(schema["enum"][0])
    kind = schema.get("items", schema).get("type", "string")
    return {"integer": "1", "number": "1", "boolean": "true"}.get(kind, "x")


def asked() -> Iterator[Asked]:
    """Yield the questions that name a day or a moment: path, other parameters, their ends."""
    with TemporaryDirectory() as folder:
        paths = create_app(Path(folder), []).openapi()["paths"]
    for path, operations in paths.items():
        parameters = operations.get("get", {}).get("parameters", [])
        ends = {
            each["name"]: ENDS[_format(each["schema"])]
            for each in parameters
            if each["in"] == "query" and _format(each["schema"]) in ENDS
        }
        if ends:
            needed = [e for e in parameters if e.get("required") and e["name"] not in ends]
            others = {each["name"]: _other(each["schema"]) for each in needed} | {"city": CITY}
            yield path, others, ends


QUESTIONS = list(asked())


def test_there_are_such_questions() -> None:
    assert len(QUESTIONS) > 20


@pytest.mark.parametrize(("path", "others", "ends"), QUESTIONS, ids=[each[0] for each in QUESTIONS])
def test_api_knows_the_ends_of_the_calendar(
    town: Town, path: str, others: dict[str, str], ends: dict[str, tuple[str, ...]]
) -> None:
    headers = {"Authorization": f"Bearer {town.tokens['administrator']}"}
    inside = {name for name in others if f"{{{name}}}" in path}
    query = {name: value for name, value in others.items() if name not in inside | {"city"}}
    with httpx.Client(base_url=town.url, headers=headers, timeout=120) as client:
        for chosen in product(*ends.values()):
            asked_for = query | dict(zip(ends, chosen, strict=True))
            answer = client.get(path.format(**others), params=asked_for)
            assert answer.status_code < 500, (answer.url, answer.text)
            assert answer.status_code != 401
