"""The scores that detectors give to readings before they are walked, and their states.

A detector scores all readings of its rule at once, each datastream as a series of its own; kernels
then compare the scores with limits as they do with any other figure.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from anlan.watch.detectors.detector import State as Remembered
from anlan.watch.engine.arrays import Floats, Ints
from anlan.watch.engine.local import seconds
from anlan.watch.rules import Detected

if TYPE_CHECKING:
    from anlan.watch.engine.plan import Plan
    from anlan.watch.engine.state import State

Scored = dict[int, dict[str, npt.NDArray[Any]]]
"""By the place of a rule: what its detector remembers, a row for each of the rule's cells."""
START = "scored "
"""What the names of the tables begin with in which detectors' states are kept."""
_NO_PLACES: Ints = np.empty(0, np.int64)
_NO_SCORES: Floats = np.empty(0)


def unscored(plan: "Plan") -> Scored:
    """Return the states before the first reading."""
    law = plan.cells.rule[plan.detected]
    return {
        int(place): _copied(_rule(plan, int(place)).detector.start(int((law == place).sum())))
        for place in np.unique(law)
    }


def scores(
    plan: "Plan", stream: Ints, at: Ints, value: Floats, state: "State"
) -> tuple[Ints, Floats]:
    """Return where the scores of each reading begin, and the scores; both empty if none is asked.

    Readings come in the order of their time. One that is there already gets none, and no detector
    remembers it.
    """
    if not len(plan.detected):
        return _NO_PLACES, _NO_SCORES
    owner = plan.cells.stream[plan.detected]
    begins = np.searchsorted(owner, np.arange(len(plan.streams) + 1))
    many = np.diff(begins)[stream]
    score_at = (np.cumsum(many) - many).astype(np.int64)
    found = np.full(int(many.sum()), np.nan)
    fresh = np.flatnonzero((many > 0) & (at > state.moving.seen[stream]))
    fresh = fresh[_first(stream[fresh], at[fresh])]
    local_at = seconds(at[fresh], plan.rules.zone)
    law = plan.cells.rule[plan.detected]
    for place, remembered in state.scored.items():
        mine = np.flatnonzero(law == place)
        row = np.full(len(plan.streams), -1)
        row[owner[mine]] = np.arange(len(mine))
        of = row[stream[fresh]]
        here = of >= 0
        which = fresh[here]
        rows, local = np.unique(of[here], return_inverse=True)
        if not len(rows):
            continue
        some = {name: array[rows] for name, array in remembered.items()}
        detector = _rule(plan, place).detector
        told, after = detector.score(value[which], local_at[here], local.astype(np.int64), some)
        for name, array in after.items():
            remembered[name][rows] = array
        rank = mine[of[here]] - begins[stream[which]]
        found[score_at[which] + rank] = told
    return score_at, found


def scored_tables(plan: "Plan", scored: Scored) -> dict[str, pa.Table]:
    """Return the states as tables, whose rows are named by the place of their cell."""
    law = plan.cells.rule[plan.detected]
    found = {}
    for place, remembered in scored.items():
        columns: dict[str, Any] = {"cell": plan.detected[law == place]}
        for name, array in remembered.items():
            flat = pa.array(np.ascontiguousarray(array).reshape(-1))
            wide = array.size // max(len(array), 1)
            columns[f"of {name}"] = pa.FixedSizeListArray.from_arrays(flat, max(wide, 1))
        found[f"{START}{place}"] = pa.table(columns)
    return found


def put_scored(plan: "Plan", scored: Scored, tables: Mapping[str, pa.Table], cells: Ints) -> None:
    """Put kept states in the rows that their cells have in the plan.

    Args:
        plan, scored: where to.
        tables: as ``scored_tables`` made them; others are passed over.
        cells: where each kept cell now is, -1 for nowhere.
    """
    law = plan.cells.rule
    row = np.full(len(law), -1)
    for place in scored:
        mine = plan.detected[law[plan.detected] == place]
        row[mine] = np.arange(len(mine))
    for name, table in tables.items():
        if not name.startswith(START):
            continue
        cell = cells[table["cell"].to_numpy()]
        here = np.flatnonzero(cell >= 0)
        if not len(here):
            continue
        # All cells of a table are of one rule, which says the same here as it did there.
        target = scored[int(law[cell[here[0]]])]
        for each, array in target.items():
            kept = table[f"of {each}"].combine_chunks()
            flat = np.asarray(kept.flatten().to_numpy(zero_copy_only=False))
            array[row[cell[here]]] = flat.reshape(len(kept), *array.shape[1:])[here]


def _rule(plan: "Plan", place: int) -> Detected:
    found = plan.sensed[place]
    assert isinstance(found, Detected)  # noqa: S101  (for the type checker)
    return found


def _copied(remembered: Remembered) -> dict[str, npt.NDArray[Any]]:
    return {name: np.array(array) for name, array in remembered.items()}


def _first(stream: Ints, at: Ints) -> npt.NDArray[np.bool_]:
    """Return which are the first of their datastream at their moment."""
    order = np.lexsort((at, stream))
    again = np.zeros(len(order), np.bool_)
    again[1:] = (stream[order][1:] == stream[order][:-1]) & (at[order][1:] == at[order][:-1])
    found = np.empty(len(order), np.bool_)
    found[order] = ~again
    return found
