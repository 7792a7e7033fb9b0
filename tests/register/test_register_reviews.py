"""A review that is due is a case; it counts when the point is graded anew or the case is closed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from register_town import AT, CAUSE, CITY, DAY, draft, room
from sqlalchemy import select

from anlan import cities
from anlan.cases.clockwork import Clockwork
from anlan.cases.room import CaseRoom
from anlan.cases.rows import find as find_case
from anlan.risk.register import reviews, rows
from anlan.risk.register.draft import Told
from anlan.risk.register.hazards import Finding, Follower, found
from anlan.risk.register.regrading import regrade
from anlan.risk.register.room import RegisterRoom
from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.risk import RiskPoint
from anlan.store.verify import verify

MONTH = 31 * DAY


@pytest.fixture
def here(database: Database) -> RegisterRoom:
    """The register with a point that is red without its measures: reviewed each month."""
    at = room()
    put(database, at, draft(), AT)
    return at


@pytest.fixture
def cases(here: RegisterRoom) -> CaseRoom:
    pack = cities.load(CITY)
    return CaseRoom(pack.city, here.tree, Clockwork.of(pack.city, pack.finder()))


def put(database: Database, here: RegisterRoom, told, at: datetime) -> None:
    with change(database, CAUSE) as made:
        here.put_many(made, here.placed_many([told], at), at)


def point(database: Database) -> RiskPoint:
    with database.session() as session:
        row = rows.find(session, CITY, "A-1")
        session.expunge(row)
        return row


def opened(database: Database, cases: CaseRoom, at: datetime) -> list[str]:
    with change(database, CAUSE) as made:
        return reviews.open_due(made, cases, CITY, at)


def end(database: Database, here: RegisterRoom, number: str, state: str, at: datetime) -> None:
    """Let a case end as the desks would, and the register follow it."""
    follower = Follower(database, here)
    follower.look(CAUSE, at)
    with change(database, CAUSE) as made:
        row = find_case(made.session, CITY, number)
        row.state, row.ended_at = state, at
        made.record(f"case:{CITY}/{number}", "case.move", None, {"state": state})
    follower.look(CAUSE, at)


def test_a_review_whose_term_is_over_is_opened_once(database, here, cases):
    assert opened(database, cases, AT + 30 * DAY) == []
    with database.session() as session:
        assert not reviews.waiting(session, CITY, AT + 30 * DAY)
        assert reviews.waiting(session, CITY, AT + MONTH)
    (number,) = opened(database, cases, AT + MONTH)
    assert opened(database, cases, AT + MONTH) == []
    with database.session() as session:
        case = find_case(session, CITY, number)
        row = rows.find(session, CITY, "A-1")
        assert (case.kind, case.division, case.lon) == ("risk_review", row.division, row.lon)
        assert "复评期满" in case.text
        assert "safety officer" in case.text
        assert row.review_case == number
    assert verify(database).fault is None


@pytest.mark.parametrize("state", ["closed", "forced_closed", "evaluated"])
def test_closed_with_nothing_changed_it_is_done(database, here, cases, state):
    (number,) = opened(database, cases, AT + MONTH)
    end(database, here, number, state, AT + 40 * DAY)
    row = point(database)
    assert (row.reviewed_at, row.review_case) == (AT + 40 * DAY, "")
    assert row.review_at == datetime(2026, 9, 27, 2, tzinfo=UTC)  # a month on
    assert opened(database, cases, AT + 41 * DAY) == []


def test_a_case_that_reviewed_nothing_leaves_the_review_due(database, here, cases):
    (number,) = opened(database, cases, AT + MONTH)
    end(database, here, number, "void", AT + 40 * DAY)
    row = point(database)
    assert (row.reviewed_at, row.review_case) == (AT, "")
    (again,) = opened(database, cases, AT + 41 * DAY)
    assert again != number


def test_graded_anew_it_is_done(database, here, cases):
    (number,) = opened(database, cases, AT + MONTH)
    put(database, here, draft(assessed=date(2026, 8, 20)), AT + 40 * DAY)
    row = point(database)
    assert (row.review_case, here.today(row.reviewed_at)) == ("", date(2026, 8, 20))
    assert here.today(row.review_at) == date(2026, 9, 20)
    end(database, here, number, "closed", AT + 50 * DAY)  # ends later, and counts for nothing
    assert point(database).reviewed_at == row.reviewed_at


def test_an_old_list_sent_again_is_no_review(database, here, cases):
    (number,) = opened(database, cases, AT + MONTH)
    put(database, here, draft(assessed=date(2026, 7, 1)), AT + 40 * DAY)
    row = point(database)
    assert (row.review_case, row.reviewed_at) == (number, AT)
    assert row.review_at <= AT + MONTH


def test_an_accident_asks_for_a_review_at_once(database, here, cases):
    with change(database, CAUSE) as made:
        here.tell(made, [Told("A-1", "accident_nearby", "accident 1", AT + DAY)], AT + DAY)
    (number,) = opened(database, cases, AT + DAY)
    with database.session() as session:
        assert "发生同类事故" in find_case(session, CITY, number).text
    assert point(database).review_why == "accident"
    with change(database, CAUSE) as made:  # the same, told again
        here.tell(made, [Told("A-1", "accident_nearby", "accident 1", AT + DAY)], AT + DAY)
    put(database, here, draft(assessed=date(2026, 7, 18)), AT + 2 * DAY)  # scored before it
    assert point(database).review_case == number
    put(database, here, draft(assessed=date(2026, 7, 20)), AT + 3 * DAY)
    row = point(database)
    assert (row.review_case, row.review_why) == ("", "term")


def test_a_weather_warning_asks_for_none(database, here, cases):
    with change(database, CAUSE) as made:
        here.tell(made, [Told("A-1", "storm", "warning 1", AT)], AT)
    assert opened(database, cases, AT) == []


@pytest.mark.parametrize(
    ("finding", "why"),
    [
        (Finding("x", "1", major=True), "major_hazard"),
        (Finding("x", "1", measure=(0, 0)), "measure"),
        (Finding("x", "1"), "term"),
    ],
)
def test_what_was_put_right_asks_for_a_review(database, here, cases, finding, why):
    with change(database, CAUSE) as made:
        number = found(made, here, cases, "A-1", finding, AT)
    end(database, here, number, "closed", AT + DAY)
    assert point(database).review_why == why
    assert len(opened(database, cases, AT + DAY)) == (why != "term")


def test_a_hazard_that_was_none_asks_for_no_review(database, here, cases):
    with change(database, CAUSE) as made:
        number = found(made, here, cases, "A-1", Finding("x", "1", major=True), AT)
    end(database, here, number, "not_true", AT + DAY)
    assert point(database).review_why == "term"


def test_another_scheme_asks_for_a_review(database, here, cases):
    scores = {"L": 4, "S": 4}
    pit = draft().sources[0]
    source = type(pit)(pit.name, pit.event, scores, {"L": 2, "S": 4})
    put(database, here, draft(scheme="ls", sources=(source,)), AT)
    with change(database, CAUSE) as made:
        regrade(made, here, "ls", "ls4", AT + timedelta(hours=1))
    assert point(database).review_why == "scheme"
    assert len(opened(database, cases, AT + timedelta(hours=1))) == 1


def test_what_happens_is_in_the_ledger(database, here, cases):
    (number,) = opened(database, cases, AT + MONTH)
    end(database, here, number, "closed", AT + 40 * DAY)
    with database.session() as session:
        acts = session.scalars(select(Entry.act).where(Entry.subject.like("risk_point:%")))
        assert [each for each in acts if "review" in each] == [
            "risk.review_opened",
            "risk.reviewed",
        ]
        assert len(session.scalars(select(CaseRow.id)).all()) == 1
