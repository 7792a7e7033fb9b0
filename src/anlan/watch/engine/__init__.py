"""The engine: (plan, batch, state) → (claims, state), with no clock and no I/O."""

from anlan.watch.engine.carry import Carrying, carry, carrying
from anlan.watch.engine.plan import Plan, Unbound, plan
from anlan.watch.engine.run import CLAIMS, evaluate
from anlan.watch.engine.state import State, begin, load, save, write

__all__ = [
    "CLAIMS",
    "Carrying",
    "Plan",
    "State",
    "Unbound",
    "begin",
    "carry",
    "carrying",
    "evaluate",
    "load",
    "plan",
    "save",
    "write",
]
