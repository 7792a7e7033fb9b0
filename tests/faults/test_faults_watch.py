"""Intake, engine and database killed and lines cut under load; the long form is ``make bench``."""

from pathlib import Path

import pytest

from support.postgres import Cluster
from support.watchkills import Play, kill_at_random

KILLS = 6


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_reading_is_kept_and_every_alarm_raised_once_whoever_is_killed(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    cluster: Cluster | None = None
    if kind == "postgresql":
        cluster = request.getfixturevalue("own_cluster")
        if cluster is None:
            pytest.skip("no PostgreSQL on this machine; install it or set ANLAN_POSTGRES_BIN")
    url = cluster.url() if cluster else f"sqlite:///{tmp_path}/anlan.db"
    found = kill_at_random(Play(tmp_path, url, cluster), KILLS, seed=11)
    assert found.readings > 100 * KILLS
    assert found.alarms > KILLS
    assert found.faults == 0, found
