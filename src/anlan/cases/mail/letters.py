"""Letters to residents: what became of their reports, by the outbox; answers to mails at once.

An entry of the ledger says that a letter is due; the outbox tries until it is sent. Only then is
the address opened, for this one letter, and that it was is in the ledger. Who has no contact any
more gets none.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.access.secrets import digest
from anlan.cases import rows
from anlan.cases.mail.parsing import Letter
from anlan.cases.public import Contact, contact, settings
from anlan.cases.public.told import CLOSED
from anlan.model.cases import PublicDoor
from anlan.model.cause import Cause
from anlan.model.declared import Text
from anlan.model.errors import CaseError, StoreError
from anlan.store.cases import CaseReport, CaseRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import told
from anlan.store.keys import Keyring
from anlan.store.ledger import Facts
from anlan.store.outbox.deliver import RefusedError
from anlan.store.outbox.email import Post
from anlan.store.outbox.queue import add_endpoint
from anlan.store.outbox.tables import Delivery, Endpoint
from anlan.words import Language, say

KIND: Final = "residents"
CAUSE = Cause("job:letters")
READING = replace(CAUSE, why="to write to whoever reported")
_NAMED = 10
"""So many mails before the one it answers are named by an answer."""
_MARK = 20
"""So many hexadecimal digits of a digest are a mark: 80 bits, as the code has."""
_OURS = re.compile(r"<([0-9A-Za-z_-]{1,40})\.\d{1,20}\.([0-9a-f]{20})@anlan>")
_ASKED = re.compile(r"<ask\.([0-9a-f]{20})@anlan>")


@dataclass(frozen=True, slots=True)
class Place:
    """A city whose residents are written to."""

    name: str
    title: Text
    door: PublicDoor


@dataclass(frozen=True)
class ResidentSender:
    """Writes to residents; one of the outbox's senders.

    Attributes:
        database: where the cases are.
        ring: returns the installation's keys.
        post: the mail server.
        cities: by name.
        url: where people reach the server; empty where nobody said.
    """

    database: Database
    ring: Callable[[], Keyring]
    post: Post
    cities: Mapping[str, Place]
    url: str = ""

    def begin(self) -> None:
        """Have the outbox tell residents from now on, if it doesn't yet."""
        with change(self.database, CAUSE) as made:
            if made.session.scalar(select(Endpoint.id).where(Endpoint.kind == KIND)) is None:
                add_endpoint(made, KIND, KIND, "", ["case.letter_due"], "")

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Write the letter that an entry says is due, unless nobody is to be written to any more.

        Raises:
            RefusedError: the server is away or doesn't take it, or this isn't the city's server.
        """
        entry = told(delivery.entry)
        name, _, number = entry.subject.removeprefix("case:").partition("/")
        city = self.cities.get(name)
        if city is None:
            raise RefusedError(f"no city {name} here")
        with self.database.session() as session:
            row = rows.find(session, name, number)
            lang = _language(session, row)
            if not _still_so(session, name, entry.after):
                return
        try:
            found = contact.read(
                self.database, READING, self.ring(), name, number, city.door.contact_days, now
            )
        except StoreError as error:
            raise RefusedError(error.key) from error
        except CaseError:
            return
        letter = self._letter(city, number, entry.after, found, lang)
        letter["Date"] = format_datetime(now)
        letter["Message-ID"] = f"<{number}.{entry.seq}.{_mark(digest(found.code))}@anlan>"
        self.post.send(letter)

    def _letter(
        self, city: Place, number: str, about: Facts, found: Contact, lang: Language
    ) -> EmailMessage:
        state = settings().by_state[about["state"]].name
        values = {
            "number": number,
            "code": found.code,
            "city": city.title.of(lang),
            "state": say(f"case.public.{state}", lang),
            "days": city.door.contact_days,
            "lead": about["number"],
            "url": f"{self.url}/report/?city={city.name}#{number}/{found.code}",
        }
        parts = ["received" if state == "received" else "ended"]
        parts += ["joined"] if about["number"] != number else []
        parts += ["page" if self.url else "no_page"]
        parts += ["satisfaction"] if _may_answer(number, about) else []
        parts += ["add"] if city.door.mailbox and state == "received" else []
        text = "\n\n".join(say(f"mail.text.{part}", lang, **values) for part in [*parts, "contact"])
        title = say(f"mail.title.{parts[0]}", lang, **values)
        return written(sender_of(self.post, city), found.fields["email"], title, text)


def _still_so(session: Session, city: str, about: Facts) -> bool:
    """Return whether a case that had ended hasn't been opened again since."""
    row = rows.find(session, city, about["number"])
    return about["state"] == "reported" or row.ended_at is not None


def _may_answer(number: str, about: Facts) -> bool:
    return about["number"] == number and about["state"] in CLOSED


def answer(
    post: Post, city: Place, letter: Letter, reason: CaseError, lang: Language, now: datetime
) -> None:
    """Tell the sender of a mail, at once, why it is no case; the same mail has the same answer.

    Raises:
        RefusedError: the server is away or doesn't take it.
    """
    asks = reason.key == "error.cases.no_place"
    name = city.title.of(lang)
    title = say("mail.title.asks" if asks else "mail.title.refused", lang, city=name)
    key = "mail.text.asks" if asks else "mail.text.refused"
    text = say(key, lang, reason=reason.say(lang), city=name)
    made = written(sender_of(post, city), letter.sender, title, text, "auto-replied")
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{'ask' if asks else 'no'}.{short(letter.key)}@anlan>"
    if letter.ident:
        made["In-Reply-To"] = letter.ident
        made["References"] = " ".join((*letter.answers[-_NAMED:], letter.ident))
    post.send(made)


def written(
    sender: str, to: str, title: str, text: str, how: str = "auto-generated"
) -> EmailMessage:
    """Return a mail that programs don't answer (RFC 3834)."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, title
    made["Auto-Submitted"] = how
    made.set_content(text)
    return made


def sender_of(post: Post, city: Place) -> str:
    """Return the address that letters of a city come from: its mailbox's, else the house's."""
    return city.door.mailbox.address if city.door.mailbox else post.sender


def answered(session: Session, city: str, letter: Letter) -> CaseRow | None:
    """Return the case whose letter a mail answers to; only who got the letter knows its mark."""
    for number, mark in _OURS.findall(" ".join(letter.answers)):
        at = (CaseRow.city == city, CaseRow.number == number)
        query = select(CaseRow, CaseReport.code).join(CaseReport, CaseReport.case_id == CaseRow.id)
        for row, code in session.execute(query.where(*at, CaseReport.code != "")):
            if _mark(code) == mark:
                found: CaseRow = row
                return found
    return None


def asked(letter: Letter) -> set[str]:
    """Return which mails, by :func:`short`, were asked about in the letters a mail answers to."""
    return set(_ASKED.findall(" ".join(letter.answers)))


def short(key: str) -> str:
    """Return what a question calls the mail that it is about."""
    return digest(key)[:_MARK]


def _mark(code: str) -> str:
    """Return the mark of a case's letters; ``code`` is the digest of its sender's."""
    return digest(f"letter {code}")[:_MARK]


def _language(session: Session, row: CaseRow) -> Language:
    query = select(CaseReport.lang).where(CaseReport.case_id == row.id, CaseReport.lang != "")
    return "en" if session.scalar(query.limit(1)) == "en" else "zh"
