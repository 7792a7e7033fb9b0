"""A real IMAP server (pymap) with a mailbox on disk, in a process of its own, behind TLS."""

import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from imap_tools import MailBoxStartTls
from pysasl.hashing import BuiltinHash

USER, PASSWORD = "reports", "s3cret of the box"


@dataclass(frozen=True)
class Server:
    """Where it listens, and the certificate to trust."""

    port: int
    certificate: Path

    @contextmanager
    def signed_in(self) -> Iterator[MailBoxStartTls]:
        context = ssl.create_default_context(cafile=str(self.certificate))
        box = MailBoxStartTls("localhost", self.port, timeout=20, ssl_context=context)
        box.login(USER, PASSWORD)
        try:
            yield box
        finally:
            box.logout()

    def put(self, *mails: bytes) -> None:
        with self.signed_in() as box:
            for each in mails:
                box.append(each.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), "INBOX")

    def empty(self) -> None:
        with self.signed_in() as box:
            for each in box.folder.list():
                box.folder.set(each.name)
                box.delete(box.uids())

    def folders(self) -> dict[str, int]:
        """Return how many mails each folder holds, empty ones left out."""
        found = {}
        with self.signed_in() as box:
            for each in box.folder.list():
                box.folder.set(each.name)
                found[each.name] = len(box.uids())
        return {name: n for name, n in found.items() if n}


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Run a server with one empty mailbox for the time of the block."""
    home = folder / "mail"
    home.mkdir(parents=True)
    (home / "pymap-etc-passwd").write_text(f"{USER}:x::::box:\n")
    hashed = BuiltinHash(hash_name="sha256", rounds=1000).hash(PASSWORD)
    (home / "pymap-etc-shadow").write_text(f"{USER}:{hashed}:::::::\n")
    (home / "pymap-etc-group").write_text("")
    certificate, key = _certificate(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "pymap"
    options = ["--host", "127.0.0.1", "--port", str(port), "--cert", str(certificate)]
    services = ["--no-service", "admin", "--no-service", "managesieve"]
    command = [str(program), *options, "--key", str(key), *services, "maildir", str(home)]
    with (folder / "pymap.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(port, process)
        yield Server(port, certificate)
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("pymap did not start")


def _certificate(folder: Path) -> tuple[Path, Path]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "imap.pem", folder / "imap.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return certificate, secret
