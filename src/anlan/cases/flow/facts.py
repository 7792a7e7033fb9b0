"""What the machine knows of a case, of those around it, and of the move that is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

NEW = "new"
"""The state before the first move."""
Verb = Literal["start", "stop", "pause", "resume", "extend", "keep"]


class Effect(NamedTuple):
    """What a move does to the clock of a stage.

    ``start`` sets a new deadline, ``stop`` ends it, ``pause`` and ``resume`` take out the time in
    between, ``extend`` puts the deadline to the move's ``until``, ``keep`` goes on towards the
    deadline the stage had when it was stopped.
    """

    verb: Verb
    stage: str

    def __str__(self) -> str:
        """Return it as it stands in the table, such as ``start handling``."""
        return f"{self.verb} {self.stage}"


@dataclass(frozen=True, slots=True)
class Case:
    """All of a case that decides what may be done with it; its moves alone make it.

    Attributes:
        kind: which kind of the table.
        channel: where the report came from.
        state: where it stands.
        department: whose it is; empty before it was dispatched.
        division: the path of the division it lies in.
        class_code: its class in the city's catalogue.
        handled_by: who handled it last, as it stands now.
        verified_by: who verified it, as it stands now.
        handlers: everybody who ever handled it.
        verifiers: everybody who ever verified or closed it.
        seen: whether somebody has been there and found it true.
        urgent: whether it goes before others.
        raised: how many levels up it went from the one it lies in.
        listed: whether it is under listed supervision.
        paused: whether the clock stands.
        rework_count: how many checks it failed.
        return_count: how often a department returned it.
        reopen_count: how often it was opened again.
        lead: the number of the case it is a part of.
        merged_into: the number of the case it was merged into.
        ended_at: since when it rests; None while somebody has to act.
    """

    kind: str
    channel: str
    state: str = NEW
    department: str = ""
    division: str = ""
    class_code: str = ""
    handled_by: str = ""
    verified_by: str = ""
    handlers: frozenset[str] = frozenset()
    verifiers: frozenset[str] = frozenset()
    seen: bool = False
    urgent: bool = False
    raised: int = 0
    listed: bool = False
    paused: bool = False
    rework_count: int = 0
    return_count: int = 0
    reopen_count: int = 0
    lead: str = ""
    merged_into: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What other cases have to do with it.

    Attributes:
        open_parts: how many of its parts haven't ended.
        lead_ended: whether the case it is a part of has ended.
        holds_merged: whether others were merged into it.
        target_open: whether the case it is to be merged into is another one that hasn't ended.
    """

    open_parts: int = 0
    lead_ended: bool = False
    holds_merged: bool = False
    target_open: bool = False


ALONE = Around()


@dataclass(frozen=True, slots=True)
class Move:
    """An act that somebody asks for.

    Attributes:
        act: which act of the table.
        who: who asks, such as ``account:7``.
        role: in which role of the table.
        at: when.
        department: in which department's name.
        done_at: when it was done, where it came later than that.
        skew_s: by how many seconds the clock of whoever sent it was behind ours.
        fields: what the act needs or takes, as JSON can hold it; moments in ISO 8601 with a zone.
    """

    act: str
    who: str
    role: str
    at: datetime
    department: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    done_at: datetime | None = None
    skew_s: int | None = None
