"""A point is patrolled as often as its colour asks; what is late weighs on it until it is done."""

from collections.abc import Callable
from datetime import date

import pytest
from register_town import AT, CAUSE, CITY, DAY, draft, room
from sqlalchemy import select

from anlan import cities
from anlan.cases.clockwork import Clockwork
from anlan.cases.room import CaseRoom
from anlan.model.errors import RegisterError
from anlan.model.permission import WHOLE, Area, Scope
from anlan.risk.register import patrols, rows
from anlan.risk.register.hazards import Finding
from anlan.risk.register.patrols import Patrol, Patrolled
from anlan.risk.register.room import RegisterRoom
from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.risk import RiskFact, RiskPatrol
from anlan.store.verify import verify

TODAY = date(2026, 7, 18)
MILD = {"L": 1, "E": 6, "C": 7}  # 42: blue without measures


@pytest.fixture
def here(database: Database) -> RegisterRoom:
    """The register with a point that is red without its measures, and a blue one."""
    at = room()
    blue = draft("B-1", lon=114.35, sources=(draft().sources[1],))
    with change(database, CAUSE) as made:
        placed = at.placed_many([draft(), blue], AT)
        at.put_many(made, placed, AT)
    return at


@pytest.fixture
def note(database: Database, here: RegisterRoom) -> Callable[..., Patrolled]:
    pack = cities.load(CITY)
    cases = CaseRoom(pack.city, here.tree, Clockwork.of(pack.city, pack.finder()))

    def make(told: Patrol, at=AT) -> Patrolled:
        with change(database, CAUSE) as made:
            (noted,) = patrols.note(made, here, cases, [told], at)
        return noted

    return make


def late(database: Database, here: RegisterRoom, at) -> list[str]:
    with change(database, CAUSE) as made:
        return patrols.overdue(made, here, at)


def facts(database: Database) -> list[tuple[str, str, bool]]:
    with database.session() as session:
        kept = session.scalars(select(RiskFact).order_by(RiskFact.id))
        return [(each.modifier, each.key, each.ended_at is None) for each in kept]


def due(database: Database, code: str = "A-1") -> date:
    with database.session() as session:
        return rows.find(session, CITY, code).patrol_due


def test_the_term_follows_the_colour_without_measures(database, here):
    assert due(database) == date(2026, 7, 19)
    assert due(database, "B-1") == date(2026, 8, 17)  # yellow: 30 days


def test_a_patrol_is_noted_once_and_sets_the_next(database, note):
    told = Patrol("A-1", "round 7", AT + DAY)
    assert note(told, AT + DAY) == Patrolled("A-1", True, date(2026, 7, 20), ())
    assert note(told, AT + 2 * DAY) == Patrolled("A-1", False, date(2026, 7, 20), ())
    early = note(Patrol("A-1", "round 6", AT), AT + 2 * DAY)
    assert (early.fresh, early.due) == (True, date(2026, 7, 20))
    with database.session() as session:
        assert len(session.scalars(select(RiskPatrol.id)).all()) == 2
        acts = session.scalars(select(Entry.act).where(Entry.act == "risk.patrolled")).all()
        assert len(acts) == 2
    assert verify(database).fault is None


def test_what_is_late_weighs_until_it_is_done(database, here, note):
    assert late(database, here, AT + DAY) == []
    with database.session() as session:
        assert not patrols.waiting(session, here, AT + DAY)  # in time until the end of the day
        assert patrols.waiting(session, here, AT + 2 * DAY)
    late(database, here, AT + 2 * DAY)
    late(database, here, AT + 3 * DAY)
    assert facts(database) == [("patrol_overdue", "A-1 patrol", True)]
    with database.session() as session:
        assert rows.find(session, CITY, "A-1").now_value == pytest.approx(90 * 1.2)
        assert not patrols.waiting(session, here, AT + 3 * DAY)
    note(Patrol("A-1", "old", AT + DAY), AT + 3 * DAY)
    assert facts(database)[0][2]  # that one was done too long ago to help
    note(Patrol("A-1", "new", AT + 3 * DAY), AT + 3 * DAY)
    assert facts(database) == [("patrol_overdue", "A-1 patrol", False)]
    with database.session() as session:
        assert rows.find(session, CITY, "A-1").now_value == pytest.approx(90)
    late(database, here, AT + 5 * DAY)
    assert facts(database) == [("patrol_overdue", "A-1 patrol", True)]


def test_graded_milder_it_is_late_no_more(database, here):
    late(database, here, AT + 3 * DAY)
    mild = draft(sources=(draft().sources[1],))
    with change(database, CAUSE) as made:
        placed = here.placed_many([mild], AT + 3 * DAY)
        here.put_many(made, placed, AT + 3 * DAY)
    with database.session() as session:
        assert patrols.waiting(session, here, AT + 3 * DAY)
    late(database, here, AT + 3 * DAY)
    assert facts(database) == [("patrol_overdue", "A-1 patrol", False)]


def test_what_a_patrol_finds_becomes_cases_once(database, note):
    told = Patrol("A-1", "round 8", AT, (Finding("支护松动", "1"), Finding("护栏缺失", "2")))
    first = note(told)
    assert len(first.findings) == 2
    assert note(told).findings == first.findings
    with database.session() as session:
        assert len(session.scalars(select(CaseRow.id)).all()) == 2


def test_the_list_is_in_order_page_by_page_within_a_scope(database, here):
    def codes(scope: Scope, after=None, limit=10, until=date(2026, 12, 31)):
        with database.session() as session:
            found = patrols.due_list(session, CITY, scope, until, after, limit)
            return [(row.code, (row.patrol_due, row.id)) for row in found]

    whole = codes(Scope((WHOLE,)))
    assert [each[0] for each in whole] == ["A-1", "B-1"]
    first = codes(Scope((WHOLE,)), limit=1)
    assert first + codes(Scope((WHOLE,)), after=first[-1][1]) == whole
    east = Scope((Area(here.path_of("", "990101002")),))
    assert [each[0] for each in codes(east)] == ["B-1"]
    assert codes(Scope()) == []
    assert codes(Scope((WHOLE,)), until=TODAY) == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Patrol("A-9", "k", AT), "no risk point A-9"),
        (Patrol("A-1", "k", AT + DAY), "is to come"),
    ],
)
def test_a_patrol_that_cannot_have_been_is_refused(database, note, told, said):
    with pytest.raises(RegisterError, match=said):
        note(told)
    with database.session() as session:
        assert session.scalars(select(RiskPatrol.id)).all() == []
