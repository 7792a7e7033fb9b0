"""What clerks decide is kept in either database, is in the ledger, and never contradicts itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.model.cause import Cause
from anlan.model.errors import LinkError
from anlan.pool.linking.decisions import decide, decisions
from anlan.store import Workspace
from anlan.store.history import history
from anlan.store.verify import verify

A, B, C, D = (("one", "a"), ("two", "b"), ("three", "c"), ("one", "d"))


@pytest.fixture
def place(tmp_path: Path, url: str) -> Iterator[Workspace]:
    made = Workspace(tmp_path / "home", "town", url, Cause("account:7"))
    yield made
    made.close()


def test_a_decision_is_kept_with_who_and_why_and_is_in_the_ledger(place: Workspace) -> None:
    decide(place, "premises", B, A, True, " the same door ")
    (kept,) = decisions(place, "premises")
    assert (kept.one, kept.other, kept.same) == (A, B, True)
    assert (kept.who, kept.why) == ("account:7", "the same door")
    assert decisions(place, "lifts") == []
    (told,) = history(place.database, "link:town/premises/1")
    assert "one/a" in told.say("en")
    assert "相同" in told.say("zh")
    assert verify(place.database).fault is None


def test_a_pair_has_one_decision_and_the_ledger_has_both(place: Workspace) -> None:
    decide(place, "premises", A, B, True, "first look")
    decide(place, "premises", B, A, False, "second look")
    (kept,) = decisions(place, "premises")
    assert (kept.same, kept.why) == (False, "second look")
    acts = [entry.act for entry in history(place.database, "link:town/premises/1")]
    assert sorted(acts) == ["link.confirmed", "link.split"]


def test_what_was_confirmed_by_way_of_others_can_not_be_split(place: Workspace) -> None:
    decide(place, "premises", A, B, True, "x")
    decide(place, "premises", B, C, True, "x")
    with pytest.raises(LinkError, match="confirmed that they are the same"):
        decide(place, "premises", A, C, False, "x")
    assert len(decisions(place, "premises")) == 2


def test_what_was_split_can_not_be_joined_by_way_of_others(place: Workspace) -> None:
    decide(place, "premises", A, C, False, "x")
    decide(place, "premises", A, B, True, "x")
    decide(place, "premises", C, D, True, "x")
    with pytest.raises(LinkError, match="told apart"):
        decide(place, "premises", B, D, True, "x")
    decide(place, "premises", A, C, True, "a mistake")
    decide(place, "premises", B, D, True, "x")


@pytest.mark.parametrize(("one", "other", "why"), [(A, A, "x"), (A, B, "  ")])
def test_a_decision_is_about_two_records_and_has_a_reason(
    place: Workspace, one: tuple[str, str], other: tuple[str, str], why: str
) -> None:
    with pytest.raises(LinkError):
        decide(place, "premises", one, other, True, why)
    assert decisions(place, "premises") == []
