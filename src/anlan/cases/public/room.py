"""The public door of one city: reports are taken in, seconded and answered without an account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.access.secrets import digest, new_code
from anlan.cases import desk, letters
from anlan.cases.catalogue import catalogue
from anlan.cases.flow import Move
from anlan.cases.numbers import inserting
from anlan.cases.public import contact as contacts
from anlan.cases.public.album import Album
from anlan.cases.public.contact import Contact
from anlan.cases.public.told import CLOSED, of_number
from anlan.cases.public.water import Water
from anlan.cases.report import Report
from anlan.cases.room import CaseRoom
from anlan.model.cases import PublicDoor
from anlan.model.declared import Text
from anlan.model.errors import CaseError
from anlan.store.cases import CaseMove, CaseReport, CaseRow
from anlan.store.change import Change
from anlan.store.keys import Keyring
from anlan.words import Language

_ADD = "collect.add"
_TITLE = 60
"""So many characters of the text stand for a title that nobody gave."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody of the public reports.

    Attributes:
        channel: by which it comes.
        key: a random key of the sender's for this report: sent again, it opens nothing again.
        at: when.
        title: what it is; the text's beginning or the class's title where empty.
        text: more of it.
        class_code: its class.
        division: the code or path of the division it lies in.
        lon: where it is, in WGS 84.
        lat: see ``lon``.
        on_water: the sender was asked, and means a place in the water or on a bridge.
        source: the program that sent it.
    """

    channel: str
    key: str
    at: datetime
    title: str = ""
    text: str = ""
    class_code: str = ""
    division: str = ""
    lon: float | None = None
    lat: float | None = None
    on_water: bool = False
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A report that was taken in.

    ``code`` is the sender's secret, told this once; None where the report had been there before.
    """

    number: str
    code: str | None
    fresh: bool


