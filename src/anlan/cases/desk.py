"""The desk of cases: open one, move it, split it, merge it, open it again, set its deadline.

Each is one piece of a transaction with its entry in the ledger. Free words (reasons, notes,
measures) stay with the case: the ledger can't be made to forget a name, so it holds none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from anlan.cases import letters, listing, rows
from anlan.cases.evaluation import milestones
from anlan.cases.flow import Case, Effect, Move, Outcome, step, workflow
from anlan.cases.flow.fields import moment_of
from anlan.cases.flow.words import Words
from anlan.cases.numbers import next_numbers
from anlan.cases.opening import BARE, Opened, open_many
from anlan.cases.report import Office, Report, check_moment, check_words
from anlan.cases.telling import told, told_fields
from anlan.model.errors import CaseError
from anlan.store.cases import CaseMove, CasePause, CaseRow
from anlan.store.change import Change


@dataclass(frozen=True, slots=True)
class Moved:
    """A case after a move: its version, its facts, and what becomes of its clocks."""

    version: int
    case: Case
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one of several departments has to do for a case that is split."""

    title: str
    text: str = ""
    class_code: str = ""


def open_case(made: Change, office: Office, report: Report, role: str = "reporter") -> Opened:
    """Open a case; the same report sent again, by its channel and key, opens nothing twice.

    Raises:
        CaseError: the report can't become a case.
    """
    return open_many(made, office, [report], [BARE], role)[0]


def move(made: Change, city: str, number: str, by: Move, version: int) -> Moved:
    """Move a case; ``version`` is the one that whoever moves it has seen.

    Raises:
        CaseError: there is no such case, somebody else changed it meanwhile, or the machine
            refuses the move.
    """
    edges = workflow().acts.get(by.act, ())
    if any(edge.own for edge in edges):
        raise CaseError("error.cases.own", act=Words.of("act", by.act))
    _check_who(made, by)
    into = str(by.fields.get("into") or "")
    held = rows.hold(made.session, city, number, version, into)
    case = rows.facts(made.session, held.row)
    outcome = step(workflow(), case, by, rows.around(made.session, held))
    if outcome.case.merged_into != case.merged_into:
        held.row.merged_into = held.target.id if held.target and outcome.case.merged_into else None
    _keep(made, held.row, by, outcome, before=case)
    listing.note(made, held.row, by, was=case.listed)
    if outcome.case.ended_at and not case.ended_at:
        letters.note_end(made, held.row)
    return Moved(held.row.version, outcome.case, outcome.effects)


def merge(made: Change, city: str, number: str, into: str, by: Move, version: int) -> Moved:
    """Merge a case into another one that is about the same, and that somebody works on.

    Raises:
        CaseError: as for :func:`move`; or the other isn't there, is the same, or has ended.
    """
    fields = {**by.fields, "into": into}
    return move(made, city, number, replace(by, act="file.merge", fields=fields), version)


def reopen(made: Change, city: str, number: str, reason: str, by: Move, version: int) -> Moved:
    """Open a case again that has ended, within its term.

    Raises:
        CaseError: as for :func:`move`; or the term is over.
    """
    fields = {**by.fields, "reason": reason}
    return move(made, city, number, replace(by, act="file.reopen", fields=fields), version)


def split(
    made: Change, office: Office, number: str, parts: Sequence[Part], by: Move, version: int
) -> list[str]:
    """Split a case: it stays the lead, and each part is a case to be dispatched by itself.

    Returns:
        The numbers of the parts. The lead can't end before they have.

    Raises:
        CaseError: as for :func:`move`; or there is no part, or one without a title.
    """
    if not parts:
        raise CaseError("error.cases.no_parts")
    for part in parts:
        check_words(part.title, part.text)
    _check_who(made, by)
    held = rows.hold(made.session, office.city, number, version)
    case = rows.facts(made.session, held.row)
    numbers = next_numbers(made.session, office, [by.at] * len(parts))
    whole = replace(by, act="dispatch.split", fields={**by.fields, "parts": numbers})
    outcome = step(workflow(), case, whole, rows.around(made.session, held))
    for part, own in zip(parts, numbers, strict=True):
        _open_part(made, held.row, part, own, by)
    _keep(made, held.row, whole, outcome, before=case)
    return numbers


