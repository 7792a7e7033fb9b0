r"""Two numbers for each visit: what this visit will find, and how dangerous the premises are.

.. math::
    \mathrm{score}_i = \sum_g \pi_{ig}\, \sigma\left(a + u_g + z_i + v_i^\top c\right), \qquad
    \mathrm{score\_premises}_i = \sum_g \bar\pi_g\, \sigma\left(a + u_g + z_i\right)

Symbols: :math:`\sigma` the logistic function; :math:`z_i` the danger of the premises in log-odds,
from features of the premises only; :math:`u_g` the effect of inspector g; :math:`v_i` what visits
nearby found lately beyond expectation (who walks the beat), c its coefficient;
:math:`\pi_{ig}` is 1 for the visit's inspector, or, where unknown, the chance that g is the one
who comes; :math:`\bar\pi_g` each inspector's share of all visits. ``score_premises`` rises with
:math:`z_i` alone: it never sees who inspects. See ``docs/theory/strictness.md``.

The danger is learnt in two steps. First the features' coefficients, once for the label and once for
the wider label (the label, or another finding the target names), each beside free inspectors'
effects, so that strictness cannot hide in the features; the two are averaged, because the
commoner finding steadies what the rare one teaches. Then level, slope and inspectors anew on that
one danger. Both steps are taken once more on the earlier part of the training time and tried on the
later part: trees are added where they pay there (:mod:`anlan.risk.boost`), and all log-odds are
drawn together by the slope :math:`s` that the later part asks for,
:math:`\mathrm{logit}\,P(y_i = 1) = a' + s\,\mathrm{logit}\,p_i`, because what is learnt from
visits fits those visits too well. The order of places is the same whatever s is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from anlan.risk.columns import Scale
from anlan.risk.logit import SETTLED, STEPS, Logit, fit_logit, sigmoid
from anlan.risk.settings import LaterSettings, Settings, settings

if TYPE_CHECKING:
    from anlan.risk.boost import Boost

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
CHUNK = 20_000
NORMAL_95 = 1.959964


class Examples(NamedTuple):
    """Visits as the model sees them.

    ``matrix`` (n, features) of the premises, ``nuisance`` (n, q) of the visit, ``inspector`` (n)
    codes, below 0 where unknown, ``day`` (n).
    """

    matrix: Floats
    nuisance: Floats
    inspector: Codes
    day: npt.NDArray[np.int32]

    def rows(self, rows: npt.NDArray[np.int64]) -> "Examples":
        """Return some of the visits."""
        return Examples(
            self.matrix[rows], self.nuisance[rows], self.inspector[rows], self.day[rows]
        )


class Lesson(NamedTuple):
    """What is to be learnt: training visits, all known before the day the model is for.

    ``categories`` (features) says which columns hold codes of categories; ``label`` (n) is 1 where
    the visit found what the target is about, ``wider`` (n) where it found that or another of the
    findings the target names; ``inspectors`` is how many there are codes for.
    """

    examples: Examples
    categories: Sequence[bool]
    label: Floats
    wider: Floats
    inspectors: int

    def rows(self, rows: npt.NDArray[np.int64]) -> "Lesson":
        """Return the part of the lesson that some of the visits teach."""
        return self._replace(
            examples=self.examples.rows(rows), label=self.label[rows], wider=self.wider[rows]
        )

    def latest(self, most: int) -> "Lesson":
        """Return the part that at most so many of the latest visits teach."""
        if len(self.label) <= most:
            return self
        return self.rows(np.sort(np.argsort(self.examples.day, kind="stable")[-most:]))


@dataclass(frozen=True)
class Model:
    """A fitted model; see the module for what it says."""

    scale: Scale
    nuisance_scale: Scale
    coefficients: Floats
    outer: Logit
    share: Floats
    boost: "Boost | None"
    covariance: Floats

    def danger(self, matrix: Floats) -> Floats:
        """Return z (n): the log-odds the premises' features (n, features) speak for."""
        z: Floats = self.outer.coefficients[0] * (self.scale.apply(matrix) @ self.coefficients)
        return z + self.boost.logit(matrix) if self.boost else z

    def premises(self, matrix: Floats) -> Floats:
        """Return ``score_premises`` (n): the chance of a finding with the usual mix of visitors."""
        return self._mixed(
            self.danger(matrix), np.broadcast_to(self.share, (len(matrix), len(self.share)))
        )

    def score(self, examples: Examples, mix: Floats | None = None) -> Floats:
        """Return ``score`` (n): the chance that this visit by this inspector finds something.

        ``mix`` (n, inspectors) is the chance that each inspector comes, used where the visit's
        own isn't known; without it, the inspectors' shares of all visits.
        """
        found = sigmoid(self.logit(examples))
        open_ = np.flatnonzero(examples.inspector < 0)
        if len(open_) and self.share[:-1].sum() > 0:
            who = self.share if mix is None else np.column_stack([mix, np.zeros(len(mix))])[open_]
            found[open_] = self._mixed(
                self._visit_danger(examples.rows(open_)),
                np.broadcast_to(who, (len(open_), len(self.share))),
            )
        return found

    def logit(self, examples: Examples) -> Floats:
        """Return the log-odds (n) of each visit by its own inspector, or by one unrecorded."""
        group = np.where(examples.inspector < 0, len(self.outer.group) - 1, examples.inspector)
        return self._visit_danger(examples) + self.outer.level + self.outer.group[group]

    def bounds(self, matrix: Floats) -> tuple[Floats, Floats]:
        """Return the 95 % interval (n), (n) of ``score_premises`` that follows from the fit.

        By the normal approximation of the posterior of the linear coefficients; the error of the
        trees, where there are any, isn't in it.
        """
        x = self.scale.apply(matrix)
        half = (
            NORMAL_95
            * abs(self.outer.coefficients[0])
            * np.sqrt(np.einsum("ij,jk,ik->i", x, self.covariance, x))
        )
        z = self.danger(matrix)
        mix = np.broadcast_to(self.share, (len(matrix), len(self.share)))
        return self._mixed(z - half, mix), self._mixed(z + half, mix)

    def contributions(self, matrix: Floats) -> Floats:
        """Return what each feature adds to z (n, features), against the mean of the training."""
        linear = self.scale.apply(matrix) * (self.outer.coefficients[0] * self.coefficients)
        found = self.scale.by_feature(linear, matrix.shape[1])
        return found + self.boost.contributions(matrix) if self.boost else found

    def _visit_danger(self, examples: Examples) -> Floats:
        nuisance = self.nuisance_scale.apply(examples.nuisance) @ self.outer.coefficients[1:]
        found: Floats = self.danger(examples.matrix) + nuisance
        return found

    def _mixed(self, z: Floats, mix: Floats) -> Floats:
        found = np.empty(len(z))
        for start in range(0, len(z), CHUNK):
            part = slice(start, start + CHUNK)
            logits = self.outer.level + self.outer.group[None, :] + z[part, None]
            found[part] = (sigmoid(logits) * mix[part]).sum(1)
        return found


