"""A town of cases in memory: the machine alone, with what lies around each case kept right."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from anlan.cases.flow import Around, Case, Effect, Move, allowed, replay, step, workflow
from anlan.cases.flow.shapes import Edge
from anlan.model.errors import CaseError

START = datetime(2026, 7, 18, 8, tzinfo=UTC)
TABLE = workflow()
PEOPLE = tuple(f"account:{n}" for n in range(8))
DEPARTMENTS = ("water", "roads")
UNGIVEN = ("into", "lead", "parts")
FAILED = ("check.fail", "check.doubt")


def values(at: datetime) -> dict[str, Any]:
    """Return something right for every field."""
    later = (at + timedelta(days=2)).isoformat()
    texts = {name: "as agreed" for name, shape in TABLE.fields.items() if shape.kind == "text"}
    return texts | {
        "evidence": ["photo-1"],
        "parts": ["made by the town"],
        "letter": "0a1b",
        "department": "water",
        "division": "42/4201",
        "class_code": "0101",
        "until": later,
        "deadline": later,
        "satisfaction": "satisfied",
        "issuer": "water",
        "public": "yes",
        "rung": "talk",
        "beside": "1",
        "metres": "80",
        "hours": "1.0",
        "past": "1",
        "expected": "0.0001",
        "reports": "3",
        "up": "1",
    }


def given(needs: tuple[str, ...], at: datetime, **more: Any) -> dict[str, Any]:
    """Return what an act needs, and more."""
    return {name: values(at)[name] for name in needs if name not in more} | more


@dataclass
class Town:
    """Cases by number, the moves that made them and the clocks they have."""

    cases: dict[str, Case] = field(default_factory=dict)
    moves: dict[str, list[Move]] = field(default_factory=dict)
    effects: dict[str, list[Effect]] = field(default_factory=dict)
    now: datetime = START

    def report(self, kind: str, channel: str, who: str = PEOPLE[0]) -> str:
        """Open a case; return its number."""
        number = str(len(self.cases))
        self._take(number, Case(kind, channel), Move("collect.report", who, "reporter", self.now))
        return number

    def around(self, number: str, into: str = "") -> Around:
        """Return what lies around a case."""
        case, target = self.cases[number], self.cases.get(into)
        parts = [each for each in self.cases.values() if each.lead == number]
        return Around(
            open_parts=sum(each.ended_at is None for each in parts),
            lead_ended=bool(case.lead) and self.cases[case.lead].ended_at is not None,
            holds_merged=any(each.merged_into == number for each in self.cases.values()),
            target_open=target is not None and into != number and target.ended_at is None,
        )

    def move(self, number: str, move: Move) -> Case:
        """Move a case.

        Raises:
            CaseError: it is refused; then nothing has changed.
        """
        if move.act == "dispatch.split":
            part = str(len(self.cases))
            move = replace(move, fields={**move.fields, "parts": [part]})
        self._take(number, self.cases[number], move)
        if move.act == "dispatch.split":
            lead = self.cases[number]
            passed_on = {"class_code": lead.class_code, "division": lead.division}
            fields = {"lead": number} | {name: text for name, text in passed_on.items() if text}
            made = replace(move, act="dispatch.part", fields=fields)
            self._take(part, Case(lead.kind, lead.channel), made)
        return self.cases[number]

    def _take(self, number: str, case: Case, move: Move) -> None:
        into = str(move.fields.get("into") or "")
        around = self.around(number, into) if number in self.cases else Around()
        outcome = step(TABLE, case, move, around)
        self.cases[number] = outcome.case
        self.moves.setdefault(number, []).append(move)
        self.effects.setdefault(number, []).extend(outcome.effects)

    def wander(self, chance: random.Random) -> bool:
        """Try one move on one of the newest cases; return whether it was possible."""
        self.now += timedelta(minutes=chance.choice((1, 1, 1, 60, 60 * 24 * 20)))
        newest = self.newest()
        if not newest or chance.random() < 0.07:
            kind = chance.choice(sorted(TABLE.kinds))
            self.report(kind, chance.choice(sorted(TABLE.channels)), chance.choice(PEOPLE))
            return True
        number = chance.choice(newest)
        try:
            self.move(number, self.some_move(chance, number))
        except CaseError:
            return False
        return True

    def newest(self) -> list[str]:
        """Return the newest cases that something leads out of."""
        going = [number for number, case in self.cases.items() if TABLE.by_source[case.state]]
        return going[-9:]

    def some_move(self, chance: random.Random, number: str) -> Move:
        """Return a move that leads out of the case's state, mostly one told to be allowed."""
        case, who = self.cases[number], chance.choice(PEOPLE)
        department = case.department if chance.random() < 0.8 else chance.choice(DEPARTMENTS)
        place = self.around(number)
        options = allowed(TABLE, case, who, TABLE.roles, self.now, department, place)
        told = [option.act for option in options if option.refused is None]
        going_on = [act for act in told if not self._ends(case, act)]
        some = going_on if going_on and chance.random() < 0.9 else told
        out = list(TABLE.by_source[case.state])
        act = chance.choice(some if some and chance.random() < 0.8 else out)
        into = chance.choice(self.newest())
        return scripted(TABLE.by_source[case.state][act], case, who, department, self.now, into)

    def _ends(self, case: Case, act: str) -> bool:
        return TABLE.states[TABLE.by_source[case.state][act].to or case.state].ended


