"""Run a command as its own process; tell its wall time and its peak memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 0.05
"""Seconds between two looks at a process; the wall time is at most that much too long."""
FAMILY_EVERY = 10
"""How many looks go by until its children are looked at too, which costs more."""


@dataclass(frozen=True)
class Cost:
    """Wall seconds, and peak resident memory in GB (10^9 bytes) of a process with its children."""

    seconds: float
    gigabytes: float


def cost(command: Sequence[str], **environment: str) -> Cost:
    """Run a command to its end and return what it cost.

    Raises:
        RuntimeError: it ended with an error; its output is shown.
    """
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=said, stderr=subprocess.STDOUT
        )
        peak, looks = 0, 0
        while process.poll() is None:
            whole = _resident(process.pid) if looks % FAMILY_EVERY == 0 else 0
            peak, looks = max(peak, whole, _highest(process.pid)), looks + 1
            time.sleep(EVERY)
        seconds = time.perf_counter() - started
        if process.returncode:
            said.seek(0)
            output = said.read().decode(errors="replace")
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{output}")
    return Cost(seconds, peak / 1e9)


def _resident(pid: int) -> int:
    """Return the bytes a process and all its children hold now."""
    held = 0
    with suppress(psutil.Error):
        family = psutil.Process(pid)
        for each in [family, *family.children(recursive=True)]:
            with suppress(psutil.Error):
                held += each.memory_info().rss
    return held


def _highest(pid: int) -> int:
    """Return the most bytes a process itself has held so far, where the system tells.

    What ``wait4`` tells can't be used: Linux counts what the parent held before the start too.
    """
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def python(*arguments: str) -> list[str]:
    """Return the command that runs this Python with ``arguments``."""
    return [sys.executable, *arguments]


def anlan(home: Path, *arguments: str) -> list[str]:
    """Return the command ``anlan`` on a workspace of its own."""
    return python("-m", "anlan", "--home", str(home), *arguments)
