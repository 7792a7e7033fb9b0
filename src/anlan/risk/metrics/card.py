"""The measures of a report, in one table: key, direction, and how each is worked out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.risk.metrics import calibration, capacity, discrimination, timing
from anlan.risk.metrics.order import Floats, Labels, Weights

Codes = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Judged:
    """Visits (n) to be judged: what was found, when, by whom, at which premises, in which fold."""

    label: Labels
    day: npt.NDArray[np.int32]
    fold: Codes
    inspector: Codes
    premises: Codes
    capacity: float

    def rows(self, rows: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> "Judged":
        """Return some of the visits."""
        return Judged(
            self.label[rows],
            self.day[rows],
            self.fold[rows],
            self.inspector[rows],
            self.premises[rows],
            self.capacity,
        )


Compute = Callable[[Judged, Floats, Weights], Floats]


@dataclass(frozen=True)
class Metric:
    """One measure; ``of_chance``: it needs a chance between 0 and 1, not only an order."""

    key: str
    higher_is_better: bool
    of_chance: bool
    compute: Compute


METRICS: tuple[Metric, ...] = (
    Metric("hit_rate", True, False, lambda j, s, w: capacity.hit_rate_draws(
        j.label, s, j.capacity, j.fold, w)),
    Metric("lift", True, False, lambda j, s, w: capacity.lift_draws(
        j.label, s, j.capacity, j.fold, w)),
    Metric("recall", True, False, lambda j, s, w: capacity.recall_draws(
        j.label, s, j.capacity, j.fold, w)),
    Metric("first_half", True, False, lambda j, s, w: capacity.recall_draws(
        j.label, s, 0.5, j.fold, w)),
    Metric("days_earlier", True, False, lambda j, s, w: timing.days_earlier_draws(
        j.label, s, j.day, j.fold, w)),
    Metric("within_inspector", True, False, lambda j, s, w: discrimination.within_group_auc_draws(
        j.label, s, j.inspector, w)),
    Metric("auc", True, False, lambda j, s, w: discrimination.auc_draws(j.label, s, w)),
    Metric("average_precision", True, False, lambda j, s, w: (
        discrimination.average_precision_draws(j.label, s, w))),
    Metric("brier", False, True, lambda j, s, w: calibration.brier_draws(j.label, s, w)),
    Metric("log_loss", False, True, lambda j, s, w: calibration.log_loss_draws(j.label, s, w)),
    Metric("ece", False, True, lambda j, s, w: calibration.ece_draws(j.label, s, w)),
    Metric("calibration_slope", True, True, lambda j, s, w: (
        calibration.calibration_slope_draws(j.label, s, w))),
)  # fmt: skip
"""Capacity and dates belong to each fold; AUC, average precision and calibration to all visits
judged together, and pairs of one inspector may lie in different folds."""