def scripted(edge: Edge, case: Case, who: str, department: str, at: datetime, into: str) -> Move:
    """Return a move along an edge that gives all the edge needs and takes."""
    names = (*TABLE.needs(edge, case.kind), *edge.takes)
    fields = given(tuple(each for each in names if each not in UNGIVEN), at)
    fields |= {"into": into} if "into" in names else {}
    return Move(edge.act, who, edge.actors[-1], at, department, fields)


def clocks(effects: list[Effect]) -> dict[str, bool]:
    """Return the clocks that are on after effects, and whether each runs; all must make sense."""
    on: dict[str, bool] = {}
    for verb, stage in effects:
        if verb == "stop":
            del on[stage]
            continue
        assert on.get(stage) is {"pause": True, "resume": False, "extend": True}.get(verb)
        on[stage] = verb != "pause"
    return on


def check(town: Town) -> None:
    """Fail where an invariant of cases doesn't hold."""
    for number, case in town.cases.items():
        check_case(town, number, case)
        seen = {number}
        while town.cases[number].merged_into:
            number = town.cases[number].merged_into  # noqa: PLW2901 - on along the chain
            assert number not in seen
            seen.add(number)


def check_case(town: Town, number: str, case: Case) -> None:
    """Fail where an invariant doesn't hold of one case."""
    acts = Counter(move.act for move in town.moves[number])
    state = TABLE.states[case.state]
    assert replay(TABLE, Case(case.kind, case.channel), town.moves[number]) == case
    assert case.rework_count == sum(acts[act] for act in FAILED)
    assert case.return_count == acts["handle.return"]
    assert case.reopen_count == acts["file.reopen"]
    risen = min(acts["supervise.rise"], 1)
    assert case.raised <= acts["dispatch.raise"] + acts["supervise.raise"] + risen
    assert case.raised <= case.division.count("/")
    assert case.listed == acts["supervise.list"] - acts["supervise.delist"]
    assert clocks(town.effects[number]) == TABLE.running[case.state]
    assert case.paused == (case.state == "suspended")
    assert (case.ended_at is not None) == state.ended
    assert not case.handlers & case.verifiers
    assert not case.verified_by or case.verified_by != case.handled_by
    if case.state == "closed":
        assert case.verified_by in case.verifiers
    if case.merged_into:
        assert case.state in ("merged", "void")
    if case.lead and town.cases[case.lead].ended_at:
        assert case.ended_at
