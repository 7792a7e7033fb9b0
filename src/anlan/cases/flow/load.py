"""The table that ships, read once and checked."""

import tomllib
from functools import cache
from pathlib import Path

from anlan.cases.flow.check import check
from anlan.cases.flow.table import Workflow

FILE = Path(__file__).parents[1] / "data" / "workflow.toml"


@cache
def workflow() -> Workflow:
    """Return the table that ships.

    Raises:
        ValueError: it doesn't hold together; a fault of ours.
    """
    table = Workflow(tomllib.loads(FILE.read_text(encoding="utf-8")))
    check(table)
    return table
