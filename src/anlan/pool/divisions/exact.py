"""On which side of a line a point lies, without rounding.

Plain floating point decides nearly always: its error is bounded, and where the determinant is
larger than the bound its sign is right. Otherwise the determinant is summed again from products
without rounding. Method: Shewchuk (1997), Adaptive Precision Floating-Point Arithmetic and Fast
Robust Geometric Predicates, Discrete & Computational Geometry 18, with his first filter and, in
place of his three finer ones, the exact sum at once; it is needed for points on borders only.
"""

import numpy as np
from numba import njit

_ERROR_BOUND = (3.0 + 16.0 * 2.0**-53) * 2.0**-53
_SPLITTER = 2.0**27 + 1.0
_TERMS = 12


@njit(nogil=True, cache=True)
def side(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> int:
    """Return 1 if p lies left of the line from a to b, -1 if right of it, 0 if exactly on it."""
    left = (ax - px) * (by - py)
    right = (ay - py) * (bx - px)
    determinant = left - right
    if left > 0.0 and right > 0.0:
        total = left + right
    elif left < 0.0 and right < 0.0:
        total = -left - right
    else:
        # The two don't cancel, and the sign of each is that of its exact factors.
        return _sign(determinant)
    if abs(determinant) > _ERROR_BOUND * total:
        return _sign(determinant)
    return _exact(ax, ay, bx, by, px, py)


@njit(nogil=True, cache=True)
def _sign(value: float) -> int:
    if value > 0.0:
        return 1
    return -1 if value < 0.0 else 0


@njit(nogil=True, cache=True)
def _exact(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> int:
    """Sum the six products of the determinant as an expansion and return its sign."""
    parts = np.zeros(_TERMS)
    held = _grow(parts, 0, ax, by)
    held = _grow(parts, held, -ax, py)
    held = _grow(parts, held, -px, by)
    held = _grow(parts, held, -ay, bx)
    held = _grow(parts, held, ay, px)
    held = _grow(parts, held, py, bx)
    for place in range(held - 1, -1, -1):
        if parts[place] != 0.0:
            return _sign(parts[place])
    return 0


@njit(nogil=True, cache=True)
def _grow(parts, held, a, b):  # type: ignore[no-untyped-def]
    """Add the product a·b to the expansion in ``parts``; return how many parts it has now."""
    product = a * b
    a_big = _SPLITTER * a - (_SPLITTER * a - a)
    b_big = _SPLITTER * b - (_SPLITTER * b - b)
    a_small, b_small = a - a_big, b - b_big
    error = a_small * b_small - (((product - a_big * b_big) - a_small * b_big) - a_big * b_small)
    for part in (error, product):
        carried = part
        for place in range(held):
            old = parts[place]
            total = carried + old
            virtual = total - carried
            parts[place] = (carried - (total - virtual)) + (old - virtual)
            carried = total
        parts[held] = carried
        held += 1
    return held
