"""A notice moves all points of its area until it ends; those registered later, too."""

from datetime import UTC, datetime, timedelta

import pytest
from register_town import AT, CAUSE, CITY, DAY, LAMP, draft, room
from sqlalchemy import select

from anlan.model.errors import RegisterError
from anlan.risk.register import notices, rows
from anlan.risk.register.equipment import Piece, put_many
from anlan.risk.register.hazards import fading
from anlan.risk.register.influences import Influence, replace_all
from anlan.risk.register.notices import Around, Notice, Told
from anlan.risk.register.renewing import now, renew_all, why
from anlan.risk.register.room import RegisterRoom
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.risk import RiskChange, RiskFact, RiskNotice
from anlan.store.verify import verify

HOUR = timedelta(hours=1)
STORM = Notice("W-1", "storm", "暴雨橙色预警", AT, AT + 6 * HOUR, ("990101",))


@pytest.fixture
def here(database: Database) -> RegisterRoom:
    """A site and a fire point in the west, a site in the east."""
    at = room()
    given = [draft(), draft("F-1", field="fire"), draft("A-2", lon=114.35)]
    put(database, at, given)
    return at


def put(database: Database, here: RegisterRoom, given, at: datetime = AT) -> None:
    with change(database, CAUSE) as made:
        here.put_many(made, here.placed_many(given, at), at)


def tell(database: Database, here: RegisterRoom, notice: Notice, at: datetime = AT) -> Told:
    placed = notices.placed(here, notice)
    with change(database, CAUSE) as made:
        told = notices.tell(made, here, placed, at)
    renew_all(database, CAUSE, here, told.touched, at)
    return told


def end(database: Database, here: RegisterRoom, key: str, at: datetime, *, void=False) -> Told:
    with change(database, CAUSE) as made:
        told = notices.end(made, here, key, at, void=void)
    renew_all(database, CAUSE, here, told.touched, at)
    return told


def values(database: Database, *codes: str) -> list[float]:
    with database.session() as session:
        return [rows.find(session, CITY, each).now_value for each in codes]


def test_a_warning_moves_the_fields_it_is_for_and_ends_by_itself(database, here):
    assert tell(database, here, STORM).points == 2
    assert values(database, "A-1", "F-1", "A-2") == pytest.approx([135, 90, 135])
    fading(database, CAUSE, here, AT + 6 * HOUR + 12 * HOUR)  # half a day: half of its logarithm
    assert values(database, "A-1") == pytest.approx([90 * 1.5**0.5])
    fading(database, CAUSE, here, AT + 20 * DAY)
    assert values(database, "A-1", "A-2") == pytest.approx([90, 90])
    with database.session() as session:
        entry = session.scalars(select(Entry).where(Entry.act == "risk.notice")).one()
        assert entry.subject == "risk_notice:jiangcheng/W-1"
    assert verify(database).fault is None


def test_one_street_or_a_circle_holds_those_within(database, here):
    west = Notice("W-2", "storm", "x", AT, divisions=("990101001",))
    assert tell(database, here, west).points == 1
    near = Notice("W-3", "works_nearby", "x", AT, around=Around(LAMP[0], LAMP[1] + 0.004, 400.0))
    assert tell(database, here, near).points == 0  # 444 m away, and no field of it
    fields = ("construction", "fire")
    wide = Notice("W-4", "works_nearby", "x", AT, around=Around(LAMP[0], LAMP[1] + 0.004, 450.0),
                  fields=fields)  # fmt: skip
    assert tell(database, here, wide).points == 2
    close = Notice("W-5", "works_nearby", "x", AT, around=Around(LAMP[0], LAMP[1] + 0.004, 440.0),
                   fields=fields)  # fmt: skip
    assert tell(database, here, close).points == 0  # in the box, not in the circle
    whole = Notice("W-6", "season", "x", AT, divisions=(CITY,))
    assert tell(database, here, whole).points == 3


def test_told_again_it_is_one_and_changed_it_takes_its_place(database, here):
    assert tell(database, here, STORM).fresh
    again = tell(database, here, STORM)
    assert (again.fresh, again.points, tuple(again.touched)) == (False, 2, ())
    other = Notice("W-1", "storm", "暴雨红色预警", AT, None, ("990101001",))
    assert tell(database, here, other).points == 1
    assert values(database, "A-1", "A-2") == pytest.approx([135, 90])
    with database.session() as session:
        assert len(session.scalars(select(RiskFact.id)).all()) == 1
        assert session.scalars(select(RiskNotice)).one().title == "暴雨红色预警"


def test_ended_it_fades_and_as_a_mistake_it_leaves_nothing(database, here):
    tell(database, here, STORM)
    assert end(database, here, "W-1", AT + HOUR).fresh
    assert not end(database, here, "W-1", AT + 2 * HOUR).fresh
    with database.session() as session:
        ends = session.scalars(select(RiskFact.ended_at)).all()
    assert ends == [AT + HOUR, AT + HOUR]
    tell(database, here, STORM, AT + 3 * HOUR)  # told anew
    end(database, here, "W-1", AT + 4 * HOUR, void=True)
    assert values(database, "A-1") == pytest.approx([90])
    with database.session() as session:
        assert session.scalars(select(RiskFact)).all() == []


def test_ended_before_it_began_it_never_was(database, here):
    later = Notice("W-7", "storm", "x", AT + DAY, AT + 2 * DAY, ("990101",))
    tell(database, here, later)
    assert values(database, "A-1") == pytest.approx([90])
    end(database, here, "W-7", AT + HOUR)
    with database.session() as session:
        assert session.scalars(select(RiskFact)).all() == []


