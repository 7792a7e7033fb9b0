"""Server, worker and database killed while work is done; the long form is ``make bench``."""

from pathlib import Path

import pytest

from support.kills import Play, kill_at_random
from support.postgres import Cluster
from support.receiver import Receiver

KILLS = 4


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost_whoever_is_killed(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    cluster: Cluster | None = None
    if kind == "postgresql":
        cluster = request.getfixturevalue("own_cluster")
        if cluster is None:
            pytest.skip("no PostgreSQL on this machine; install it or set ANLAN_POSTGRES_BIN")
    url = cluster.url() if cluster else f"sqlite:///{tmp_path}/anlan.db"
    receiver = Receiver()
    try:
        found = kill_at_random(Play(tmp_path, url, receiver, cluster), KILLS, seed=5)
    finally:
        receiver.stop()
    assert found.acknowledged > KILLS
    assert found.faults == 0, found
