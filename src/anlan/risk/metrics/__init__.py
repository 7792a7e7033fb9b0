"""Measures of a ranking, each with its formula, its source and an interval.

Every measure comes as a plain function of labels and scores, and as ``…_draws``: the same measure
for many bootstrap draws at once.
"""

from anlan.risk.metrics.bootstrap import Interval, block_weights, difference, interval
from anlan.risk.metrics.calibration import (
    Bin,
    brier,
    brier_draws,
    calibration_slope,
    calibration_slope_draws,
    calibration_table,
    ece,
    ece_draws,
    log_loss,
    log_loss_draws,
)
from anlan.risk.metrics.capacity import (
    chosen,
    gains,
    hit_rate,
    hit_rate_draws,
    lift,
    lift_draws,
    recall_at,
    recall_draws,
)
from anlan.risk.metrics.discrimination import (
    auc,
    auc_draws,
    average_precision,
    average_precision_draws,
    within_group_auc,
    within_group_auc_draws,
)
from anlan.risk.metrics.order import ones
from anlan.risk.metrics.timing import days_earlier, days_earlier_draws

__all__ = [
    "Bin",
    "Interval",
    "auc",
    "auc_draws",
    "average_precision",
    "average_precision_draws",
    "block_weights",
    "brier",
    "brier_draws",
    "calibration_slope",
    "calibration_slope_draws",
    "calibration_table",
    "chosen",
    "days_earlier",
    "days_earlier_draws",
    "difference",
    "ece",
    "ece_draws",
    "gains",
    "hit_rate",
    "hit_rate_draws",
    "interval",
    "lift",
    "lift_draws",
    "log_loss",
    "log_loss_draws",
    "ones",
    "recall_at",
    "recall_draws",
    "within_group_auc",
    "within_group_auc_draws",
]
