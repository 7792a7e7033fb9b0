"""Take readings in without a pause, and write down each that was acknowledged, until killed.

Run as a process: URL BEGIN FILE. Readings are of the datastreams 1 and 2, one a microsecond from
BEGIN on, each sent twice; what is acknowledged is written to FILE, forced to the disk, before more
is sent by the same thread.
"""

import os
import sys
import threading
from pathlib import Path

from anlan.store.database import Database
from anlan.watch.intake import ANY_CLIENT, By, Intake, rows

BY = By(ANY_CLIENT, "own")
THREADS, BATCH = 4, 50


def main(url: str, begin: str, file: str) -> None:
    intake = Intake(Database(url), "town").start()
    lock = threading.Lock()
    with Path(file).open("a") as told:

        def run(turn: int) -> None:
            at = int(begin) + turn * 10_000_000
            while True:
                done = threading.Event()
                times = [at + n // 2 for n in range(2 * BATCH)]
                given = rows([1 + turn % 2] * len(times), times, [1.0] * len(times))
                intake.put(given, BY, "test", lambda _receipt, done=done: done.set(), wait=60)
                done.wait()
                with lock:
                    told.write("".join(f"{1 + turn % 2} {each}\n" for each in set(times)))
                    told.flush()
                    os.fsync(told.fileno())
                at += BATCH

        threads = [threading.Thread(target=run, args=(turn,)) for turn in range(THREADS)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
