"""The small city of risk_town, for every test of the risk room."""

import polars as pl
import pytest
from risk_town import TARGET, quick, visits_frame

from anlan.model.target import Target
from anlan.risk.backtest import Backtest, backtest


@pytest.fixture(scope="session")
def target() -> Target:
    """Return the target of the small city."""
    return Target.model_validate(TARGET)


@pytest.fixture(scope="session")
def tables() -> dict[str, pl.DataFrame]:
    """Return the typed records of the small city."""
    return {"visits": visits_frame()}


@pytest.fixture(scope="session")
def found(target: Target, tables: dict[str, pl.DataFrame]) -> Backtest:
    """Return the small city's back-test, quickly."""
    return backtest(target, tables, chosen=quick())
