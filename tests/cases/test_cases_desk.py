"""The desk on a database: opening once, moving, two at once, deadlines, and what is kept of it."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from cases_desk_office import (
    AT,
    CITY,
    FIELDS,
    LATER,
    OFFICE,
    TO_CHECKING,
    do,
    opened,
    report,
    version_of,
)  # fmt: skip
from sqlalchemy import select

from anlan.cases import desk
from anlan.cases.flow import Move
from anlan.cases.reading import history
from anlan.cases.report import Office
from anlan.cases.rows import find, pauses
from anlan.model.cause import Cause
from anlan.model.errors import CaseError
from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import history as ledger
from anlan.store.ledger import Entry
from anlan.store.verify import verify

CLOSED = (*TO_CHECKING, "check.pass", "close.close")


def row_of(database: Database, number: str) -> CaseRow:
    with database.session() as session:
        return find(session, CITY, number)


def test_a_number_is_the_place_the_day_there_and_a_serial(database: Database) -> None:
    assert opened(database) == "4201002026071800001"
    assert opened(database) == "4201002026071800002"
    # Half past four in the afternoon in UTC is after midnight there.
    late = AT.replace(hour=16, minute=30)
    assert opened(database, at=late, known_at=late) == "4201002026071900001"


def test_the_same_report_sent_again_opens_nothing_twice(database: Database) -> None:
    with change(database, Cause("local:hotline")) as made:
        first = desk.open_case(made, OFFICE, report(outside_key="H-1"))
        again = desk.open_case(made, OFFICE, report(outside_key="H-1", title="other words"))
        other = desk.open_case(made, OFFICE, report(outside_key="H-1", channel="department"))
    assert (first.fresh, again.fresh, other.fresh) == (True, False, True)
    assert again.number == first.number != other.number
    assert row_of(database, first.number).title == "a hole in the road"


def test_the_same_report_from_many_at_once_opens_nothing_twice(database: Database) -> None:
    found, together = [], threading.Barrier(4)

    def send() -> None:
        together.wait()
        with change(database, Cause("local:hotline")) as made:
            found.append(desk.open_case(made, OFFICE, report(outside_key="H-1")))

    in_threads(send, 4)
    assert [each.fresh for each in found].count(True) == 1
    assert len({each.number for each in found}) == 1


def test_of_many_opened_at_once_none_is_lost_or_doubled(database: Database) -> None:
    found: list[str] = []

    def send() -> None:
        found.extend(opened(database) for _ in range(5))

    in_threads(send, 4)
    assert len(set(found)) == 20
    with database.session() as session:
        assert sorted(session.scalars(select(CaseRow.number))) == sorted(found)
    assert verify(database).fault is None


def in_threads(work: Any, count: int) -> None:
    """Do work in several threads at once; fail where one of them does."""
    troubles: list[BaseException] = []

    def tried() -> None:
        try:
            work()
        except BaseException as error:
            troubles.append(error)

    threads = [threading.Thread(target=tried) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


def test_of_two_who_change_a_case_at_once_one_is_told(database: Database) -> None:
    number = opened(database)
    together, told = threading.Barrier(2), []

    def accept() -> None:
        together.wait()
        with change(database, Cause("account:1")) as made:
            try:
                told.append(desk.move(made, CITY, number, move("file.accept"), 1))
            except CaseError as error:
                told.append(error)

    in_threads(accept, 2)
    [refused] = [each for each in told if isinstance(each, CaseError)]
    assert refused.key == "error.cases.conflict"
    assert "it is now accepted, in version 2; you saw version 1" in refused.say("en")
    assert "已受理" in refused.say("zh")
    assert len(history_of(database, number)) == 2


def test_a_lead_and_its_part_that_is_opened_again_at_once_agree(database: Database) -> None:
    number = opened(database)
    do(database, number, "file.accept", "file.file")
    [part] = split(database, number, "the pipe below it")
    do(database, part, "close.force")
    versions = {each: version_of(database, each) for each in (number, part)}
    together = threading.Barrier(2)
    acts = iter([(number, "close.force", "supervisor"), (part, "file.reopen", "supervisor")])
    done: list[str] = []

    def go() -> None:
        which, act, role = next(acts)
        by = Move(act, "account:1", role, AT, fields={"reason": "at once"})
        together.wait()
        with change(database, Cause("account:1")) as made:
            try:
                desk.move(made, CITY, which, by, versions[which])
            except CaseError:
                return
        done.append(which)

    in_threads(go, 2)
    assert len(done) == 1
    lead, of_it = row_of(database, number), row_of(database, part)
    assert (lead.ended_at is None) == (of_it.ended_at is None)


def move(act: str, **fields: Any) -> Move:
    return Move(act, "account:1", "acceptor", AT, fields=fields)


def split(database: Database, number: str, *titles: str) -> list[str]:
    by = Move("dispatch.split", "account:1", "dispatcher", AT)
    version = version_of(database, number)
    with change(database, Cause("account:1")) as made:
        parts = [desk.Part(title) for title in titles]
        return desk.split(made, OFFICE, number, parts, by, version)


def history_of(database: Database, number: str) -> list[str]:
    with database.session() as session:
        return [each.act for each in history(session, CITY, number)]


def test_history_reads_in_words_and_holds_no_free_words(database: Database) -> None:
    number = opened(database)
    do(database, number, *TO_CHECKING, "check.fail", note="Mrs Li was at home")
    told = list(ledger(database, desk.subject(CITY, number)))
    words = [each.say("en") for each in told]
    assert words[0] == "Reported by way of collector as event of the city catalogue."
    assert "Dispatched to water." in words
    assert words[-1] == "The check was failed, failure number 1."
    assert all(each.say("zh") != each.act for each in told)
    with database.session() as session:
        everything = json.dumps([[e.before, e.after] for e in session.scalars(select(Entry))])
        kept = [each.fields for each in history(session, CITY, number)]
    assert "Wang" not in everything
    assert "Li was" not in everything
    assert {"reason": FIELDS["reason"], "evidence": ["photo-1"]}.items() <= kept[-1].items()


def test_a_refused_move_leaves_nothing_behind(database: Database) -> None:
    number = opened(database)
    before = verify(database)
    with pytest.raises(CaseError):
        do(database, number, "check.pass")
    assert history_of(database, number) == ["collect.report"]
    assert version_of(database, number) == 1
    assert verify(database) == before


def test_pauses_are_kept_and_an_ended_case_has_none_open(database: Database) -> None:
    number = opened(database)
    do(database, number, *TO_CHECKING[:5], "handle.ask_suspension", "supervise.suspend")
    assert row_of(database, number).paused
    do(database, number, "handle.resume", "handle.ask_suspension", "supervise.suspend")
    do(database, number, "close.force")
    with database.session() as session:
        found = pauses(session, find(session, CITY, number))
    assert [(each.stage, each.until_at) for each in found] == [("handling", AT)] * 2
    assert not row_of(database, number).paused


def test_a_deadline_is_that_of_the_stage_and_rework_keeps_it(database: Database) -> None:
    number, due = opened(database), AT + timedelta(hours=4)
    do(database, number, *TO_CHECKING[:3])
    assert row_of(database, number).due_at is None
    with change(database, Cause("job:clock")) as made:
        version = desk.set_deadline(made, CITY, number, due, due - timedelta(hours=1), 4)
    assert version == 5
    assert row_of(database, number).due_at == row_of(database, number).inbox_at == due
    do(database, number, *TO_CHECKING[3:])
    assert row_of(database, number).due_at is None
    with database.session() as session:
        finished = history(session, CITY, number)[-2]
    assert (finished.act, finished.due_at) == ("handle.finish", due)
    do(database, number, "check.fail")
    assert row_of(database, number).due_at == due


def test_granted_time_is_the_new_deadline(database: Database) -> None:
    number = opened(database)
    do(database, number, *TO_CHECKING[:5], "handle.ask_extension", "supervise.grant_extension")
    assert row_of(database, number).due_at == AT + timedelta(days=3)


def test_a_deadline_that_makes_no_sense_is_refused(database: Database) -> None:
    number = opened(database)
    with change(database, Cause("job:clock")) as made:
        with pytest.raises(CaseError, match="must not lie after"):
            desk.set_deadline(made, CITY, number, AT, AT + timedelta(hours=1), 1)
        with pytest.raises(CaseError, match="must have a zone"):
            desk.set_deadline(made, CITY, number, AT.replace(tzinfo=None), None, 1)
    do(database, number, "close.void")
    with change(database, Cause("job:clock")) as made:
        with pytest.raises(CaseError, match="No clock is on"):
            desk.set_deadline(made, CITY, number, AT, None, 2)


def test_parts_are_cases_of_their_own_and_end_before_the_lead(database: Database) -> None:
    number = opened(database)
    do(database, number, "file.accept", "file.file")
    numbers = split(database, number, "the pipe", "the road")
    rows = [row_of(database, each) for each in numbers]
    lead = row_of(database, number)
    assert [each.lead_id for each in rows] == [lead.id, lead.id]
    assert {(each.state, each.division, each.class_code) for each in rows} == {
        ("filed", "42/4201", "0401")
    }
    for part in numbers:
        with pytest.raises(CaseError, match="Not all of its parts"):
            do(database, number, "close.force")
        do(database, part, *TO_CHECKING[2:], "check.pass", "close.close")
    assert do(database, number, "close.force").case.state == "forced_closed"
    told = list(ledger(database, desk.subject(CITY, number)))[3]
    assert told.say() == f"Split into parts: {', '.join(numbers)}."


def test_a_split_needs_parts_with_a_title(database: Database) -> None:
    number = opened(database)
    do(database, number, "file.accept", "file.file")
    with pytest.raises(CaseError, match="at least one part"):
        split(database, number)
    with pytest.raises(CaseError, match="a few words of title"):
        split(database, number, " ")


def test_merged_and_taken_out_again(database: Database) -> None:
    number, other = opened(database), opened(database)
    by = move("")
    with change(database, Cause("account:1")) as made:
        merged = desk.merge(made, CITY, number, other, by, 1)
        with pytest.raises(CaseError, match="merge into one"):
            desk.merge(made, CITY, other, number, by, 1)
    assert merged.case.merged_into == other
    assert row_of(database, number).merged_into == row_of(database, other).id
    with pytest.raises(CaseError, match="Others were merged into it"):
        do(database, other, "close.void")
    do(database, number, "file.unmerge")
    assert row_of(database, number).merged_into is None
    assert list(ledger(database, f"case:{CITY}/{number}"))[-1].say() == f"Taken out of {other}."


def test_opened_again_within_the_term(database: Database) -> None:
    number = opened(database)
    do(database, number, *CLOSED)
    with change(database, Cause("account:1")) as made:
        again = desk.reopen(
            made, CITY, number, "it is back", move(""), version_of(database, number)
        )
    assert (again.case.state, again.case.reopen_count) == ("filed", 1)
    row = row_of(database, number)
    assert (row.handled_by, row.verified_by, row.ended_at) == (None, None, None)


@pytest.mark.parametrize("act", ["collect.report", "dispatch.part", "dispatch.split"])
def test_acts_that_make_cases_are_not_asked_for_like_others(database: Database, act: str) -> None:
    number = opened(database)
    with change(database, Cause("account:1")) as made:
        with pytest.raises(CaseError, match="since it makes cases"):
            desk.move(made, CITY, number, move(act), 1)


def test_nobody_moves_a_case_in_the_name_of_another(database: Database) -> None:
    number = opened(database)
    with change(database, Cause("account:9")) as made:
        with pytest.raises(CaseError, match="account:1"):
            desk.move(made, CITY, number, move("file.accept"), 1)
    with change(database, Cause("job:import", "account:1")) as made:
        assert desk.move(made, CITY, number, move("file.accept"), 1).version == 2


def test_a_number_that_is_none_is_told(database: Database) -> None:
    with change(database, Cause("account:1")) as made:
        with pytest.raises(CaseError, match="There is no case 42 in town"):
            desk.move(made, CITY, "42", move("file.accept"), 1)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kind": "party"}, "no kind of case party"),
        ({"channel": "pigeon"}, "no channel pigeon"),
        ({"title": "  "}, "a few words of title"),
        ({"title": "x" * 201}, "title has 201 characters"),
        ({"text": "字" * 40_000}, "text has 40,000 characters"),
        ({"lon": 114.3}, "needs longitude"),
        ({"lon": 114.3, "lat": 91.0}, "needs longitude"),
        ({"lon": float("nan"), "lat": 30.0}, "needs longitude"),
        ({"at": AT.replace(tzinfo=None)}, "must have a zone"),
        ({"class_code": "a b"}, "without spaces"),
        ({"division": "42\n4201"}, "without spaces"),
    ],
)
def test_a_report_that_can_not_become_a_case_is_told(
    database: Database, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(CaseError, match=told):
        opened(database, **wrong)
    with database.session() as session:
        assert session.scalars(select(CaseRow)).all() == []


@pytest.mark.parametrize("code", ["", "42 0100", "x", "4201001234567", "42/01"])
def test_a_code_that_can_not_begin_a_number_is_told(database: Database, code: str) -> None:
    with change(database, Cause("account:1")) as made:
        with pytest.raises(CaseError, match="can't begin a case's number"):
            desk.open_case(made, Office(CITY, code, OFFICE.zone), report())


def test_until_is_kept_as_it_was_given(database: Database) -> None:
    number = opened(database)
    do(database, number, *TO_CHECKING[:5], "handle.ask_extension")
    last = list(ledger(database, desk.subject(CITY, number)))[-1]
    assert last.say() == f"water asked for time until {LATER}."
