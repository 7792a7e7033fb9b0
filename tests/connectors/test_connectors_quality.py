"""Every connector has the same files and answers for the same promises; texts are complete."""

import json
import re
import tomllib
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

from anlan.pool.connectors.base import CONNECTORS

ROOM = resources.files("anlan.pool.connectors")
TEXTS = resources.files("anlan.words") / "texts"
FILES = {"__init__.py", "connector.py", "quality.toml"}
ROOT = Path(__file__).parents[2]
CATALOGUE = {
    key: text
    for name in ("connectors.json", "errors_connectors.json")
    for key, text in json.loads((TEXTS / name).read_text(encoding="utf-8")).items()
}
SOURCES = [
    path.read_text(encoding="utf-8")
    for folder in (ROOM, *(ROOM / name for name in CONNECTORS), resources.files("anlan.pool"))
    for path in folder.iterdir()
    if path.name.endswith(".py")
]


def promises(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((ROOM / name / "quality.toml").read_text(encoding="utf-8"))


PROMISES = tomllib.loads((ROOM / "promises.toml").read_text(encoding="utf-8"))
ANSWERS = [(name, *item) for name in CONNECTORS for item in promises(name).items()]


@pytest.mark.parametrize("name", CONNECTORS)
def test_a_connector_has_the_files_of_all(name: str) -> None:
    assert {path.name for path in (ROOM / name).iterdir()} - {"__pycache__"} == FILES


def test_each_folder_of_connectors_is_known() -> None:
    folders = {path.name for path in ROOM.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == set(CONNECTORS)


@pytest.mark.parametrize("name", CONNECTORS)
def test_a_connector_answers_for_every_promise(name: str) -> None:
    assert list(promises(name)) == list(PROMISES)


@pytest.mark.parametrize(("name", "promise", "answer"), ANSWERS)
def test_a_promise_is_kept_or_has_a_reason(name: str, promise: str, answer: dict[str, str]) -> None:
    [(state, told)] = answer.items()
    assert state in ("done", "to_do", "exempt")
    if state != "done":
        assert len(told) > 10
        return
    file, _, test = told.partition("::")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {test}\(", text, re.MULTILINE), f"no such test: {told}"


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_text_has_both_languages_with_the_same_places(key: str) -> None:
    text = CATALOGUE[key]
    assert set(text) == {"en", "zh"}
    assert places(text["zh"]) <= places(text["en"])
    assert key.startswith(("connectors.", "error.source."))


@pytest.mark.parametrize("key", [key for key in CATALOGUE if "delimiter" not in key])
def test_every_text_is_used(key: str) -> None:
    assert any(f'"{key}"' in source for source in SOURCES)


def test_every_key_used_has_a_text() -> None:
    room = "".join(path.read_text("utf-8") for path in ROOM.iterdir() if path.name.endswith(".py"))
    room += "".join((ROOM / name / "connector.py").read_text("utf-8") for name in CONNECTORS)
    used = set(re.findall(r'"((?:connectors|error\.source)\.[a-z_.]+)"', room))
    assert used
    assert used <= set(CATALOGUE)
