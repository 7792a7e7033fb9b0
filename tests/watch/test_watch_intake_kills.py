"""Intake killed at any moment: what was acknowledged is on disk, and counts once."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from watch_town import settle, stream

from anlan.store.watch import log
from anlan.watch.history.held import Place, held

CHILD = Path(__file__).parent / "watch_intake_killed.py"
KILLS = 5


def test_what_was_acknowledged_before_a_kill_is_there_exactly_once(url, database, tmp_path):
    ids, _ = settle(database, stream("a"), stream("b"))
    assert sorted(ids.values()) == [1, 2]
    told, chance = tmp_path / "told.txt", random.Random(7)  # noqa: S311
    begin = time.time_ns() // 1000 - 3_600_000_000
    for _ in range(KILLS):
        before = told.stat().st_size if told.exists() else 0
        # Each begins anew with the same readings: what is on disk already is sent again.
        child = subprocess.Popen([sys.executable, str(CHILD), url, str(begin), str(told)])
        deadline = time.monotonic() + 120
        while (told.stat().st_size if told.exists() else 0) == before:
            assert time.monotonic() < deadline
            assert child.poll() is None
            time.sleep(0.02)
        time.sleep(chance.uniform(0.0, 0.5))
        child.send_signal(signal.SIGKILL)
        child.wait()
    lines = told.read_text().splitlines()
    # A kill may have cut a line, which the next one then goes on with.
    whole = len(f"1 {begin}")
    acknowledged = {tuple(map(int, each.split())) for each in lines if len(each) == whole}
    (tmp_path / "town").mkdir()
    found = held(Place(database, tmp_path, "town"), None, begin, begin + 3_600_000_000)
    counted: Counter[tuple[int, int]] = Counter()
    for day in found.readings():
        counted.update(zip(day["stream"].to_pylist(), day["at"].to_pylist(), strict=True))
    assert len(acknowledged) > 100
    assert acknowledged <= set(counted)
    assert set(counted.values()) == {1}
    with database.session() as session:
        chunks = log.after(session, "town", 0, 100_000)
    assert [each.seq for each in chunks] == list(range(1, len(chunks) + 1))
