"""Loading, linking and deciding killed while they run; the long form is ``make bench``."""

from pathlib import Path

from support.poolkills import Play, kill_at_random

KILLS = 3


def test_a_city_that_was_killed_is_as_one_that_was_not(tmp_path: Path) -> None:
    databases = (f"sqlite:///{tmp_path}/twin.db", f"sqlite:///{tmp_path}/killed.db")
    found = kill_at_random(Play(tmp_path, databases, scale=0.001, tries=1), KILLS, seed=5)
    assert found.kills == KILLS
    assert found.wrong == []
