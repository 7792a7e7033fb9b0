"""Sign an alert, and say who signed one: XML signature, enveloped, by signxml.

What is trusted is only what the signature covers, so ``verify`` returns the alert read from the
signed bytes, never from the document around them. Before any cryptography a signature must look
the only way CAP needs: a child of the alert after all else, one reference to the whole document,
no transform but the enveloped one and canonicalisation. That leaves nothing to wrap. Certificates
are held against given roots at a given moment; nothing is fetched and no system's roots are used.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from anlan.cap import xml
from anlan.cap.errors import SignatureError
from anlan.cap.model import Alert
from anlan.cap.problems import Found
from anlan.cap.reading import check, parse
from anlan.cap.trust import Signer, brought, canonical_bytes, certificates, vouched
from anlan.cap.xml import CAP, SIGNATURE, Element

ENVELOPED = SIGNATURE + "enveloped-signature"
CANONICAL = frozenset(each.value for each in CanonicalizationMethod)
MOST_SIGNATURES = 4
MODERN = SignatureConfiguration()
OLD_METHODS = frozenset(each for each in SignatureMethod if "HMAC" not in each.name)
METHODS = frozenset(each for each in OLD_METHODS if "SHA1" not in each.name)
BITS = 2048
"""Of the smallest RSA key that is taken."""


@dataclass(frozen=True)
class Verified:
    """An alert whose signature is trusted, as it was signed."""

    alert: Alert
    signers: tuple[Signer, ...]
    refused: tuple[SignatureError, ...]
    """Why further signatures, where there are any, aren't trusted."""
    exact: bool
    """Whether the document is as it was signed; else blanks between elements were put in since."""


def sign(
    message: bytes, key: bytes, chain: Sequence[x509.Certificate], password: bytes | None = None
) -> bytes:
    """Return a valid message with a signature of its own as last element.

    Args:
        message: a document, which may be signed already: the new signature covers the old ones.
        key: the private key, PEM; RSA from 2048 bits or elliptic curve.
        chain: the key's certificate, and those between it and the root.
        password: of the key.

    Raises:
        InvalidError: the message isn't valid.
        SignatureError: the key can't be read, is weak, or isn't the certificate's.
    """
    parse(message)
    try:
        private = serialization.load_pem_private_key(key, password)
    except (ValueError, TypeError) as error:
        raise SignatureError("sign.key", reason=error) from error
    if not chain or private.public_key() != chain[0].public_key():
        raise SignatureError("sign.pair")
    method = _method(private)
    root = etree.fromstring(message, xml.WHOLE)
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=method,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(root, key=key, passphrase=password, cert=list(chain))
    told: bytes = etree.tostring(signed, xml_declaration=True, encoding="utf-8")
    return told + b"\n"


def _method(key: object) -> SignatureMethod:
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= BITS:
        return SignatureMethod.RSA_SHA256
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return SignatureMethod.ECDSA_SHA256
    raise SignatureError("sign.weak", bits=BITS)


def verify(
    message: bytes,
    trusted: Iterable[x509.Certificate],
    at: datetime,
    *,
    old: bool = False,
) -> Verified:
    """Return the alert that was signed, and by whom.

    Args:
        message: a document as received.
        trusted: roots, or the very certificates of known senders.
        at: the moment at which certificates must be valid.
        old: take SHA-1 too, as signatures before about 2015 have it; never for alerts of today.

    Raises:
        InvalidError: the message isn't valid CAP 1.2.
        SignatureError: there is no signature, one of another shape, or none that is right and
            vouched for.
    """
    parse(message)
    roots, problem = tuple(trusted), SignatureError("sign.none")
    # Some senders sign a message and set its elements on lines of their own afterwards.
    for exact, how in ((True, xml.WHOLE), (False, xml.PARSER)):
        read = partial(etree.fromstring, message, how)
        try:
            return _verify(read, exact, roots, at, old)
        except SignatureError as error:
            if error.key != "sign.wrong":
                raise
            problem = error if exact else problem
    raise problem


def _verify(
    read: Callable[[], Element],
    exact: bool,
    roots: Sequence[x509.Certificate],
    at: datetime,
    old: bool,
) -> Verified:
    found = _signatures(read())
    if not found:
        raise SignatureError("sign.none")
    for signature in found:
        _shape(signature)
    alerts, signers, refused = [], [], []
    for place in range(len(found)):
        try:
            alert, signer = _one(read, place, roots, at, old)
        except SignatureError as error:
            refused.append(error)
        else:
            alerts.append(alert)
            signers.append(signer)
    if not signers:
        raise refused[0]
    if any(one != other for one, other in pairwise(alerts)):
        raise SignatureError("sign.covers")
    return Verified(alerts[0], tuple(signers), tuple(refused), exact)


