"""What a move makes of a case, or why it can't be made; nothing here is kept or looked up."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from anlan.cases.flow.facts import ALONE, Around, Case, Effect, Move
from anlan.cases.flow.fields import check_fields
from anlan.cases.flow.guards import GUARDS
from anlan.cases.flow.marks import MARKS
from anlan.cases.flow.shapes import Edge
from anlan.cases.flow.table import Workflow
from anlan.cases.flow.words import Words
from anlan.model.errors import CaseError

InTheNameOf = Callable[[str, str], str]
_PLAIN = ("department", "division", "class_code")
"""Fields that are facts of a case by the same name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a move makes: the case after it, the edge it took, and what becomes of the clocks."""

    case: Case
    edge: Edge
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """An act that leads out of a state, the fields it needs, and why somebody may not do it."""

    act: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    refused: CaseError | None


def step(table: Workflow, case: Case, move: Move, around: Around = ALONE) -> Outcome:
    """Return what a move makes of a case.

    Raises:
        CaseError: the act doesn't lead out of the state, isn't the role's, lacks something or
            fails a guard; it says which, and what is possible instead.
    """
    edge = _edge(table, case, move)
    if move.role not in edge.actors:
        raise _not_the_role(edge, move.role)
    needs = table.needs(edge, case.kind)
    check_fields(table.fields, needs, edge.takes, move, table.longest.field)
    for name in table.guards(edge, case.kind):
        if not GUARDS[name].holds(table, case, move, around):
            raise _guarded(table, case, move, name)
    return Outcome(_moved(table, case, edge, move), edge, table.effects(edge, case.state))


def allowed(
    table: Workflow,
    case: Case,
    who: str,
    roles: Collection[str],
    at: datetime,
    department: str | InTheNameOf = "",
    around: Around = ALONE,
) -> list[Option]:
    """Return every act that leads out of the case's state, and for each whether ``who`` may do it.

    ``department`` is in whose name, or what tells it of an act and a role.

    What depends on the fields given is found out only by :func:`step`.
    """
    found = []
    for act, edge in table.by_source[case.state].items():
        if act in table.kinds[case.kind].without or edge.own:
            continue
        role = next((each for each in edge.actors if each in roles), "")
        name = department if isinstance(department, str) else department(act, role)
        move = Move(act, who, role, at, name)
        refused = None if role else _not_the_role(edge, "")
        if refused is None:
            refused = _first_refusal(table, case, edge, move, around)
        found.append(Option(act, table.needs(edge, case.kind), edge.takes, refused))
    return found


def replay(table: Workflow, start: Case, moves: Iterable[Move]) -> Case:
    """Return what moves that were made have made of a case; whether they might is not asked again.

    Raises:
        CaseError: an act doesn't lead out of the state it was done in.
    """
    case = start
    for move in moves:
        case = _moved(table, case, _edge(table, case, move), move)
    return case


def _edge(table: Workflow, case: Case, move: Move) -> Edge:
    if move.act not in table.acts:
        raise CaseError("error.cases.no_act", act=move.act, acts=", ".join(table.acts))
    out = table.by_source[case.state]
    without = table.kinds[case.kind].without
    if move.act not in out or move.act in without:
        key = "not_of_kind" if move.act in without else "not_now"
        raise CaseError(
            f"error.cases.{key}",
            act=Words.of("act", move.act),
            state=Words.of("state", case.state),
            kind=Words.of("kind", case.kind),
            instead=_instead(table, case),
        )
    return out[move.act]


def _first_refusal(
    table: Workflow, case: Case, edge: Edge, move: Move, around: Around
) -> CaseError | None:
    for name in table.guards(edge, case.kind):
        guard = GUARDS[name]
        if not guard.of_fields and not guard.holds(table, case, move, around):
            return _guarded(table, case, move, name)
    return None


def _not_the_role(edge: Edge, role: str) -> CaseError:
    return CaseError(
        "error.cases.not_the_role" if role else "error.cases.needs_role",
        act=Words.of("act", edge.act),
        roles=Words.of("role", *edge.actors),
        role=role,
    )


def _guarded(table: Workflow, case: Case, move: Move, guard: str) -> CaseError:
    return CaseError(
        "error.cases.guarded",
        act=Words.of("act", move.act),
        state=Words.of("state", case.state),
        why=Words.of("guard", guard),
        instead=_instead(table, case, move.act),
    )


def _instead(table: Workflow, case: Case, beside: str = "") -> Words:
    """Return what leads out of the case's state, in words."""
    passed = {*table.kinds[case.kind].without, beside}
    return Words.of("act", *(act for act in table.by_source[case.state] if act not in passed))


def _moved(table: Workflow, case: Case, edge: Edge, move: Move) -> Case:
    """Return the case after an edge."""
    for mark in edge.marks:
        case = MARKS[mark](case, move)
    given = {name: str(move.fields[name]) for name in _PLAIN if move.fields.get(name)}
    case = replace(case, **given) if given else case  # type: ignore[arg-type]  # they are texts
    if edge.family == "handle":
        case = replace(case, handlers=case.handlers | {move.who})
    elif edge.family in ("check", "close"):
        case = replace(case, verifiers=case.verifiers | {move.who})
    state = table.states[edge.to or case.state]
    rests = (case.ended_at or move.at) if state.ended else None
    paused = False in table.running[state.name].values()
    return replace(case, state=state.name, paused=paused, ended_at=rests)
