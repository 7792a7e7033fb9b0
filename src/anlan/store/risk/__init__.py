"""The tables of the risk register."""

from anlan.store.risk.tables import (
    RiskChange,
    RiskFact,
    RiskMeasure,
    RiskPoint,
    RiskSource,
)

__all__ = ["RiskChange", "RiskFact", "RiskMeasure", "RiskPoint", "RiskSource"]
