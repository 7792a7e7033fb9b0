"""Where an alert holds, who is inside, and how it reads; any walk of its life keeps its laws."""

import random
from datetime import timedelta
from typing import Any

import pytest
import shapely
from alerts_desk import (
    ANN,
    BEN,
    CAI,
    CITY,
    NOW,
    approve,
    cancel,
    city,
    compose,
    count,
    desk,
    form,
)
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from anlan import cap
from anlan.alerts import drafts, ground, rows
from anlan.alerts.alarm import COLOURS
from anlan.alerts.form import AreaForm, Circle, Sector, Texts
from anlan.alerts.preview import phone_text, phone_texts, read_aloud
from anlan.alerts.settings import template_of_kind, templates
from anlan.cap import geometry
from anlan.model.errors import AlertError
from anlan.store.alerts import AlertRow
from anlan.store.change import change
from anlan.store.database import Database

ATLAS = desk().atlas


@pytest.mark.parametrize(
    ("wind", "upwind", "inside"),
    [(270, False, (114.14, 30.1)), (270, True, (114.06, 30.1)), (0, False, (114.1, 30.06))],
    ids=["from-west", "upwind", "from-north"],
)
def test_a_sector_lies_downwind(wind: float, upwind: bool, inside: tuple[float, float]) -> None:
    sector = Sector(lon=114.1, lat=30.1, metres=6000, wind_from=wind, angle=60, upwind=upwind)
    shape = ATLAS.placed(AreaForm(sectors=(sector,))).shape
    assert shapely.intersects_xy(shape, *inside)
    away = (2 * 114.1 - inside[0], 2 * 30.1 - inside[1])
    assert not shapely.intersects_xy(shape, *away)


@pytest.mark.parametrize(
    "area",
    [AreaForm(divisions=(CITY,)), AreaForm(circles=(Circle(lon=113.5, lat=29.5, metres=500),))],
    ids=["whole", "outside"],
)
def test_what_no_division_names_is_called_by_the_city(area: AreaForm) -> None:
    assert ATLAS.placed(area).names == {"en": city().title.en, "zh": city().title.zh}


@given(
    st.floats(114.0, 114.4), st.floats(30.0, 30.2), st.floats(50, 20_000),
    st.floats(0, 360), st.floats(5, 350),
)  # fmt: skip
def test_what_is_written_covers_all_that_was_meant(
    lon: float, lat: float, metres: float, wind: float, angle: float
) -> None:
    place = {"lon": lon, "lat": lat, "metres": metres}
    area = AreaForm(
        circles=(Circle(**place),), sectors=(Sector(**place, wind_from=wind, angle=angle),)
    )
    placed = ATLAS.placed(area)
    written = geometry.shape([placed.area("en")])
    assert shapely.buffer(written, 1e-5).covers(placed.shape)
    assert all(len(text.split()) <= 100 for text in placed.polygons)


def test_divisions_that_lie_wholly_inside_stand_for_those_below() -> None:
    whole = ATLAS.placed(AreaForm(divisions=(CITY,)))
    assert whole.places == (f"{CITY}/420101", f"{CITY}/420102")
    assert whole.division == CITY
    one = ATLAS.placed(AreaForm(divisions=("420101",)))
    assert (one.places, one.division) == ((f"{CITY}/420101",), f"{CITY}/420101")
    assert one.codes == ("420101000000",)
    border = AreaForm(circles=(Circle(lon=114.2, lat=30.1, metres=500),))
    assert ATLAS.placed(border).division == CITY


