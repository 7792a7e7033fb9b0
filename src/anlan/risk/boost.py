"""Trees on top of the linear model: kept only where they pay on later visits."""

from dataclasses import dataclass
from typing import Self

import lightgbm
import numpy as np
import numpy.typing as npt

from anlan.risk.settings import BoostSettings

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Boost:
    """Gradient boosted trees that correct log-odds already known (Friedman 2001; LightGBM).

    ``weight`` is what the correction is multiplied by.
    """

    trees: lightgbm.Booster
    weight: float = 1.0

    @classmethod
    def fit(cls, matrix: Floats, label: Floats, logit: Floats, settings: BoostSettings) -> Self:
        """Fit trees on features (n, p) to what ``logit`` (n) leaves unexplained of ``label``.

        One thread and a fixed seed: the same rows give the same trees on every machine.
        """
        data = lightgbm.Dataset(
            matrix,
            label,
            init_score=logit,
            params={"verbose": -1, "max_bin": 63, "feature_pre_filter": False},
        )
        parameters = {
            "objective": "binary",
            "num_leaves": settings.leaves,
            "learning_rate": settings.learning_rate,
            "min_data_in_leaf": settings.smallest_leaf,
            "lambda_l2": settings.l2,
            "seed": settings.seed,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "verbose": -1,
        }
        return cls(lightgbm.train(parameters, data, settings.rounds))

    def logit(self, matrix: Floats) -> Floats:
        """Return the correction (n) of the log-odds."""
        raw = self.trees.predict(matrix, raw_score=True, num_threads=1)
        return self.weight * np.asarray(raw, np.float64)

    def contributions(self, matrix: Floats) -> Floats:
        """Return what each feature adds to the correction (n, p), against its mean.

        Exact Shapley values of the trees (Lundberg et al., "From local explanations to global
        understanding with explainable AI for trees", Nature Machine Intelligence 2, 2020).
        """
        found = np.asarray(self.trees.predict(matrix, pred_contrib=True, num_threads=1), np.float64)
        return self.weight * found[:, :-1]

    def gains(self) -> Floats:
        """Return the total gain of each feature (p)."""
        return np.asarray(self.trees.feature_importance("gain"), np.float64)
