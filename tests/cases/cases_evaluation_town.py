"""A town whose cases of two years are in the copy in columns, with a room of evaluation on it."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from anlan.cases.evaluation.columns import SCHEMA, Columns
from anlan.cases.evaluation.room import EvaluationRoom
from anlan.model.city import LEVELS, City
from anlan.pool.divisions import DivisionTree
from anlan.pool.divisions.division import Division
from anlan.store.database import Database

NOW = datetime(2026, 11, 3, tzinfo=UTC)
DISTRICTS = {
    "A": ("East Lake", "东湖区"),
    "B": ("River Bank", "江岸区"),
    "C": ("=1+1 Hill", "=山区"),
}
DEPARTMENTS = {"water": ("Water affairs", "水务局"), "roads": ("Roads", "交通局")}


def town() -> City:
    """Return the city."""
    title = {"en": "Town", "zh": "小城"}
    departments = [
        {"name": name, "title": {"en": en, "zh": zh}} for name, (en, zh) in DEPARTMENTS.items()
    ]
    return City.model_validate(
        {
            "name": "town", "title": title, "zone": "Asia/Shanghai",
            "bounds": (114.0, 30.0, 115.0, 31.0), "as_of": date(2026, 10, 1),
            "departments": departments, "sources": [],
            "asset_kinds": [{"name": "premises", "title": title}],
            "divisions": {"polygons": "none.geojson", "levels": LEVELS},
        }
    )  # fmt: skip


def tree(city: City) -> DivisionTree:
    """Return its districts, each of one street, community and two grids."""
    found = []
    for code, (en, zh) in DISTRICTS.items():
        parent = ""
        for level, end in (("district", ""), ("street", "s"), ("community", "sq")):
            found.append(_division(f"{code}{end}", level, parent, en, zh))
            parent = f"{code}{end}"
        found += [_division(f"{code}g{n}", "grid", parent, en, zh) for n in (1, 2)]
    return DivisionTree(city, found, date(2026, 10, 1))


def _division(code: str, level: str, parent: str, en: str, zh: str) -> Division:
    told: dict[str, Any] = {"code": code, "level": level, "parent": parent}
    return Division(**told | {"name_en": en, "name_zh": zh})


def rows(many: int = 6000, seed: int = 1) -> pl.DataFrame:
    """Return cases of two years; those of water are late, and district B closes its own lately."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    begin = datetime(2024, 11, 1, tzinfo=UTC)
    told = []
    for number in range(1, many + 1):
        opened = begin + timedelta(seconds=chance.randrange(730 * 86400))
        district, department = chance.choice("ABC"), chance.choice(["water", "roads"])
        sudden = district == "B" and opened >= datetime(2026, 9, 30, 16, tzinfo=UTC)
        told.append(_case(chance, number, int(opened.timestamp()), district, department, sudden))
    return pl.DataFrame(told, schema=SCHEMA)


def _case(
    chance: random.Random, number: int, opened: int, district: str, department: str, sudden: bool
) -> dict[str, Any]:
    own = chance.random() < (0.6 if sudden else 0.05)
    late = chance.random() < (0.3 if department == "water" else 0.1)
    failed = chance.random() < 0.08
    handled = opened + (300 if own else chance.randrange(7200, 86400))
    said = chance.choice([None, None, "satisfied", "satisfied", "unsatisfied"])
    return {
        "case_id": number, "city": "town", "kind": "event",
        "channel": "collector" if own else chance.choice(["collector", "hotline"]),
        "class_code": "e0102", "division": f"town/{district}/{district}s/{district}sq/{district}g1",
        "department": "" if own else department, "opened_at": opened, "written_at": opened,
        "part": 0, "filed_at": None if own else opened + 900, "filed_in_time": int(not late),
        "dispatched_at": None if own else opened + 1800, "dispatched_in_time": 1,
        "dispatches": 0 if own else 1, "returns": int(chance.random() < 0.05), "reopened": 0,
        "handling_due_at": None if own else opened + 90_000, "first_handled_at": handled,
        "handled_at": handled, "handled_in_time": int(not late), "self_handled": int(own),
        "first_checked_at": handled + 60, "checked_in_time": 1, "checks_failed": int(failed),
        "verified_at": handled + 60, "closed_at": handled + 120, "closed_in_time": 1,
        "satisfaction": said,
    }  # fmt: skip


def room(folder: Path) -> EvaluationRoom:
    """Return the room of the town; the copy stands in ``folder``, of which no rows are kept."""
    city = town()
    copy = folder / "evaluation"
    copy.mkdir()
    rows().write_parquet(copy / "2026-01.parquet")
    database = Database(f"sqlite:///{folder / 'anlan.db'}")
    return EvaluationRoom(city, tree(city), Columns(database, "town", copy))
