"""Whoever left an address of e-mail is written to, once for each end, until it is erased."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cases_hall import CITY
from mail_office import URL, Letters, Office
from sqlalchemy import select

from anlan.cases.public import Asked, Contact, contact
from anlan.cases.rows import find
from anlan.model.cause import Cause
from anlan.model.errors import CaseError
from anlan.store.cases import CaseReport
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import history
from anlan.store.keys import Keyring
from anlan.store.outbox.deliver import Outcome
from anlan.store.verify import verify
from anlan.words import Language
from support.imap import Server

PUBLIC = Cause("public:resident_page")
MAIL = {"email": "li@people.example", "phone": "13800001234"}


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    ring, letters = Keyring.of(tmp_path / "keys"), Letters()
    smtp = letters.serve()
    # Nobody reads the mailbox here.
    made = Office(database, lambda: ring, Server(1, tmp_path), smtp.port, letters)
    made.sender()
    yield made
    smtp.stop()


def leave(office: Office, told: dict[str, str], lang: Language = "zh", key: str = "k" * 20) -> str:
    now = datetime.now(UTC)
    asked = Asked("resident_page", key, now, "灯不亮", class_code="c0118", division="990101001")
    report = replace(office.room.placed(asked), lon=114.3, lat=30.6)
    with change(office.database, PUBLIC) as made:
        opened = office.room.open(made, office.ring(), report, key, Contact.of(told), lang)
    return opened.number


def close(office: Office, number: str) -> None:
    office.move(number, "collect.ask", "account:1", "acceptor")
    office.move(number, "collect.confirm", "account:2", "collector", evidence=["p"])  # type: ignore[arg-type]
    office.move(number, "file.accept", "account:1", "acceptor")
    office.move(number, "file.file", "account:1", "duty_head")
    office.move(number, "close.force", "account:1", "supervisor", reason="x")


def reopen(office: Office, number: str) -> None:
    office.move(number, "file.reopen", "account:1", "acceptor", reason="x")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_is_acknowledged_and_its_end_told_once_in_its_language(
    office: Office, lang: Language
) -> None:
    number = leave(office, MAIL, lang)
    assert office.deliver().delivered == 1
    close(office, number)
    assert office.deliver() == Outcome(delivered=1)
    assert office.deliver() == Outcome()
    taken, ended = office.letters.got
    assert {each["To"] for each in office.letters.got} == {MAIL["email"]}
    links = [next(line for line in each.get_content().splitlines() if line.startswith(URL))
             for each in (taken, ended)]  # fmt: skip
    assert links[0] == links[1] and f"{URL}/report/?city={CITY}#{number}/" in links[0]
    code = links[0].rpartition("/")[2]
    asks = {"zh": "满意吗", "en": "solved well?"}[lang]
    assert asks in ended.get_content() and asks not in taken.get_content()
    assert number in ended["Subject"] and code not in ended["Subject"] + ended["Message-ID"]
    with change(office.database, PUBLIC) as made:
        office.room.answer(made, number, code, "satisfied", "", datetime.now(UTC))
    told = list(history(office.database, f"case:{CITY}/{number}"))
    reads = [each for each in told if each.act == "case.contact_read"]
    assert [each.who for each in reads] == ["job:letters"] * 2 and all(each.why for each in reads)
    assert not any(MAIL["email"] in repr(each) or code in repr(each) for each in told)
    assert verify(office.database).fault is None


def test_a_letter_that_was_refused_comes_again_and_is_known_by_its_id(office: Office) -> None:
    leave(office, MAIL)
    office.letters.refuses = ["450 later"]
    assert office.deliver().refused == 1
    assert office.deliver(timedelta(hours=1)).delivered == 1
    assert len(office.letters.got) == 1


def test_who_left_no_address_or_had_it_erased_or_let_it_expire_gets_nothing(
    office: Office,
) -> None:
    silent = leave(office, {"phone": MAIL["phone"]})
    erased = leave(office, MAIL, key="e" * 20)
    waits = leave(office, MAIL, key="w" * 20)
    with change(office.database, PUBLIC) as made:
        row = find(made.session, CITY, erased)
        report = made.session.scalars(select(CaseReport).where(CaseReport.case_id == row.id)).one()
        contact.erase(made, report, row, datetime.now(UTC))
    for number in (silent, erased, waits):
        close(office, number)
    # Of the last one both letters waited until its contact's time was over.
    days = office.room.door.contact_days
    office.deliver(timedelta(days=days, hours=1))
    assert office.letters.got == []
    acts = [each.act for each in history(office.database, f"case:{CITY}/{silent}")]
    assert "case.letter_due" not in acts and "case.contact_read" not in acts


def test_an_end_that_was_undone_before_it_was_told_is_not_told(office: Office) -> None:
    number = leave(office, MAIL)
    office.deliver()
    close(office, number)
    reopen(office, number)
    office.deliver()
    assert len(office.letters.got) == 1


def test_who_reported_what_was_joined_to_another_is_told_when_that_ends(office: Office) -> None:
    lead, joined = leave(office, {}), leave(office, MAIL, "en", key="j" * 20)
    office.move(joined, "file.merge", "account:1", "acceptor", into=lead)
    office.deliver()
    assert len(office.letters.got) == 1, "that it was joined is no news to write about"
    close(office, lead)
    assert office.deliver() == Outcome(delivered=1)
    text = office.letters.got[-1].get_content()
    assert lead in text and joined in text and "solved well" not in text


def test_what_a_resident_says_further_needs_the_case_to_be_open(office: Office) -> None:
    number = leave(office, MAIL)
    with change(office.database, PUBLIC) as made:
        row = find(made.session, CITY, number)
        assert office.room.add(made, row, "a", "more", (), datetime.now(UTC))
        assert not office.room.add(made, row, "a", "more", (), datetime.now(UTC))
    close(office, number)
    with pytest.raises(CaseError, match="has ended"), change(office.database, PUBLIC) as made:
        row = find(made.session, CITY, number)
        office.room.add(made, row, "b", "more", (), datetime.now(UTC))
