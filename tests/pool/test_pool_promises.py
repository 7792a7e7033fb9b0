"""What a source promises and does: judged by load and by time, told once, and once when kept."""

import ipaddress
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pool_town import DAY_ONE, DAY_TWO, Town, row

from anlan.model.cause import Cause
from anlan.model.errors import ContractError
from anlan.pool import drift, health, promises
from anlan.pool.ingest import IngestResult
from anlan.pool.settle import settle
from anlan.store import Workspace
from anlan.store.change import change
from anlan.store.history import entries
from anlan.store.outbox.deliver import deliver
from anlan.store.outbox.queue import add_endpoint
from anlan.store.outbox.webhook import WebhookSender
from support.receiver import Receiver

SLA = """status: active
slaProperties:
  - {property: frequency, value: 1, unit: d}
  - {property: latency, value: 4, unit: w}
"""
ADDRESS = "- {name: address, logicalType: string}"
COMPLETE = """- name: address
        logicalType: string
        quality: [{metric: nullValues, mustBeLessOrEqualTo: 25, unit: percent}]"""
HOUR = timedelta(hours=1)


@pytest.fixture
def promising(town: Town) -> Town:
    """Return the town whose source promises a load a day, fresh events, and addresses."""
    town.contract("status: active\n", SLA)
    town.contract(ADDRESS, COMPLETE)
    return town


def load(town: Town, workspace: Workspace, now=DAY_ONE) -> IngestResult:  # type: ignore[no-untyped-def]
    taken = settle(town.city, town.pack.joinpath, workspace, town.ingest(workspace, now), now)
    return taken[-1]


def told(workspace: Workspace) -> list[tuple[str, object]]:
    found = entries(workspace.database, act="promise.*")
    return [(each.act, each.after["promise"]) for each in reversed(found)]


def by_name(town: Town, workspace: Workspace, now=DAY_ONE) -> dict[str, promises.Judged]:  # type: ignore[no-untyped-def]
    [source] = town.city.sources
    return {each.name: each for each in promises.judge(workspace, town.city, source, now)}


def test_what_is_promised_is_measured(promising: Town, workspace: Workspace) -> None:
    promising.write([row(1), row(2), row(3), row(4, address=" ")])
    load(promising, workspace)
    found = by_name(promising, workspace, DAY_ONE + 6 * HOUR)
    assert all(each.kept for each in found.values())
    assert (found["frequency"].promised, found["frequency"].measured) == (24, 6)
    # From the midnight in Shanghai of 15 February to 1 March, 16:00 there.
    assert found["latency"].measured == 15 * 24 + 16
    assert found["complete:address"].measured == 0.75
    assert all(each.say(lang) for each in found.values() for lang in ("en", "zh"))


def test_a_load_that_does_not_come_is_told_once_and_once_when_it_comes(
    promising: Town, workspace: Workspace
) -> None:
    [source] = promising.city.sources
    promising.write([row(1)])
    load(promising, workspace)
    for hours in (23, 25, 26, 300):
        promises.check(workspace, promising.city, source, DAY_ONE + hours * HOUR)
    assert told(workspace) == [("promise.broken", "frequency")]
    late = by_name(promising, workspace, DAY_ONE + 26 * HOUR)["frequency"]
    assert (late.kept, late.since) == (False, DAY_ONE + 25 * HOUR)
    promising.write([row(2, day="2024-03-20")], "visits2.csv")
    taken = load(promising, workspace, DAY_TWO)
    assert told(workspace) == [("promise.broken", "frequency"), ("promise.kept", "frequency")]
    assert any("keeps a promise again" in note.say() for note in taken.notes)
    [last, _] = entries(workspace.database, act="promise.*")
    assert last.after["department"] == "health"
    assert all("0.0 h" in last.say(lang) for lang in ("en", "zh"))


def test_the_owner_is_told_by_webhook_once_and_once_when_it_is_kept_again(
    promising: Town, workspace: Workspace
) -> None:
    [source] = promising.city.sources
    owner, other = Receiver(), Receiver()
    with change(workspace.database, Cause("local:ann")) as made:
        for name, to, whom in (("owner", owner, "visits"), ("other", other, "visit")):
            topics = [f"promise.*@source:town/{whom}"]
            add_endpoint(made, name, "webhook", to.url, topics, "sealed")
    promising.write([row(1)])
    load(promising, workspace)
    for hours in (25, 26):
        promises.check(workspace, promising.city, source, DAY_ONE + hours * HOUR)
    promising.write([row(2, day="2024-03-20")], "visits2.csv")
    load(promising, workspace, DAY_TWO)
    sender = WebhookSender(str, (ipaddress.ip_network("127.0.0.0/8"),))
    for minutes in range(3):
        deliver(workspace.database, {"webhook": sender}, datetime.now(UTC) + minutes * HOUR)
    for each in (owner, other):
        each.stop()
    assert [body["type"] for body in owner.bodies()] == ["promise.broken", "promise.kept"]
    assert other.bodies() == []


