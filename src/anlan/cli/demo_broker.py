"""A broker for the demo: Mosquitto, set up by the files that ``anlan watch broker`` writes."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from anlan.model.errors import WatchError
from anlan.store.database import Database
from anlan.watch.mqtt import wire
from anlan.watch.mqtt.broker import CONF, Listening, write
from anlan.watch.mqtt.link import Broker, Link
from anlan.watch.mqtt.settings import Settings

HOST = "127.0.0.1"
TRIES, PAUSE = 100, 0.1


class Gateway(Link):
    """A device's own connection: it sends, and knows what the broker has taken."""

    def __init__(self, broker: Broker) -> None:
        super().__init__(broker, ())
        self._waits: set[int] = set()

    def send(self, topic: str, payload: bytes, seconds: float) -> None:
        """Send a message at least once; return when the broker has it.

        Raises:
            TimeoutError: it didn't take it in time.
        """
        until = time.monotonic() + seconds
        number = self._next()
        message = wire.publish(topic, payload, self._broker.version, number)
        self._waits.add(number)
        connection = -1
        while number in self._waits:
            if self._socket is not None and connection != self.connections:
                self._out += message
                connection = self.connections
            if time.monotonic() > until:
                raise TimeoutError
            self._turn(PAUSE, read=True)

    def _answered(self, packet: wire.Packet) -> None:
        if packet.kind == wire.PUBACK:
            self._waits.discard(int.from_bytes(packet.body[:2]))
        else:
            super()._answered(packet)


def program() -> str:
    """Return the path of Mosquitto.

    Raises:
        WatchError: it isn't on this machine.
    """
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"
    found = os.environ.get("ANLAN_MOSQUITTO") or shutil.which("mosquitto", path=path)
    if found is None:
        raise WatchError("error.mqtt.no_broker")
    return found


@contextmanager
def running(database: Database, city: str, settings: Settings, folder: Path) -> Iterator[int]:
    """Run a broker of our own for the time of the block; yield its port.

    Raises:
        WatchError: there is no Mosquitto, or it doesn't start.
    """
    found = program()
    folder.mkdir(parents=True, exist_ok=True)
    cert, key = certificate(folder)
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    write(database, city, settings, Listening(port, cert, key), folder)
    conf = folder / CONF
    if os.geteuid() == 0:
        # As root it would take the rights of another user, to whom our folder isn't open.
        conf.write_text(f"{conf.read_text(encoding='utf-8')}user root\n", encoding="utf-8")
    with (folder / "broker.log").open("ab") as log:
        process = subprocess.Popen([found, "-c", str(conf)], stdout=log, stderr=log)  # noqa: S603
    try:
        _wait(process, port, folder / "broker.log")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(TRIES):
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(PAUSE)
        else:
            return
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise WatchError("error.mqtt.broker_start", reason=said[-1] if said else "–")


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine alone, and its key; return both files."""
    cert, key = folder / "broker.pem", folder / "broker.key"
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(secret, hashes.SHA256())
    )
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.touch(mode=0o600)
    key.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, key
