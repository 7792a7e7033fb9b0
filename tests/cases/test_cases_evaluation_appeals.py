"""An office contests that a case counts; a supervisor of another one decides; the ledger knows."""

from datetime import timedelta

import pytest
from cases_desk_office import AT, CITY, do, opened

from anlan.cases.evaluation.appeals import appeal, decide, rescored
from anlan.model.cause import Cause
from anlan.model.errors import CaseError
from anlan.model.permission import WHOLE, Area, Scope
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import entries

WATER = Area("", "water")
REASON = "Mr Wang had locked the gate"
ALL = Scope((WHOLE,))
WHO, JUDGE = "account:4", "account:9"


@pytest.fixture
def number(database: Database) -> str:
    """A case of the water department."""
    found = opened(database)
    do(database, found, "file.accept", "file.file", "dispatch.send")
    return found


def ask(
    database: Database, number: str, office: Area = WATER, name: str = "", reason: str = REASON
) -> int:
    with change(database, Cause(WHO)) as made:
        return appeal(made, CITY, number, office, name, reason, AT).id


def judge(database: Database, key: int, effect: str = "exclude", *, who: str = JUDGE,
          scope: Scope = ALL, answer: str = "so it was", version: int = 1,
          to: str = "") -> None:  # fmt: skip
    with change(database, Cause(who)) as made:
        at = AT + timedelta(days=1)
        decide(made, CITY, key, scope, effect, answer, version, at, to)


def told(database: Database) -> tuple[dict[int, set[str]], dict[int, str]]:
    with database.session() as session:
        found = rescored(session, CITY)
    return {case: set(names) for case, names in found.excluded.items()}, dict(found.moved)


def test_an_accepted_appeal_takes_the_case_out(database: Database, number: str) -> None:
    key = ask(database, number, name="closed_in_time")
    assert told(database) == ({}, {})
    judge(database, key)
    assert told(database) == ({1: {"closed_in_time"}}, {})


def test_a_case_can_count_for_another_department(database: Database, number: str) -> None:
    judge(database, ask(database, number), "reassign", to="roads")
    assert told(database) == ({}, {1: "roads"})


def test_a_refused_appeal_changes_nothing_and_can_be_made_again(
    database: Database, number: str
) -> None:
    judge(database, ask(database, number), "")
    assert told(database) == ({}, {})
    ask(database, number)


def test_the_ledger_tells_of_appeals_and_holds_no_words_of_theirs(
    database: Database, number: str
) -> None:
    judge(database, ask(database, number))
    judge(database, ask(database, number), "")
    found = [each for each in entries(database, subject="case:", limit=100) if "appeal" in each.act]
    assert len(found) == 4
    for each in found:
        assert "Wang" not in str(each.after) + str(each.before)
        assert "so it was" not in str(each.after)
        for lang in ("en", "zh"):
            assert each.say(lang) != each.act


@pytest.mark.parametrize(
    ("scope", "who"),
    [
        (Scope((WATER,)), JUDGE),
        (Scope((Area("42/9999"),)), JUDGE),
        (Scope(()), JUDGE),
        (Scope((WHOLE,)), WHO),
    ],
)
def test_nobody_of_the_office_decides_its_appeal(
    database: Database, number: str, scope: Scope, who: str
) -> None:
    key = ask(database, number)
    with pytest.raises(CaseError, match="another office"):
        judge(database, key, scope=scope, who=who)


def test_a_division_contests_what_lies_in_it_and_one_above_decides(
    database: Database, number: str
) -> None:
    key = ask(database, number, Area("42/4201"))
    with pytest.raises(CaseError, match="another office"):
        judge(database, key, scope=Scope((Area("42/4201"),)))
    judge(database, key, scope=Scope((Area("42"),)))


@pytest.mark.parametrize(
    "office", [Area("", "roads"), Area("42/4202"), Area(), Area("42", "water")]
)
def test_what_does_not_count_for_an_office_it_cannot_contest(
    database: Database, number: str, office: Area
) -> None:
    with pytest.raises(CaseError, match="isn't in the figures"):
        ask(database, number, office)


def test_bad_appeals_and_decisions_are_refused(database: Database, number: str) -> None:
    for reason in ("", "  ", "x" * 2001):
        with pytest.raises(CaseError, match="reason"):
            ask(database, number, reason=reason)
    with pytest.raises(CaseError, match="no indicator"):
        ask(database, number, name="nothing")
    key = ask(database, number)
    with pytest.raises(CaseError, match="contested already"):
        ask(database, number)
    with pytest.raises(CaseError, match="no decision"):
        judge(database, key, "delete")
    with pytest.raises(CaseError, match="no decision"):
        judge(database, key, "reassign")
    with pytest.raises(CaseError, match="already"):
        judge(database, key, "reassign", to="water")
    with pytest.raises(CaseError, match="There is no appeal"):
        judge(database, 99)
    judge(database, key)
    with pytest.raises(CaseError, match="has been decided"):
        judge(database, key)
