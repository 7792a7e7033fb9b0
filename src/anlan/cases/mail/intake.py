"""Mails become reports: each once, by its Message-ID, whatever is killed in between.

First the case is there, or the answer is sent; then the mail is moved. Killed before that, it is
read again, opens nothing again, and is moved.
"""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.access.secrets import digest
from anlan.cases import photos
from anlan.cases.flow import workflow
from anlan.cases.mail import letters
from anlan.cases.mail.box import FAULTS, Box, New, opened
from anlan.cases.mail.found import language, named
from anlan.cases.mail.letters import Place
from anlan.cases.mail.parsing import Letter, parsed
from anlan.cases.mail.place import place
from anlan.cases.mail.settings import settings
from anlan.cases.photos import Taken
from anlan.cases.public import Asked, Contact, PublicRoom
from anlan.cases.report import check_words
from anlan.model.cases import Mailbox
from anlan.model.cause import Cause
from anlan.model.errors import AnlanError, CaseError
from anlan.store.cases import CaseRow
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.outbox.deliver import RefusedError
from anlan.store.outbox.email import Post
from anlan.words import say

CHANNEL = "email"
CAUSE = Cause(f"public:{CHANNEL}")
NO_PLACE = "error.cases.no_place"
_log = structlog.get_logger("anlan.mail")
Count = Callable[[str], bool]
"""Counts one of somebody; returns whether that is still within a limit."""


