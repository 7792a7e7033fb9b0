"""Stocks make a point a major hazard installation, and red; less of them makes it none again."""

from datetime import date

import pytest
from register_town import AT, CAUSE, CITY, DAY, draft, room
from sqlalchemy import select

from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.risk.register import installations, rows
from anlan.risk.register.room import RegisterRoom
from anlan.risk.schemes.installations import Installation
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.risk import RiskInstallation
from anlan.store.verify import verify


@pytest.fixture
def here(database: Database) -> RegisterRoom:
    """The register with a yellow point that turns blue with its measures."""
    at = room()
    register(database, at)
    return at


def register(database: Database, here: RegisterRoom, **given) -> None:
    told = draft("C-1", field="chemicals", sources=(draft().sources[1],), **given)
    with change(database, CAUSE) as made:
        here.put_many(made, here.placed_many([told], AT), AT)


def put(database: Database, here: RegisterRoom, stocks, residents: int = 60) -> Installation:
    with change(database, CAUSE) as made:
        return installations.put(made, here, "C-1", stocks, residents, AT + DAY)


def stands(database: Database) -> tuple[str, str, str, str, date]:
    with database.session() as session:
        row = rows.find(session, CITY, "C-1")
        colours = (row.inherent_colour, row.residual_colour, row.now_colour)
        return (*(COLOURS[each] for each in colours), row.floor_rule, row.patrol_due)


def test_it_is_red_while_its_stocks_make_it_an_installation(database, here):
    assert stands(database)[:4] == ("yellow", "blue", "blue", "")
    found = put(database, here, {"chlorine": 40.0, "ammonia": 15.0})
    assert (found.rank, found.r) == ("II", 52.5)
    red = ("red", "red", "red", "major_installation")
    assert stands(database) == (*red, date(2026, 7, 19))  # patrolled daily
    register(database, here)
    assert stands(database)[:4] == red  # a list that says nothing of stocks takes none away
    assert put(database, here, {"chlorine": 1.0}).rank == ""
    assert stands(database)[:4] == ("yellow", "blue", "blue", "")
    with database.session() as session:
        query = select(Entry.after).where(Entry.act == "risk.installation").order_by(Entry.seq)
        assert '"rank":"II"' in session.scalars(query).all()[0].replace(" ", "")
    assert verify(database).fault is None


def test_another_reason_to_be_red_stays(database, here):
    register(database, here, floors=("ten_exposed",))
    put(database, here, {"chlorine": 40.0})
    put(database, here, {})
    assert stands(database)[:4] == ("red", "red", "red", "ten_exposed")
    with database.session() as session:
        assert session.scalars(select(RiskInstallation)).all() == []


def test_stocks_are_read_by_name_or_code(tmp_path):
    file = tmp_path / "stocks.csv"
    file.write_text("substance,tonnes\n氯,40\nAmmonia,１５\n", encoding="utf-8")
    assert installations.read(file) == {"chlorine": 40.0, "ammonia": 15.0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("substance,tonnes\nwater,1\n", "No substance is known as “water”"),
        ("substance,tonnes\n氯,1\nchlorine,2\n", "line 3: chlorine is there twice"),
        ("name,tonnes\n氯,1\n", "line 2: give a substance"),
        ("substance,tonnes\n氯,much\n", "much"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(tmp_path, text, said):
    file = tmp_path / "stocks.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError, match=said):
        installations.read(file)


@pytest.mark.parametrize(
    ("stocks", "residents", "said"),
    [
        ({"water": 1.0}, 0, "water"),
        ({"chlorine": -1.0}, 0, "-1"),
        ({"chlorine": 1.0}, -1, "no count of residents"),
    ],
)
def test_figures_that_are_none_change_nothing(database, here, stocks, residents, said):
    with pytest.raises(RegisterError, match=said):
        put(database, here, stocks, residents)
    assert stands(database)[:4] == ("yellow", "blue", "blue", "")
