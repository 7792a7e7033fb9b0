"""What the public says, on either kind of database: seconded, answered and erased once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from anlan import cities
from anlan.cases.clockwork import Clockwork
from anlan.cases.flow import Move
from anlan.cases.live import OpenCases
from anlan.cases.public import Asked, Contact, Left, PublicRoom, contact, listing, told
from anlan.cases.public.address import division_of
from anlan.cases.room import CaseRoom
from anlan.cases.rows import find
from anlan.model.cause import Cause
from anlan.model.errors import CaseError
from anlan.pool.divisions import DivisionTree
from anlan.pool.divisions.division import Division
from anlan.store.cases import CaseRow
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.history import history
from anlan.store.keys import Keyring
from anlan.store.verify import verify

AT = datetime(2026, 7, 18, 8, tzinfo=UTC)
PUBLIC = Cause("public:resident_page")
PLACE = (114.3, 30.6)
DIVISIONS = (
    Division("990101", "River Bank", "江岸区", "district", ""),
    Division("990101001", "Lamp Street", "灯街道", "street", "990101"),
    Division("990102", "South Bank", "南岸区", "district", ""),
    Division("990102001", "Lamp Street", "灯街道", "street", "990102"),
)


@pytest.fixture
def room() -> PublicRoom:
    pack = cities.load("jiangcheng")
    tree = DivisionTree(pack.city, DIVISIONS, date(2026, 7, 18))
    cases = CaseRoom(pack.city, tree, Clockwork.of(pack.city, pack.finder()))
    return PublicRoom(pack.city.public, pack.city.title, cases)


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring.of(tmp_path / "keys")


@contextmanager
def public(database: Database) -> Iterator[Change]:
    with change(database, PUBLIC) as made:
        yield made


def leave(database: Database, room: PublicRoom, ring: Keyring, **more: object) -> Left:
    asked = replace(Asked("resident_page", "k" * 20, AT, "灯不亮", class_code="c0118",
                          division="990101001"), **more)  # type: ignore[arg-type]  # fmt: skip
    report = replace(room.placed(asked), lon=PLACE[0], lat=PLACE[1])
    with public(database) as made:
        return room.open(made, ring, report, "my page's key", Contact.of({"phone": "13800001234"}))


def put(database: Database, number: str, state: str, ended_at: datetime | None) -> None:
    with database.writing() as session:
        row = find(session, "jiangcheng", number)
        row.state, row.ended_at = state, ended_at


def test_a_contact_lies_sealed_and_is_erased_in_its_time(
    database: Database, room: PublicRoom, ring: Keyring
) -> None:
    left = leave(database, room, ring)
    why = replace(Cause("account:3"), why="to ask")
    found = contact.read(database, why, ring, "jiangcheng", left.number, 15, AT)
    assert found.fields == {"phone": "13800001234"}
    assert contact.expire(database, PUBLIC, "jiangcheng", 15, AT + timedelta(days=365)) == 0
    put(database, left.number, "closed", AT)
    over = AT + timedelta(days=15)
    # It can't be read though nobody has erased it yet.
    with pytest.raises(CaseError, match="Nobody left a contact"):
        contact.read(database, why, ring, "jiangcheng", left.number, 15, over)
    assert contact.expire(database, PUBLIC, "elsewhere", 15, over) == 0
    assert contact.expire(database, PUBLIC, "jiangcheng", 15, over) == 1
    assert contact.expire(database, PUBLIC, "jiangcheng", 15, over) == 0
    acts = [each.act for each in history(database, f"case:jiangcheng/{left.number}")]
    assert acts[-2:] == ["case.contact_read", "case.contact_erased"]
    assert verify(database).fault is None


def test_a_contact_of_a_case_that_never_ends_is_erased_too(
    database: Database, room: PublicRoom, ring: Keyring
) -> None:
    leave(database, room, ring)
    assert contact.expire(database, PUBLIC, "jiangcheng", 15, AT + timedelta(days=366)) == 1


def test_a_report_and_a_me_too_sent_by_many_at_once_count_once(
    database: Database, room: PublicRoom, ring: Keyring
) -> None:
    with ThreadPoolExecutor(8) as pool:
        lefts = list(pool.map(lambda _: leave(database, room, ring), range(8)))
    assert len({left.number for left in lefts}) == 1
    assert sum(left.fresh for left in lefts) == 1
    number = lefts[0].number

    def second(sender: str) -> None:
        with public(database) as made:
            room.second(made, number, sender, AT)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(second, ["a", "b", "a", "b", "my page's key", "a", "c", "c"]))
    with public(database) as made:
        assert room.second(made, number, "a", AT) == 4


def test_an_answer_is_taken_once_however_many_come_at_once(
    database: Database, room: PublicRoom, ring: Keyring
) -> None:
    left = leave(database, room, ring)
    put(database, left.number, "closed", AT)

    def answer(_: int) -> str:
        try:
            with public(database) as made:
                room.answer(made, left.number, left.code or "", "unsatisfied", "", AT)
        except CaseError as error:
            return error.key
        return "taken"

    with ThreadPoolExecutor(6) as pool:
        said = sorted(pool.map(answer, range(6)))
    assert said == ["error.public.answered"] * 5 + ["taken"]


def test_cases_are_found_near_in_a_time_and_by_what_changed(
    database: Database, room: PublicRoom, ring: Keyring
) -> None:
    left = leave(database, room, ring)
    other = leave(database, room, ring, key="o" * 20, class_code="e0101", at=AT + timedelta(days=1))
    with change(database, Cause("account:1")) as made:
        row = find(made.session, "jiangcheng", left.number)
        by = Move("collect.ask", "account:1", "acceptor", AT + timedelta(hours=1))
        room.room.move(made, left.number, by, row.version)
    with database.session() as session:
        shown = OpenCases(database, "jiangcheng").snapshot().rows
        near = told.near(session, shown, PLACE, "c0118")
        assert [(each.row.number, each.metres) for each in near] == [(left.number, 10)]
        assert told.near(session, shown, (PLACE[0] + 0.01, PLACE[1])) == []
        span = listing.Wanted("jiangcheng", AT, AT + timedelta(days=2))
        made_in = listing.made_in(session, span, 10)
        assert [each.row.number for each in made_in] == [other.number, left.number]
        assert [each.state.name for each in made_in] == ["received", "visited"]
        assert made_in[1].moved_at == AT + timedelta(hours=1)
        assert len(listing.made_in(session, span, 1, 1)) == 1
        assert listing.made_in(session, replace(span, open=False), 10) == []
        changed = listing.updates(session, "jiangcheng", AT, AT + timedelta(hours=2), 10)
        assert [each.state.name for each in changed] == ["received", "visited"]


def test_an_evaluated_case_is_called_what_it_was_before(
    database: Database, room: PublicRoom, ring: Keyring
) -> None:
    left = leave(database, room, ring)
    put(database, left.number, "closed", AT)
    with change(database, Cause("account:1")) as made:
        row = find(made.session, "jiangcheng", left.number)
        by = Move("evaluate.score", "account:1", "system", AT + timedelta(days=16))
        room.room.move(made, left.number, by, row.version)
    with database.session() as session:
        row = find(session, "jiangcheng", left.number)
        assert row.state == "evaluated"
        assert [each.state.name for each in listing.standing(session, [row])] == ["solved"]
        assert session.query(CaseRow).count() == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("江岸区灯街道12号", "990101001"),
        ("12 Lamp Street, South Bank", "990102001"),
        ("南岸区某处", "990102"),
        ("灯街道12号", None),
        ("somewhere", None),
        ("", None),
    ],
)
def test_a_division_is_found_by_its_names_or_not_guessed(
    room: PublicRoom, words: str, code: str | None
) -> None:
    assert division_of(room.room.tree, words) == code