def set_deadline(
    made: Change,
    city: str,
    number: str,
    due_at: datetime,
    near_at: datetime | None,
    version: int,
) -> int:
    """Set by when the stage whose clock is on must end, and when that counts as near.

    Returns:
        The case's version after it.

    Raises:
        CaseError: no clock is on, the times don't fit, or somebody else changed the case.
    """
    check_moment("due_at", due_at)
    if near_at is not None:
        check_moment("near_at", near_at)
        if near_at > due_at:
            raise CaseError("error.cases.deadline", near_at=near_at, due_at=due_at)
    row = rows.hold(made.session, city, number, version).row
    if not workflow().running[row.state]:
        state = Words.of("state", row.state)
        raise CaseError("error.cases.no_clock", number=number, state=state)
    before = {"due_at": _iso(row.due_at), "near_at": _iso(row.near_at)}
    rows.put_due(row, due_at, near_at)
    milestones.put_due(made.session, row)
    row.version += 1
    after = {"due_at": _iso(due_at), "near_at": _iso(near_at)}
    made.record(subject(city, number), "case.deadline_set", before, after)
    return row.version


def subject(city: str, number: str) -> str:
    """Return what the ledger calls a case."""
    return f"case:{city}/{number}"


def _open_part(made: Change, lead: CaseRow, part: Part, number: str, by: Move) -> None:
    given = {"class_code": part.class_code or lead.class_code, "division": lead.division}
    fields = {"lead": lead.number, **{name: value for name, value in given.items() if value}}
    move = replace(by, act="dispatch.part", fields=fields)
    outcome = step(workflow(), Case(lead.kind, lead.channel), move)
    row = CaseRow(
        city=lead.city,
        number=number,
        kind=lead.kind,
        title=part.title.strip(),
        text=part.text,
        state=outcome.case.state,
        step=workflow().states[outcome.case.state].step,
        division=lead.division,
        channel=lead.channel,
        source=lead.source,
        opened_at=by.at,
        known_at=by.at,
        lon=lead.lon,
        lat=lead.lat,
        asset_id=lead.asset_id,
        lead_id=lead.id,
        moves=0,
        version=0,
    )
    made.session.add(row)
    made.session.flush()
    _keep(made, row, move, outcome)


def _keep(
    made: Change,
    row: CaseRow,
    by: Move,
    outcome: Outcome,
    before: Case | None = None,
) -> None:
    """Write a move and what it made, and tell the ledger."""
    row.moves += 1
    stood, place = row.due_at, milestones.place(row)
    made.session.add(
        CaseMove(
            case_id=row.id,
            seq=row.moves,
            act=by.act,
            from_state=before.state if before else "new",
            to_state=outcome.case.state,
            who=by.who,
            role=by.role,
            department=by.department,
            at=by.at,
            due_at=stood,
            fields=dict(by.fields),
            clock=[str(effect) for effect in outcome.effects],
            done_at=by.done_at,
            skew_s=by.skew_s,
        )
    )
    # First the move, then what it notes: the database compares the one with the other.
    made.session.flush()
    _tick(made, row, by, outcome)
    rows.write(row, outcome.case)
    made.session.flush()
    milestones.keep(made.session, row, by, outcome.effects, stood, place)
    after = {**told(outcome.case), **told_fields(by)}
    earlier = told(before) if before else None
    made.record(subject(row.city, row.number), f"case.{outcome.edge.told}", earlier, after)


def _tick(made: Change, row: CaseRow, by: Move, outcome: Outcome) -> None:
    """Let the clocks of a case start, stop, stand and go on; deadlines are others' to compute."""
    for verb, stage in outcome.effects:
        if verb == "pause":
            made.session.add(
                CasePause(case_id=row.id, seq=row.moves, stage=stage, from_at=by.at, until_at=None)
            )
        elif row.paused and verb in ("resume", "stop"):
            for pause in rows.pauses(made.session, row):
                pause.until_at = pause.until_at or by.at
        if verb in ("start", "stop"):
            rows.put_due(row, None)
        elif verb == "keep":
            last = rows.due_before(made.session, row, stage)
            rows.put_due(row, last.due_at if last else None)
        elif verb == "extend":
            rows.put_due(row, moment_of(by.fields["until"]))


def _check_who(made: Change, by: Move) -> None:
    check_moment("at", by.at)
    cause = made.entries.cause
    if by.who not in (cause.who, cause.for_whom):
        raise CaseError("error.cases.who", who=by.who, cause=cause.who)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
