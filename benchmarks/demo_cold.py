"""``demo-cold``: from a new clone to a usable map, downloads and the console's build included.

The checkout is cloned into a folder of its own and ``make demo ONCE=1`` is run in it as on a new
machine: no environment, no package kept from before, no console, no kernel, no workspace. Most of
it is downloads, so it says as much about the line as about us.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.demo import shown
from benchmarks.measure import cost
from benchmarks.result import ROOT, Result

NAME = "demo-cold"
CACHES = ("PIP_CACHE_DIR", "UV_CACHE_DIR", "XDG_CACHE_HOME", "NPM_CONFIG_CACHE", "NUMBA_CACHE_DIR")
OURS = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")
"""What this very run would hand down to ``make``, and a new machine doesn't have."""


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure the one command; a quick run leaves Chicago out."""
    with tempfile.TemporaryDirectory() as name:
        clone = Path(name) / "anlan"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        spent = cost(
            command(clone, Path("none") if quick else chicago.resolve()),
            **{cache: str(Path(name) / cache.lower()) for cache in CACHES},
        )
        about = f"{shown(clone / 'anlan-data')}, new clone, downloads included"
    yield Result("demo-cold", spent.seconds, "s", 300, size=about)


def command(clone: Path, chicago: Path) -> list[str]:
    """Return the command that a new machine runs, without what this run would hand down."""
    free = [part for name in (*OURS, *_settings()) for part in ("-u", name)]
    return ["env", *free, "make", "-C", str(clone), "demo", "ONCE=1", f"CHICAGO={chicago}"]


def _settings() -> list[str]:
    """Return our own variables that are set here: a home or a language of somebody's choice."""
    return [name for name in os.environ if name.startswith("ANLAN_")]
