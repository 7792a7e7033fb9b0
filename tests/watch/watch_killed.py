"""Compact a log, and be killed at the n-th moment that something is made durable or goes.

Run as a process: URL HOME NOW N. Before each commit, each write that is forced to the disk, each
file that is put in its place and each that is deleted, a point is counted; at the n-th the process
kills itself as the system would (SIGKILL). What is after one is before the next. Ends with 0 where
there were fewer.
"""

import os
import signal
import sys
from pathlib import Path

from watch_log import compact_all, place_of

from anlan.store.database import Database
from anlan.watch.history.sweep import sweep


class Points:
    def __init__(self, last):
        self.left = last

    def one(self, *_):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, function):
        def counted(*given, **named):
            self.one()
            return function(*given, **named)

        return counted


def main(url, home, now, last):
    points = Points(int(last))
    os.fsync = points.before(os.fsync)
    Path.replace = points.before(Path.replace)
    Path.unlink = points.before(Path.unlink)
    database = Database(url)
    dialect = database.engine.dialect
    dialect.do_commit = points.before(dialect.do_commit)
    place = place_of(database, Path(home))
    compact_all(place, int(now))
    sweep(place, int(now))
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
