"""A small invented city: premises with a hidden danger, inspectors who differ in strictness."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from anlan.risk.settings import Settings, settings

EPOCH = date(1970, 1, 1)
FIRST = 15_000
DAYS = 900
PREMISES = 300
STRICT = np.array([-1.6, -0.5, 0.5, 1.6])

TARGET: dict[str, Any] = {
    "name": "kitchens",
    "title": {"en": "Dirty kitchens", "zh": "不洁厨房"},
    "asset": "premises",
    "visits": {"source": "visits", "inspector": "who"},
    "label": {"column": "bad", "at_least": 1},
    "wider": [{"column": "poor", "at_least": 1}],
    "capacity": 0.2,
    "folds": 3,
    "fold_days": 90,
    "season": False,
    "attributes": [
        {
            "name": "kind",
            "source": "visits",
            "column": "kind",
            "kind": "category",
            "announced": True,
            "title": {"en": "kind of premises", "zh": "场所类型"},
        }
    ],
    "features": [
        {
            "name": "history",
            "source": "visits",
            "by": "asset",
            "statistics": ["excess"],
            "shrink": 1,
            "title": {"en": "visit | visits", "zh": "检查"},
            "measures": {"bad": {"column": "bad", "at_least": 1}},
        },
        {
            "name": "plain",
            "source": "visits",
            "by": "asset",
            "statistics": ["count", "sum", "last"],
            "use": "words",
            "title": {"en": "visit | visits", "zh": "检查"},
            "measures": {
                "bad": {
                    "column": "bad",
                    "at_least": 1,
                    "title": {"en": "bad finding | bad findings", "zh": "严重问题"},
                }
            },
        },
    ],
    "reference": {"features": [{"name": "plain.bad.last"}]},
}


def visits_frame(seed: int = 7, danger: float = 1.2) -> pl.DataFrame:
    """Return typed records of visits; the danger of premises and strictness make the findings."""
    random = np.random.default_rng(seed)
    n = 9 * PREMISES
    premises = random.integers(0, PREMISES, n)
    east = random.random(PREMISES)
    hidden = danger * random.standard_normal(PREMISES)
    day = np.sort(random.integers(FIRST, FIRST + DAYS, n))
    # Inspectors keep to their side of town, so who goes and where hang together.
    who = np.clip((4 * east[premises] + random.normal(0, 0.6, n)).astype(int), 0, 3)
    logit = -1.4 + hidden[premises] + STRICT[who] + 0.8 * (premises % 3 == 0)
    bad = (random.random(n) < 1 / (1 + np.exp(-logit))).astype(int)
    poor = (random.random(n) < 1 / (1 + np.exp(-logit - 1))).astype(int)
    return pl.DataFrame(
        {
            "id": [f"v{i}" for i in range(n)],
            "on": [EPOCH + timedelta(days=int(d)) for d in day],
            "who": [f"team {w}" for w in who],
            "kind": [("bar", "shop", "school")[p % 3] for p in premises],
            "bad": bad,
            "poor": poor,
            "_key": [f"v{i}" for i in range(n)],
            "_event_day": pl.Series(day, dtype=pl.Int32),
            "_known_day": pl.Series(day, dtype=pl.Int32),
            "_lon": 114.2 + 0.1 * east[premises],
            "_lat": 30.5 + 0.1 * random.random(PREMISES)[premises],
            "_division": [f"town/{'west' if east[p] < 0.5 else 'east'}" for p in premises],
            "_asset": [f"p{p}" for p in premises],
            "_address": [f"street {p}" for p in premises],
            "_operator": [f"owner {p % 150}" for p in premises],
            "_type": [("bar", "shop", "school")[p % 3] for p in premises],
        }
    )


def quick() -> Settings:
    """Return the settings with fewer draws and shuffles."""
    whole = settings()
    return whole.model_copy(
        update={
            "backtest": whole.backtest.model_copy(update={"draws": 100}),
            "checks": whole.checks.model_copy(update={"permutations": 4}),
        }
    )
