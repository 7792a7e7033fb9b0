"""Who handled a case never verifies it: the database itself refuses, whoever writes."""

from collections.abc import Iterator
from typing import Any

import pytest
from cases_desk_office import CITY, TO_CHECKING, do, opened
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from anlan.cases.flow import workflow
from anlan.cases.flow.check import APART
from anlan.cases.rows import find
from anlan.model.errors import StoreError
from anlan.store.cases import CaseRow
from anlan.store.database import Database
from anlan.store.schema import migrate, prepare

HANDLER, VERIFIER = "account:4", "account:5"
ACTS = sorted(workflow().acts)
INSERT = """
INSERT INTO case_moves
  (case_id, seq, act, from_state, to_state, who, role, department, at, fields, clock)
SELECT id, :seq, :act, state, state, :who, 'collector', '', '2026-07-18', '{}', '[]' FROM cases
"""


@pytest.fixture(params=["made new", "migrated"])
def kept(url: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with one case that HANDLER has handled and nobody has checked yet."""
    made = Database(url)
    if request.param == "migrated":
        migrate(made, "0004")
    prepare(made)
    do(made, opened(made), *TO_CHECKING)
    yield made
    made.close()


def write(database: Database, statement: str, **values: Any) -> None:
    """Write past all of Anlan."""
    with database.writing() as session:
        session.execute(text(statement), values)


def refused(database: Database, statement: str, **values: Any) -> bool:
    """Return whether the database refuses a statement for that rule."""
    try:
        write(database, statement, **values)
    except StoreError as error:
        return "never verifies it" in str(error) or "ck_cases_apart" in str(error)
    return False


def test_a_move_of_verification_by_the_handler_is_refused(kept: Database) -> None:
    for act in ("check.pass", "check.fail", "close.close", "close.force"):
        assert refused(kept, INSERT, seq=90, act=act, who=HANDLER)
    write(kept, INSERT, seq=90, act="check.pass", who=VERIFIER)


def test_a_move_of_handling_by_who_verified_is_refused(kept: Database) -> None:
    write(kept, INSERT, seq=90, act="check.fail", who=VERIFIER)
    assert refused(kept, INSERT, seq=91, act="handle.start", who=VERIFIER)


def test_a_move_is_not_made_into_another_ones_either(kept: Database) -> None:
    write(kept, INSERT, seq=90, act="check.pass", who=VERIFIER)
    assert refused(kept, "UPDATE case_moves SET who = :who WHERE seq = 90", who=HANDLER)
    write(kept, INSERT, seq=91, act="file.file", who=HANDLER)
    assert refused(kept, "UPDATE case_moves SET act = 'close.close' WHERE seq = 91")


def test_the_handler_is_not_put_in_as_the_one_who_verified(kept: Database) -> None:
    verify = "UPDATE cases SET verified_by = :who, handled_by = :other"
    assert refused(kept, verify, who=HANDLER, other=HANDLER)
    # Another may have been the last to handle it: the moves still tell.
    assert refused(kept, verify, who=HANDLER, other="account:8")
    write(kept, verify, who=VERIFIER, other=HANDLER)
    assert refused(kept, "UPDATE cases SET handled_by = :who", who=VERIFIER)
    assert refused(kept, INSERT, seq=90, act="handle.start", who=VERIFIER)


def test_on_another_case_the_same_two_may_change_places(kept: Database) -> None:
    other = opened(kept)
    with kept.session() as session:
        key = find(session, CITY, other).id
    write(kept, f"{INSERT} WHERE id = {key}", seq=90, act="check.pass", who=HANDLER)


@pytest.mark.parametrize("act", ACTS)
def test_the_database_and_the_table_know_the_same_duties(database: Database, act: str) -> None:
    opened(database)
    apart = {APART.get(edge.family) for edge in workflow().acts[act]}
    write(database, INSERT, seq=90, act="handle.start", who="account:7")
    by_handler = refused(database, INSERT, seq=91, act=act, who="account:7")
    assert by_handler == (apart == {"not_the_handler"})
    write(database, INSERT, seq=92, act="check.pass", who="account:8")
    by_verifier = refused(database, INSERT, seq=93, act=act, who="account:8")
    assert by_verifier == (apart == {"not_the_verifier"})


def test_a_case_stands_once_at_a_time(kept: Database) -> None:
    pause = (
        "INSERT INTO case_pauses (case_id, seq, stage, from_at) "
        "SELECT id, :seq, 'handling', '2026-07-18' FROM cases"
    )
    write(kept, pause, seq=1)
    with pytest.raises(StoreError):
        write(kept, pause, seq=2)


def test_two_cases_have_two_numbers(kept: Database) -> None:
    with kept.session() as session, pytest.raises(DBAPIError):
        row = session.query(CaseRow).one()
        values = {column.name: getattr(row, column.name) for column in CaseRow.__table__.columns}
        session.add(CaseRow(**values | {"id": None}))
        session.flush()
