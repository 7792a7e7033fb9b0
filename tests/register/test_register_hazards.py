"""A hazard found at a point is a case; the point is the more dangerous until it is put right."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from register_town import AT, CAUSE, CITY, DAY, draft, room
from sqlalchemy import select

from anlan import cities
from anlan.cases.clockwork import Clockwork
from anlan.cases.flow import Move
from anlan.cases.room import CaseRoom
from anlan.cases.rows import find as find_case
from anlan.model.cause import Cause
from anlan.model.colour import COLOURS
from anlan.model.errors import CaseError, RegisterError
from anlan.risk.register import rows
from anlan.risk.register.draft import Told
from anlan.risk.register.hazards import Finding, Follower, fading, found
from anlan.risk.register.room import RegisterRoom
from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.risk import RiskFact
from anlan.store.verify import verify

LOOSE = Finding("支护松动", "patrol 1", "西侧支护有位移。", measure=(0, 0))


@pytest.fixture
def here(database: Database) -> RegisterRoom:
    """The register with the pit of site A, which is yellow."""
    at = room()
    with change(database, CAUSE) as made:
        (placed,) = at.placed_many([draft()], AT)
        at.put_many(made, [placed], AT)
    return at


@pytest.fixture
def cases(here: RegisterRoom) -> CaseRoom:
    pack = cities.load(CITY)
    return CaseRoom(pack.city, here.tree, Clockwork.of(pack.city, pack.finder()))


@pytest.fixture
def find(database: Database, here: RegisterRoom, cases: CaseRoom) -> Callable[..., str]:
    def make(finding: Finding = LOOSE, code: str = "A-1") -> str:
        with change(database, CAUSE) as made:
            return found(made, here, cases, code, finding, AT)

    return make


def colour(database: Database) -> str:
    with database.session() as session:
        return COLOURS[rows.find(session, CITY, "A-1").now_colour]


def failed(database: Database) -> list[str]:
    with database.session() as session:
        row = rows.find(session, CITY, "A-1")
        return [each.failed_by for each in rows.measures_of(session, row)]


def move(database: Database, cases: CaseRoom, number: str, act: str, **fields: object) -> None:
    with change(database, Cause("local:other")) as made:
        row = find_case(made.session, CITY, number)
        at = AT + timedelta(hours=1)
        by = Move(act, "local:other", ROLES[act], at, fields=fields)
        cases.move(made, number, by, row.version)


ROLES = {"file.reject": "acceptor", "close.void": "supervisor"}


def test_a_finding_is_a_case_at_the_point_that_it_weighs_on(database, find):
    number = find()
    with database.session() as session:
        case = find_case(session, CITY, number)
        row = rows.find(session, CITY, "A-1")
        assert (case.kind, case.channel, case.division) == (
            "hazard_general",
            "inspection",
            row.division,
        )
        assert (case.lon, case.lat, case.source) == (row.lon, row.lat, rows.subject(row))
        facts = {each.modifier for each in rows.facts_of(session, [row.id])}
    assert facts == {"hazard_general", "measure_failed"}
    assert failed(database) == [number, ""]
    assert colour(database) == "orange"  # 90 times 1.5 and 1.8
    assert verify(database).entries


def test_a_finding_sent_twice_is_one_case(database, find):
    assert find() == find()
    with database.session() as session:
        assert len(session.scalars(select(CaseRow.id)).all()) == 1
        assert len(session.scalars(select(RiskFact.id)).all()) == 2


def test_a_major_hazard_makes_the_point_red(database, find):
    find(Finding("支护失稳", "patrol 2", major=True))
    assert colour(database) == "red"


def test_with_the_end_of_its_case_a_hazard_fades_and_the_measure_is_effective(database, here, find):
    number = find()
    follower = Follower(database, here)
    assert follower.look(CAUSE, AT) == []
    with database.writing() as session:
        session.query(CaseRow).update({"state": "closed", "ended_at": AT + DAY})
    assert Follower(database, here).look(CAUSE, AT + DAY) == []  # it still weighs in full
    assert failed(database) == ["", ""]
    assert colour(database) == "orange"
    assert fading(database, CAUSE, here, AT + 200 * DAY) == ["A-1"]
    assert colour(database) == "yellow"
    with database.writing() as session:
        session.query(CaseRow).update({"state": "checking", "ended_at": None})
    assert Follower(database, here).look(CAUSE, AT + 201 * DAY) == ["A-1"]
    assert colour(database) == "orange"
    assert number


def test_a_hazard_that_was_none_leaves_nothing(database, here, cases, find):
    number = find()
    follower = Follower(database, here)
    follower.look(CAUSE, AT)
    move(database, cases, number, "file.reject", reason="现场核查无此问题")
    assert follower.look(CAUSE, AT + DAY) == ["A-1"]
    assert (colour(database), failed(database)) == ("yellow", ["", ""])
    with database.session() as session:
        assert session.scalars(select(RiskFact)).all() == []


def test_other_cases_and_facts_are_left_alone(database, here):
    with change(database, CAUSE) as made:
        here.tell(made, [Told("A-1", "alarm", "sensor 4", AT)], AT)
    assert Follower(database, here).look(CAUSE, AT) == []
    assert colour(database) == "yellow"


def test_what_ends_by_itself_is_seen_when_its_time_has_come(database, here):
    with change(database, CAUSE) as made:
        here.tell(made, [Told("A-1", "event_nearby", "fair", AT, AT + DAY)], AT)
        here.tell(made, [Told("A-1", "works_nearby", "road", AT, AT + DAY)], AT)
    assert colour(database) == "orange"  # 90 times 1.4 times 1.4
    assert fading(database, CAUSE, here, AT + DAY / 2) == []
    assert fading(database, CAUSE, here, AT + 2 * DAY) == ["A-1"]
    assert colour(database) == "yellow"


def test_a_point_or_a_measure_that_is_not_there(database, find):
    with pytest.raises(RegisterError, match="no risk point A-9"):
        find(code="A-9")
    with pytest.raises(RegisterError, match="no measure 7 of source 1"):
        find(Finding("x", "k", measure=(0, 6)))
    with pytest.raises(CaseError):
        find(Finding(" ", "k"))
    with database.session() as session:
        assert session.scalars(select(CaseRow.id)).all() == []
