"""The table of states and allowed changes, as ``data/workflow.toml`` declares it."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, TypeVar

from pydantic import Field

from anlan.cases.flow.facts import NEW, Effect
from anlan.cases.flow.shapes import (
    ANY,
    OPEN,
    Channel,
    Edge,
    FieldShape,
    Kind,
    Longest,
    Name,
    Role,
    State,
)
from anlan.model.declared import Declared

_Named = TypeVar("_Named", Role, Channel, Kind, State)


class _Written(Declared):
    """The file as it is written."""

    reopen_days: int = Field(ge=0)
    stages: tuple[Name, ...]
    longest: Longest
    roles: tuple[Role, ...]
    fields: dict[Name, FieldShape]
    channels: tuple[Channel, ...]
    kinds: tuple[Kind, ...]
    states: tuple[State, ...]
    edges: tuple[Edge, ...]


class Workflow:
    """States, edges and kinds by name; :func:`anlan.cases.flow.check.check` says whether they hold.

    Raises:
        pydantic.ValidationError: a key is unknown, absent or of another type.
        ValueError: a name is given twice.
    """

    def __init__(self, read: Mapping[str, Any]) -> None:
        self.written = written = _Written.model_validate(read)
        self.stages = written.stages
        self.longest = written.longest
        self.fields: Mapping[str, FieldShape] = written.fields
        self.roles = _by_name(written.roles)
        self.channels = _by_name(written.channels)
        self.kinds = _by_name(written.kinds)
        self.states = _by_name(written.states)
        self.edges = written.edges

    @cached_property
    def by_source(self) -> Mapping[str, Mapping[str, Edge]]:
        """The edges that lead out of each state, by act.

        Raises:
            ValueError: an act leads out of a state in two ways.
        """
        found: dict[str, dict[str, Edge]] = {name: {} for name in self.states}
        for edge in self.edges:
            for source in self.sources(edge):
                if source not in found:
                    raise ValueError(f"{edge.act} begins in {source}, which is no state")
                if edge.act in found[source]:
                    raise ValueError(f"{edge.act} leads out of {source} twice")
                found[source][edge.act] = edge
        return found

    @cached_property
    def acts(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges of each act."""
        names = dict.fromkeys(edge.act for edge in self.edges)
        return {name: tuple(edge for edge in self.edges if edge.act == name) for name in names}

    @cached_property
    def open_states(self) -> tuple[str, ...]:
        """The states in which somebody has to act."""
        return tuple(name for name, state in self.states.items() if not state.ended and name != NEW)

    @cached_property
    def awaited(self) -> Mapping[str, tuple[str, ...]]:
        """The acts that states wait for, each with those states, in the order of the table."""
        acts = dict.fromkeys(state.awaits for state in self.states.values() if state.awaits)
        return {
            act: tuple(name for name, state in self.states.items() if state.awaits == act)
            for act in acts
        }

    def sources(self, edge: Edge) -> tuple[str, ...]:
        """Return the states an edge leads out of."""
        named = (self.open_states if name == OPEN else (name,) for name in edge.sources)
        return tuple(name for names in named for name in names)

    def needs(self, edge: Edge, kind: str) -> tuple[str, ...]:
        """Return the fields an edge needs for a kind of case."""
        extra = (each.needs for each in self.kinds[kind].extra if each.act == edge.act)
        return (*edge.needs, *(name for names in extra for name in names))

    def guards(self, edge: Edge, kind: str) -> tuple[str, ...]:
        """Return the guards of an edge for a kind of case."""
        extra = (each.guards for each in self.kinds[kind].extra if each.act == edge.act)
        return (*edge.guards, *(name for names in extra for name in names))

    def verify_first(self, kind: str, channel: str) -> bool:
        """Return whether a collector must have been there before such a report is filed.

        >>> from anlan.cases.flow import workflow
        >>> table = workflow()
        >>> table.verify_first("event", "hotline"), table.verify_first("event", "collector")
        (True, False)

        What a collector saw need not be looked at again.
        """
        way = self.kinds[kind].verify
        return self.channels[channel].verify if way == "by_channel" else way == "always"

    def reopen_term(self, kind: str) -> int:
        """Return within how many days after its end a case can be opened again."""
        own = self.kinds[kind].reopen_days
        return self.written.reopen_days if own is None else own

    def effects(self, edge: Edge, source: str) -> tuple[Effect, ...]:
        """Return what an edge does to clocks when it leads out of ``source``."""
        on = self.running[source]
        found: list[Effect] = []
        for effect in edge.effects:
            stages = sorted(on) if effect.stage == ANY else [effect.stage]
            found += (Effect(effect.verb, stage) for stage in stages)
        return tuple(found)

    @cached_property
    def running(self) -> Mapping[str, Mapping[str, bool]]:
        """The stages whose clock is on in each state, and whether it runs (else it is paused).

        Raises:
            ValueError: it depends on the way to the state, or a clock is stopped that isn't on.
        """
        found: dict[str, Mapping[str, bool]] = {NEW: {}}
        waiting = [NEW]
        while waiting:
            source = waiting.pop()
            for edge in self.by_source[source].values():
                target = edge.to or source
                after = _ticked(found[source], edge)
                if target not in found:
                    found[target] = after
                    waiting.append(target)
                elif found[target] != after:
                    raise ValueError(f"in {target} the clock depends on {edge.act} from {source}")
        return found


def _ticked(on: Mapping[str, bool], edge: Edge) -> Mapping[str, bool]:
    """Return the clocks that are on after an edge.

    Raises:
        ValueError: it starts one that is on, or does something to one that isn't.
    """
    after = dict(on)
    for verb, named in edge.effects:
        for stage in sorted(on) if named == ANY else [named]:
            runs = after.get(stage)
            fits = {"start": None, "keep": None, "pause": True, "extend": True, "resume": False}
            if (runs is None) if verb == "stop" else (runs is not fits[verb]):
                raise ValueError(f"{edge.act} can't {verb} the clock of {stage}")
            if verb == "stop":
                del after[stage]
            else:
                after[stage] = verb != "pause"
    return after


def _by_name(items: Collection[_Named]) -> dict[str, _Named]:
    found = {item.name: item for item in items}
    if len(found) != len(items):
        raise ValueError("a name is declared twice")
    return found
