"""Mend in the console's way: chosen rows only, by one rule, or set aside; the ledger says who."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pool_town import Town, row

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.pool import mending, quarantine, records
from anlan.pool.quarantine import Mends
from anlan.pool.replay import Replayed, replay_in
from anlan.store import Workspace
from anlan.store.change import Change, change
from anlan.store.history import entries

CLERK = Cause("account:7", why="the office gave the right kind")


@contextmanager
def at_work(workspace: Workspace) -> Iterator[Change]:
    with change(workspace.database, CLERK) as made:
        yield made


def mend(town: Town, workspace: Workspace, mends: Mends) -> Replayed:
    find = town.pack.joinpath
    with at_work(workspace) as made:
        return replay_in(made, town.city, find, workspace, "visits", mends, list(mends))


def ids(workspace: Workspace) -> list[str]:
    return [item.id for item in quarantine.listing(workspace).items]


@pytest.fixture
def filled(town: Town, workspace: Workspace) -> Town:
    """Return the town with three bakeries, one nameless shop and a good row."""
    town.write([*(row(n, kind="bakery") for n in range(3)), row(3, name=""), row(4)])
    town.ingest(workspace)
    return town


def test_only_the_rows_that_are_mended_become_records(filled: Town, workspace: Workspace) -> None:
    first, *others = ids(workspace)
    assert mend(filled, workspace, {first: {"kind": "shop"}}) == Replayed(1, 0, 0)
    assert ids(workspace) == others
    kept = records.read(workspace, filled.city, "visits")
    assert set(kept["_key"]) == {"V0", "V4"}
    told = records.history(workspace, filled.city, "visits", "V0")
    assert told.select("_file", "_row", "_mended", "kind").row(0) == ("visits.csv", 1, True, "shop")


def test_the_ledger_says_who_mended_what_and_why_but_no_value(
    filled: Town, workspace: Workspace
) -> None:
    first = ids(workspace)[0]
    mend(filled, workspace, {first: {"kind": "school"}})
    [entry] = entries(workspace.database, act="batch.replayed")
    assert (entry.who, entry.why) == ("account:7", "the office gave the right kind")
    assert entry.after == {"mended": 1, "overtaken": 0, "columns": {"kind": 1}}
    assert "school" not in repr(entry)


def test_a_mend_that_is_wrong_changes_nothing_and_is_explained(
    filled: Town, workspace: Workspace
) -> None:
    before = ids(workspace)
    done = mend(filled, workspace, {before[0]: {"kind": "shop", "score": "many"}})
    assert (done.mended, done.still_bad) == (0, 1)
    [still] = done.refused
    assert (still.id, still.file, still.first.rule, still.first.value) == (
        before[0],
        "visits.csv",
        "not_integer",
        "many",
    )
    assert ids(workspace) == before
    assert not entries(workspace.database, act="batch.replayed")


def test_one_rule_mends_all_rows_with_that_value(filled: Town, workspace: Workspace) -> None:
    chosen = mending.of_rule(workspace, "visits", "enum", "kind", "bakery")
    assert len(chosen) == 3
    done = mend(filled, workspace, mending.replacing(chosen, "kind", "shop"))
    assert done == Replayed(3, 0, 0)
    [left] = quarantine.listing(workspace).items
    assert left.first.rule == "required"
    [entry] = entries(workspace.database, act="batch.replayed")
    assert entry.after["columns"] == {"kind": 3}


def test_an_empty_value_is_found_by_its_rule_too(filled: Town, workspace: Workspace) -> None:
    [chosen] = mending.of_rule(workspace, "visits", "required", "name", None)
    assert mend(filled, workspace, mending.replacing([chosen], "name", "Shop")).mended == 1


def test_a_rule_that_no_row_breaks_is_refused(filled: Town, workspace: Workspace) -> None:
    with pytest.raises(StoreError, match="florist"):
        mending.of_rule(workspace, "visits", "enum", "kind", "florist")


def test_rows_set_aside_are_listed_no_more_and_count_nowhere(
    filled: Town, workspace: Workspace
) -> None:
    first, second, *others = ids(workspace)
    with at_work(workspace) as made:
        assert mending.withdraw(made, workspace, "visits", [second, first, first]) == 2
    assert ids(workspace) == others
    assert set(records.read(workspace, filled.city, "visits")["_key"]) == {"V4"}
    [entry] = entries(workspace.database, act="batch.withdrawn")
    assert (entry.who, entry.why, entry.after) == (CLERK.who, CLERK.why, {"rows": 2})
    assert all("2" in entry.say(lang) for lang in ("en", "zh"))
    with at_work(workspace) as made, pytest.raises(StoreError, match=first):
        mending.withdraw(made, workspace, "visits", [first])


def test_a_row_is_shown_as_sent_without_what_is_about_people(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1, kind=" bakery ") | {"note": "as sent"}])
    town.ingest(workspace)
    item, cells, line = mending.cells(workspace, ids(workspace)[0])
    by_name = {cell.name: cell for cell in cells}
    assert (item.row, line) == (1, None)
    assert by_name["kind"] == mending.Cell("kind", " bakery ", hidden=False, mendable=True)
    assert by_name["phone"] == mending.Cell("phone", None, hidden=True, mendable=False)
    assert by_name["note"] == mending.Cell("note", "as sent", hidden=False, mendable=False)
    assert "555-0199" not in repr(cells)
