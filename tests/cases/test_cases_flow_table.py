"""A table of states that doesn't hold together isn't used, and says why."""

import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from anlan.cases.flow import workflow
from anlan.cases.flow.check import check
from anlan.cases.flow.guards import GUARDS
from anlan.cases.flow.load import FILE
from anlan.cases.flow.marks import MARKS
from anlan.cases.flow.table import Workflow
from anlan.model.permission import CITY_PERMISSIONS

Written = dict[str, Any]


def edge(written: Written, act: str) -> Written:
    """Return the first edge of an act."""
    return next(each for each in written["edges"] if each["act"] == act)


def without(written: Written, act: str) -> None:
    """Take an act out."""
    written["edges"] = [each for each in written["edges"] if each["act"] != act]


FAULTS: dict[str, Callable[[Written], object]] = {
    "nobody reaches verifying": lambda made: without(made, "collect.ask"),
    "closed is terminal and has a way out": lambda made: next(
        each for each in made["states"] if each["name"] == "closed"
    ).update(terminal=True),
    "void is terminal and has a way out, or has none": lambda made: next(
        each for each in made["states"] if each["name"] == "void"
    ).update(terminal=False),
    "file.accept names the guard kindness": lambda made: edge(made, "file.accept").update(
        guards=["kindness"]
    ),
    "file.accept names the state nowhere": lambda made: edge(made, "file.accept").update(
        to="nowhere"
    ),
    "file.accept names the role mayor": lambda made: edge(made, "file.accept").update(
        actors=["mayor"]
    ),
    "file.accept names the field colour": lambda made: edge(made, "file.accept").update(
        takes=["colour"]
    ),
    "collect.report names the stage lunch": lambda made: edge(made, "collect.report").update(
        clock=["start lunch"]
    ),
    "check.pass lacks the guard not_the_handler": lambda made: edge(made, "check.pass").update(
        guards=[]
    ),
    "handle.finish lacks the guard not_the_verifier": lambda made: edge(
        made, "handle.finish"
    ).update(guards=[]),
    "close.close lacks the guard parts_all_closed": lambda made: edge(made, "close.close").update(
        guards=["not_the_handler"]
    ),
    "file.unmerge lacks the guard lead_still_open": lambda made: edge(made, "file.unmerge").update(
        guards=[]
    ),
    "a clock is on in evaluated": lambda made: edge(made, "evaluate.score").update(
        clock=["start filing"]
    ),
    "in filed the clock depends on": lambda made: edge(made, "close.close").update(clock=[]),
    "in accepted the clock depends on": lambda made: edge(made, "collect.confirm").update(
        clock=["stop verifying"]
    ),
    "supervise.suspend can't resume the clock of handling": lambda made: edge(
        made, "supervise.suspend"
    ).update(clock=["resume handling"]),
    "file.accept leads out of reported twice": lambda made: made["edges"].append(
        edge(made, "file.accept")
    ),
    "begins in nowhere": lambda made: edge(made, "file.accept").update({"from": ["nowhere"]}),
    "no text ledger.case.sung": lambda made: edge(made, "file.accept").update(told="sung"),
    "no text case.stage.lunch": lambda made: made["stages"].append("lunch"),
    "declared twice": lambda made: made["states"].append(made["states"][0]),
    "event names the act file.burn": lambda made: made["kinds"][1].update(without=["file.burn"]),
}


@pytest.mark.parametrize("told", FAULTS)
def test_a_table_that_does_not_hold_together_says_why(told: str) -> None:
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    FAULTS[told](written)
    with pytest.raises(ValueError, match=told.replace(".", r"\.")):
        check(Workflow(written))


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"act": "sing.song"},
        {"clock": ["wind handling"]},
        {"marks": ["sung"]},
        {"actors": []},
        {"from": []},
    ],
)
def test_what_can_not_be_declared_is_refused(change: Written) -> None:
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    edge(written, "file.accept").update(change)
    with pytest.raises(ValidationError):
        Workflow(written)


def test_what_can_be_declared_is_used() -> None:
    table = workflow()
    extras = [each for kind in table.kinds.values() for each in kind.extra]
    named = [*table.edges, *extras]
    assert {name for each in named for name in each.guards} == set(GUARDS)
    assert {name for each in table.edges for name in each.marks} == set(MARKS)
    assert {role for each in table.edges for role in each.actors} == set(table.roles)
    given = {name for each in named for name in each.needs}
    assert given | {name for each in table.edges for name in each.takes} == set(table.fields)
    assert {stage for each in table.edges for _, stage in each.effects} - {"*"} == set(table.stages)


def test_every_role_but_anlan_itself_takes_a_permission() -> None:
    roles = {role.permission for role in workflow().roles.values() if role.name != "system"}
    of_cases = {name for name in CITY_PERMISSIONS if name.startswith("case.")}
    assert roles == of_cases - {"case.read", "case.contact"}
    assert workflow().roles["system"].permission is None


def test_a_merged_case_takes_only_what_takes_it_out_or_ends_it() -> None:
    assert set(workflow().by_source["merged"]) == {"file.unmerge", "close.void"}


def test_only_an_approved_suspension_stops_the_clock_of_handling() -> None:
    pausing = {edge.act for edge in workflow().edges for verb, _ in edge.effects if verb == "pause"}
    assert pausing == {"supervise.suspend"}