def test_one_that_is_to_come_moves_when_it_has_begun(database, here):
    tell(database, here, Notice("W-8", "storm", "x", AT + 2 * DAY, None, ("990101",)))
    fading(database, CAUSE, here, AT + DAY)
    assert values(database, "A-1") == pytest.approx([90])
    fading(database, CAUSE, here, AT + 2 * DAY + HOUR)
    assert values(database, "A-1") == pytest.approx([135])


def catch_up(database: Database, here: RegisterRoom, at: datetime) -> list[int]:
    with change(database, CAUSE) as made:
        ids = notices.catch_up(made, here, at)
    renew_all(database, CAUSE, here, ids, at)
    return ids


def test_points_registered_later_get_it_too_while_it_stands(database, here):
    tell(database, here, STORM)
    put(database, here, [draft("A-3"), draft("F-3", field="fire")], AT + HOUR)
    assert len(catch_up(database, here, AT + HOUR)) == 1
    assert catch_up(database, here, AT + HOUR) == []
    assert values(database, "A-3", "F-3") == pytest.approx([135, 90])
    with database.session() as session:
        assert session.scalars(select(RiskNotice.points)).one() == 3
    put(database, here, [draft("A-4")], AT + 7 * HOUR)
    assert catch_up(database, here, AT + 7 * HOUR) == []


def test_an_outage_tells_what_fails_with_it_and_when(database, here):
    lift = Piece("L-1", "lift", "Lift", "990101001", point_code="F-1")
    with change(database, CAUSE) as made:
        put_many(made, here, [lift])
        replace_all(made, CITY, [
            Influence("SUB", "A-1", "power", lag=30, recovery=15), Influence("SUB", "L-1", "power"),
        ])  # fmt: skip
    out = Notice("O-1", "supply_lost", "停电", AT, AT + 4 * HOUR, assets=("SUB",))
    assert tell(database, here, out).points == 2
    with database.session() as session:
        told = session.scalars(select(RiskFact).order_by(RiskFact.point_id)).all()
        spans = [(each.began_at - AT, each.ended_at - AT) for each in told]
    quarter = timedelta(minutes=15)
    assert spans == [(2 * quarter, 4 * HOUR + quarter), (0 * HOUR, 4 * HOUR + quarter)]


def test_high_seasons_are_told_once_and_by_field(database, here):
    flood = datetime(2026, 7, 18, 2, tzinfo=UTC)
    put(database, here, [draft("U-1", field="underground")])
    for times in (1, 0):
        with change(database, CAUSE) as made:
            ids = notices.seasons(made, here, flood)
        renew_all(database, CAUSE, here, ids, flood)
        assert len(ids) == times
    assert values(database, "U-1", "A-1") == pytest.approx([108, 90])
    fading(database, CAUSE, here, datetime(2026, 9, 30, 15, 59, tzinfo=UTC))
    assert values(database, "U-1") == pytest.approx([108])
    fading(database, CAUSE, here, datetime(2026, 9, 30, 16, 1, tzinfo=UTC))  # October there
    assert values(database, "U-1") == pytest.approx([90])


def test_each_change_of_colour_by_a_notice_is_kept_with_its_reason(database, here):
    strong = Notice("W-9", "alarm", "氨气报警", AT, None, around=Around(*LAMP, 50.0))
    put(database, here, [draft("C-1", field="chemicals", sources=(draft().sources[1],))])
    tell(database, here, strong)
    with database.session() as session:
        row = rows.find(session, CITY, "C-1")
        kept = session.scalars(
            select(RiskChange).where(RiskChange.point_id == row.id).order_by(RiskChange.id)
        ).all()
        assert (kept[-1].before, kept[-1].after) == (0, 1)
        assert {"modifier": "alarm", "key": "notice W-9", "factor": 1.6} in kept[-1].why
        assert row.version == 2
        acts = session.scalars(
            select(Entry.act).where(Entry.subject == rows.subject(row)).order_by(Entry.seq)
        ).all()
    assert acts == ["risk.registered", "risk.coloured"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"modifier": "hazard_major"}, "can't tell of “hazard_major”"),
        ({"title": " "}, "lacks a key or a title"),
        ({"until": AT}, "ends before it begins"),
        ({"divisions": ()}, "in one way"),
        ({"around": Around(*LAMP, 10.0)}, "in one way"),
        ({"divisions": (), "assets": ("S",), "until": None}, "until when the assets are down"),
        ({"divisions": (), "around": Around(*LAMP, 0.0)}, "can't reach 0"),
        ({"divisions": ("990199",)}, "no division 990199"),
        ({"fields": ("sea",)}, "“sea” is none of the fields"),
    ],
)
def test_a_notice_that_makes_no_sense_is_refused(database, here, given, said):
    with pytest.raises(RegisterError, match=said):
        tell(database, here, Notice(**(STORM.__dict__ | given)))
    with database.session() as session:
        assert session.scalars(select(RiskNotice)).all() == []


def test_a_notice_that_is_not_there_cannot_end(database, here):
    with pytest.raises(RegisterError, match="no notice W-0"):
        end(database, here, "W-0", AT)


def test_what_has_faded_until_it_multiplies_by_one_is_no_reason_any_more(database, here):
    tell(database, here, STORM)

    def reasons(at: datetime) -> list[str]:
        with database.session() as session:
            row = rows.find(session, CITY, "A-1")
            shown = now(here, [row], rows.facts_of(session, [row.id]), at)
            return [each["modifier"] for each in why(shown, here, 0, row)]

    over = AT + 6 * HOUR
    assert reasons(over - HOUR) == ["storm"]
    assert reasons(over + 3 * DAY) == ["storm"]  # six half-lives: 1.006
    assert reasons(over + 5 * DAY) == []  # ten: 1.0004
