"""The loops behind the measures, compiled; each walks the ordered units once per bootstrap draw.

All take ``label`` (n, 0 or 1), an :class:`~anlan.risk.metrics.order.Order`, and
``weights`` (draws, n): how often each unit was drawn. One row of ones gives the plain measure, so
the figure and its interval come from the same code.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np

from anlan.risk.metrics.order import Floats, Ints, Labels, Order, Weights

P = ParamSpec("P")
R = TypeVar("R")
THREADS = 2
_COMPILE = numba.njit(cache=True, nogil=True)


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile ``function`` with numba, without the lock of the interpreter, keeping its type."""
    return cast(Callable[P, R], _COMPILE(function))


def over_draws(kernel: Callable[[Weights], Floats], weights: Weights) -> Floats:
    """Run ``kernel`` on slices of ``weights`` in threads and stack what it returns by draw."""
    if len(weights) < 2 * THREADS:
        return kernel(weights)
    slices = np.array_split(weights, THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        return np.concatenate(list(pool.map(kernel, slices)))


@compiled
def pairs(label: Labels, order: Order, weights: Weights) -> Floats:
    """Return (draws, 2): concordant pairs (a tie counts half) and all pairs, inside groups."""
    index, tie, group = order
    out = np.zeros((len(weights), 2))
    for draw in range(len(weights)):
        i, ones, zeros = 0, 0.0, 0.0
        while i < len(index):
            if i > 0 and group[i] != group[i - 1]:
                out[draw, 1] += ones * zeros
                ones, zeros = 0.0, 0.0
            tied, tied_ones, first = 0.0, 0.0, i
            while i < len(index) and tie[i] == tie[first]:
                tied += weights[draw, index[i]]
                tied_ones += weights[draw, index[i]] * label[index[i]]
                i += 1
            out[draw, 0] += (tied - tied_ones) * (ones + 0.5 * tied_ones)
            ones += tied_ones
            zeros += tied - tied_ones
        out[draw, 1] += ones * zeros
    return out


@compiled
def precision_steps(label: Labels, order: Order, weights: Weights) -> Floats:
    """Return (draws,): sum over score levels of precision there times the recall it adds."""
    index, tie, _ = order
    out = np.zeros(len(weights))
    for draw in range(len(weights)):
        i, ones, seen, area = 0, 0.0, 0.0, 0.0
        while i < len(index):
            before, first = ones, i
            while i < len(index) and tie[i] == tie[first]:
                seen += weights[draw, index[i]]
                ones += weights[draw, index[i]] * label[index[i]]
                i += 1
            if seen > 0.0:
                area += (ones - before) * ones / seen
        out[draw] = area / ones if ones > 0.0 else np.nan
    return out


@compiled
def found_at(label: Labels, order: Order, share: float, weights: Weights) -> Floats:
    """Return (draws, 4): found and visited in the top ``share`` of each group, found, all."""
    index, tie, group = order
    out = np.zeros((len(weights), 4))
    for draw in range(len(weights)):
        end = 0
        for start in range(len(index)):
            if start < end:
                continue
            total = 0.0
            while end < len(index) and group[end] == group[start]:
                total += weights[draw, index[end]]
                out[draw, 2] += weights[draw, index[end]] * label[index[end]]
                end += 1
            out[draw, 1] += share * total
            out[draw, 3] += total
            left, i = share * total, start
            while i < end and left > 0.0:
                tied, tied_ones, first = 0.0, 0.0, i
                while i < end and tie[i] == tie[first]:
                    tied += weights[draw, index[i]]
                    tied_ones += weights[draw, index[i]] * label[index[i]]
                    i += 1
                if tied > 0.0:
                    out[draw, 0] += tied_ones * min(1.0, left / tied)
                left -= tied
    return out


@compiled
def _slots_until(days: Floats, slots: Ints, weights: Weights, draw: int, state: Floats) -> None:
    """Advance ``state`` (place, sum of days, next slot, taken of it) up to place ``state[4]``."""
    while state[0] < state[4]:
        slot = int(state[2])
        room = weights[draw, slots[slot]] - state[3]
        step = min(room, state[4] - state[0])
        state[0] += step
        state[1] += step * days[slots[slot]]
        if step == room:
            state[2] += 1.0
            state[3] = 0.0
        else:
            state[3] += step


@compiled
def days_gained(label: Labels, day: Floats, slots: Ints, order: Order, weights: Weights) -> Floats:
    """Return (draws, 2): days gained by all positives, and how many positives there are.

    ``slots`` (n) holds the units by group, then by the day they were visited: the dates that are
    to be given out again. Tied units each receive the mean of the dates the tie takes up.
    """
    index, tie, _ = order
    out = np.zeros((len(weights), 2))
    for draw in range(len(weights)):
        state = np.zeros(5)
        i = 0
        while i < len(index):
            tied, ones, actual, first = 0.0, 0.0, 0.0, i
            while i < len(index) and tie[i] == tie[first]:
                weight = weights[draw, index[i]]
                tied += weight
                ones += weight * label[index[i]]
                actual += weight * label[index[i]] * day[index[i]]
                i += 1
            if tied > 0.0:
                before = state[1]
                state[4] += tied
                _slots_until(day, slots, weights, draw, state)
                out[draw, 0] += actual - ones * (state[1] - before) / tied
                out[draw, 1] += ones
    return out


@compiled
def slope_of(label: Labels, logit: Floats, weights: Weights) -> Floats:
    """Return (draws, 2): intercept and slope of the logistic regression of label on ``logit``."""
    out = np.zeros((len(weights), 2))
    for draw in range(len(weights)):
        a, b = 0.0, 0.0  # Newton is safe from nought; from elsewhere it may run away
        for _ in range(12):
            g0, g1, h00, h01, h11 = 0.0, 0.0, 1e-12, 0.0, 1e-12
            for i in range(len(label)):
                weight = weights[draw, i]
                if weight == 0:
                    continue
                p = 1.0 / (1.0 + np.exp(-a - b * logit[i]))
                v = weight * p * (1.0 - p)
                g0 += weight * (label[i] - p)
                g1 += weight * (label[i] - p) * logit[i]
                h00 += v
                h01 += v * logit[i]
                h11 += v * logit[i] * logit[i]
            det = h00 * h11 - h01 * h01
            step_a = (h11 * g0 - h01 * g1) / det
            step_b = (h00 * g1 - h01 * g0) / det
            a += step_a
            b += step_b
            if abs(step_a) + abs(step_b) < 1e-7:
                break
        out[draw, 0] = a
        out[draw, 1] = b
    return out
