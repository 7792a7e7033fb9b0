"""How kernels are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a kernel once, keep it on disk, and let other threads run while it does."""
    return cast("Function", numba.njit(cache=True, nogil=True)(function))


def inlined(function: Function) -> Function:
    """Make a piece of a kernel part of the kernels that call it.

    Else every call counts references of all arrays it is given, which takes longer than its work.
    """
    return cast("Function", numba.njit(inline="always")(function))
