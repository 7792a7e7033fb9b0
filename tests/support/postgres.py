"""A real PostgreSQL of the tests' own: a cluster in a temporary folder, gone afterwards."""

import os
import pwd
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pg8000.dbapi

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from programs import postgres


@dataclass
class Cluster:
    """A running server; ``databases`` are made on it by name."""

    programs: Path
    folder: Path
    port: int
    made: int = 0

    def url(self) -> str:
        """Return the URL of a new, empty database."""
        self.made += 1
        name = f"anlan_{self.made}"
        connection = pg8000.dbapi.connect(
            user="anlan", host="127.0.0.1", port=self.port, database="postgres"
        )
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
        connection.close()
        return f"postgresql://anlan@127.0.0.1:{self.port}/{name}"

    def control(self, verb: str, *more: str) -> None:
        """Start or stop the server."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", *more, verb)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=on"
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


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def running() -> Iterator[Cluster | None]:
    """Yield a server, or None where PostgreSQL isn't installed."""
    found = postgres()
    if found is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="anlan-pg-") as name, socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        door.close()
        folder = Path(name)
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam(_other_user()).pw_uid, -1)
        cluster = Cluster(Path(found), folder, port)
        cluster.initialise()
        cluster.start()
        yield cluster
        cluster.control("stop", "-m", "immediate")
