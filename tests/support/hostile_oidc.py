"""A provider of OpenID Connect that does wrong as it is told: forged tokens, odd documents, no end.

It publishes a document and a key set and gives tokens for any code; ``answers`` puts something else
in the place of what stands at a path. ``forge`` makes any token, without a library that would
refuse to.
"""

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

DOCUMENT = "/.well-known/openid-configuration"
Told = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """A status, a body in pieces, and what stands in the head; ``wait`` before each piece."""

    pieces: tuple[bytes, ...]
    status: int = 200
    head: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0


def encoded(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def new_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return a new pair of keys."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def published(key: rsa.RSAPrivateKey, kid: str = "k1", **more: str) -> Told:
    """Return the public key as it stands in a key set."""
    numbers = key.public_key().public_numbers()
    size = (key.key_size + 7) // 8
    return {
        "kty": "RSA",
        "kid": kid,
        "n": encoded(numbers.n.to_bytes(size)),
        "e": encoded(numbers.e.to_bytes(3)),
        **more,
    }


def forge(header: object, claims: object, sign: Callable[[bytes], bytes]) -> str:
    """Return a token of any header and claims, signed in any way."""
    parts = (json.dumps(part).encode() for part in (header, claims))
    head = ".".join(map(encoded, parts))
    return f"{head}.{encoded(sign(head.encode()))}"


def rs256(key: rsa.RSAPrivateKey) -> Callable[[bytes], bytes]:
    """Return what signs with a private key."""
    return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def hs256_of_public(key: rsa.RSAPrivateKey) -> Callable[[bytes], bytes]:
    """Return what signs with the public key's text as a secret that everybody knows."""
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return lambda data: hmac.new(pem, data, hashlib.sha256).digest()


def half_hash(text: str) -> str:
    """Return the ``at_hash`` of an access token under SHA-256."""
    return encoded(hashlib.sha256(text.encode()).digest()[:16])


@dataclass
class HostileProvider:
    """What it answers, by path; ``asked`` is what came in."""

    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    answers: dict[str, Told | Reply] = field(default_factory=dict)
    token: str = ""
    access_token: str = "an-access-token"  # noqa: S105 - not a secret
    asked: list[str] = field(default_factory=list)
    scheme: str = "http"
    port: int = 0

    @property
    def issuer(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def document(self, **changed: Any) -> Told:
        """Return a right document with some keys changed; None leaves one out."""
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | changed
        return {key: value for key, value in told.items() if value is not None}

    def answer(self, path: str) -> Told | Reply:
        """Return what stands at a path."""
        usual: dict[str, Told] = {
            DOCUMENT: self.document(),
            "/jwks": {"keys": [published(self.key)]},
            "/token": {
                "id_token": self.token,
                "access_token": self.access_token,
                "token_type": "Bearer",
            },
        }
        return self.answers.get(path) or usual.get(path) or Reply((b"{}",), 404)

    def claims(self, nonce: str, /, **changed: Any) -> Told:
        """Return right claims with some changed; None leaves one out."""
        now = int(time.time())
        told = {
            "iss": self.issuer,
            "sub": "wang",
            "aud": "anlan",
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            "at_hash": half_hash(self.access_token),
        } | changed
        return {key: value for key, value in told.items() if value is not None}


def certificate(key: rsa.RSAPrivateKey, folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 that vouches for itself, with its key; return where."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    own = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "certificate.pem"
    file.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + own)
    return file


@contextmanager
def serving(tls: Path | None = None) -> Iterator[HostileProvider]:
    """Run one on a free port of this machine until the block ends."""
    provider = HostileProvider(scheme="https" if tls else "http")
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            path = self.path.partition("?")[0]
            provider.asked.append(path)
            told = provider.answer(path)
            reply = told if isinstance(told, Reply) else Reply((json.dumps(told).encode(),))
            self.send_response(reply.status)
            for name, value in ({"content-type": "application/json"} | dict(reply.head)).items():
                self.send_header(name, value)
            self.end_headers()
            for piece in reply.pieces:
                if ended.wait(reply.wait):
                    return
                self.wfile.write(piece)
                self.wfile.flush()

        do_POST = do_GET  # noqa: N815 - the name the library calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Listener(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing when Anlan has hung up: that is what is tested."""

    with Listener(("127.0.0.1", 0), Handler) as http:
        provider.port = http.server_address[1]
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            http.socket = context.wrap_socket(http.socket, server_side=True)
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            ended.set()
            http.shutdown()
            thread.join()
