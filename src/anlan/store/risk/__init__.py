"""The tables of the risk register."""

from anlan.store.risk.tables import (
    RiskChange,
    RiskDuty,
    RiskEquipment,
    RiskFact,
    RiskGround,
    RiskInfluence,
    RiskInstallation,
    RiskMeasure,
    RiskNotice,
    RiskPatrol,
    RiskPoint,
    RiskSource,
)

__all__ = [
    "RiskChange",
    "RiskDuty",
    "RiskEquipment",
    "RiskFact",
    "RiskGround",
    "RiskInfluence",
    "RiskInstallation",
    "RiskMeasure",
    "RiskNotice",
    "RiskPatrol",
    "RiskPoint",
    "RiskSource",
]
