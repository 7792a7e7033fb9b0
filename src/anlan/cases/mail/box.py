"""A mailbox by IMAP over TLS: what is new in its folder, fetched, and moved once it is done."""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls

from anlan.cases.mail.settings import settings
from anlan.model.cases import Mailbox
from anlan.model.errors import CaseError
from anlan.pool.connectors import secrets

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_HEAD = 65_536
FAULTS = (OSError, imaplib.IMAP4.error, ImapToolsError)


@dataclass(frozen=True, slots=True)
class New:
    """A mail in a folder: its number there, and its size."""

    uid: str
    bytes: int


@dataclass(frozen=True)
class Box:
    """A mailbox that was opened, in its folder."""

    server: BaseMailBox
    declared: Mailbox

    def new(self, most: int) -> list[New]:
        """Return mails of the folder that is open, the oldest first."""
        uids = self.server.uids("UNDELETED", None)[:most]
        if not uids:
            return []
        answers = self._fetched(",".join(uids), "(UID RFC822.SIZE)")
        sizes = {}
        for each in answers:
            line = b" ".join(each) if isinstance(each, tuple) else each or b""
            uid, size = _UID.search(line), _SIZE.search(line)
            if uid and size:
                sizes[uid[1].decode()] = int(size[1])
        return [New(uid, sizes[uid]) for uid in uids if uid in sizes]

    def whole(self, uid: str) -> bytes:
        """Return a mail as it came."""
        return self._part(uid, "BODY.PEEK[]")

    def head(self, uid: str) -> bytes:
        """Return the beginning of a mail's headers."""
        return self._part(uid, f"BODY.PEEK[HEADER]<0.{_HEAD}>")

    def move(self, uid: str, folder: str) -> None:
        """Move a mail to another folder, which is made where it isn't there."""
        if not self.server.folder.exists(folder):
            self.server.folder.create(folder)
        self.server.move(uid, folder)

    @contextmanager
    def within(self, folder: str) -> Iterator[bool]:
        """Look into another folder for the time of the block; false where it isn't there."""
        there = self.server.folder.exists(folder)
        if there:
            self.server.folder.set(folder)
        try:
            yield there
        finally:
            self.server.folder.set(self.declared.folder)

    def _part(self, uid: str, part: str) -> bytes:
        for each in self._fetched(uid, f"({part})"):
            if isinstance(each, tuple):
                return bytes(each[1])
        return b""

    def _fetched(self, uids: str, what: str) -> Sequence[tuple[bytes, bytes] | bytes | None]:
        kind, found = self.server.client.uid("FETCH", uids, what)
        if kind != "OK":
            raise imaplib.IMAP4.error(f"FETCH: {kind}")
        return found


@contextmanager
def opened(declared: Mailbox, city: str) -> Iterator[Box]:
    """Sign in to a mailbox for the time of the block.

    Raises:
        CaseError: its server is away, or refuses; what was moved stays moved.
        SourceError: the password isn't where the pack says.
    """
    password = secrets.read(declared.password, city)
    kind = MailBoxStartTls if declared.starttls else MailBox
    port = declared.port or (143 if declared.starttls else 993)
    wait, context = settings().timeout_seconds, ssl.create_default_context()
    try:
        server = kind(declared.host, port, timeout=wait, ssl_context=context)
        try:
            server.login(declared.account, password, None)
            # Many servers tell what they can (such as MOVE) only to whoever has signed in.
            told = server.client.capability()[1][0] or b""
            server.client.capabilities = tuple(told.decode("ascii", "replace").upper().split())
            if "ID" in server.client.capabilities:
                # Some servers let only programs in that say what they are (RFC 2971).
                server.client.xatom("ID", '("name" "anlan")')
            server.folder.set(declared.folder)
            yield Box(server, declared)
        finally:
            with suppress(*FAULTS):
                server.logout()
    except FAULTS as error:
        # What a server says may hold an address: its kind is enough.
        reason = type(error).__name__
        raise CaseError("error.mail.box", host=declared.host, reason=reason) from error
