"""The conditions an edge can name: small questions about a case, a move and what is around.

Each has its sentence in the catalogue, ``case.guard.NAME``: what isn't so, and how to mend it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from anlan.cases.flow.facts import Around, Case, Move
from anlan.cases.flow.table import Workflow

Holds = Callable[[Workflow, Case, Move, Around], bool]


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition; ``of_fields`` where it asks what the move gives, known only with the move."""

    holds: Holds
    of_fields: bool = False


def _seen_on_site(table: Workflow, case: Case, _: Move, __: Around) -> bool:
    return case.seen or not table.verify_first(case.kind, case.channel)


def _class_given(_: Workflow, case: Case, move: Move, __: Around) -> bool:
    return bool(case.class_code or move.fields.get("class_code"))


def _not_the_handler(_: Workflow, case: Case, move: Move, __: Around) -> bool:
    return move.who not in case.handlers


def _not_the_verifier(_: Workflow, case: Case, move: Move, __: Around) -> bool:
    return move.who not in case.verifiers


def _verified_by_another(_: Workflow, case: Case, __: Move, ___: Around) -> bool:
    return bool(case.verified_by) and case.verified_by != case.handled_by


def _parts_all_closed(_: Workflow, __: Case, ___: Move, around: Around) -> bool:
    return around.open_parts == 0


def _lead_still_open(_: Workflow, __: Case, ___: Move, around: Around) -> bool:
    return not around.lead_ended


def _not_a_part(_: Workflow, case: Case, __: Move, ___: Around) -> bool:
    return not case.lead


def _target_open(_: Workflow, __: Case, ___: Move, around: Around) -> bool:
    return around.target_open


def _holds_no_merged(_: Workflow, __: Case, ___: Move, around: Around) -> bool:
    return not around.holds_merged


def _of_the_department(_: Workflow, case: Case, move: Move, __: Around) -> bool:
    return move.department == case.department


def _of_another_department(_: Workflow, case: Case, move: Move, __: Around) -> bool:
    return move.department != case.department


def _sent_to_department(_: Workflow, case: Case, __: Move, ___: Around) -> bool:
    return bool(case.department)


def _not_urgent_yet(_: Workflow, case: Case, __: Move, ___: Around) -> bool:
    return not case.urgent


def _below_the_top(_: Workflow, case: Case, __: Move, ___: Around) -> bool:
    return case.division.count("/") > case.raised


def _listed(_: Workflow, case: Case, __: Move, ___: Around) -> bool:
    return case.listed


def _not_listed(_: Workflow, case: Case, __: Move, ___: Around) -> bool:
    return not case.listed


def _from_the_public(table: Workflow, case: Case, __: Move, ___: Around) -> bool:
    return table.channels[case.channel].public


def _within_reopen_term(table: Workflow, case: Case, move: Move, _: Around) -> bool:
    term = timedelta(days=table.reopen_term(case.kind))
    return case.ended_at is not None and move.at <= case.ended_at + term


def _reopen_term_over(table: Workflow, case: Case, move: Move, around: Around) -> bool:
    return not _within_reopen_term(table, case, move, around)


GUARDS: Mapping[str, Guard] = {
    "seen_on_site": Guard(_seen_on_site),
    "class_given": Guard(_class_given, of_fields=True),
    "not_the_handler": Guard(_not_the_handler),
    "not_the_verifier": Guard(_not_the_verifier),
    "verified_by_another": Guard(_verified_by_another),
    "parts_all_closed": Guard(_parts_all_closed),
    "lead_still_open": Guard(_lead_still_open),
    "not_a_part": Guard(_not_a_part),
    "target_open": Guard(_target_open, of_fields=True),
    "holds_no_merged": Guard(_holds_no_merged),
    "of_the_department": Guard(_of_the_department),
    "of_another_department": Guard(_of_another_department),
    "sent_to_department": Guard(_sent_to_department),
    "not_urgent_yet": Guard(_not_urgent_yet),
    "below_the_top": Guard(_below_the_top),
    "listed": Guard(_listed),
    "not_listed": Guard(_not_listed),
    "from_the_public": Guard(_from_the_public),
    "within_reopen_term": Guard(_within_reopen_term),
    "reopen_term_over": Guard(_reopen_term_over),
}