@dataclass(frozen=True)
class PublicRoom:
    """The public door of a city by its pack; ``basemap`` tells where water is."""

    door: PublicDoor
    title: Text
    room: CaseRoom
    basemap: Path | None = field(default=None)

    @cached_property
    def water(self) -> Water:
        """Where the city's water is."""
        return Water.of(self.basemap)

    @property
    def city(self) -> str:
        """The city's name."""
        return self.room.city.name

    def placed(self, asked: Asked, others: Iterable["PublicRoom"] = ()) -> Report:
        """Return the report with the division it lies in; before any transaction begins.

        Args:
            asked: what was reported.
            others: the doors of other cities, to say whose place it would be.

        Raises:
            CaseError: it is of a class that isn't taken here, has no place, lies in another city,
                outside of every city, or in the water without having been asked about it.
        """
        known = catalogue().classes.get(asked.class_code)
        if asked.class_code and not self.door.takes(asked.class_code):
            raise CaseError("error.public.class", found=asked.class_code)
        kind = "resident_report" if known is None else "event"
        report = Report(
            kind="component" if known and known.is_component else kind,
            channel=asked.channel,
            title=asked.title.strip()
            or _beginning(asked.text)
            or (known.title.zh if known else ""),
            text=asked.text,
            at=asked.at,
            known_at=asked.at,
            class_code=asked.class_code,
            division=asked.division,
            lon=asked.lon,
            lat=asked.lat,
            source=asked.source,
            outside_key=digest(asked.key),
        )
        try:
            report.check()
            placed = self.room.placed(report)
        except CaseError as error:
            raise self._better(error, asked, others) from error
        if asked.lon is not None and asked.lat is not None and not asked.on_water:
            wet, name = self.water.at(asked.lon, asked.lat)
            if wet:
                raise _wet("error.public.water", name)
        return placed

    def open(
        self,
        made: Change,
        ring: Keyring,
        report: Report,
        sender: str,
        contact: Contact,
        lang: Language = "zh",
        album: Album | None = None,
    ) -> Left:
        """Open a case for a report that was :meth:`placed`; the same one again opens nothing.

        Args:
            made: the transaction, whose cause names no person.
            ring: seals the contact.
            report: what was reported.
            sender: a random key of whoever sent it.
            contact: how to reach them; may hold nothing.
            lang: in which language they are written to, where they left an address of e-mail.
            album: the photos they sent before.

        Raises:
            CaseError: the report can't become a case, or a photo isn't theirs.
        """
        opened = self.room.open(made, report)
        if not opened.fresh:
            return Left(opened.number, None, fresh=False)
        code = new_code()
        row = of_number(made.session, self.city, opened.number)
        written = "email" in contact.fields
        contact = replace(contact, code=code if written else "")
        made.session.add(
            CaseReport(
                case_id=row.id,
                sender=self._hash(opened.number, sender),
                first=True,
                at=report.at,
                code=digest(code),
                contact=contact.sealed(ring),
                lang=lang if written else "",
            )
        )
        if written:
            letters.due(made, row, row)
        if album is not None:
            album.attach(made, row, self.door.photos)
        return Left(opened.number, code, fresh=True)

    def second(self, made: Change, number: str, sender: str, at: datetime) -> int:
        """Note that somebody else saw the same; once for each sender.

        Returns:
            How many have reported it.

        Raises:
            CaseError: the public knows of no such case, or it has ended.
        """
        row = of_number(made.session, self.city, number)
        if row.ended_at is not None:
            raise CaseError("error.public.ended", number=number)
        statement = inserting(made.session, CaseReport).values(
            case_id=row.id, sender=self._hash(number, sender), at=at
        )
        fresh = statement.on_conflict_do_nothing(index_elements=["case_id", "sender"])
        added = made.session.scalar(fresh.returning(CaseReport.id))
        count = reports(made.session, row)
        if added is not None:
            made.record(desk.subject(self.city, number), "case.seconded", after={"reports": count})
        return count

    def own(self, session: Session, row: CaseRow, code: str) -> CaseReport:
        """Return the report that a code belongs to.

        Raises:
            CaseError: the code isn't of this case.
        """
        query = select(CaseReport).where(
            CaseReport.case_id == row.id, CaseReport.code == digest(code.strip().lower())
        )
        found = session.scalar(query) if code.strip() else None
        if found is None:
            raise CaseError("error.public.code", number=row.number)
        return found

    def answer(
        self, made: Change, number: str, code: str, satisfaction: str, note: str, at: datetime
    ) -> None:
        """Take down how satisfied whoever reported is, once, after the case was closed.

        Raises:
            CaseError: the code is wrong, the case isn't closed, or there was an answer already.
        """
        row = of_number(made.session, self.city, number)
        # Nobody else moves the case, nor answers, until the end of the transaction.
        made.session.refresh(row, with_for_update=True)
        report = self.own(made.session, row, code)
        if row.state not in CLOSED:
            raise CaseError("error.public.not_closed", number=number)
        if report.answered_at is not None:
            raise CaseError("error.public.answered", number=number)
        fields = {"satisfaction": satisfaction} | ({"note": note} if note else {})
        by = Move("close.call_back", made.entries.cause.who, "system", at, fields=fields)
        self.room.move(made, number, by, row.version)
        report.answered_at = at

    def add(
        self,
        made: Change,
        row: CaseRow,
        letter: str,
        note: str,
        evidence: Sequence[str],
        at: datetime,
    ) -> bool:
        """Add what whoever reported a case says further; the same letter again adds nothing.

        Args:
            made: the transaction, whose cause names no person.
            row: the case, or one that was joined to it.
            letter: what the letter is known by.
            note: what it says.
            evidence: codes of the photos that came with it.
            at: when it came.

        Returns:
            Whether it is new.

        Raises:
            CaseError: the case has ended, or the words are too many.
        """
        while row.merged_into:
            row = made.session.get_one(CaseRow, row.merged_into)
        made.session.refresh(row, with_for_update=True)
        before = select(CaseMove).where(CaseMove.case_id == row.id, CaseMove.act == _ADD)
        if any(each.fields["letter"] == letter for each in made.session.scalars(before)):
            return False
        if row.ended_at is not None:
            raise CaseError("error.public.ended", number=row.number)
        fields = {"letter": letter, "note": note, "evidence": list(evidence)}
        given = {name: value for name, value in fields.items() if value}
        by = Move(_ADD, made.entries.cause.who, "system", at, fields=given)
        self.room.move(made, row.number, by, row.version)
        return True

    def forget(self, made: Change, number: str, code: str, at: datetime) -> None:
        """Erase the contact that somebody left, as they ask.

        Raises:
            CaseError: the code isn't of this case.
        """
        row = of_number(made.session, self.city, number)
        report = self.own(made.session, row, code)
        if report.contact:
            contacts.erase(made, report, row, at)

    def _better(self, error: CaseError, asked: Asked, others: Iterable["PublicRoom"]) -> CaseError:
        """Return why a report has no place here, as plainly as can be said."""
        if error.key != "error.cases.outside" or asked.lon is None or asked.lat is None:
            return error
        for each in others:
            if each.holds(asked.lon, asked.lat):
                return CaseError("error.public.other_city", city=each.title)
        wet, name = self.water.at(asked.lon, asked.lat)
        if wet:
            return _wet("error.public.water_outside", name)
        return CaseError("error.public.outside", city=self.title)

    def holds(self, lon: float, lat: float) -> bool:
        """Return whether a place lies in the city."""
        return self.room.path_of(lon, lat) is not None

    def _hash(self, number: str, sender: str) -> str:
        return digest(f"{self.city}/{number}/{sender}")


def reports(session: Session, row: CaseRow) -> int:
    """Return how many have reported a case, one where nobody of the public has."""
    said = session.scalars(select(CaseReport.first).where(CaseReport.case_id == row.id)).all()
    return len(said) + (0 if any(said) else 1)


def _beginning(text: str) -> str:
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= _TITLE else line[: _TITLE - 1] + "…"


def _wet(key: str, name: Text | None) -> CaseError:
    return CaseError(key, name=name) if name else CaseError(f"{key}_unnamed")
