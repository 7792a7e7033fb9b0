"""The tables of the risk register."""

from anlan.store.risk.tables import (
    RiskChange,
    RiskDuty,
    RiskEquipment,
    RiskFact,
    RiskInfluence,
    RiskMeasure,
    RiskPoint,
    RiskSource,
)

__all__ = [
    "RiskChange",
    "RiskDuty",
    "RiskEquipment",
    "RiskFact",
    "RiskInfluence",
    "RiskMeasure",
    "RiskPoint",
    "RiskSource",
]
