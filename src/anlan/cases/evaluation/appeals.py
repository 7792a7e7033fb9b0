"""Appeals: an office contests that a case counts; a supervisor of another one decides."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from anlan.cases import rows
from anlan.cases.desk import subject
from anlan.cases.evaluation.figures import Rescored
from anlan.cases.evaluation.indicators import indicator
from anlan.cases.flow import workflow
from anlan.model.errors import CaseError
from anlan.model.permission import Area, Scope, within
from anlan.store.cases import CaseAppeal, CaseRow
from anlan.store.change import Change

OPEN, ACCEPTED, REFUSED = "open", "accepted", "refused"
STATES = (OPEN, ACCEPTED, REFUSED)
EFFECTS = ("exclude", "reassign")


def appeal(
    made: Change, city: str, number: str, office: Area, name: str, reason: str, at: datetime
) -> CaseAppeal:
    """Contest that a case counts, for an indicator or (with an empty ``name``) for all.

    Args:
        made: the transaction.
        city: whose case.
        number: the case.
        office: the department or the division whose figures it is in; one of the two.
        name: the indicator.
        reason: why it shouldn't count; kept with the appeal, never in the ledger.
        at: when.

    Raises:
        CaseError: there is no such case or indicator, the case isn't in the office's figures, the
            reason is missing or too long, or the same is contested already.
    """
    row = rows.find(made.session, city, number)
    if name:
        indicator(name)
    _check_words(reason)
    of_department = bool(office.department) and office.department == row.department
    of_division = bool(office.division) and within(row.division, office.division)
    if bool(office.department) == bool(office.division) or not (of_department or of_division):
        raise CaseError("error.evaluation.not_theirs", number=number)
    asked = CaseAppeal(
        city=city,
        case_id=row.id,
        indicator=name,
        department=office.department,
        division=office.division,
        reason=reason.strip(),
        asked_by=made.entries.cause.who,
        asked_at=at,
        state=OPEN,
        version=1,
    )
    try:
        with made.session.begin_nested():
            made.session.add(asked)
    except IntegrityError as error:
        raise CaseError("error.evaluation.contested", number=number) from error
    made.record(subject(city, number), "case.appealed", None, _told(asked))
    return asked


def decide(
    made: Change,
    city: str,
    key: int,
    scope: Scope,
    effect: str,
    answer: str,
    version: int,
    at: datetime,
    to_department: str = "",
) -> CaseAppeal:
    """Decide an appeal: ``exclude`` the case, ``reassign`` it, or (empty) refuse.

    Args:
        made: the transaction; whoever causes it decides.
        city: whose case.
        key: the appeal's id.
        scope: where who decides may supervise.
        effect: what becomes of the case.
        answer: why; kept with the appeal, never in the ledger.
        version: which version of the appeal was seen.
        at: when.
        to_department: for which department a reassigned case counts; whoever asks has checked it.

    Raises:
        CaseError: there is no such appeal, it was decided, somebody else was first, who decides is
            of the office that asked or asked himself, or it can't be decided so.
    """
    found = _hold(made.session, city, key, version)
    row = made.session.get_one(CaseRow, found.case_id)
    who = made.entries.cause.who
    if who == found.asked_by or not _of_another(scope, found, row):
        raise CaseError("error.evaluation.own_office")
    if effect not in {"", *EFFECTS} or bool(to_department) != (effect == "reassign"):
        raise CaseError("error.evaluation.effect", found=effect[:40], known=", ".join(EFFECTS))
    if to_department and to_department == row.department:
        raise CaseError("error.evaluation.same_department", department=to_department)
    _check_words(answer)
    before = _told(found)
    found.state = ACCEPTED if effect else REFUSED
    found.effect, found.to_department, found.answer = effect, to_department, answer.strip()
    found.decided_by, found.decided_at = who, at
    found.version += 1
    made.session.flush()
    made.record(
        subject(city, row.number),
        "case.appeal_accepted" if effect else "case.appeal_refused",
        before,
        _told(found),
    )
    return found


def rescored(session: Session, city: str) -> Rescored:
    """Return what the accepted appeals of a city change; of two about one case the later holds."""
    excluded: dict[int, set[str]] = defaultdict(set)
    moved: dict[int, str] = {}
    query = select(CaseAppeal).where(CaseAppeal.city == city, CaseAppeal.state == ACCEPTED)
    for each in session.scalars(query.order_by(CaseAppeal.decided_at, CaseAppeal.id)):
        if each.effect == "exclude":
            excluded[each.case_id].add(each.indicator)
        else:
            moved[each.case_id] = each.to_department
    return Rescored(dict(excluded), moved)


def _hold(session: Session, city: str, key: int, version: int) -> CaseAppeal:
    query = select(CaseAppeal).where(CaseAppeal.city == city, CaseAppeal.id == key)
    found = session.scalar(query.with_for_update())
    if found is None:
        raise CaseError("error.evaluation.no_appeal", id=key)
    if found.state != OPEN or found.version != version:
        raise CaseError("error.evaluation.decided", id=key)
    return found


def _of_another(scope: Scope, found: CaseAppeal, row: CaseRow) -> bool:
    """Return whether somebody supervises the case from elsewhere than the office that asked."""
    for area in scope.areas:
        if not area.covers(Area(row.division, row.department)):
            continue
        if found.department and area.department != found.department:
            return True
        if found.division and not within(area.division, found.division):
            return True
    return False


def _check_words(words: str) -> None:
    longest = workflow().longest.field
    if not words.strip() or len(words) > longest:
        raise CaseError("error.evaluation.words", found=len(words), longest=longest)


def _told(each: CaseAppeal) -> dict[str, str | int]:
    """Return what the ledger holds of an appeal: no free words."""
    return {
        "appeal": each.id,
        "state": each.state,
        "indicator": each.indicator,
        "department": each.department,
        "division": each.division,
        "effect": each.effect,
        "to_department": each.to_department,
    }
