"""Compaction killed at every point (``kill -9``): nothing is lost and nothing is there twice."""

import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select
from watch_log import HOUR, MINUTE, NOW, compact_all, firsts, place_of, read, send

from anlan.store.watch import WatchChunk, WatchFile
from anlan.watch.history.sweep import sweep

SCRIPT = Path(__file__).parent / "watch_killed.py"


def killed_at(url, home, now, point):
    """Whether a process that compacts was killed at its n-th point; else it came to its end."""
    command = [sys.executable, SCRIPT, url, home, str(now), str(point)]
    done = subprocess.run(command, check=False, capture_output=True, timeout=60)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode != 0


def test_nothing_is_lost_or_doubled_whenever_compaction_is_killed(database, url, tmp_path):
    home = tmp_path / "home"
    place, sent, point = place_of(database, home), [], 1
    for number in range(60):
        now = NOW + number * MINUTE
        # Some of today, some late for yesterday, one that was sent before.
        some = [(k, now - HOUR - k, float(number)) for k in range(3)] + sent[-1:]
        some.append((9, now - 24 * HOUR, float(number)))
        send(place, some, now - HOUR)
        sent += some
        if not killed_at(url, home, now, point):
            break
        assert read(place) == firsts(sent)
        compact_all(place, now)  # who begins again comes to an end
        assert read(place) == firsts(sent)
        point += 1
    else:
        raise AssertionError("it never came to its end")
    assert point > 8
    assert read(place) == firsts(sent)
    compact_all(place, now)
    sweep(place, now + HOUR)
    assert read(place) == firsts(sent)
    with place.database.session() as session:
        assert session.scalars(select(WatchChunk)).all() == []
        named = set(session.scalars(select(WatchFile.name)))
    there = {each.relative_to(place.folder).as_posix() for each in place.folder.rglob("*.*")}
    assert there == named
