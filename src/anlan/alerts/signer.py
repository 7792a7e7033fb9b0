"""What signs a city's messages: a key pair of its own, made when it is first needed.

The private key lies in the database, sealed with the installation's keys, so that every server of
the installation signs alike. Readers get the certificate from the city's public pages and trust it
once they have compared its fingerprint; an authority that has a certificate of a public key
infrastructure puts that in its place (``anlan alert key``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.alerts.message import Desk
from anlan.cap import signing
from anlan.cap.errors import CapError
from anlan.model.errors import AlertError
from anlan.store.alerts import AlertSigner
from anlan.store.change import Change
from anlan.store.keys import Keyring

YEARS = 10
"""So long a certificate of our own is valid."""


@dataclass(frozen=True)
class Signer:
    """A private key, PEM, and its certificates, the own one first."""

    key: bytes
    chain: tuple[x509.Certificate, ...]

    def sign(self, document: bytes) -> bytes:
        """Return a message with its signature.

        Raises:
            AlertError: the key is weak, or isn't the certificate's.
        """
        try:
            return signing.sign(document, self.key, self.chain)
        except CapError as error:
            raise AlertError("error.alerts.key", reason=error) from error


def signer(made: Change, desk: Desk, ring: Keyring, now: datetime) -> Signer:
    """Return the city's signer, made now where there is none."""
    row = _row(made.session, desk.city.name)
    if row is None:
        key, chain = fresh(desk.alerts.sender, desk.alerts.name.en, now)
        put(made, desk, ring, key, chain, now)
        return Signer(key, tuple(x509.load_pem_x509_certificates(chain)))
    key = ring.open(row.sealed).encode()
    return Signer(key, tuple(x509.load_pem_x509_certificates(row.chain.encode())))


def put(made: Change, desk: Desk, ring: Keyring, key: bytes, chain: bytes, now: datetime) -> str:
    """Let a key sign from now on; return the fingerprint (SHA-256) of its certificate.

    Raises:
        AlertError: the key or the certificates can't be read, or don't belong together.
    """
    try:
        certificates = x509.load_pem_x509_certificates(chain)
        private = serialization.load_pem_private_key(key, None)
    except (ValueError, TypeError) as error:
        raise AlertError("error.alerts.key", reason=error) from error
    if private.public_key() != certificates[0].public_key():
        raise AlertError("error.alerts.key_pair")
    row = _row(made.session, desk.city.name)
    if row is None:
        row = AlertSigner(city=desk.city.name)
        made.session.add(row)
    row.sealed, row.chain, row.made_at = ring.seal(key.decode()), chain.decode(), now
    fingerprint = certificates[0].fingerprint(hashes.SHA256()).hex()
    subject = f"alert_signer:{desk.city.name}"
    made.record(subject, "alert_signer.put", None, {"fingerprint": fingerprint})
    made.session.flush()
    return fingerprint


def certificates(session: Session, city: str) -> str:
    """Return the certificates that verify a city's messages, PEM; empty before the first one."""
    row = _row(session, city)
    return row.chain if row is not None else ""


def _row(session: Session, city: str) -> AlertSigner | None:
    return session.scalar(select(AlertSigner).where(AlertSigner.city == city))


def fresh(sender: str, name: str, now: datetime) -> tuple[bytes, bytes]:
    """Return a new key and a certificate that it has made for itself, both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, sender[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64]),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private, certificate.public_bytes(serialization.Encoding.PEM)
