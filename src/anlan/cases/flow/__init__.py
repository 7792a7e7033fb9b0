"""The seven steps as a machine: a table of states and allowed changes, and nothing that is kept.

``load`` reads ``data/workflow.toml`` and refuses one that doesn't hold together; ``machine`` says
what a move makes of a case, or why it can't be made.
"""

from anlan.cases.flow.facts import Around, Case, Effect, Move
from anlan.cases.flow.load import workflow
from anlan.cases.flow.machine import Option, Outcome, allowed, replay, step
from anlan.cases.flow.table import Workflow

__all__ = [
    "Around",
    "Case",
    "Effect",
    "Move",
    "Option",
    "Outcome",
    "Workflow",
    "allowed",
    "replay",
    "step",
    "workflow",
]
