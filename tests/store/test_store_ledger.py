"""The ledger: every change in order, nothing altered unnoticed, with whatever rights."""

import re
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text

from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import history
from anlan.store.ledger import FIELDS, SEPARATOR
from anlan.store.tables import Setting
from anlan.store.verify import Verdict, verify

SOMEBODY = Cause("account:1", "account:2", "127.0.0.1", 'a test; with "quotes"\nand 换行')


def write(database: Database, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        with change(database, SOMEBODY) as made:
            made.record(
                f"case:{number}", "case.closed", {"state": "open"}, {"n": number, "名": "甲"}
            )


NASTY = "'; DROP TABLE ledger; -- \\' %s %% {} \x00\x1f 名\U0001f600"


def test_no_text_can_break_out_or_break_the_chain(database: Database) -> None:
    cause = Cause(NASTY, NASTY, NASTY, NASTY)
    with change(database, cause) as made:
        made.record(NASTY, "case.closed", {NASTY: NASTY}, {"a": NASTY})
        made.record("case:2", "case.closed")
    assert verify(database) == Verdict(2, 2, 0)
    first, second = (next(iter(history(database, name))) for name in (tidy(NASTY), "case:2"))
    assert first.before == {NASTY: NASTY}
    assert (first.who, first.why) == (tidy(NASTY), NASTY)
    assert second.seq == 2


def tidy(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)


def run(database: Database, statement: str, **values: object) -> None:
    with database.writing() as session:
        session.execute(text(statement), values)


def test_a_whole_ledger_verifies_and_its_entries_read_back(database: Database) -> None:
    write(database, 7)
    assert verify(database) == Verdict(7, 7, 0)
    with database.session() as session:
        row = session.execute(text("SELECT * FROM ledger WHERE seq = 3")).mappings().one()
    assert (row["who"], row["for_whom"], row["subject"]) == ("account:1", "account:2", "case:2")
    assert row["before"] == '{"state": "open"}'
    assert row["after"] == '{"n": 2, "名": "甲"}'


def test_a_change_that_fails_leaves_neither_rows_nor_entries(database: Database) -> None:
    write(database, 1)
    with pytest.raises(ZeroDivisionError), change(database, SOMEBODY) as made:
        made.session.add(Setting(city="town", name="a", value="1"))
        made.record("setting:a", "setting.set")
        raise ZeroDivisionError
    assert verify(database) == Verdict(1, 1, 0)
    with database.session() as session:
        assert session.get(Setting, ("town", "a")) is None


@pytest.mark.parametrize("column", FIELDS)
def test_any_altered_field_is_found_at_its_entry(database: Database, column: str) -> None:
    write(database, 5)
    run(database, f'UPDATE ledger SET "{column}" = "{column}" || :more WHERE seq = 3', more="x")  # noqa: S608
    verdict = verify(database)
    assert (verdict.trusted, verdict.fault) == (2, "changed")


def test_a_removed_entry_and_a_cut_tail_are_found(database: Database) -> None:
    write(database, 5)
    run(database, "DELETE FROM ledger WHERE seq = 5")
    assert verify(database) == Verdict(5, 4, 0, "cut")
    run(database, "DELETE FROM ledger WHERE seq = 2")
    assert verify(database) == Verdict(5, 1, 0, "missing")


def test_an_entry_added_past_the_head_is_found(database: Database) -> None:
    write(database, 2)
    run(database, "UPDATE ledger_head SET seq = 1, hash = 'ab'")
    assert verify(database).fault == "added"


def test_a_line_end_smuggled_into_a_text_hides_no_entry(database: Database) -> None:
    write(database, 3)
    with database.writing() as session:
        query = text("SELECT * FROM ledger ORDER BY seq")
        last = [tuple(map(str, row)) for row in session.execute(query)][-1]
    run(database, "DELETE FROM ledger WHERE seq = 3")
    hidden = "\n" + SEPARATOR.join(last)
    run(database, "UPDATE ledger SET hash = hash || :hidden WHERE seq = 2", hidden=hidden)
    assert verify(database) == Verdict(3, 1, 0, "changed")


def test_writers_at_the_same_time_make_one_chain(opened: Callable[[], Database]) -> None:
    databases = [opened() for _ in range(4)]
    threads = [
        threading.Thread(target=write, args=(each, 25, 100 * number))
        for number, each in enumerate(databases)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify(databases[0]) == Verdict(100, 100, 0)
