"""What benchmarks measure against: the PostgreSQL of the tests, and the product's own server."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import httpx

from anlan.access import tokens
from anlan.model.cause import Cause
from anlan.model.permission import PERMISSIONS
from anlan.store.accounts import Account, Grant
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.schema import prepare
from benchmarks.result import ROOT

sys.path.insert(0, str(ROOT / "tests"))
from support.postgres import running as postgres

__all__ = ["postgres", "serving", "serving_process", "token_of"]


@contextmanager
def serving(
    home: Path,
    city: str,
    database: str | None = None,
    *,
    sign_in: bool = True,
    allow: str = "",
    apart: bool = False,
) -> Iterator[str]:
    """Run a server of the product in a process of its own; yield its address.

    With ``apart`` its upkeep is done by a worker in another process.
    """
    with (
        serving_process(home, city, database, sign_in=sign_in, allow=allow, apart=apart) as (
            url,
            _,
        ),
        _worker(home, city, database) if apart else nullcontext(),
    ):
        yield url


@contextmanager
def serving_process(
    home: Path,
    city: str,
    database: str | None = None,
    *,
    sign_in: bool = True,
    allow: str = "",
    apart: bool = False,
) -> Iterator[tuple[str, int]]:
    """Run a server of the product; yield its address and the number of its process.

    ``allow`` is a network inside that may be told; ``apart`` leaves upkeep to a worker.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "anlan", "--home", str(home)]
    command += ["--database", database] if database else []
    command += ["serve", city, "--port", str(port), *(["--sign-in"] if sign_in else [])]
    command += ["--allow", allow] if allow else []
    command += ["--workers-apart"] if apart else []
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    try:
        yield _ready(f"http://127.0.0.1:{port}"), process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _worker(home: Path, city: str, database: str | None) -> Iterator[None]:
    """Do a server's upkeep in a process of its own for the time of the block."""
    command = [sys.executable, "-m", "anlan", "--home", str(home)]
    command += ["--database", database] if database else []
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*command, "worker", city], stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def token_of(database: Database, grant: Grant, login: str = "bench") -> str:
    """Add an account with a grant; return the secret of a token of its own."""
    prepare(database)
    with change(database, Cause("bench")) as made:
        account = Account(login=login, name="Bench", created_at=datetime.now(UTC))
        made.session.add(account)
        made.session.flush()
        grant.account_id = account.id
        made.session.add(grant)
        return tokens.add(made, account.id, "bench", list(PERMISSIONS), 1)[1]


def _ready(url: str) -> str:
    for _ in range(600):
        try:
            httpx.get(f"{url}/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return url
    raise RuntimeError("the server didn't start")