@dataclass
class Intake:
    """Takes the mails of one city in; used by one worker at a time.

    Attributes:
        database: where the cases are.
        ring: returns the installation's keys.
        room: the city's public door.
        declared: its mailbox.
        post: the mail server by which it answers.
        others: the doors of other cities, to say whose place it would be.
        within: counts the mails of an address.
        warns: whether an address may be told once more that it sent too many.
    """

    database: Database
    ring: Callable[[], Keyring]
    room: PublicRoom
    declared: Mailbox
    post: Post
    others: Sequence[PublicRoom]
    within: Count
    warns: Count
    _counted: str = field(default="", init=False)

    @property
    def place(self) -> Place:
        """The city as letters have it."""
        return Place(self.room.city, self.room.title, self.room.door)

    def look(self, now: datetime | None = None) -> bool:
        """Read what is new; return whether more may be there.

        Raises:
            AnlanError: the mailbox, the mail server or the database is away; what isn't done yet
                stays in its folder.
        """
        at = now or datetime.now(UTC)
        with opened(self.declared, self.room.city) as box:
            found = box.new(settings().batch)
            for each in found:
                box.move(each.uid, self._folder(box, each, at))
        return len(found) == settings().batch

    def _folder(self, box: Box, new: New, now: datetime) -> str:
        """Take one mail in; return the folder where it belongs then.

        What can't be answered since its sender's server refuses, and what we fail on ourselves,
        must not stand in the way of the others.
        """
        try:
            return self._one(box, new, now)
        except RefusedError as error:
            if not error.for_good:
                raise
            return self._aside("unanswered")
        except (AnlanError, *FAULTS):
            raise
        except Exception as error:
            trace = "".join(traceback.format_tb(error.__traceback__))
            _log.error("mail.fault", error=type(error).__name__, trace=trace)
            return self._aside("fault")

    def _one(self, box: Box, new: New, now: datetime) -> str:
        """Take one mail in; return the folder where it belongs then."""
        large = new.bytes > settings().bytes
        try:
            letter = parsed(box.head(new.uid) if large else box.whole(new.uid))
        except CaseError:
            return self._aside("unreadable")
        if reason := self._unwanted(letter, now):
            return self._aside(reason)
        try:
            if large:
                most = round(settings().bytes / 1e6)
                raise CaseError("error.mail.large", found=round(new.bytes / 1e6), most=most)
            return self._take(box, letter, now)
        except CaseError as error:
            self._answer(letter, error, now)
            if error.key == NO_PLACE:
                return self.declared.waiting
            return self._aside("refused", error.key)

    def _unwanted(self, letter: Letter, now: datetime) -> str:
        """Return why a mail isn't looked at at all; empty for one that is."""
        if letter.automatic:
            return "automatic"
        if not _can_answer(letter, self.declared.address):
            return "sender"
        again = self._counted == letter.key  # one that is tried again counts once
        if not again and not self.within(letter.sender):
            if self.warns(letter.sender):
                self._answer(letter, CaseError("error.mail.many"), now)
            return "many"
        self._counted = letter.key
        return ""

    def _take(self, box: Box, letter: Letter, now: datetime) -> str:
        """Make a report of a mail, or an addition to one; return the folder where it belongs then.

        Raises:
            CaseError: it can be neither.
        """
        with self.database.session() as session:
            done = self._case_of(session, digest(letter.key)) is not None
            row = letters.answered(session, self.room.city, letter) or named(
                session, self.room, letter.subject
            )
            for mark in () if done or row else letters.asked(letter):
                row = row or self._case_of(session, mark)
        if not done and row is not None:
            self._add(row, letter, now)
        elif not done and not self._completed(box, letter, now):
            self._open(letter, letter, now)
        return self.declared.done

    def _open(self, letter: Letter, where: Letter, now: datetime) -> None:
        """Open a case for a mail, at the place that another (or the same one) names."""
        pictures, left = _pictures(letter)
        text = _with_note(letter.text, left + letter.others)
        check_words(letter.subject or "-", text)
        asked = Asked(
            channel=CHANNEL,
            key=letter.key,
            at=now,
            title=letter.subject,
            text=text,
            # Nobody can be asked at once whether the river is meant.
            on_water=True,
            **place(self.room, where),
        )
        report = self.room.placed(asked, self.others)
        contact = Contact.of({"email": letter.sender})
        with change(self.database, CAUSE) as made:
            report = replace(report, photos=self._shelved(made, pictures))
            lang = language(letter)
            self.room.open(made, self.ring(), report, letter.key, contact, lang)

    def _completed(self, box: Box, letter: Letter, now: datetime) -> bool:
        """Open a case for the mail that waits for the place that this one tells, if it does.

        What else was written about it without the place is part of it.
        """
        marks = letters.asked(letter)
        if not marks:
            return False
        with box.within(self.declared.waiting) as there:
            waiting = box.new(settings().waiting) if there else []
            found = [each.uid for each in waiting if _key(box.head(each.uid)) in marks]
            if not found:
                return False
            earlier = [parsed(box.whole(uid)) for uid in found]
            text = "\n\n".join(each.text for each in (*earlier, letter) if each.text)
            self._open(replace(earlier[0], text=text), letter, now)
            for uid in found:
                box.move(uid, self.declared.done)
        return True

    def _add(self, row: CaseRow, letter: Letter, now: datetime) -> None:
        pictures, left = _pictures(letter)
        note = _with_note(letter.text or letter.subject, left + letter.others)
        if not note.strip() and not pictures:
            raise CaseError("error.cases.empty")
        note = note.strip() or say("mail.pictures_only", "zh")
        with change(self.database, CAUSE) as made:
            codes = self._shelved(made, pictures)
            own = made.session.get_one(CaseRow, row.id)
            self.room.add(made, own, digest(letter.key), note, codes, now)

    def _shelved(self, made: Change, pictures: Sequence[tuple[Taken, str]]) -> tuple[str, ...]:
        ring, city = self.ring(), self.room.city
        rows = [photos.add(made, ring, city, each, sha, CAUSE.who) for each, sha in pictures]
        return tuple(dict.fromkeys(row.code for row in rows))

    def _case_of(self, session: Session, key: str) -> CaseRow | None:
        """Return the case that a mail has become, by the digest of its key or its beginning."""
        at = (CaseRow.city == self.room.city, CaseRow.channel == CHANNEL)
        query = select(CaseRow).where(*at, CaseRow.outside_key.startswith(key))
        return session.scalar(query.limit(1))

    def _answer(self, letter: Letter, reason: CaseError, now: datetime) -> None:
        letters.answer(self.post, self.place, letter, reason, language(letter), now)

    def _aside(self, reason: str, error: str = "") -> str:
        _log.info("mail.aside", city=self.room.city, reason=reason, error=error)
        return f"{self.declared.aside} {reason}"


def _key(head: bytes) -> str:
    """Return what a question calls the mail that begins so."""
    try:
        return letters.short(parsed(head).key)
    except CaseError:
        return ""


def _can_answer(letter: Letter, own: str) -> bool:
    """Return whether a mail has a sender who can be answered, and isn't from ourselves."""
    try:
        contact = Contact.of({"email": letter.sender})
    except CaseError:
        return False
    return bool(contact.fields) and letter.sender.casefold() != own.casefold()


def _pictures(letter: Letter) -> tuple[list[tuple[Taken, str]], int]:
    """Return the pictures that are taken, each with its file's digest, and how many aren't."""
    found = []
    for data in letter.pictures[: settings().pictures]:
        if len(data) > photos.settings().bytes:
            continue
        try:
            found.append((photos.taken(data), sha256(data).hexdigest()))
        except CaseError:
            continue
    return found, len(letter.pictures) - len(found)


def _with_note(text: str, left: int) -> str:
    """Return a text that says, in the words of the office, how many attachments were left out."""
    whole = f"{text}\n{say('mail.left_out', 'zh', n=left)}".strip() if left else text
    return whole if len(whole) <= workflow().longest.text else text
