"""What the ledger holds of a case and of what an act was given: never free words."""

from typing import Any

from anlan.cases.flow import Case, Move, workflow


def told(case: Case) -> dict[str, Any]:
    """Return what the ledger holds of a case."""
    stands = {"state": case.state, "department": case.department}
    counts = {"rework_count": case.rework_count, "return_count": case.return_count}
    counts |= {"raised": case.raised} if case.raised else {}
    return stands | counts | {"merged_into": case.merged_into}


def told_fields(by: Move) -> dict[str, Any]:
    """Return what the ledger holds of what an act was given: no free words."""
    shapes = workflow().fields
    return {
        name: ", ".join(value) if isinstance(value, list | tuple) else value
        for name, value in by.fields.items()
        if shapes[name].told and value not in (None, "")
    }
