"""The rules of files that go with a message."""

import base64
import binascii
import hashlib
import re

from anlan.cap import structure
from anlan.cap.model import Resource
from anlan.cap.problems import Found

MIME = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:\s*;.*)?")
SHA1 = re.compile(r"[0-9A-Fa-f]{40}")


def check_resource(resource: Resource, path: str, found: Found) -> None:
    """Note what is wrong with a file."""
    if not MIME.fullmatch(resource.mime_type.strip()):
        found.add("mimeType.syntax", f"{path}/mimeType", value=resource.mime_type or "—")
    size = (resource.size or "").strip()
    if structure.INTEGER.fullmatch(size) and int(size) < 0:
        found.add("size.negative", f"{path}/size", value=size)
    uri = (resource.uri or "").strip()
    if resource.content is None:
        if not uri:
            found.add("resource.nowhere", path)
        elif structure.uri(uri) and not structure.SCHEME.match(uri):
            found.add("uri.relative", f"{path}/uri", value=uri)
    digest = (resource.digest or "").strip()
    if resource.digest is not None and not SHA1.fullmatch(digest):
        found.add("digest.syntax", f"{path}/digest", value=digest or "—")
    if resource.content is not None:
        _content(resource.content, size, digest, path, found)


def _content(text: str, size: str, digest: str, path: str, found: Found) -> None:
    """Note content that isn't base64, or isn't what size and digest say."""
    try:
        held = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        found.add("derefUri.base64", f"{path}/derefUri")
        return
    if structure.INTEGER.fullmatch(size) and 0 <= int(size) != len(held):
        found.add("size.wrong", f"{path}/size", size=size, real=len(held))
    if SHA1.fullmatch(digest):
        # The standard fixed SHA-1; it tells a broken file here, and vouches for nothing.
        real = hashlib.sha1(held, usedforsecurity=False).hexdigest()
        if real != digest.lower():
            found.add("digest.wrong", f"{path}/digest", value=digest, real=real)
