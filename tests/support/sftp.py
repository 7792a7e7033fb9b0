"""A real OpenSSH server of the tests' own, with keys of its own; gone afterwards."""

import getpass
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from programs import sshd


@dataclass
class Server:
    """A running server: its port, its folder, its public key, a key it lets in."""

    port: int
    folder: Path
    host_key: str
    key: Path
    user: str


def _make_key(path: Path) -> str:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)]
    subprocess.run(command, check=True)
    return " ".join(path.with_suffix(".pub").read_text(encoding="utf-8").split()[:2])


@contextmanager
def running() -> Iterator[Server | None]:
    """Yield a server, or None where OpenSSH's isn't installed."""
    found = sshd()
    if found is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="anlan-sshd-") as name, socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        door.close()
        home = Path(name)
        host, key = _make_key(home / "host"), _make_key(home / "key")
        (home / "allowed").write_text(key + "\n", encoding="utf-8")
        (home / "drop").mkdir()
        if os.geteuid() == 0:
            # Where the server parts with its rights.
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        (home / "config").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {home}/host\nPidFile none\n"
            f"AuthorizedKeysFile {home}/allowed\nStrictModes no\nUsePAM no\n"
            "PasswordAuthentication no\nPermitRootLogin yes\nSubsystem sftp internal-sftp\n",
            encoding="utf-8",
        )
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([found, "-D", "-f", str(home / "config")], **quiet)
        try:
            _wait(port)
            yield Server(port, home / "drop", host, home / "key", getpass.getuser())
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
