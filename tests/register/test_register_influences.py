"""A city's influences: taken in whole or not at all, and asked what if."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from register_town import CAUSE, CITY

from anlan.model.errors import RegisterError
from anlan.risk.register.influences import (
    Influence,
    LiveInfluences,
    ask,
    graph_of,
    read,
    replace_all,
)
from anlan.store.change import change
from anlan.store.database import Database

GIVEN = [
    Influence("S-1", "P-1", "power"),
    Influence("S-1", "H-1", "power", lag=30),
    Influence("S-2", "H-1", "power", lag=30),
    Influence("P-1", "U-1", "drainage", lag=60),
    Influence("U-1", "H-1", "access"),
]
TEXT = "source,target,kind,lag,recovery,weight\nS-1,P-1,power,,,\nP-1,U-1,drainage,60,30,0.5\n"


def put(database: Database, given: list[Influence]) -> None:
    with change(database, CAUSE) as made:
        replace_all(made, CITY, given)


def told(database: Database, *codes: str, minutes: float = 240) -> dict[str, tuple]:
    with database.session() as session:
        found = ask(graph_of(session, CITY), codes, minutes)
    return {each.code: (each.start, each.end, each.cause, each.kind) for each in found}


def test_a_substation_down_for_four_hours(database: Database):
    put(database, GIVEN)
    assert told(database, "S-1") == {
        "S-1": (0, 240, "", ""),
        "P-1": (0, 255, "S-1", "power"),
        "U-1": (60, 375, "P-1", "drainage"),
        "H-1": (60, 375, "U-1", "access"),
    }
    assert set(told(database, "S-2")) == {"S-2"}
    assert told(database, "S-1", "S-2")["H-1"][0] == 30
    assert list(told(database, "S-1", minutes=45)) == ["S-1", "P-1"]


def test_a_circle_is_named_and_what_was_there_stays(database: Database):
    put(database, GIVEN)
    with pytest.raises(RegisterError, match=r"P-1 → U-1 → P-1|U-1 → P-1 → U-1"):
        put(database, [*GIVEN, Influence("U-1", "P-1", "access")])
    assert len(told(database, "S-1")) == 4


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Influence("a", "b", "love"), "No kind of influence is known as “love”"),
        (Influence("a", "", "power"), "lacks an end"),
        (Influence("a", "b", "power", lag=-1), "a → b"),
        (Influence("a", "b", "power", weight=0), "a → b"),
        (Influence("a", "b", "power", recovery=float("inf")), "a → b"),
        (Influence("S-1", "P-1", "power"), "is there twice"),
    ],
)
def test_what_makes_no_sense_is_named(database: Database, wrong, said):
    put(database, GIVEN)
    with pytest.raises(RegisterError, match=said):
        put(database, [*GIVEN, wrong])
    assert len(told(database, "S-1")) == 4


@pytest.mark.parametrize(
    ("codes", "minutes", "said"),
    [(["X"], 10, "X isn't among"), (["S-1"], 0, "is no time"), (["S-1"], float("nan"), "no time")],
)
def test_a_question_that_is_none(database: Database, codes, minutes, said):
    put(database, GIVEN)
    with pytest.raises(RegisterError, match=said):
        told(database, *codes, minutes=minutes)


def test_influences_come_from_a_file(tmp_path: Path):
    file = tmp_path / "influences.csv"
    file.write_text(TEXT, "utf-8")
    assert read(file) == [
        Influence("S-1", "P-1", "power"),
        Influence("P-1", "U-1", "drainage", 60, 30, 0.5),
    ]
    file.write_text(TEXT.replace("60", "an hour"), "utf-8")
    with pytest.raises(RegisterError, match="line 3"):
        read(file)
    file.write_text("from,to\na,b\n", "utf-8")
    with pytest.raises(RegisterError, match="line 2"):
        read(file)
    with pytest.raises(RegisterError, match=r"none\.csv"):
        read(tmp_path / "none.csv")


def test_a_graph_in_memory_is_read_again_when_it_was_replaced(database):
    with change(database, CAUSE) as made:
        replace_all(made, CITY, [Influence("A", "B", "power")])
    live = LiveInfluences(database, CITY)
    first = live.snapshot()
    assert [each.code for each in ask(first, ["A"], 60.0)] == ["A", "B"]
    with change(database, CAUSE) as made:
        made.record("case:elsewhere/1", "case.opened")
        replace_all(made, f"{CITY}2", [Influence("X", "Y", "power")])
    assert live.snapshot() is first
    with change(database, CAUSE) as made:
        replace_all(made, CITY, [Influence("A", "C", "power")])
    assert [each.code for each in ask(live.snapshot(), ["A"], 60.0)] == ["A", "C"]


def test_many_ask_a_graph_while_it_is_replaced(database):
    chains = [[Influence("A", f"{kind}{n}", "power") for n in range(20)] for kind in "BC"]
    with change(database, CAUSE) as made:
        replace_all(made, CITY, chains[0])
    live = LiveInfluences(database, CITY)

    def look(_: int) -> set[str]:
        return {each.code[0] for each in ask(live.snapshot(), ["A"], 60.0)}

    with ThreadPoolExecutor(4) as pool:
        seen = pool.map(look, range(40))
        for turn in range(6):
            with change(database, CAUSE) as made:
                replace_all(made, CITY, chains[(turn + 1) % 2])
        assert all(each in ({"A", "B"}, {"A", "C"}) for each in seen)
    assert look(0) == {"A", "B"}
