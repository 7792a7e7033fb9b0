"""Rules across sources: a row waits for its parent, and leaves quarantine when the parent comes."""

import pytest
from pool_town import CONTRACT, DAY_ONE, DAY_TWO, Town, row, source

from anlan.model.errors import ContractError
from anlan.pool import health, quarantine, records
from anlan.pool.ingest import IngestResult
from anlan.pool.settle import settle
from anlan.store import Workspace

REFERS = """- name: address
        logicalType: string
        relationships:
          - to: {to}
            customProperties: [{{property: anlan.broken, value: {way}}}]"""


def town_of_two(town: Town, way: str = "quarantine", to: str = "register.name") -> Town:
    """Return the town with a register, and visits whose address must be a name of the register."""
    (town.pack / "register.yaml").write_text(CONTRACT, encoding="utf-8")
    town.contract("- {name: address, logicalType: string}", REFERS.format(to=to, way=way))
    town.sources[:] = [source("visits"), source("register", contract="register.yaml")]
    return town


def load(town: Town, workspace: Workspace, *names: str, now=DAY_ONE) -> list[IngestResult]:  # type: ignore[no-untyped-def]
    taken = town.ingest(workspace, now, sources=list(names))
    return settle(town.city, town.pack.joinpath, workspace, taken, now)


def test_a_row_waits_for_its_parent_and_is_released_when_it_comes(
    town: Town, workspace: Workspace
) -> None:
    town_of_two(town)
    town.write([row(1, address="Shop 7"), row(2, address=""), row(3, address="Shop 9")])
    [taken] = load(town, workspace, "visits")
    assert (taken.counts.new, taken.counts.quarantined) == (1, 2)
    first = quarantine.listing(workspace).items[0]
    assert (first.first.rule, first.first.expected) == ("unknown_reference", "register.name")
    assert all("register.name" in first.say(lang) for lang in ("en", "zh"))
    town.write([row(7)], "register.csv")
    [parent] = load(town, workspace, "register", now=DAY_TWO)
    assert set(records.read(workspace, town.city, "visits")["_key"]) == {"V1", "V2"}
    [left] = quarantine.listing(workspace).items
    assert left.first.value == "Shop 9"
    assert any("1 row of visits left quarantine" in note.say() for note in parent.notes)


def test_a_row_with_another_fault_is_not_released(town: Town, workspace: Workspace) -> None:
    town_of_two(town)
    town.write([row(1, address="Shop 7", kind="bakery")])
    load(town, workspace, "visits")
    town.write([row(7)], "register.csv")
    load(town, workspace, "register", now=DAY_TWO)
    [item] = quarantine.listing(workspace).items
    assert [each.rule for each in item.problems] == ["enum", "unknown_reference"]


def test_a_mild_reference_keeps_the_row_and_warns(town: Town, workspace: Workspace) -> None:
    town_of_two(town, "warn")
    town.write([row(1, address="Shop 7"), row(2, address=""), row(3, address="Shop 9")])
    town.write([row(7)], "register.csv")
    taken = load(town, workspace, "visits", "register")
    assert taken[0].counts.new == 3
    [warned] = health.known(workspace, "visits").warned
    assert (warned.rule, warned.about, warned.count) == ("unknown_reference", "register.name", 1)
    assert any("register.name" in note.say("zh") for note in taken[0].notes)


@pytest.mark.parametrize("to", ["register", "visits.name", ".name", "[a, b]"])
def test_a_reference_to_no_other_sources_column_is_refused(town: Town, to: str) -> None:
    town_of_two(town, to=to)
    with pytest.raises(ContractError, match=r"relationships\.0\.to"):
        town.ingest(town.workspace(), sources=["visits"])


def test_a_way_that_is_none_is_refused(town: Town, workspace: Workspace) -> None:
    town_of_two(town, "drop")
    with pytest.raises(ContractError, match=r"quarantine \| warn"):
        town.ingest(workspace, sources=["visits"])