def test_residents_are_counted_by_the_smallest_counted_division(database: Database) -> None:
    with database.writing() as session:
        count(session, f"{CITY}/420101", 1000)
        count(session, f"{CITY}/420101/420101001", 900)
        count(session, f"{CITY}/420101/420101001", 500, hour=16)
        count(session, f"{CITY}/420102/420102001", 8)
    west = ATLAS.placed(AreaForm(divisions=("420101",)))
    small = ATLAS.placed(AreaForm(divisions=("420102001",)))
    half = ATLAS.placed(AreaForm(drawings=(((114.0, 30.0), (114.1, 30.0), (114.1, 30.1), (114.0, 30.1)),)))  # noqa: E501  # fmt: skip
    with database.session() as session:
        night = NOW + timedelta(hours=12)
        assert ground.residents(session, city(), ATLAS, west.shape, night).people == 1000
        assert ground.residents(session, city(), ATLAS, half.shape, night).people == 450
        # At 16 o'clock in the city fewer are there: 500, and 500 in the rest of the district.
        assert ground.residents(session, city(), ATLAS, half.shape, NOW).people == 250
        assert ground.residents(session, city(), ATLAS, small.shape, NOW).people is None, (
            "few are none"
        )


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_template_makes_an_alert_that_can_be_sent(name: str) -> None:
    at = desk()
    found = drafts.composed(at, form(template=name), "x_1", NOW)
    assert found.wrong == ()
    assert [each.say() for each in found.problems if each.level == "error"] == []
    for lang in at.languages:
        assert "{" not in read_aloud(at, found.form, found.area, lang)


def test_a_text_that_is_too_long_is_told_not_cut() -> None:
    at = desk()
    long = form(texts={"en": Texts(instruction="Leave. " * 120)})
    found = drafts.composed(at, long, "x_1", NOW)
    ways = {each.way.name: each for each in phone_texts(at, long, found.area, "en")}
    assert ways["sms"].over > 0
    assert ways["cell_broadcast"].over == 0
    assert found.broken
    assert len(phone_text(at, long, found.area, "en")) == len(ways["sms"].text)


def test_an_alarm_proposes_what_fits_its_kind() -> None:
    assert template_of_kind("gas_toxic").name == "toxic_cloud"
    assert set(COLOURS) == {"red", "orange", "yellow", "blue"}


def test_any_walk_of_its_life_keeps_its_laws(database: Database) -> None:
    """Acts in any order by anybody: at most one message in force, each approved by another."""
    chance, at = random.Random(20), desk()  # noqa: S311
    people, now, done = (ANN, BEN, CAI), NOW, dict[str, int]()
    events: list[int] = []
    waiting: list[Any] = []
    for _ in range(60):
        now += timedelta(minutes=chance.choice((1, 5, 200)))
        by = chance.choice(people)
        act = chance.choice(("compose", "update", "edit", "approve", "approve", "cancel"))
        filled = form(expires=now + timedelta(hours=6), status="Actual")
        try:
            if act == "compose":
                waiting.append(compose(database, at, filled, now, by))
            elif act == "update" and events:
                number = chance.choice(events)
                waiting.append(compose(database, at, filled, now, by, number=number))
            elif act == "edit" and waiting:
                place = chance.randrange(len(waiting))
                old = waiting[place]
                with change(database, by) as made:
                    waiting[place] = drafts.edit(
                        made, at, old.id, old.version, filled, now, offered=True
                    )
            elif act == "approve" and waiting:
                row = approve(database, at, chance.choice(waiting), now, by)
                events.append(row.number)
            elif act == "cancel" and events:
                cancel(database, at, chance.choice(events), now, by)
            else:
                continue
        except AlertError as error:
            act = error.key
        done[act] = done.get(act, 0) + 1
        _check_laws(database, now)
    assert {"compose", "approve", "cancel", "error.alerts.second_person"} <= set(done)


def _check_laws(database: Database, now: Any) -> None:
    with database.session() as session:
        found = session.scalars(select(AlertRow).order_by(AlertRow.id)).all()
        running = [each.number for each in rows.in_force(session, CITY, now)]
    assert len(running) == len(set(running))
    keys = {rows.read(each).key for each in found}
    for each in found:
        told = rows.read(each)
        assert each.approved_by not in {each.composed_by, each.edited_by}
        assert (each.approved_by is None) == (each.msg_type == "Cancel")
        assert set(told.referred) <= keys
        assert bool(told.referred) == (each.seq > 1)
    messages = [rows.read(each) for each in found]
    active = [key for key, state in cap.states(messages, now).items() if state is cap.State.ACTIVE]
    assert len(active) == len(running), "a receiver of all of it comes to the same"