def test_old_events_and_empty_columns_break_promises(promising: Town, workspace: Workspace) -> None:
    promising.write([row(1, day="2024-01-01"), row(2, day="2024-01-01", address="")])
    taken = load(promising, workspace)
    assert set(told(workspace)) == {("promise.broken", "latency"), ("promise.broken", "complete")}
    assert sum("doesn't keep a promise" in note.say() for note in taken.notes) == 2


def test_in_a_city_whose_data_end_time_stands_still(promising: Town, workspace: Workspace) -> None:
    promising.write([row(1)])
    load(promising, workspace)
    ended = promising.city.model_copy(update={"as_of": DAY_ONE.date()})
    [source] = ended.sources
    [frequency] = [
        each
        for each in promises.judge(workspace, ended, source, DAY_ONE + 9000 * HOUR)
        if each.name == "frequency"
    ]
    assert frequency.kept


def test_a_promise_that_is_taken_back_is_forgotten(promising: Town, workspace: Workspace) -> None:
    promising.write([row(1, address="")])
    load(promising, workspace)
    promising.contract(SLA, "status: active\n")
    promising.contract(COMPLETE, ADDRESS)
    load(promising, workspace, DAY_TWO)
    assert by_name(promising, workspace, DAY_TWO) == {}
    assert workspace.setting("promises:visits") == {}


def test_nothing_is_broken_before_anything_came(promising: Town, workspace: Workspace) -> None:
    promising.write([row(1, name="")])
    load(promising, workspace)
    assert told(workspace) == []


@pytest.mark.parametrize(
    "line",
    [
        "{property: frequencey, value: 1, unit: d}",
        "{property: retention, value: 1, unit: y}",
        "{property: frequency, value: 1, unit: fortnight}",
        "{property: frequency, value: soon, unit: d}",
        "{property: latency, value: 0, unit: d}",
        "{property: latency, value: 1, unit: d, element: visits.score}",
    ],
)
def test_a_promise_that_is_not_checked_is_refused(
    town: Town, workspace: Workspace, line: str
) -> None:
    town.contract("status: active\n", f"status: active\nslaProperties:\n  - {line}\n")
    with pytest.raises(ContractError, match=r"slaProperties\.0"):
        town.ingest(workspace)


def test_completeness_in_another_way_is_refused(town: Town, workspace: Workspace) -> None:
    town.contract(ADDRESS, COMPLETE.replace("unit: percent", "unit: rows"))
    with pytest.raises(ContractError, match="percent"):
        town.ingest(workspace)


def test_a_load_unlike_those_before_is_told_of(town: Town, workspace: Workspace) -> None:
    town.write([row(n) for n in range(1000)])
    load(town, workspace)
    town.write(
        [row(n, score=str(n % 20), day="2024-03-01") for n in range(1000, 2000)], "visits2.csv"
    )
    taken = load(town, workspace, DAY_TWO)
    found = {each.column: each.psi for each in health.known(workspace, "visits").drift}
    assert found["score"] > drift.settings().much
    assert found["kind"] == 0
    # The positions of both loads are the same; addresses have too many values to be compared.
    assert found["lon"] < drift.settings().some
    assert "address" not in found
    assert any("score" in note.say() for note in taken.notes)


def test_few_rows_say_nothing(town: Town, workspace: Workspace) -> None:
    for number in range(2):
        town.write(
            [row(number * 9 + n, score=str(number * 90)) for n in range(9)], f"visits{number}.csv"
        )
        load(town, workspace, DAY_ONE + number * HOUR)
    assert health.known(workspace, "visits").drift == ()


counts = st.lists(st.integers(0, 1000), min_size=2, max_size=12).filter(any)


@given(counts, st.integers(1, 9))
def test_the_index_of_equal_shares_is_nought(before: list[int], times: int) -> None:
    old = np.array(before, dtype=np.float64)
    assert drift.psi(old, old * times, 0.0001) == pytest.approx(0, abs=1e-9)


@given(
    st.integers(2, 8).flatmap(
        lambda n: st.tuples(*[st.lists(st.integers(0, 99), min_size=n, max_size=n).filter(any)] * 2)
    )
)
def test_the_index_is_never_negative_and_the_same_both_ways(
    pair: tuple[list[int], list[int]],
) -> None:
    old, new = (np.array(side, dtype=np.float64) for side in pair)
    there = drift.psi(old, new, 0.0001)
    assert there >= 0
    assert there == pytest.approx(drift.psi(new, old, 0.0001))
