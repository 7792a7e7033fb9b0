"""Weak reports become one rising case at work: merged, with the reason, undone by hand, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from cases_desk_office import OFFICE
from sqlalchemy import select

from anlan import cities
from anlan.cases.clock import Calendar
from anlan.cases.clockwork import Clockwork
from anlan.cases.escalation import escalate
from anlan.cases.flow import Move
from anlan.cases.gathering import Gatherer
from anlan.cases.ladder import ladder
from anlan.cases.report import Report
from anlan.cases.reports import SHAPE
from anlan.cases.room import CaseRoom
from anlan.cases.rows import find, moves
from anlan.model.cause import Cause
from anlan.pool.divisions import DivisionTree
from anlan.store.cases import CaseReport, CaseRow, CaseRung
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.verify import verify

NOW = datetime(2026, 7, 18, 8, tzinfo=UTC)
ALLEY = (114.30, 30.60)
STEP = 0.0004
"""About forty metres."""


class Anywhere(DivisionTree):
    """A city of one grid, wherever a point lies."""

    def __init__(self) -> None:
        self.rows: dict = {}

    has_polygons = True

    def paths_of_points(self, lon, lat) -> pl.Series:
        return pl.Series(["jiangcheng/9901/990101/99010101/9901010101"] * len(lon))


@pytest.fixture
def room() -> CaseRoom:
    city = cities.load("jiangcheng").city.model_copy(update={"routing": [], "duties": []})
    clock = Clockwork({"office": Calendar("office", "Asia/Shanghai")}, ())
    room = CaseRoom(city, Anywhere(), clock)
    room.__dict__["office"] = replace(OFFICE, city=city.name)
    return room


@pytest.fixture
def gatherer(database: Database, room: CaseRoom) -> Gatherer:
    return Gatherer(database, room, lambda: pl.DataFrame(schema=SHAPE))


def call(
    gatherer: Gatherer,
    minutes: float,
    east: float = 0.0,
    code: str = "e0403",
    channel: str = "hotline",
) -> str:
    """Report something near the alley; return the case's number."""
    at = NOW + timedelta(minutes=minutes)
    report = Report(
        kind="event", channel=channel, title="a smell of gas", at=at, known_at=at,
        class_code=code, lon=ALLEY[0] + east, lat=ALLEY[1],
    )  # fmt: skip
    with change(gatherer.database, Cause("account:1")) as made:
        return gatherer.room.open(made, gatherer.room.placed(report)).number


def state(gatherer: Gatherer, number: str) -> tuple[str, str, int]:
    with gatherer.database.session() as session:
        row = find(session, "jiangcheng", number)
        into = session.get(CaseRow, row.merged_into) if row.merged_into else None
        return row.state, into.number if into else "", row.raised


def act(gatherer: Gatherer, number: str, name: str, role: str, **fields: str) -> None:
    move = Move(name, "account:3", role, NOW + timedelta(hours=5), "", fields)
    with change(gatherer.database, Cause("account:3")) as made:
        row = find(made.session, "jiangcheng", number)
        gatherer.room.move(made, number, move, row.version)


def test_eleven_calls_from_one_alley_become_one_case_of_the_city(gatherer: Gatherer) -> None:
    numbers = []
    for n in range(11):
        numbers.append(call(gatherer, 20 * n, STEP * (n % 3)))
        assert not gatherer.look(NOW + timedelta(minutes=20 * n + 1))
    first = numbers[0]
    assert [state(gatherer, each)[:2] for each in numbers[1:]] == [("merged", first)] * 10
    assert state(gatherer, first) == ("reported", "", 4)
    with gatherer.database.session() as session:
        row = find(session, "jiangcheng", numbers[1])
        told = moves(session, row)[-1]
        risen = [each for each in moves(session, find(session, "jiangcheng", first)) if
                 each.act == "supervise.rise"]  # fmt: skip
    assert told.act == "file.gather"
    assert float(told.fields["metres"]) == pytest.approx(38, abs=5)
    assert float(told.fields["expected"]) < 0.003
    assert [each.fields["reports"] for each in risen] == ["3", "6", "11"]
    assert verify(gatherer.database).fault is None


