"""Why a job failed, kept so that it reads well in every language."""

import json
from typing import Any

from anlan.model.errors import AnlanError
from anlan.words import Language, catalogue, say

FAULT = "error.job.fault"


def kept(error: Exception) -> str:
    """Return an error as text for the database.

    A fault of ours is kept by its kind only: its words may hold what was in a row.
    """
    if isinstance(error, AnlanError):
        return json.dumps(_facts(error), ensure_ascii=False)
    told = {"key": FAULT, "values": {"kind": type(error).__name__}}
    return json.dumps(told, ensure_ascii=False)


def sentence(text: str, lang: Language = "en") -> str:
    """Return what was kept as a sentence in ``lang``; empty where nothing was."""
    return _say(json.loads(text), lang) if text else ""


def _facts(error: AnlanError) -> dict[str, Any]:
    values = {
        name: _facts(value) if isinstance(value, AnlanError) else str(value)
        for name, value in error.values.items()
    }
    return {"key": error.key, "values": values}


def _say(facts: dict[str, Any], lang: Language) -> str:
    if facts["key"] not in catalogue():  # kept by a version that had other words
        return str(facts["key"])
    values = {
        name: _say(value, lang) if isinstance(value, dict) else value
        for name, value in facts["values"].items()
    }
    return say(facts["key"], lang, **values)
