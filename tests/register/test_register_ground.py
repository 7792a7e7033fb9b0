"""People by hour and places that are easily hurt: counts only, taken in whole or not at all."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_town import CAUSE, CITY, room

from anlan.model.errors import RegisterError
from anlan.risk.register.ground import Counted, around, ground, known, read, replace_all
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.risk.tables import ALL_DAY

HEAD = "division,hour,people,premises,vulnerable\n"
LAMP, LOCK = "990101001", "990101002"
LAMP_PATH = f"990101/{LAMP}"


def put(database: Database, counted: list[Counted]) -> list[Counted]:
    with change(database, CAUSE) as made:
        return replace_all(made, CITY, room().tree, counted)


def path(code: str) -> str:
    return room().tree.paths[code]


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "ground.csv"
    file.write_text(f"{HEAD}{LAMP},8,1200,,\n{LAMP},,300,40,5\n", "utf-8-sig")
    assert read(file) == [Counted(LAMP, 8, 1200), Counted(LAMP, ALL_DAY, 300, 40, 5)]


@pytest.mark.parametrize(
    "line",
    ["x,24,1,,", "x,-2,1,,", "x,8,-1,,", "x,8,,,", ",8,1,,", "x,8,many,,", "x,8,1.5,,",
     "x,,,5,6", "x,,,,6", "x,8,9999999999,,", "x,8"],
)  # fmt: skip
def test_a_row_that_makes_no_sense_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "ground.csv"
    file.write_text(f"{HEAD}y,,1,,\n{line}\n", "utf-8")
    with pytest.raises(RegisterError, match=r"ground\.csv, line 3"):
        read(file)


def test_a_file_without_its_columns_says_which(tmp_path: Path) -> None:
    file = tmp_path / "ground.csv"
    file.write_text("division,people\nx,5\n", "utf-8")
    with pytest.raises(RegisterError, match="hour, premises, vulnerable"):
        read(file)
    with pytest.raises(RegisterError, match="can't be read"):
        read(tmp_path / "none.csv")


def test_an_hours_count_goes_before_that_of_all_day(database: Database) -> None:
    put(database, [Counted(LAMP, ALL_DAY, 300, 40, 5), Counted(LAMP_PATH, 8, 1200)])
    with database.session() as session:
        assert known(session, CITY, 8)[path(LAMP)] == Counted(path(LAMP), 8, 1200, 40, 5)
        assert known(session, CITY, 9)[path(LAMP)] == Counted(path(LAMP), 9, 300, 40, 5)


def test_few_people_are_kept_as_none(database: Database) -> None:
    kept = put(database, [Counted(LAMP, 3, 9), Counted(LOCK, 3, 10)])
    assert [each.people for each in kept] == [0, 10]


@pytest.mark.parametrize(
    "wrong", [[Counted("123456", 8, 50)], [Counted(LAMP, 8, 50), Counted(LAMP_PATH, 8, 60)]]
)
def test_what_was_there_stays_where_counts_are_wrong(
    database: Database, wrong: list[Counted]
) -> None:
    put(database, [Counted(LAMP, ALL_DAY, 300)])
    with pytest.raises(RegisterError, match="nothing was changed"):
        put(database, wrong)
    with database.session() as session:
        assert known(session, CITY, 8)[path(LAMP)].people == 300


def test_around_a_place_is_as_in_the_smallest_division_counted() -> None:
    counted = [Counted("c", people=900, premises=10, vulnerable=2), Counted("c/d", people=80)]
    of, km2 = {each.division: each for each in counted}, {"c": 9.0, "c/d": 2.0, "c/d/s": 1.0}
    found = [around(each, of, lambda path: km2.get(path, 0.0)) for each in ("c/d/s", "c/e", "x")]
    assert found == [(40, 0.2), (100, 0.2), (0, 0)]


@given(st.dictionaries(st.sampled_from(["c/d/a", "c/d/b", "c/e/a", "c/e/b"]), st.integers(10, 999)))
def test_a_division_has_what_those_beneath_it_have(streets: dict[str, int]) -> None:
    of = {each: Counted(each, people=many) for each, many in streets.items()}
    found = ground(["c", "c/d", "c/e"], [1.0, 1.0, 1.0], of)
    assert found.people[0] == found.people[1] + found.people[2] == sum(streets.values())
    own = of | {"c/d": Counted("c/d", people=5000)}
    assert ground(["c/d", "c"], [1.0, 1.0], own).people[0] == 5000
    assert not np.isnan(found.vulnerable).any()
