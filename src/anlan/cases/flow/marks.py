"""What a move notes on a case beside its state, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from anlan.cases.flow.facts import Case, Move

Mark = Callable[[Case, Move], Case]

MARKS: Mapping[str, Mark] = {
    "seen": lambda case, _: replace(case, seen=True),
    "sent": lambda case, _: replace(case, handled_by=""),
    "handled": lambda case, move: replace(case, handled_by=move.who),
    "verified": lambda case, move: replace(case, verified_by=move.who),
    "unverified": lambda case, _: replace(case, verified_by=""),
    "failed": lambda case, _: replace(case, rework_count=case.rework_count + 1),
    "returned": lambda case, _: replace(case, return_count=case.return_count + 1),
    "reopened": lambda case, _: replace(
        case, reopen_count=case.reopen_count + 1, handled_by="", verified_by=""
    ),
    "urgent": lambda case, _: replace(case, urgent=True),
    "raised": lambda case, _: replace(case, raised=case.raised + 1),
    "risen": lambda case, move: replace(case, raised=max(case.raised, int(move.fields["up"]))),
    "listed": lambda case, _: replace(case, listed=True),
    "delisted": lambda case, _: replace(case, listed=False),
    "part": lambda case, move: replace(case, lead=str(move.fields["lead"])),
    "merged": lambda case, move: replace(case, merged_into=str(move.fields["into"])),
    "unmerged": lambda case, _: replace(case, merged_into=""),
}
