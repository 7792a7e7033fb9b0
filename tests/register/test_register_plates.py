"""Plates of risk points: what stands on them, where their codes lead, how they are drawn."""

import base64
import re
import zlib
from dataclasses import replace

import pytest
import segno
from register_town import AT, CAUSE, LAMP, PIT, draft, room

from anlan.model.errors import RegisterError
from anlan.model.permission import WHOLE, Scope
from anlan.risk.register import Measure, plate, rows
from anlan.risk.register.plate import plate_rules, wanted_points
from anlan.risk.register.plate_paper import as_plates
from anlan.store.change import change
from anlan.store.database import Database

BASE = "https://anlan.example"
EVERYWHERE = Scope((WHOLE,))


@pytest.fixture
def here(database: Database):
    at = room()
    drafts = [
        draft(),
        draft("B-1", name="Silo", unit="Builder B", unit_code="B", lon=None, lat=None,
              division="990101001"),
    ]  # fmt: skip
    with change(database, CAUSE) as made:
        at.put_many(made, at.placed_many(drafts, AT), AT)
    return at


def of(database: Database, here, code: str = "A-1", lang: str = "en", base: str = BASE):
    with database.session() as session:
        row = rows.find(session, here.city.name, code)
        return plate.plate(session, here.city, row, base, lang)


def test_a_plate_says_what_is_dangerous_and_who_answers_for_it(database, here):
    told = of(database, here)
    assert (told.name, told.code, told.colour) == ("Pit of site A", "A-1", "yellow")
    assert (told.grade, told.colour_word) == ("medium", "yellow")
    assert told.lines["sources"] == ["foundation pit: Collapse", "tower crane: Lifting injury"]
    assert told.lines["measures"] == ["shoring and drainage", "daily survey"]
    assert told.lines["control"] == ["company · safety officer"]
    assert told.lines["patrol"] == ["at least every 1 day"]
    assert told.lines["inherent"] == ["major (red)"]
    assert told.lines["review"][0].startswith("20")
    assert "12345" in told.lines["hotline"][0]
    assert of(database, here, lang="zh").grade == "一般"


def test_its_code_leads_residents_to_their_page_and_others_to_the_console(database, here):
    told = of(database, here)
    place = f"lon={LAMP[0]}&lat={LAMP[1]}&place=Pit+of+site+A"
    assert told.address == f"{BASE}/report/?city=jiangcheng&{place}"
    assert of(database, here, "B-1").address == f"{BASE}/#/jiangcheng/risks?sel=B-1"
    door = here.city.public.model_copy(update={"open": False})
    shut = replace(here, city=here.city.model_copy(update={"public": door}))
    assert of(database, shut, base=f"{BASE}/").address == f"{BASE}/#/jiangcheng/risks?sel=A-1"
    with pytest.raises(RegisterError, match="ANLAN_ADDRESS"):
        of(database, here, base="")


def test_what_is_too_much_for_a_plate_is_counted(database, here):
    measures = tuple(Measure("management", f"{n} {'x' * 200}") for n in range(9))
    many = tuple(replace(PIT, name=f"pit {n}", measures=measures[n : n + 1]) for n in range(9))
    with change(database, CAUSE) as made:
        here.put_many(made, here.placed_many([draft(sources=many)], AT), AT)
    lines, rules = of(database, here).lines, plate_rules()
    assert len(lines["sources"]) == rules.sources + 1
    assert lines["sources"][-1] == f"and {9 - rules.sources} more in the register"
    assert len(lines["measures"]) == rules.measures + 1
    assert all(len(each) <= rules.longest + 1 for each in lines["measures"])
    assert lines["emergency"]


def test_which_plates_are_asked_for(database, here, monkeypatch):
    def codes(**asked):
        with database.session() as session:
            given = {"division": "", "unit_code": ""} | asked
            found = wanted_points(session, here.city.name, EVERYWHERE, **given)
            return sorted(each.code for each in found)

    assert codes() == ["A-1", "B-1"]
    assert codes(unit_code="B") == ["B-1"]
    assert codes(division="jiangcheng/990101/990101001") == ["A-1", "B-1"]
    with pytest.raises(RegisterError, match="No risk point"):
        codes(unit_code="C")
    few = plate_rules().model_copy(update={"most": 1})
    monkeypatch.setattr(plate, "plate_rules", lambda: few)
    with pytest.raises(RegisterError, match="more than 1 plates"):
        codes()


def drawn(paper: bytes) -> list[str]:
    """Return what is drawn on each page."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", paper, re.DOTALL)
    found = []
    for each in streams:
        packed = base64.a85decode(b"<~" + each.strip(), adobe=True)
        found.append(zlib.decompress(packed).decode("latin-1"))
    return found


@pytest.mark.parametrize(("size", "wide"), [("a4", 841.89), ("a5", 595.28)])
@pytest.mark.parametrize("code", ["A-1", "B-1"])
def test_the_code_that_is_drawn_is_that_of_the_address(database, here, size, wide, code):
    told = of(database, here, code, "zh")
    paper = as_plates([told], size, "zh")
    assert float(re.search(rb"/MediaBox \[ 0 0 ([\d.]+)", paper)[1]) == pytest.approx(wide, abs=0.1)
    (page,) = drawn(paper)
    squares = [
        tuple(map(float, each))
        for each in re.findall(r"n ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f", page)
    ]
    side = squares[-1][2]
    dots = [each for each in squares if each[2] == each[3] == side]
    matrix = [list(row) for row in segno.make(told.address, error="q", boost_error=False).matrix]
    left, top = min(each[0] for each in dots), max(each[1] for each in dots)
    seen = {(round((top - y) / side), round((x - left) / side)) for x, y, *_ in dots}
    dark = {(y, x) for y, row in enumerate(matrix) for x, each in enumerate(row) if each}
    assert seen == dark


def test_every_plate_is_on_a_page_of_its_own(database, here):
    told = [of(database, here, code) for code in ("A-1", "B-1")]
    assert len(drawn(as_plates(told, "a4", "en"))) == 2


@pytest.mark.parametrize("colour", ["red", "orange", "yellow", "blue"])
def test_a_colour_is_never_alone(database, here, colour):
    told = replace(of(database, here), colour=colour, name="长" * 200)
    (page,) = drawn(as_plates([told], "a4", "en"))
    # The shape is a filled path of its own; a disc is made of curves.
    assert bool(re.search(r"[\d.] c\s", page)) == (colour == "blue")
    assert told.grade and told.colour_word
