"""The model a city has published, rebuilt as its declaration lists it: the peer to beat."""

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from anlan.model.errors import TargetError
from anlan.model.target import Reference, ReferenceFeature

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def reference_scores(
    reference: Reference,
    names: list[str],
    matrix: Floats,
    *,
    inspector: npt.NDArray[np.int32],
    label: Floats,
    train: Ints,
    test: Ints,
) -> Floats:
    """Return the chance (len(test)) the published model gives, learnt from ``train``.

    Logistic regression with a ridge penalty (scikit-learn, C = 1) on standardised features, with a
    flag for each inspector where the publication has one.

    Raises:
        TargetError: the feature table has no feature of a listed name.
    """
    columns = [_reference_column(wanted, names, matrix) for wanted in reference.features]
    if reference.inspector:
        columns += [(inspector == code).astype(np.float64) for code in np.unique(inspector[train])]
    x = np.column_stack(columns)
    steps = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    steps.fit(x[train], label[train])
    chance: Floats = steps.predict_proba(x[test])[:, 1]
    return chance


def _reference_column(wanted: ReferenceFeature, names: list[str], matrix: Floats) -> Floats:
    if wanted.name not in names:
        raise TargetError(
            "error.target.reference_feature", feature=wanted.name, found=", ".join(sorted(names))
        )
    column = matrix[:, names.index(wanted.name)].astype(np.float64)
    column = np.where(np.isnan(column), wanted.unknown, column)
    if wanted.at_most is not None:
        column = np.minimum(column, wanted.at_most)
    return column if wanted.above is None else (column > wanted.above).astype(np.float64)