def fit_model(lesson: Lesson, chosen: Settings | None = None) -> Model:
    """Fit a model to what is to be learnt, with ``chosen`` or the settings that ship."""
    chosen = chosen or settings()
    model = _fit_linear(lesson, chosen)
    split = _split(lesson, chosen.later)
    if split is None:
        return model
    past, later = split
    early = _fit_linear(past, chosen)
    trees = _with_boost(early, past, chosen)
    if _trees_pay(early, trees, later, chosen):
        model, early = _with_boost(model, lesson, chosen), trees
    return _drawn_together(model, lesson, _slope(early, later, chosen.later))


def _fit_linear(lesson: Lesson, chosen: Settings) -> Model:
    examples, inspectors = lesson.examples, lesson.inspectors
    scale = Scale.learn(examples.matrix, lesson.categories, chosen.model)
    nuisances = examples.nuisance.shape[1]
    nuisance_scale = Scale.learn(examples.nuisance, [False] * nuisances, chosen.model)
    x, v = scale.apply(examples.matrix), nuisance_scale.apply(examples.nuisance)
    columns = x.shape[1]
    group = np.where(examples.inspector < 0, inspectors, examples.inspector)
    slack = np.full(nuisances, chosen.model.nuisance_ridge)

    def fit(dense: Floats, label: Floats, ridge: Floats) -> Logit:
        return fit_logit(
            dense,
            label,
            group,
            groups=inspectors + 1,
            ridge=np.r_[ridge, slack],
            group_ridge=chosen.model.inspector_ridge,
        )

    both, ridge = np.column_stack([x, v]), np.full(columns, chosen.model.ridge)
    fits = [fit(both, found, ridge) for found in (lesson.label, lesson.wider)]
    coefficients = np.mean([one.coefficients[:columns] for one in fits], axis=0)
    danger = np.column_stack([x @ coefficients, v])
    outer = fit(danger, lesson.label, np.array([chosen.model.slope_ridge]))
    share = np.bincount(group, minlength=inspectors + 1) / len(group)
    covariance = fits[0].covariance[:columns, :columns]
    return Model(scale, nuisance_scale, coefficients, outer, share, None, covariance)


