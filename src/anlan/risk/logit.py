r"""Logistic regression with ridge penalties and one pooled intercept per group.

.. math:: \mathrm{logit}\, P(y_i = 1) = a + u_{g(i)} + x_i^\top w, \qquad
          \hat\theta = \arg\max \sum_i \ell_i - \tfrac{\rho}{2} \sum_g u_g^2
          - \tfrac12 \sum_j \lambda_j w_j^2

Symbols: :math:`y_i` the label of visit i, :math:`g(i)` its group (inspector), :math:`x_i` its
features, a the common level, :math:`u_g` the group's, w the coefficients, :math:`\ell_i` the log
likelihood, :math:`\rho` and :math:`\lambda_j` penalties. A penalty is the precision of a normal
prior, so a group with few visits is pulled to the common level: partial pooling. Solved by Newton's
method; groups are eliminated first, since their block of the Hessian is diagonal, so a
thousand groups cost no more than ten. Hoerl and Kennard, "Ridge regression", Technometrics 12
(1970); le Cessie and van Houwelingen, "Ridge estimators in logistic regression", Applied
Statistics 41 (1992).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
STEPS = 30
SETTLED = 1e-8


@dataclass(frozen=True)
class Logit:
    """A fitted regression: common level, one effect a group, coefficients and their covariance."""

    level: float
    group: Floats
    coefficients: Floats
    covariance: Floats

    def linear(self, x: Floats) -> Floats:
        """Return the log-odds (n) that the features (n, p) speak for, without level and group."""
        found: Floats = x @ self.coefficients
        return found


class _Problem(NamedTuple):
    dense: Floats
    label: Floats
    group: Codes
    member: sparse.csr_matrix
    penalty: Floats
    group_ridge: float


class _State(NamedTuple):
    group: Floats
    dense: Floats
    covariance: Floats


def fit_logit(
    x: Floats, label: Floats, group: Codes, *, groups: int, ridge: Floats, group_ridge: float
) -> Logit:
    """Fit features (n, p) and groups (n, codes below ``groups``) to ``label`` (n).

    >>> x = np.array([[1.0], [1.0], [-1.0], [-1.0], [1.0], [-1.0]])
    >>> label = np.array([1.0, 1.0, 0.0, 0.0, 0.0, 1.0])
    >>> fit = fit_logit(x, label, np.zeros(6, np.int32), groups=1,
    ...                 ridge=np.array([0.001]), group_ridge=1.0)
    >>> round(float(fit.coefficients[0]), 2), round(fit.level, 2)
    (0.69, 0.0)

    Two of three find something where the feature is +1, one of three where it is -1: the odds are
    2 and 1/2, whose logarithms are 0.69 and -0.69.
    """
    member = sparse.csr_matrix((np.ones(len(x)), (group, np.arange(len(x)))), (groups, len(x)))
    dense = np.column_stack([np.ones(len(x)), x])
    problem = _Problem(dense, label, group, member, np.r_[1e-9, ridge], group_ridge)
    start = np.clip(label.mean(), 1e-6, 1 - 1e-6)
    level = np.zeros(dense.shape[1])
    level[0] = np.log(start / (1 - start))
    state = _State(np.zeros(groups), level, np.eye(dense.shape[1]))
    for _ in range(STEPS):
        previous = state
        state = _step(problem, state)
        moved = np.abs(state.dense - previous.dense).max(initial=0.0)
        if max(moved, np.abs(state.group - previous.group).max(initial=0.0)) < SETTLED:
            break
    return Logit(float(state.dense[0]), state.group, state.dense[1:], state.covariance[1:, 1:])


def sigmoid(logit: Floats) -> Floats:
    """Return the chance that belongs to log-odds, without overflow far from nought."""
    found: Floats = 0.5 * (1.0 + np.tanh(0.5 * logit))
    return found


def _step(problem: _Problem, state: _State) -> _State:
    """Take one Newton step, the groups eliminated by the Schur complement."""
    dense, label, group, member, penalty, group_ridge = problem
    chance = sigmoid(dense @ state.dense + state.group[group])
    spread = chance * (1 - chance)
    weighted = dense * spread[:, None]
    group_slope = member @ (label - chance) - group_ridge * state.group
    dense_slope = dense.T @ (label - chance) - penalty * state.dense
    own = member @ spread + group_ridge
    cross = member @ weighted
    shrunk = cross / own[:, None]
    inverse = np.linalg.inv(dense.T @ weighted + np.diag(penalty) - cross.T @ shrunk)
    move = inverse @ (dense_slope - shrunk.T @ group_slope)
    return _State(state.group + (group_slope - cross @ move) / own, state.dense + move, inverse)
