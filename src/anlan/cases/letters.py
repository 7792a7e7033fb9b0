"""Which letters are due to whoever reported: when it was taken in, and when their case has ended.

That one is due is an entry of the ledger, in the transaction of the move; the outbox follows the
ledger and tells it. The entry names the case and its state, never whom the letter goes to.
"""

from sqlalchemy import select

from anlan.store.cases import CaseReport, CaseRow
from anlan.store.change import Change

_WITHOUT = ("merged", "evaluated")
"""A case that was joined to another is told of when that one ends."""


def due(made: Change, own: CaseRow, about: CaseRow) -> None:
    """Note that a letter is due to whoever reported ``own``: how the case ``about`` stands."""
    told = {"number": about.number, "state": about.state}
    made.record(f"case:{own.city}/{own.number}", "case.letter_due", after=told)


def note_end(made: Change, row: CaseRow) -> None:
    """Note the letters that are due since a case has ended: its own, and of those joined to it."""
    if row.state in _WITHOUT:
        return
    found, joined = [row], [row.id]
    while joined:
        query = select(CaseRow).where(CaseRow.merged_into.in_(joined)).order_by(CaseRow.id)
        more = list(made.session.scalars(query))
        found, joined = found + more, [each.id for each in more]
    written = select(CaseReport.case_id).where(
        CaseReport.case_id.in_(each.id for each in found),
        CaseReport.contact != "",
        CaseReport.lang != "",
    )
    reached = set(made.session.scalars(written))
    for own in found:
        if own.id in reached:
            due(made, own, row)
