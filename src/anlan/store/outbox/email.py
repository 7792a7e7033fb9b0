"""Tell somebody by e-mail."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from anlan.model.errors import StoreError
from anlan.store.history import told
from anlan.store.outbox.deliver import RefusedError
from anlan.store.outbox.settings import settings
from anlan.store.outbox.tables import Delivery
from anlan.words import Language, say


@dataclass(frozen=True)
class Post:
    """A mail server: ``smtp://`` (TLS is begun when offered) or ``smtps://`` and who sends."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    sender: str

    @classmethod
    def at(cls, url: str, sender: str) -> "Post":
        """Return the server of a URL, ``smtp://user:password@host:port``.

        Raises:
            StoreError: it is no such URL.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise StoreError("error.store.smtp", url=f"{parts.scheme}://{parts.hostname}")
        tls = parts.scheme == "smtps"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        port = parts.port or (465 if tls else 587)
        return cls(parts.hostname, port, tls, user, password, sender)

    def send(self, letter: EmailMessage) -> None:
        """Send a mail.

        Raises:
            RefusedError: the server is away or doesn't take it.
        """
        try:
            with self._server() as server:
                server.send_message(letter)
        except (OSError, smtplib.SMTPException) as error:
            reason = f"{self.host}: {type(error).__name__}"
            raise RefusedError(reason, for_good=_for_good(error)) from error

    def _server(self) -> smtplib.SMTP:
        wait, context = settings().timeout_seconds, ssl.create_default_context()
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=wait, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=wait)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if self.user:
            server.login(self.user, self.password)
        return server


def _for_good(error: Exception) -> bool:
    """Return whether a server refused this very mail, and not only for now (RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, smtplib.SMTPNotSupportedError)


@dataclass(frozen=True)
class EmailSender:
    """Sends messages as plain text."""

    post: Post
    lang: Language = "en"

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Send the message; its Message-ID is the same at every attempt.

        Raises:
            RefusedError: the server is away or doesn't take it.
        """
        self.post.send(self.letter(delivery, now))

    def letter(self, delivery: Delivery, now: datetime) -> EmailMessage:
        """Return the mail of a delivery."""
        entry, letter = told(delivery.entry), EmailMessage()
        letter["From"], letter["To"] = self.post.sender, delivery.endpoint.address
        letter["Date"] = format_datetime(now)
        letter["Message-ID"] = f"<msg_{entry.seq}.{delivery.endpoint_id}@anlan>"
        title = say("outbox.email.title", self.lang, act=entry.act, subject=entry.subject)
        letter["Subject"] = " ".join(title.split())  # a header is one line
        sentence = entry.say(self.lang)
        letter.set_content(
            say("outbox.email.text", self.lang, subject=entry.subject, sentence=sentence)
        )
        return letter
