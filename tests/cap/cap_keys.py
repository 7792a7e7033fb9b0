"""Keys and certificates of an office that signs alerts, made for a test."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

AT = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def made(subject, issuer=None, *, authority=False, days=365, signs=True, kind="ec", bits=2048):
    """Return a key and its certificate, by an issuer's key or its own."""
    key = (
        ec.generate_private_key(ec.SECP256R1())
        if kind == "ec"
        else rsa.generate_private_key(65537, bits)
    )
    by_key, by_name = issuer if issuer else (key, None)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(by_name.subject if by_name else name(subject))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=days))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=signs,
                key_cert_sign=authority,
                crl_sign=authority,
                content_commitment=False,
                key_encipherment=not signs,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if not authority:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName("warn.example.org")]), critical=False
        )
    return key, builder.sign(by_key, hashes.SHA256())


def pem(key, password=None):
    """Return a private key as a file holds it."""
    how = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)
