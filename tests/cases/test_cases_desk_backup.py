"""Cases come back from a backup as they were, and the database keeps duties apart there too."""

from pathlib import Path

import pytest
from cases_desk_office import CITY, TO_CHECKING, do, opened
from sqlalchemy import text

from anlan.cases.reading import history
from anlan.cases.rows import facts, find
from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store.backup.restore import restore
from anlan.store.backup.write import back_up
from anlan.store.database import Database


def test_cases_come_back_and_the_handler_still_does_not_verify(
    database: Database, tmp_path: Path
) -> None:
    number = opened(database)
    do(database, number, *TO_CHECKING, "check.fail", "handle.start")
    with database.session() as session:
        before = facts(session, find(session, CITY, number))
    home, there, out = tmp_path / "home", tmp_path / "there", tmp_path / "a.backup"
    home.mkdir()
    back_up(database, home, out, Cause("local:ann"))
    restore(out, there, None, Cause("local:ann"))
    again = Database.in_folder(there)
    with again.session() as session:
        assert facts(session, find(session, CITY, number)) == before
        assert len(history(session, CITY, number)) == len(TO_CHECKING) + 3
    with pytest.raises(StoreError, match="never verifies it"), again.writing() as session:
        session.execute(text("UPDATE cases SET handled_by = NULL, verified_by = 'account:4'"))
    again.close()
