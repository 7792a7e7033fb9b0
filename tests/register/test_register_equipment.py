"""Equipment is due by its statutory cycles; what is overdue weighs on its risk point."""

from datetime import date

import pytest
from register_town import AT, CAUSE, CITY, DAY, draft, room
from sqlalchemy import select

from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.model.permission import WHOLE, Area, Scope
from anlan.risk.register import rows
from anlan.risk.register.equipment import Done, Piece, done, due_list, overdue, put_many
from anlan.risk.register.room import RegisterRoom
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.risk import RiskDuty, RiskEquipment, RiskFact
from anlan.store.verify import verify

TODAY = date(2026, 7, 18)
LIFT = Piece(
    "L-1",
    "lift",
    "Lift of house 3",
    "990101001",
    accepted=date(2022, 5, 20),
    used_from=date(2022, 6, 1),
    point_code="A-1",
    done={
        "lift_inspection": Done(date(2023, 5, 10)),
        "lift_self_test": Done(date(2025, 5, 30)),
        "lift_upkeep": Done(date(2026, 7, 10)),
    },
)
VESSEL = Piece("V-1", "vessel", "Air tank", "990101002", used_from=date(2020, 1, 15))


@pytest.fixture
def here(database: Database) -> RegisterRoom:
    """The register with one risk point and two pieces of equipment."""
    at = room()
    with change(database, CAUSE) as made:
        (placed,) = at.placed_many([draft()], AT)
        at.put_many(made, [placed], AT)
        assert put_many(made, at, [LIFT, VESSEL]) == 2
    return at


def duties(database: Database, code: str) -> dict[str, date | None]:
    with database.session() as session:
        query = (
            select(RiskDuty)
            .join(RiskEquipment, RiskEquipment.id == RiskDuty.equipment_id)
            .where(RiskEquipment.code == code)
        )
        return {each.cycle: each.due for each in session.scalars(query)}


def colour(database: Database) -> str:
    with database.session() as session:
        return COLOURS[rows.find(session, CITY, "A-1").now_colour]


def test_every_duty_of_its_kind_is_due_by_its_cycle(database, here):
    assert duties(database, "L-1") == {
        "lift_inspection": date(2026, 5, 31),
        "lift_self_test": date(2027, 5, 31),
        "lift_upkeep": date(2026, 7, 25),
    }
    assert duties(database, "V-1") == {
        "vessel_check": date(2021, 1, 15),
        "vessel_inspection": date(2023, 1, 15),
    }


def test_what_is_overdue_weighs_on_its_point_until_it_is_done(database, here):
    with change(database, CAUSE) as made:
        assert overdue(made, here, AT) == []  # 90 times 1.5 is still yellow
        assert overdue(made, here, AT) == []
    with database.session() as session:
        (fact,) = session.scalars(select(RiskFact))
        assert (fact.modifier, fact.key) == ("inspection_overdue", "L-1 lift_inspection")
        assert rows.find(session, CITY, "A-1").now_value == pytest.approx(135)
    with change(database, CAUSE) as made:
        told = Done(date(2026, 7, 17))
        assert done(made, here, "L-1", "lift_inspection", told, AT + DAY) == date(2029, 5, 31)
    with database.session() as session:
        (fact,) = session.scalars(select(RiskFact))
        assert fact.ended_at == AT + DAY
        assert rows.find(session, CITY, "A-1").now_value == pytest.approx(90)
        acts = list(session.scalars(select(Entry.act).where(Entry.act.startswith("risk.duty"))))
        assert acts == ["risk.duty_done"]
    assert verify(database).fault is None


def test_a_grade_sets_the_next_term_and_the_agency_may_state_it(database, here):
    def inspected(told: Done) -> date | None:
        with change(database, CAUSE) as made:
            return done(made, here, "V-1", "vessel_inspection", told, AT)

    day = date(2026, 7, 1)
    assert inspected(Done(day, 2)) == date(2032, 7, 1)
    assert inspected(Done(day, 3)) == date(2029, 7, 1)
    assert inspected(Done(day, 4)) is None
    assert inspected(Done(day, 4, date(2028, 7, 1))) == date(2028, 7, 1)
    assert inspected(Done(day, 5)) is None


def test_the_due_list_is_in_order_page_by_page_within_a_scope(database, here):
    def codes(scope: Scope, after=None, limit=10, until=date(2026, 7, 31)):
        with database.session() as session:
            found = due_list(session, CITY, scope, until, after, limit)
            return [(row.code, duty.cycle, (duty.due, duty.id)) for row, duty in found]

    whole = codes(Scope((WHOLE,)))
    assert [each[:2] for each in whole] == [
        ("V-1", "vessel_check"),
        ("V-1", "vessel_inspection"),
        ("L-1", "lift_inspection"),
        ("L-1", "lift_upkeep"),
    ]
    first = codes(Scope((WHOLE,)), limit=3)
    assert first + codes(Scope((WHOLE,)), after=first[-1][2], limit=3) == whole
    path = here.path_of("", "990101001")
    assert {each[0] for each in codes(Scope((Area(path),)))} == {"L-1"}
    assert codes(Scope()) == []
    assert len(codes(Scope((WHOLE,)), until=date(2026, 7, 18))) == 3


def test_given_again_it_is_changed_and_not_doubled(database, here):
    with change(database, CAUSE) as made:
        assert put_many(made, here, [VESSEL]) == 0
    with database.session() as session:
        assert len(session.scalars(select(RiskDuty.id)).all()) == 5


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        (Piece("X", "spaceship", "x", "990101001"), "kind “spaceship” has no statutory cycle"),
        (
            Piece("X", "lift", "x", "990101001", done={"boiler_internal": Done()}),
            "no duty “boiler_internal”",
        ),
        (
            Piece("X", "vessel", "x", "990101001", done={"vessel_check": Done(grade=9)}),
            "9 is no grade",
        ),
        (Piece("X", "lift", "x", "990199"), "990199"),
        (Piece("X", "lift", "x", "990101001", point_code="A-9"), "no risk point A-9"),
        (
            Piece("X", "lift", "x", "990101001", idle=TODAY, restarted=date(2026, 7, 1)),
            "run again before",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_whole(database, here, piece, said):
    with pytest.raises(RegisterError, match=said), change(database, CAUSE) as made:
        put_many(made, here, [VESSEL, piece])
    with database.session() as session:
        assert len(session.scalars(select(RiskEquipment.id)).all()) == 2


@pytest.mark.parametrize(
    ("code", "cycle", "told", "said"),
    [
        ("L-9", "lift_inspection", Done(TODAY), "no equipment L-9"),
        ("L-1", "vessel_check", Done(TODAY), "no duty “vessel_check”"),
        ("L-1", "lift_inspection", Done(date(2026, 7, 19)), "2026-07-19 is to come"),
    ],
)
def test_a_duty_that_cannot_have_been_done_is_refused(database, here, code, cycle, told, said):
    with pytest.raises(RegisterError, match=said), change(database, CAUSE) as made:
        done(made, here, code, cycle, told, AT)
