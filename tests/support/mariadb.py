"""A real MariaDB of the tests' own: its files in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pymysql

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from programs import mariadb

PASSWORD = "l0cked"  # noqa: S105 - of a server that lives for a test


@dataclass
class Server:
    """A running server with a database ``city`` and a user ``reader``."""

    port: int
    socket: Path

    def run(self, *statements: str) -> None:
        """Run statements as the server's own user."""
        connection = pymysql.connect(unix_socket=str(self.socket), user="root", autocommit=True)
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def running() -> Iterator[Server | None]:
    """Yield a server, or None where MariaDB isn't installed."""
    found = mariadb()
    if found is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="anlan-maria-") as name, socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        door.close()
        folder = Path(name)
        user = "mysql" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        own = ["--no-defaults", f"--datadir={folder / 'data'}"]
        install = shutil.which("mariadb-install-db") or "mariadb-install-db"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(
            [install, *own, f"--user={user}", "--auth-root-authentication-method=normal"],
            check=True, timeout=120, cwd="/", **quiet,
        )  # fmt: skip
        at = folder / "socket"
        options = [f"--user={user}", f"--port={port}", f"--socket={at}", "--bind-address=127.0.0.1"]
        process = subprocess.Popen([found, *own, *options], cwd="/", **quiet)
        try:
            server = Server(port, at)
            _wait(server)
            server.run(
                "CREATE DATABASE city CHARACTER SET utf8mb4",
                # A user without a name, which an empty server has, would come before reader@'%'.
                f"CREATE USER reader@localhost IDENTIFIED BY '{PASSWORD}'",
                "GRANT SELECT ON city.* TO reader@localhost",
            )
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(server: Server) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            if not server.socket.exists():
                raise pymysql.err.OperationalError("not yet")
            server.run("SELECT 1")
            return
        except pymysql.err.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
