"""What intake keeps of every datastream, in the order of their numbers."""

from dataclasses import dataclass

import numpy as np

from anlan.watch.intake.kernel import NEVER, SEEN, WINDOW, About, Past
from anlan.watch.intake.settings import Settings, table
from anlan.watch.registry import Known


@dataclass
class State:
    """The datastreams as they were last known, and what is kept of each."""

    known: Known
    about: About
    past: Past

    @classmethod
    def of(cls, known: Known, by: Settings, before: "State | None" = None) -> "State":
        """Return the state of datastreams, with what was kept of those that were there before."""
        fresh = _nothing(len(known))
        if before is not None:
            was = before.known.places(known.ids)
            here = np.flatnonzero(was >= 0)
            for name, new in fresh._asdict().items():
                new[here] = getattr(before.past, name)[was[here]]
        return cls(known, _about(known, by), fresh)


def _nothing(many: int) -> Past:
    return Past(
        at=np.full(many, NEVER, np.int64),
        value=np.full(many, np.nan),
        run=np.zeros(many, np.int32),
        window=np.zeros((many, WINDOW)),
        filled=np.zeros(many, np.int32),
        seen=np.full((many, SEEN), NEVER, np.int64),
        seen_at=np.zeros(many, np.int32),
        minute=np.full(many, NEVER, np.int64),
        many=np.zeros(many, np.int32),
    )


def _about(known: Known, by: Settings) -> About:
    least, most = known.range
    group, many = known.neighbours
    members = np.argsort(group, kind="stable")[int((group == -1).sum()) :].astype(np.int64)
    order = np.zeros(len(known), np.int64)
    order[members] = np.arange(len(members))
    judged = table(by)
    return About(
        own=known.client,
        kind=known.kind,
        least=least,
        most=most,
        scale=known.scale,
        shift=known.shift,
        gap=known.interval_s * by.general.gap,
        group=np.ascontiguousarray(group, np.int64),
        group_at=np.concatenate([[0], np.cumsum(many)]).astype(np.int64),
        members=members,
        order=order,
        rate=judged.rate,
        stuck=judged.stuck,
        spike=judged.spike,
        neighbours=judged.neighbours,
    )
