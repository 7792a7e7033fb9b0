"""Certificates: those a signature brings, and which of the given ones vouches for them.

Roots are given, as is the moment: nothing is fetched, and no system's roots are used. A root may
also be the very certificate of a sender one knows.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from anlan.cap.errors import SignatureError
from anlan.cap.xml import SIGNATURE, Element


@dataclass(frozen=True)
class Signer:
    """Who signed: the certificate's name and fingerprint, and what vouches for it."""

    subject: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime
    vouched_by: str

    @classmethod
    def of(cls, leaf: x509.Certificate, voucher: x509.Certificate) -> "Signer":
        """Return who holds a certificate, and whose vouches for it."""
        return cls(
            leaf.subject.rfc4514_string(),
            leaf.fingerprint(hashes.SHA256()).hex(),
            leaf.not_valid_before_utc,
            leaf.not_valid_after_utc,
            voucher.subject.rfc4514_string(),
        )


def certificates(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Return the certificates of a PEM file.

    Raises:
        SignatureError: there is none in it.
    """
    try:
        return tuple(x509.load_pem_x509_certificates(pem))
    except ValueError as error:
        raise SignatureError("sign.certificates", reason=error) from error


def canonical_bytes(name: str, element: Element) -> bytes:
    """Return what base64 holds; refused where it isn't the one way to write these bytes.

    Else a bit could be changed that no check sees, and two documents would be one to a verifier.
    """
    text = "".join((element.text or "").split())
    try:
        held = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureError("sign.base64", element=name) from error
    if not held or len(element) or base64.b64encode(held).decode() != text:
        raise SignatureError("sign.base64", element=name)
    return held


def brought(signature: Element) -> list[x509.Certificate]:
    """Return the certificates that come with a signature."""
    found = []
    for each in signature.iter(f"{{{SIGNATURE}}}X509Certificate"):
        der = canonical_bytes("X509Certificate", each)
        try:
            certificate = x509.load_der_x509_certificate(der)
            # Read once here, where an odd key or name is still only an odd certificate.
            certificate.public_key(), certificate.subject.rfc4514_string()
            found.append(certificate)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise SignatureError("sign.certificate", reason=error) from error
    if not found:
        raise SignatureError("sign.anonymous")
    return found


def vouched(
    held: Sequence[x509.Certificate], roots: Sequence[x509.Certificate], at: datetime
) -> tuple[x509.Certificate, x509.Certificate]:
    """Return the signer's certificate, and what is trusted that vouches for it."""
    issuers = {each.issuer for each in held if each.issuer != each.subject}
    leaves = [each for each in held if each.subject not in issuers]
    if len(leaves) != 1:
        raise SignatureError("sign.leaf", n=len(leaves))
    leaf = leaves[0]
    if not leaf.not_valid_before_utc <= at <= leaf.not_valid_after_utc:
        told = {"subject": leaf.subject.rfc4514_string(), "at": at.isoformat()}
        span = f"{leaf.not_valid_before_utc:%Y-%m-%d} – {leaf.not_valid_after_utc:%Y-%m-%d}"
        raise SignatureError("sign.date", span=span, **told)
    if leaf in roots:
        return leaf, leaf
    if not roots:
        raise SignatureError("sign.roots")
    between = [each for each in held if each is not leaf]
    try:
        return leaf, _chain(leaf, between, roots, at)
    except (x509.verification.VerificationError, ValueError) as error:
        subject = leaf.subject.rfc4514_string()
        raise SignatureError("sign.untrusted", subject=subject, reason=error) from error


def _chain(
    leaf: x509.Certificate,
    between: list[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
) -> x509.Certificate:
    """Return the root a certificate leads to; it must be made for signing."""

    def signs(_policy: object, _leaf: object, usage: x509.KeyUsage | None) -> None:
        if usage is not None and not usage.digital_signature:
            raise ValueError("the certificate isn't made for signing")

    policy = x509.verification.ExtensionPolicy
    mine = policy.permit_all().may_be_present(
        x509.KeyUsage, x509.verification.Criticality.AGNOSTIC, signs
    )
    builder = x509.verification.PolicyBuilder().store(x509.verification.Store(list(roots)))
    builder = builder.time(at).extension_policies(
        ee_policy=mine, ca_policy=policy.webpki_defaults_ca()
    )
    return builder.build_client_verifier().verify(leaf, between).chain[-1]
