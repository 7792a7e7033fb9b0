"""Whether a table of states and allowed changes holds together; one that doesn't is not used."""

from collections.abc import Collection, Iterator

from anlan.cases.flow.facts import NEW
from anlan.cases.flow.guards import GUARDS
from anlan.cases.flow.shapes import ANY, Edge
from anlan.cases.flow.table import Workflow
from anlan.words import catalogue

APART = {"handle": "not_the_verifier", "check": "not_the_handler", "close": "not_the_handler"}
"""The guard every act of a family names: what the database refuses, the table refuses first."""


def check(table: Workflow) -> None:
    """Refuse a table that doesn't hold together.

    Raises:
        ValueError: it names something that isn't there, has a state nobody reaches or leaves, a
            clock that depends on the way, an act without its guard, or no text for something.
    """
    faults = [*_names(table)] or [*_ways(table), *_duties(table), *_texts(table)]
    if faults:
        raise ValueError("workflow.toml: " + "; ".join(faults))
    table.running  # noqa: B018 - it is computed here, and refuses


def _names(table: Workflow) -> Iterator[str]:
    for edge in table.edges:
        to = () if edge.to is None else (edge.to,)
        yield from _unknown(edge.act, "state", to, table.states)
        yield from _unknown(edge.act, "role", edge.actors, table.roles)
        yield from _unknown(edge.act, "guard", edge.guards, GUARDS)
        yield from _unknown(edge.act, "field", (*edge.needs, *edge.takes), table.fields)
        stages = [stage for _, stage in edge.effects]
        yield from _unknown(edge.act, "stage", stages, (*table.stages, ANY))
    for kind in table.kinds.values():
        acts = (*kind.without, *(each.act for each in kind.extra))
        yield from _unknown(kind.name, "act", acts, table.acts)
        for each in kind.extra:
            yield from _unknown(kind.name, "guard", each.guards, GUARDS)
            yield from _unknown(kind.name, "field", each.needs, table.fields)
    if NEW not in table.states:
        yield f"there is no state {NEW}"


def _unknown(where: str, what: str, names: Collection[str], known: Collection[str]) -> list[str]:
    return [
        f"{where} names the {what} {name}, which isn't there" for name in names if name not in known
    ]


def _ways(table: Workflow) -> Iterator[str]:
    """Yield what is wrong with the ways through the states."""
    reached, waiting = {NEW}, [NEW]
    while waiting:
        source = waiting.pop()
        targets = {edge.to or source for edge in table.by_source[source].values()}
        waiting += targets - reached
        reached |= targets
    for name, state in table.states.items():
        away = {edge.to for edge in table.by_source[name].values()} - {None, name}
        if name not in reached:
            yield f"nobody reaches {name}"
        if bool(away) == state.terminal:
            yield f"{name} is terminal and has a way out, or has none and isn't"
        if state.terminal and not state.ended:
            yield f"{name} is terminal, but hasn't ended"
        if (state.awaits is None) != (state.ended or name == NEW):
            yield f"{name} awaits nothing and is open, or awaits something and isn't"
        if state.awaits is not None and state.awaits not in table.by_source[name]:
            yield f"{name} awaits {state.awaits}, which doesn't lead out of it"
    for name, state in table.states.items():
        if name in reached and state.ended and table.running[name]:
            yield f"a clock is on in {name}, which has ended"


def _duties(table: Workflow) -> Iterator[str]:
    """Yield acts without the guard that keeps duties apart, or a lead with its parts."""
    for edge in table.edges:
        apart = APART.get(edge.family)
        if apart and apart not in edge.guards:
            yield f"{edge.act} lacks the guard {apart}"
        for name in _needed(table, edge):
            if name not in edge.guards:
                yield f"{edge.act} lacks the guard {name}"


def _needed(table: Workflow, edge: Edge) -> set[str]:
    """Return the guards by which parts end before their lead does."""
    if edge.to is None:
        return set()
    ends = table.states[edge.to].ended
    from_ended = {table.states[source].ended for source in table.sources(edge)}
    needed = {"parts_all_closed"} if ends and False in from_ended else set()
    return needed | ({"lead_still_open"} if not ends and True in from_ended else set())


def _texts(table: Workflow) -> Iterator[str]:
    """Yield the keys of names that lack a text in a language."""
    named = {
        "state": table.states,
        "act": table.acts,
        "role": table.roles,
        "guard": GUARDS,
        "field": table.fields,
        "kind": table.kinds,
        "channel": table.channels,
        "stage": table.stages,
        "step": {str(state.step) for state in table.states.values()},
        "awaits": table.awaited,
        "choice": {name for shape in table.fields.values() for name in shape.choices},
    }
    keys = [f"case.{what}.{name}" for what, names in named.items() for name in names]
    keys += [f"ledger.case.{edge.told}" for edge in table.edges]
    for key in keys:
        if not all(catalogue().get(key, {}).get(lang) for lang in ("en", "zh")):
            yield f"there is no text {key} in both languages"
