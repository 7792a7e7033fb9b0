"""The console's types are those of the API: made from its document, not written by hand."""

import runpy
from pathlib import Path
from typing import Any

import pytest

WEB = Path(__file__).parents[2] / "web"


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """Return what makes the types."""
    return runpy.run_path(str(WEB / "client_types.py"))


def test_console_types_are_made_from_the_document_of_today(made: dict[str, Any]) -> None:
    kept = (WEB / "src" / "api" / "schema.ts").read_text(encoding="utf-8")
    head = made["head"](made["document"]())
    assert kept.splitlines()[0] == head, "the API has changed: run make types"


def test_console_types_made_again_are_the_same(made: dict[str, Any], tmp_path: Path) -> None:
    if made["node"]() is None or not (WEB / "node_modules" / "openapi-typescript").is_dir():
        pytest.skip("Node and the console's packages aren't installed here")
    made["write"](tmp_path / "schema.ts")
    kept = (WEB / "src" / "api" / "schema.ts").read_text(encoding="utf-8")
    assert (tmp_path / "schema.ts").read_text(encoding="utf-8") == kept


def test_console_types_of_another_document_are_noticed(made: dict[str, Any]) -> None:
    said = made["document"]()
    before = made["head"](said)
    said["components"]["schemas"]["Session"]["properties"].pop("csrf")
    assert made["head"](said) != before