def _one(
    read: Callable[[], Element],
    place: int,
    roots: Sequence[x509.Certificate],
    at: datetime,
    old: bool,
) -> tuple[Alert, Signer]:
    """Return what the signature at a place covers, and who made it.

    By the standard it covers the signatures made before it; in practice some cover the alert alone.
    """
    try:
        return _verified(*_left(read(), place, alone=False), roots, at, old)
    except SignatureError as error:
        if error.key != "sign.wrong" or not place:
            raise
    return _verified(*_left(read(), place, alone=True), roots, at, old)


def _left(root: Element, place: int, *, alone: bool) -> tuple[Element, Element]:
    """Return a document with the signature at a place, without those it can't or needn't cover."""
    found = _signatures(root)
    for n, other in enumerate(found):
        if n > place or (alone and n < place):
            _take_out(other)
    return root, found[place]


def _signatures(root: Element) -> list[Element]:
    """Return the signatures, which are all children of the alert."""
    children: list[Element] = root.findall(f"{{{SIGNATURE}}}Signature")
    anywhere = list(root.iter(f"{{{SIGNATURE}}}Signature"))
    if len(anywhere) != len(children) or len(children) > MOST_SIGNATURES:
        raise SignatureError("sign.place")
    return children


def _shape(signature: Element) -> None:
    """Refuse a signature of any shape but the one CAP needs."""
    references = list(signature.iter(f"{{{SIGNATURE}}}Reference"))
    if [each.get("URI") for each in references] != [""]:
        raise SignatureError("sign.reference")
    if references[0].getparent().tag != f"{{{SIGNATURE}}}SignedInfo":
        raise SignatureError("sign.reference")
    transforms = [each.get("Algorithm") for each in references[0].iter(f"{{{SIGNATURE}}}Transform")]
    if transforms.count(ENVELOPED) != 1 or set(transforms) - CANONICAL - {ENVELOPED}:
        raise SignatureError("sign.transforms")
    for name in ("Object", "Manifest", "RetrievalMethod", "XPath"):
        if next(signature.iter(f"{{{SIGNATURE}}}{name}"), None) is not None:
            raise SignatureError("sign.extra", element=name)
    for name in ("DigestValue", "SignatureValue", "X509Certificate"):
        for each in signature.iter(f"{{{SIGNATURE}}}{name}"):
            canonical_bytes(name, each)


def _take_out(signature: Element) -> None:
    """Remove a signature, but not the text after it."""
    parent, before = signature.getparent(), signature.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (signature.tail or "")
    parent.remove(signature)


def _verified(
    root: Element, signature: Element, roots: Sequence[x509.Certificate], at: datetime, old: bool
) -> tuple[Alert, Signer]:
    """Return what one signature covers, and who made it."""
    leaf, voucher = vouched(brought(signature), roots, at)
    config = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=OLD_METHODS if old else METHODS,
        digest_algorithms=frozenset(DigestAlgorithm) if old else MODERN.digest_algorithms,
        verification_time=at,
    )
    # Old signatures have names that the schema of signatures forbids; their shape is checked above.
    checker = _Verifier(signature)
    try:
        result = checker.verify(root, x509_cert=leaf, expect_config=config, validate_schema=not old)
    except Exception as error:  # whatever the library stumbles over, nobody is to trust it
        raise SignatureError("sign.wrong", reason=str(error) or type(error).__name__) from error
    if isinstance(result, list):
        raise SignatureError("sign.reference")
    return _signed(result.signed_data), Signer.of(leaf, voucher)


def _signed(data: bytes) -> Alert:
    """Return the alert of the signed bytes."""
    checked = check(data)
    if checked.alert is None:
        raise SignatureError("sign.covers")
    return checked.alert


class _Verifier(XMLVerifier):
    """Verifies the one signature it is told of, where a document has several."""

    def __init__(self, signature: Element) -> None:
        super().__init__()
        self.place = list(signature.getparent()).index(signature)

    def _get_signature(self, root: Any) -> Any:
        found = root[self.place]
        if found.tag != f"{{{SIGNATURE}}}Signature":
            raise SignatureError("sign.place")
        return found


def signed(message: bytes) -> bool:
    """Return whether a message has a signature at all; ``verify`` says whose."""
    root = xml.root_of(message, Found(), whole=True)
    if root is None or etree.QName(root).namespace != CAP:
        return False
    return root.find(f"{{{SIGNATURE}}}Signature") is not None


__all__ = ["Signer", "Verified", "certificates", "sign", "signed", "verify"]
