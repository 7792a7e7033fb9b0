"""A Mosquitto of its own for a test, set up by the files that ``anlan watch broker`` writes."""

import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from programs import mosquitto


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Mosquitto:
    """A broker in a folder that holds its ``mosquitto.conf``."""

    def __init__(self, folder: Path, port: int) -> None:
        found = mosquitto()
        if found is None:
            pytest.skip("no Mosquitto on this machine: install it or set ANLAN_MOSQUITTO")
        self._program, self.folder, self.port = found, folder, port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Mosquitto":
        """Start, and wait until it listens."""
        conf = self._as_we_are(self.folder / "mosquitto.conf")
        with (self.folder / "broker.log").open("ab") as log:
            command = [self._program, "-c", str(conf)]
            self._process = subprocess.Popen(command, stderr=log, stdout=log)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError((self.folder / "broker.log").read_text())

    def _as_we_are(self, conf: Path) -> Path:
        # As root it would take on another user, to whom the folder of a test isn't open.
        ours = conf.with_name("test.conf")
        ours.write_text(f"{conf.read_text()}user root\n")
        return ours

    def stop(self) -> None:
        """End it as its keeper would: it saves what waits."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def kill(self) -> None:
        """End it as a cut of the power would: it saves nothing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def save(self) -> None:
        """Let it write down now what it otherwise does now and then."""
        assert self._process is not None
        saved = self.folder / "data" / "mosquitto.db"
        before = saved.stat().st_mtime_ns if saved.exists() else 0
        self._process.send_signal(signal.SIGUSR1)
        for _ in range(300):
            if saved.exists() and saved.stat().st_mtime_ns > before:
                return
            time.sleep(0.1)
        raise RuntimeError(f"the broker saves nothing in {saved}")

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid


def certificates(folder: Path) -> Path:
    """Write an authority's certificate ``ca.pem``, and ``cert.pem`` with ``key.pem`` by it."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of a test")])
    host = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    for file, subject, own, extension in (
        ("ca.pem", name, authority, x509.BasicConstraints(ca=True, path_length=None)),
        ("cert.pem", host, server, names),
    ):
        made = x509.CertificateBuilder(
            issuer_name=name, subject_name=subject, public_key=own.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=datetime.now(UTC) - timedelta(days=1),
            not_valid_after=datetime.now(UTC) + timedelta(days=2),
        ).add_extension(extension, critical=file == "ca.pem")  # fmt: skip
        signed = made.sign(authority, hashes.SHA256())
        (folder / file).write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        server.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder
