"""Walks of thousands of steps over the table: whatever is done, every invariant holds."""

import copy
import random
from datetime import timedelta

import pytest
from cases_flow_town import PEOPLE, TABLE, Town, check, given, scripted
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from anlan.cases.flow import Move
from anlan.model.errors import CaseError

KINDS, CHANNELS = sorted(TABLE.kinds), sorted(TABLE.channels)
STEPS = 12_000
EDGES = sorted((edge.act, source) for edge in TABLE.edges for source in TABLE.sources(edge))
BY_FAMILY = {"handle": "account:1", "check": "account:2", "close": "account:2"}


def test_a_long_walk_keeps_every_invariant() -> None:
    chance, town = random.Random(2), Town()  # noqa: S311 - not a secret
    seen: set[str] = set()
    for number in range(STEPS):
        town.wander(chance)
        if number % 500 == 0:
            check(town)
        if number % 20 == 0:  # some states are soon left again
            seen |= {case.state for case in town.cases.values()}
    check(town)
    assert sum(map(len, town.moves.values())) > STEPS / 2
    assert seen >= {"closed", "rework", "merged", "void"}


def along(town: Town, act: str) -> Town | None:
    """Return the town after an act on its first case; None where it is refused."""
    after, case = copy.deepcopy(town), town.cases["0"]
    edge = TABLE.by_source[case.state][act]
    after.now += timedelta(days=20 if edge.family == "evaluate" else 1)
    who = BY_FAMILY.get(edge.family, "account:0")
    try:
        after.move("0", scripted(edge, case, who, case.department, after.now, into="1"))
    except CaseError:
        return None
    return after


def explored() -> dict[tuple[str, str], Town]:
    """Walk along every edge that can be walked, breadth first; return what came of each."""
    first = Town()
    for _ in range(2):
        first.report("event", "hotline")
    reached, waiting = {("reported", False, False)}, [first]
    walked = {("collect.report", "new"): first}
    while waiting:
        town = waiting.pop(0)
        state = town.cases["0"].state
        for act in TABLE.by_source[state]:
            after = along(town, act)
            if after is None:
                continue
            walked[act, state] = after
            case = after.cases["0"]
            way = (case.state, bool(case.department), case.listed)
            if way not in reached and act != "dispatch.split":
                reached.add(way)
                waiting.append(after)
    return walked


WALKED = explored()


@pytest.mark.parametrize(("act", "source"), EDGES)
def test_every_edge_is_walked(act: str, source: str) -> None:
    if act == "dispatch.part":
        town = WALKED["dispatch.split", "filed"]
        assert town.cases["2"].lead == "0"
    else:
        town = WALKED[act, source]
        assert town.moves["0"][-1].act == act
    check(town)


class Walk(RuleBasedStateMachine):
    """What hypothesis makes of cases, moves and people; it finds the shortest way to a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Town()

    @rule(kind=st.sampled_from(KINDS), channel=st.sampled_from(CHANNELS))
    def report(self, kind: str, channel: str) -> None:
        self.town.report(kind, channel)

    @precondition(lambda self: self.town.cases)
    @rule(
        data=st.data(),
        who=st.sampled_from(PEOPLE[:3]),
        department=st.sampled_from(("water", "roads")),
    )
    def move(self, data: st.DataObject, who: str, department: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.town.cases)))
        case = self.town.cases[number]
        acts = sorted(TABLE.by_source[case.state])
        if not acts:
            return
        edge = TABLE.by_source[case.state][data.draw(st.sampled_from(acts))]
        into = data.draw(st.sampled_from(sorted(self.town.cases)))
        needs = tuple(name for name in TABLE.needs(edge, case.kind) if name != "parts")
        fields = given(needs, self.town.now, **({"into": into} if "into" in needs else {}))
        fields |= {"class_code": "0101"} if "class_code" in edge.takes else {}
        by = Move(edge.act, who, edge.actors[0], self.town.now, department, fields)
        before = dict(self.town.cases)
        try:
            self.town.move(number, by)
        except CaseError as refused:
            assert self.town.cases == before
            assert refused.say("en")
            assert refused.say("zh")

    @invariant()
    def holds(self) -> None:
        check(self.town)


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=60, stateful_step_count=80, deadline=None)
