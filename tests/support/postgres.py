"""A real PostgreSQL of the tests' own: a cluster in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pg8000.dbapi

from anlan.store.database import Database
from anlan.store.schema import prepare

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from programs import postgres

MEMORY, ROOM_BYTES = Path("/dev/shm"), 2 * 10**9  # noqa: S108


@dataclass
class Cluster:
    """A running server; ``databases`` are made on it by name."""

    programs: Path
    folder: Path
    port: int
    durable: bool = True
    made: int = 0
    like: str = ""

    def url(self) -> str:
        """Return the URL of a new, empty database."""
        self.made += 1
        return self._new(f"anlan_{self.made}")

    def ready_url(self) -> str:
        """Return the URL of a new database with its tables: a copy takes a tenth of the time."""
        self.made += 1
        if not self.like:
            with closing(Database(self._new("anlan_ready"))) as database:
                prepare(database)
            self.like = "anlan_ready"
        return self._new(f"anlan_{self.made}", f" TEMPLATE {self.like}")

    def drop(self, url: str) -> None:
        """Let go of a database, whoever is still at it."""
        self._do(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _new(self, name: str, how: str = "") -> str:
        self._do(f"CREATE DATABASE {name}{how}")
        return f"postgresql://anlan@127.0.0.1:{self.port}/{name}"

    def _do(self, statement: str) -> None:
        connection = pg8000.dbapi.connect(
            user="anlan", host="127.0.0.1", port=self.port, database="postgres"
        )
        connection.autocommit = True
        connection.cursor().execute(statement)
        connection.close()

    def control(self, verb: str, *more: str) -> None:
        """Start or stop the server."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", *more, verb)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        options += f" -c fsync={'on' if self.durable else 'off'}"
        self.control("start", "-l", str(self.folder / "log"), "-o", options)

    def initialise(self) -> None:
        """Make the cluster's files."""
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", "anlan")

    def _run(self, program: str, *arguments: str) -> None:
        # The server refuses to run as root, so root hands it over to another user.
        other = _other_user() if os.geteuid() == 0 else None
        subprocess.run(
            [str(self.programs / program), *arguments],
            check=True,
            user=other,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            timeout=120,
        )


def _memory() -> Path | None:
    """Return a folder in memory with room enough; None where there is none."""
    enough = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return MEMORY if enough and os.access(MEMORY, os.W_OK) else None


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def running(*, durable: bool = True) -> Iterator[Cluster | None]:
    """Yield a server, or None where PostgreSQL isn't installed.

    One that isn't durable waits for no disk, and lies in memory where there is room: it bears being
    killed, but no loss of power.
    """
    found = postgres()
    if found is None:
        yield None
        return
    place = None if durable else _memory()
    with (
        tempfile.TemporaryDirectory(prefix="anlan-pg-", dir=place) as name,
        socket.socket() as door,
    ):
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        door.close()
        folder = Path(name)
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam(_other_user()).pw_uid, -1)
        cluster = Cluster(Path(found), folder, port, durable)
        cluster.initialise()
        cluster.start()
        yield cluster
        cluster.control("stop", "-m", "immediate")
