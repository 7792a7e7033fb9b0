"""A small made-up ranking, and the details its sheets need."""

from dataclasses import replace

import numpy as np

from anlan.model.target import Planning
from anlan.plan.day import plan_day
from anlan.plan.dayplan import DayPlan
from anlan.plan.export import StopDetail
from anlan.plan.premises import Premises
from anlan.plan.problem import Search

QUICK = Search(rounds=60, seconds=20)
TODAY = {"city": "chicago", "target": "food", "date": "2014-09-02"}
NEVER, NO_CYCLE = np.nan, np.nan


def premises(total: int = 120, **changes: object) -> Premises:
    rng = np.random.default_rng(5)
    made = Premises(
        asset=[f"P{number}" for number in range(total)],
        lon=-87.65 + rng.normal(0, 0.04, total),
        lat=41.88 + rng.normal(0, 0.04, total),
        score=rng.beta(2, 8, total),
        visit_minutes=rng.choice([25.0, 40.0], total),
        days_since_visit=rng.integers(1, 400, total).astype(float),
        legal_cycle_days=np.full(total, NO_CYCLE),
    )
    return replace(made, **changes)


def planned(given: Premises, **settings: object) -> DayPlan:
    return plan_day(given, Planning(**settings), **TODAY, search=QUICK)


def details(plan: DayPlan, name: str = "Bakery", **values: object) -> dict[str, StopDetail]:
    made = {"address": "1 MAIN ST", "grade": "red", "reasons": ("Two violations.",)} | values
    return {stop.asset: StopDetail(name=name, **made) for stop in plan.stops}