def _with_boost(linear: Model, lesson: Lesson, chosen: Settings) -> Model:
    from anlan.risk.boost import Boost  # noqa: PLC0415  (seconds to import; few runs need it)

    lesson = lesson.latest(chosen.later.most_visits)
    logit = linear.logit(lesson.examples)
    boost = Boost.fit(lesson.examples.matrix, lesson.label, logit, chosen.boost)
    return replace(linear, boost=boost)


def _split(lesson: Lesson, chosen: LaterSettings) -> tuple[Lesson, Lesson] | None:
    """Return the earlier and the later part of the training time, if they are worth it."""
    lesson = lesson.latest(chosen.most_visits)
    day = lesson.examples.day
    if len(day) < chosen.least_visits:
        return None
    edge = np.quantile(day, 1 - chosen.share)
    parts = lesson.rows(np.flatnonzero(day < edge)), lesson.rows(np.flatnonzero(day >= edge))
    both = all(0 < part.label.sum() < len(part.label) for part in parts)
    return parts if both else None


def _slope(early: Model, later: Lesson, chosen: LaterSettings) -> float:
    """Return the slope that makes the log-odds of ``early`` right for the later visits.

    Drawn towards 1 by its own error: few visits can't tell a slope from noise.
    """
    one = np.zeros(len(later.label), np.int32)
    logit, ridge = early.logit(later.examples)[:, None], np.array([SETTLED])
    if np.ptp(logit) == 0:
        return 1.0
    fit = fit_logit(logit, later.label, one, groups=1, ridge=ridge, group_ridge=1 / SETTLED)
    trust = 1 / (1 + fit.covariance[0, 0] / chosen.slope_deviation**2)
    slope = 1 + trust * (fit.coefficients[0] - 1)
    return float(np.clip(slope, chosen.least_slope, chosen.most_slope))


def _drawn_together(model: Model, lesson: Lesson, slope: float) -> Model:
    """Multiply all log-odds by ``slope`` and set the level so that the mean chance still holds."""
    boost = replace(model.boost, weight=slope) if model.boost else None
    coefficients, group = slope * model.outer.coefficients, slope * model.outer.group
    outer = replace(model.outer, coefficients=coefficients, group=group, level=0.0)
    scaled = replace(model, outer=outer, boost=boost)
    logit, level = scaled.logit(lesson.examples), slope * model.outer.level
    for _ in range(STEPS):
        chance = sigmoid(logit + level)
        level -= float((chance - lesson.label).mean() / (chance * (1 - chance)).mean())
    return replace(scaled, outer=replace(outer, level=level))


def _trees_pay(linear: Model, trees: Model, later: Lesson, chosen: Settings) -> bool:
    """Say whether trees lower the log loss on the later part."""
    sign = 1 - 2 * later.label
    before, after = (np.logaddexp(0, sign * m.logit(later.examples)) for m in (linear, trees))
    saved = before - after
    error = saved.std() / np.sqrt(len(saved))
    return bool(saved.mean() > chosen.boost.standard_errors * error)
