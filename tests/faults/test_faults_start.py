"""Server and worker may be started before the database they work on."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.postgres import Cluster


def worker(home: Path, url: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "anlan", "--lang", "en", "--home", str(home)]
    command += ["--database", url, "worker", "--once"]
    return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_worker_waits_for_the_database(own_cluster: Cluster | None, tmp_path: Path) -> None:
    if own_cluster is None:
        pytest.skip("PostgreSQL isn't installed")
    url = own_cluster.url()
    own_cluster.control("stop", "-m", "fast")
    with worker(tmp_path, url) as waiting:
        time.sleep(3)
        assert waiting.poll() is None
        own_cluster.start()
        said, complained = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, complained
    assert "0" in said


def test_a_database_that_refuses_is_told_at_once(
    own_cluster: Cluster | None, tmp_path: Path
) -> None:
    if own_cluster is None:
        pytest.skip("PostgreSQL isn't installed")
    url = own_cluster.url().replace("anlan_1", "elsewhere")
    with worker(tmp_path, url) as refused:
        _, complained = refused.communicate(timeout=30)
    assert refused.returncode != 0
    assert "elsewhere" in complained
    assert "Traceback" not in complained
