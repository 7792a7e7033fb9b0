"""One city's readings on their way through the engine: chunk after chunk, plan after plan.

A course has no clock and reads nothing: the same chunks under the same plans give the same claims,
so that whoever must begin again from a kept state comes to the same outcome.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anlan.model.colour import COLOURS
from anlan.store.watch.log import Chunk
from anlan.watch.batch import NEVER
from anlan.watch.engine import CLAIMS, Carrying, Plan, State, begin, carry, carrying, evaluate
from anlan.watch.gate import Gate

Subject = tuple[str, str]
"""A rule and an object, or an area."""
NOTHING = pa.RecordBatch.from_pylist([], schema=CLAIMS)


@dataclass(frozen=True)
class Laid:
    """Rules laid over datastreams from a place of the log on.

    Attributes:
        seq: the chunk after which it holds.
        claiming: the rules that are switched on; others only take part in combinations.
    """

    seq: int
    plan: Plan
    claiming: frozenset[str]


@dataclass
class Course:
    """How far the readings have come, and what is remembered of them.

    ``told`` is when the newest claim was that was made of each rule and object.
    """

    seq: int
    laid: Laid
    gate: Gate
    state: State
    told: dict[Subject, int]

    @classmethod
    def begun(cls, seq: int, laid: Laid, allowance: int) -> "Course":
        """Return a course before its first chunk, which is the one after ``seq``."""
        return cls(seq, laid, Gate(allowance), begin(laid.plan), {})

    def take(self, chunk: Chunk) -> pa.RecordBatch:
        """Take the next chunk and return what is claimed after it."""
        batch, self.gate = self.gate.come(chunk.rows, chunk.floor)
        claims, self.state = evaluate(self.laid.plan, batch, self.state)
        self.seq = chunk.seq
        if not claims.num_rows:
            return NOTHING
        on = pa.array(sorted(self.laid.claiming), pa.string())
        return self._in_turn(claims.filter(pc.is_in(claims["rule"], value_set=on)))

    def turn(self, laid: Laid, by: Carrying | None = None) -> pa.RecordBatch:
        """Go on under another plan; return the claims by which what is shown follows it.

        ``by`` is what was worked out before, if anything was. What a rule showed that is switched
        off, or at a sensor that is gone, is cleared; a rule that was only part of another and is
        switched on tells what it shows.
        """
        before = _shown(self.laid, self.state)
        self.state = carry(by or carrying(self.laid.plan, laid.plan), self.state)
        self.laid = laid
        at = self.state.watermark
        if at == NEVER:
            return NOTHING
        return self._in_turn(_differences(before, _shown(laid, self.state), at))

    def _in_turn(self, claims: pa.RecordBatch) -> pa.RecordBatch:
        """Return claims of which none is before, or at the moment of, what was claimed earlier.

        A reading that was late may bring one whose moment is before what its object already told;
        an alarm's life goes on and never back. ``since`` stays what it is.
        """
        subjects = list(zip(claims["rule"].to_pylist(), claims["object"].to_pylist(), strict=True))
        at = [
            max(each, self.told.get(subject, NEVER) + 1)
            for each, subject in zip(claims["at"].to_pylist(), subjects, strict=True)
        ]
        self.told.update(zip(subjects, at, strict=True))
        place = CLAIMS.get_field_index("at")
        return claims.set_column(place, CLAIMS.field(place), pa.array(at, pa.int64()))


class _Shown(NamedTuple):
    """What a rule shows at an object; ``stream`` is one of the datastreams it is about."""

    version: int
    colour: int
    stream: int


def _shown(laid: Laid, state: State) -> dict[Subject, _Shown]:
    """Return all that is shown, by rule and object."""
    plan = laid.plan
    showing = np.flatnonzero(state.shown > 0)
    if not len(showing):
        return {}
    groups = plan.groups
    cell = np.repeat(np.arange(len(plan.cells.rule)), np.diff(groups.start))
    first = np.full(len(groups.rule), -1)
    first[groups.group[::-1]] = cell[::-1]
    found = {}
    for group in showing.tolist():
        rule = plan.rules.rules[groups.rule[group]]
        if rule.id in laid.claiming:
            stream = int(plan.streams.ids[plan.cells.stream[first[group]]])
            name = str(plan.subjects[groups.subject[group]])
            found[rule.id, name] = _Shown(rule.version, int(state.shown[group]), stream)
    return found


def _differences(
    before: dict[Subject, _Shown], after: dict[Subject, _Shown], at: int
) -> pa.RecordBatch:
    """Return the claims that lead from what was shown to what is; they have no figure."""
    found = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if new is None:
            assert old is not None  # noqa: S101  (for the type checker)
            found.append(_claim(key, at, "cleared", old, None))
        elif old is None or old.colour != new.colour:
            change = "raised" if old is None else "updated"
            found.append(_claim(key, at, change, new, COLOURS[new.colour - 1]))
    return pa.RecordBatch.from_pylist(found, schema=CLAIMS)


def _claim(key: Subject, at: int, change: str, shown: _Shown, colour: str | None) -> dict[str, Any]:
    return {
        "at": at,
        "rule": key[0],
        "version": shown.version,
        "object": key[1],
        "change": change,
        "colour": colour,
        "stream": shown.stream,
        "value": None,
        "limit": None,
        "since": at,
    }
