"""The PostgreSQL of the tests, for benchmarks too."""

import sys

from benchmarks.result import ROOT

sys.path.insert(0, str(ROOT / "tests"))
from support.postgres import running as postgres

__all__ = ["postgres"]
