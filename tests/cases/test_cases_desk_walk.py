"""Walks through the desk, step by step beside the machine in memory: both say the same."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from cases_desk_office import CITY, OFFICE, report, version_of
from cases_flow_town import PEOPLE, TABLE, Town, check

from anlan.cases import desk
from anlan.cases.flow import Case, Move, replay
from anlan.cases.rows import facts, find, made_moves, pauses
from anlan.model.cause import Cause
from anlan.model.errors import CaseError
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import entries
from anlan.store.verify import verify

STEPS = 350


@dataclass
class Twins:
    """A town in memory and one on a database; ``numbers`` are those there of those here."""

    database: Database
    town: Town = field(default_factory=Town)
    numbers: dict[str, str] = field(default_factory=dict)

    def report(self, kind: str, channel: str) -> None:
        """Open a case in both."""
        here = self.town.report(kind, channel)
        told = report(
            kind=kind, channel=channel, class_code="", division="",
            at=self.town.now, known_at=self.town.now,
        )  # fmt: skip
        with change(self.database, Cause(PEOPLE[0])) as made:
            self.numbers[here] = desk.open_case(made, OFFICE, told).number

    def move(self, here: str, move: Move) -> None:
        """Move a case in both; both refuse it, or neither."""
        refused = self._in_memory(here, move)
        into = move.fields.get("into")
        fields = {**move.fields, **({"into": self.numbers[into]} if into else {})}
        there = self.numbers[here]
        version = version_of(self.database, there)
        with change(self.database, Cause(move.who)) as made:
            try:
                if move.act == "dispatch.split":
                    bare = {name: value for name, value in fields.items() if name != "parts"}
                    by = replace(move, fields=bare)
                    (part,) = desk.split(made, OFFICE, there, [desk.Part("part")], by, version)
                    self.numbers[str(len(self.town.cases) - 1)] = part
                else:
                    desk.move(made, CITY, there, replace(move, fields=fields), version)
            except CaseError as error:
                assert refused is not None, error
                assert error.key == refused.key
            else:
                assert refused is None

    def _in_memory(self, here: str, move: Move) -> CaseError | None:
        try:
            self.town.move(here, move)
        except CaseError as error:
            return error
        return None

    def compare(self, here: str) -> None:
        """Fail where a case isn't the same in both, or isn't what its moves make of it."""
        case = self.town.cases[here]
        there = {
            "lead": self.numbers.get(case.lead, ""),
            "merged_into": self.numbers.get(case.merged_into, ""),
        }
        with self.database.session() as session:
            row = find(session, CITY, self.numbers[here])
            assert facts(session, row) == replace(case, **there)
            moves = made_moves(session, row)
            assert replay(TABLE, Case(row.kind, row.channel), moves) == replace(case, **there)
            assert row.step == TABLE.states[row.state].step
            assert row.moves == len(moves)
            opened = [pause for pause in pauses(session, row) if pause.until_at is None]
            assert bool(opened) == row.paused == case.paused
            assert (row.ended_at is not None) == TABLE.states[row.state].ended


@pytest.mark.parametrize("seed", [1, 2])
def test_a_walk_through_the_desk_is_one_through_the_machine(database: Database, seed: int) -> None:
    chance, twins = random.Random(seed), Twins(database)  # noqa: S311 - not a secret
    for _ in range(STEPS):
        twins.town.now += timedelta(minutes=chance.choice((1, 1, 1, 60, 60 * 24 * 20)))
        newest = twins.town.newest()
        if not newest or chance.random() < 0.05:
            kind = chance.choice(sorted(TABLE.kinds))
            twins.report(kind, chance.choice(sorted(TABLE.channels)))
            continue
        here = chance.choice(newest)
        twins.move(here, twins.town.some_move(chance, here))
        twins.compare(here)
    check(twins.town)
    for here in twins.town.cases:
        twins.compare(here)
    assert verify(database).fault is None
    for entry in entries(database, subject=f"case:{CITY}/", limit=1000):
        for lang in ("en", "zh"):
            assert entry.say(lang) != entry.act, (entry.act, entry.after)
