"""Run a command as its own process; tell its wall time and its peak memory."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Wall seconds and peak resident memory in GB (10^9 bytes) of a finished process."""

    seconds: float
    gigabytes: float


def cost(command: Sequence[str], **environment: str) -> Cost:
    """Run a command to its end and return what it cost.

    Raises:
        RuntimeError: it ended with an error; its output is shown.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if code := os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{output}")
    return Cost(seconds, usage.ru_maxrss * 1024 / 1e9)


def python(*arguments: str) -> list[str]:
    """Return the command that runs this Python with ``arguments``."""
    return [sys.executable, *arguments]
