"""Compile the engine's kernels before a city waits for them."""

import numpy as np
import pyarrow as pa

from anlan.watch.batch import Batch, Streams, readings
from anlan.watch.engine import begin, evaluate, plan
from anlan.watch.rules import every

_AT = 1_000_000


def warm() -> None:
    """Take a reading through the rules that ship; what is compiled is kept on disk."""
    about = {"stream": [1], "kind": ["manual_call"], "object": ["o"]}
    laid = plan(every(), Streams(pa.table(about)))
    rows = readings(np.array([1]), np.array([_AT]), np.array([1.0]))
    evaluate(laid, Batch(rows, 2 * _AT), begin(laid))
