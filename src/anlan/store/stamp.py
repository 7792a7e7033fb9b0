"""Time stamps of heads by an authority outside, as RFC 3161 says.

The authority signs that the SHA-256 of a head's line existed at a moment. Whoever computes the
ledger anew can't have its new heads stamped in the past.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from anlan.model.errors import AnlanError, StoreError
from anlan.store.anchor import Anchor
from anlan.store.outbox.deliver import RefusedError
from anlan.store.outbox.webhook import post
from anlan.store.outside import Network

Roots = tuple[x509.Certificate, ...]


class StampError(AnlanError):
    """A time stamp that doesn't vouch for its head."""


@dataclass(frozen=True)
class Stamp:
    """What a time stamp says: the head of entry ``seq`` existed at ``at``, vouched for ``by``."""

    seq: int
    at: datetime
    by: str


@dataclass(frozen=True)
class Authority:
    """A time-stamp authority: its address, and the root certificates that are trusted."""

    address: str
    roots: Roots
    allowed: tuple[Network, ...]
    timeout: float

    def stamp(self, anchor: Anchor) -> Anchor:
        """Return the head with a time stamp, which was checked.

        Raises:
            RefusedError: the authority is away or refuses.
            StampError: its answer doesn't vouch for the head.
        """
        builder = TimestampRequestBuilder().data(anchor.line().encode())
        asked = builder.hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=True).build()
        headers = {"content-type": "application/timestamp-query"}
        told = post(self.address, asked.as_bytes(), headers, self.allowed, self.timeout)
        try:
            answer = decode_timestamp_response(told)
        except ValueError as error:
            raise RefusedError(f"{self.address}: {error}") from error
        if answer.status != 0:
            words = "; ".join(answer.status_string) or f"status {answer.status}"
            raise RefusedError(f"{self.address}: {words}")
        _verify(VerifierBuilder.from_request(asked), self.roots, anchor, answer)
        return replace(anchor, token=base64.b64encode(told).decode("ascii"))


def check(anchor: Anchor, roots: Roots) -> Stamp:
    """Return what a head's time stamp says, without asking anybody.

    Raises:
        StampError: it is of another head, damaged, or of an authority that isn't trusted.
    """
    try:
        answer = decode_timestamp_response(base64.b64decode(anchor.token, validate=True))
    except ValueError as error:
        raise StampError("error.anchor.stamp_damaged") from error
    _verify(VerifierBuilder(), roots, anchor, answer)
    return Stamp(anchor.seq, answer.tst_info.gen_time, _signer(answer))


def roots(paths: Iterable[Path]) -> Roots:
    """Return the certificates of PEM files.

    Raises:
        StoreError: a file can't be read, or holds no certificate.
    """
    found: list[x509.Certificate] = []
    for path in paths:
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())
        except OSError as error:
            raise StoreError("error.anchor.read", file=path, reason=error.strerror) from error
        except ValueError as error:
            raise StoreError("error.anchor.roots", file=path) from error
    return tuple(found)


def _verify(
    builder: VerifierBuilder, roots: Roots, anchor: Anchor, answer: TimeStampResponse
) -> None:
    try:
        imprint = answer.tst_info.message_imprint.message
        if imprint != sha256(anchor.line().encode()).digest():
            raise StampError("error.anchor.stamp_other")
        for root in dict.fromkeys(roots):
            builder = builder.add_root_certificate(root)
        builder.build().verify_message(answer, anchor.line().encode())
    except (VerificationError, ValueError) as error:
        reason = str(error).partition(": ErrorStack")[0]  # what follows is for programmers
        raise StampError("error.anchor.stamp_unknown", reason=reason) from error


def _signer(answer: TimeStampResponse) -> str:
    """Return the name of who signed, from the certificate that the signature names."""
    (signer,) = answer.signed_data.signer_infos
    for each in map(x509.load_der_x509_certificate, answer.signed_data.certificates):
        if (each.issuer, each.serial_number) == (signer.issuer, signer.serial_number):
            return each.subject.rfc4514_string()
    return str(signer.issuer.rfc4514_string())
