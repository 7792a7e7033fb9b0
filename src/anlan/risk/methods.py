"""Every way of choosing that a back-test sets side by side, each judged on the same visits."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from anlan.risk.baselines import RULES, past_of
from anlan.risk.examples import Studied
from anlan.risk.folds import Fold
from anlan.risk.model import Lesson, Model, fit_model

Floats = npt.NDArray[np.float64]
Kind = Literal["model", "baseline"]
VISIT, PREMISES, REFERENCE = "score", "score_premises", "logistic_regression"


@dataclass(frozen=True)
class Method:
    """A way of choosing: its name, whether it is ours, and whether it states chances."""

    name: str
    kind: Kind
    chance: bool


METHODS: tuple[Method, ...] = (
    Method(VISIT, "model", True),
    Method(PREMISES, "model", True),
    Method(REFERENCE, "baseline", True),
    Method("as_done", "baseline", False),
    *(Method(name, "baseline", False) for name in RULES),
    Method("random", "baseline", False),
)


@dataclass(frozen=True)
class Played:
    """One fold played through: the model of its day, and each method's scores of its visits."""

    fold: Fold
    model: Model
    scores: dict[str, Floats]


def train(studied: Studied, rows: npt.NDArray[np.int64], label: Floats | None = None) -> Model:
    """Fit the model to some of the visits; ``label`` (n) stands in for what was found."""
    own = studied.label if label is None else label
    wider = studied.wider if label is None else label
    lesson = Lesson(
        studied.examples.rows(rows),
        studied.categories,
        own[rows],
        wider[rows],
        len(studied.nuisance.inspectors),
    )
    return fit_model(lesson)


def play(studied: Studied, fold: Fold) -> Played:
    """Learn from what was known before ``fold`` and score its visits in every way."""
    model = train(studied, fold.train)
    asked = studied.examples.rows(fold.test)
    base = float(studied.label[fold.train].mean())
    past = past_of(studied.visits, studied.visits[fold.test])
    scores = {
        VISIT: model.score(asked, studied.mix[fold.test]),
        PREMISES: model.premises(asked.matrix),
        "as_done": -asked.day.astype(np.float64),
        "random": np.zeros(len(fold.test)),
    }
    scores |= {name: rule(past, base) for name, rule in RULES.items()}
    if studied.target.reference:
        from anlan.risk.published import reference_scores  # noqa: PLC0415  (seconds to import)

        scores[REFERENCE] = reference_scores(
            studied.target.reference,
            studied.table.names,
            studied.table.matrix.astype(np.float64),
            inspector=studied.examples.inspector,
            label=studied.label,
            train=fold.train,
            test=fold.test,
        )
    return Played(fold, model, scores)
