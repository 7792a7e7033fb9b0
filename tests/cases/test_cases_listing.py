"""Listed supervision: a number, an office, a deadline, a post, a notice, and off the list again."""

import pytest
from cases_desk_office import AT, CITY, LATER, do, opened

from anlan.cases.listing import listings_of, place_of, public_notices
from anlan.cases.rows import find
from anlan.model.errors import CaseError
from anlan.store.database import Database
from anlan.store.history import entries

NOTICE = {
    "issuer": "housing", "leader": "Deputy head of the bureau", "deadline": LATER,
    "public": "yes", "reason": "overdue for the third time, said Mr Wang",
}  # fmt: skip
TO_FILED = ("file.accept", "file.file")


def test_a_listed_case_has_a_number_of_its_year_and_a_notice(database: Database) -> None:
    numbers = [opened(database) for _ in range(2)]
    for number in numbers:
        do(database, number, *TO_FILED)
        do(database, number, "supervise.list", **NOTICE)
    with database.session() as session:
        row = find(session, CITY, numbers[1])
        (notice,) = listings_of(session, row)
        assert row.listed
        assert (notice.number, notice.issuer, notice.public) == ("L2026-0002", "housing", True)
        assert (notice.leader, notice.listed_at) == (NOTICE["leader"], AT)
        assert notice.deadline.isoformat() == LATER
        shown = public_notices(session, CITY)
    assert [each.notice.number for each in shown] == ["L2026-0002", "L2026-0001"]
    assert [each.case.number for each in shown] == numbers[::-1]


def test_nobody_lists_twice_or_takes_off_before_it_is_accepted(database: Database) -> None:
    number = opened(database)
    do(database, number, *TO_FILED)
    do(database, number, "supervise.list", **NOTICE)
    with pytest.raises(CaseError, match="already"):
        do(database, number, "supervise.list", **NOTICE)
    with pytest.raises(CaseError):
        do(database, number, "supervise.delist")
    do(database, number, "dispatch.send", "handle.receive", "handle.start", "handle.finish",
       "check.ask")  # fmt: skip
    do(database, number, "check.pass", who="account:5")
    do(database, number, "supervise.delist", who="account:7")
    with database.session() as session:
        row = find(session, CITY, number)
        (notice,) = listings_of(session, row)
        assert not row.listed
        assert notice.delisted_at == AT
        assert notice.delisted_seq == row.moves
        assert [each.notice.number for each in public_notices(session, CITY)] == ["L2026-0001"]


def test_a_notice_that_isnt_public_is_shown_to_nobody_outside(database: Database) -> None:
    number = opened(database)
    do(database, number, *TO_FILED)
    do(database, number, "supervise.list", **NOTICE | {"public": "no"})
    with database.session() as session:
        assert public_notices(session, CITY) == []


def test_the_ledger_holds_the_office_and_the_day_and_no_free_words(database: Database) -> None:
    number = opened(database)
    do(database, number, *TO_FILED)
    do(database, number, "supervise.list", **NOTICE)
    told = entries(database, subject=f"case:{CITY}/{number}", limit=10)
    listed = next(each for each in told if each.act == "case.listed")
    assert listed.after["issuer"] == "housing"
    assert listed.after["deadline"] == LATER
    assert "Wang" not in str(listed.after)
    assert "Deputy" not in str(listed.after)


def test_notices_go_on_page_by_page(database: Database) -> None:
    for _ in range(5):
        number = opened(database)
        do(database, number, *TO_FILED)
        do(database, number, "supervise.list", **NOTICE)
    found, last = [], None
    with database.session() as session:
        while page := public_notices(session, CITY, last, limit=2):
            found += [each.notice.number for each in page]
            last = place_of(page[-1].notice)
    assert found == [f"L2026-{n:04d}" for n in range(5, 0, -1)]


def test_what_a_level_cannot_solve_goes_up_and_no_further_than_the_top(database: Database) -> None:
    number = opened(database, division="42/4201/420101")
    do(database, number, *TO_FILED)
    do(database, number, "dispatch.raise", "dispatch.raise")
    with database.session() as session:
        assert find(session, CITY, number).raised == 2
    with pytest.raises(CaseError, match="highest"):
        do(database, number, "dispatch.raise")