def test_those_who_say_me_too_let_a_case_rise(gatherer: Gatherer) -> None:
    number = call(gatherer, 0)
    gatherer.look(NOW + timedelta(minutes=1))
    with gatherer.database.writing() as session:
        key = find(session, "jiangcheng", number).id
        for n in range(5):
            at = NOW + timedelta(minutes=10 * n + 2)
            session.add(CaseReport(case_id=key, sender=f"s{n}", at=at))
    gatherer.look(NOW + timedelta(hours=1))
    assert state(gatherer, number) == ("reported", "", 3)
    gatherer.look(NOW + timedelta(hours=1))
    with gatherer.database.session() as session:
        told = moves(session, find(session, "jiangcheng", number))
    assert [each.fields["reports"] for each in told if each.act == "supervise.rise"] == ["3", "6"]


def test_what_is_far_late_or_of_another_meaning_stays_alone(gatherer: Gatherer) -> None:
    call(gatherer, 0)
    others = [
        call(gatherer, 5, 0.02), call(gatherer, 6, code="e0102"), call(gatherer, 60 * 60),
    ]  # fmt: skip
    gatherer.look(NOW + timedelta(hours=61))
    assert {state(gatherer, each)[0] for each in others} == {"reported"}


def test_what_was_taken_apart_by_hand_is_not_joined_again(gatherer: Gatherer, room) -> None:
    first, second = call(gatherer, 0), call(gatherer, 5)
    gatherer.look(NOW + timedelta(hours=1))
    assert state(gatherer, second)[:2] == ("merged", first)
    act(gatherer, second, "file.unmerge", "acceptor", reason="another leak")
    gatherer.look(NOW + timedelta(hours=2))
    anew = Gatherer(gatherer.database, room, gatherer.pooled)
    anew.look(NOW + timedelta(hours=2))
    assert state(gatherer, second)[0] == "reported"


def test_one_who_begins_anew_joins_later_ones_to_the_same_case(gatherer: Gatherer, room) -> None:
    first, second = call(gatherer, 0), call(gatherer, 5)
    gatherer.look(NOW + timedelta(hours=1))
    third = call(gatherer, 61)
    anew = Gatherer(gatherer.database, room, gatherer.pooled)
    anew.look(NOW + timedelta(hours=2))
    gatherer.look(NOW + timedelta(hours=2))
    assert state(gatherer, third)[:2] == state(gatherer, second)[:2] == ("merged", first)
    with gatherer.database.session() as session:
        gathered = session.scalars(select(CaseRow.id).where(CaseRow.state == "merged")).all()
    assert len(gathered) == 2


def test_nothing_is_joined_to_a_case_that_has_ended(gatherer: Gatherer) -> None:
    first = call(gatherer, 0)
    act(gatherer, first, "file.reject", "acceptor", reason="no gas here")
    second = call(gatherer, 30)
    gatherer.look(NOW + timedelta(hours=1))
    assert state(gatherer, second)[0] == "reported"


def test_a_deadline_that_stands_again_is_not_climbed_again(gatherer: Gatherer) -> None:
    number = call(gatherer, 0, code="e0102", channel="collector")
    room, database = gatherer.room, gatherer.database
    for name, role, fields in (
        ("file.accept", "acceptor", {}), ("file.file", "duty_head", {}),
        ("dispatch.send", "dispatcher", {"department": "sanitation"}),
    ):  # fmt: skip
        act(gatherer, number, name, role, **fields)
    handle = ("handle.receive", "handle.start")

    def do(name: str, role: str, who: str, days: int, **fields: object) -> None:
        at = NOW + timedelta(days=days)
        department = "sanitation" if role == "handler" else ""
        with change(database, Cause(who)) as made:
            row = find(made.session, "jiangcheng", number)
            room.move(made, number, Move(name, who, role, at, department, fields), row.version)

    for name in handle:
        do(name, "handler", "account:8", 1)
    with database.session() as session:
        due = find(session, "jiangcheng", number).due_at
    assert due is not None
    while escalate(database, "jiangcheng", room.clockwork, due + timedelta(days=2)):
        pass
    before = rungs(database)
    assert len(before) >= 3
    do("handle.finish", "handler", "account:8", 10, evidence=["a"])
    do("check.ask", "acceptor", "account:3", 10)
    do("check.fail", "collector", "account:9", 10, reason="still dirty", evidence=["b"])
    with database.session() as session:
        row = find(session, "jiangcheng", number)
        assert (row.due_at, row.rung) == (due, len(before))
        assert row.next_at is None or row.next_at > due
    while escalate(database, "jiangcheng", room.clockwork, due + timedelta(days=30)):
        pass
    assert rungs(database) == [rung.name for rung in ladder().rungs]


def rungs(database: Database) -> list[str]:
    with database.session() as session:
        return list(session.scalars(select(CaseRung.rung).order_by(CaseRung.at, CaseRung.rung)))
