"""An alert's life: composed, approved by a second person, updated, taken back, over."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alerts_desk import (
    ANN,
    BEN,
    CAI,
    CITY,
    NOW,
    RING,
    approve,
    cancel,
    compose,
    desk,
    form,
    published,
)
from cryptography import x509
from lxml import etree
from sqlalchemy import func, select, update

from anlan import cap
from anlan.alerts import drafts, expiry, publish, rows
from anlan.alerts.form import AreaForm, Texts
from anlan.alerts.history import versions
from anlan.alerts.signer import certificates
from anlan.cap.signing import verify
from anlan.model.cause import Cause
from anlan.model.errors import AlertError, StoreError
from anlan.store.alerts import AlertDraft, AlertEvent, AlertRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import history
from anlan.store.verify import verify as verify_ledger

SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[3] / "shared"))
XSD = SHARED / "standards" / "CAP-v1.2.xsd"


def test_a_message_is_composed_approved_and_published_signed(database: Database) -> None:
    at = desk()
    row = published(database, at)
    assert (row.number, row.seq, row.msg_type, row.status) == (row.draft_id, 1, "Alert", "Actual")
    assert row.identifier == "42010041600000_20260718160000"
    with database.session() as session:
        chain = x509.load_pem_x509_certificates(certificates(session, CITY).encode())
    told = verify(row.document.encode(), chain, NOW)
    assert told.exact
    alert = told.alert
    assert alert.sent == "2026-07-18T16:00:00+08:00"
    assert [info.language for info in alert.infos] == ["zh-CN", "en-US"]
    assert alert.infos[1].headline == "Flooded streets: D420101001"
    assert alert.infos[0].severity == "Severe"
    assert cap.check(row.document.encode(), profile=cap.profile("public")).errors == ()
    acts = [each.act for each in history(database, f"alert:{CITY}/{row.number}")]
    assert acts == ["alert.published"]
    assert verify_ledger(database).fault is None


def test_the_schema_of_the_standard_agrees(database: Database) -> None:
    if not XSD.is_file():
        pytest.skip(f"no schema at {XSD}")
    schema = etree.XMLSchema(file=str(XSD))
    at = desk()
    row = published(database, at)
    taken = cancel(database, at, row.number, NOW + timedelta(minutes=1))
    for each in (row, taken):
        schema.assertValid(etree.fromstring(each.document.encode()))


def test_a_message_in_the_chinese_dialect_can_be_made_of_it(database: Database) -> None:
    at = desk()
    alert = rows.read(published(database, at))
    chinese = replace(alert, sender=at.alerts.code, infos=alert.infos[:1])
    text = cap.write_china(chinese).decode()
    assert "<severity>Orange</severity>" in text
    assert "<eventType>11A02</eventType>" in text


@pytest.mark.parametrize("who", [ANN, CAI], ids=["composer", "editor"])
def test_who_composed_or_changed_it_never_approves_it(database: Database, who: Cause) -> None:
    at = desk()
    draft = compose(database, at, form(), offered=False)
    with change(database, CAI) as made:
        draft = drafts.edit(made, at, draft.id, 1, form(colour="red"), NOW, offered=True)
    with pytest.raises(AlertError, match="second person"):
        approve(database, at, draft, by=who)
    assert approve(database, at, draft, by=BEN).approved_by == "account:2"


def test_one_who_changed_it_before_the_last_may_not_either(database: Database) -> None:
    at = desk()
    draft = compose(database, at, form())
    for version, by in enumerate((BEN, CAI), 1):
        with change(database, by) as made:
            draft = drafts.edit(made, at, draft.id, version, form(), NOW, offered=True)
    with pytest.raises(AlertError, match="second person"):
        approve(database, at, draft, by=BEN)


@pytest.mark.parametrize(
    "values",
    [
        {"approved_by": "account:1"},
        {"approved_by": None},
        {"approved_by": ""},
        {"composed_by": "account:9"},
        {"edited_by": "account:9"},
        {"digest": "0" * 64},
        {"status": "Exercise"},
    ],
    ids=["composer", "nobody", "empty", "other-composer", "other-editor", "other-text", "exercise"],
)
def test_the_database_itself_refuses_what_no_second_person_approved(
    database: Database, values: dict[str, object]
) -> None:
    row = published(database, desk())
    with pytest.raises(StoreError), database.writing() as session:
        session.execute(update(AlertRow).where(AlertRow.id == row.id).values(**values))
    with database.session() as session:
        assert session.get_one(AlertRow, row.id).approved_by == "account:2"


def test_a_draft_that_was_published_cannot_be_changed_afterwards(database: Database) -> None:
    row = published(database, desk())
    with pytest.raises(StoreError), database.writing() as session:
        changed = update(AlertDraft).where(AlertDraft.id == row.draft_id)
        session.execute(changed.values(digest="0" * 64))


def test_what_is_approved_is_what_was_looked_at(database: Database) -> None:
    at = desk()
    seen = compose(database, at, form())
    with change(database, CAI) as made:
        drafts.edit(made, at, seen.id, 1, form(colour="red"), NOW, offered=True)
    with pytest.raises(AlertError, match="look at it again"):
        approve(database, at, seen)
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(AlertRow)) == 0


def test_it_must_be_offered_and_right(database: Database) -> None:
    at = desk()
    with pytest.raises(AlertError, match="wasn't offered"):
        approve(database, at, compose(database, at, form(), offered=False))
    late = form(expires=NOW - timedelta(hours=1))
    with pytest.raises(AlertError, match="ends in the past"):
        compose(database, at, late)
    draft = compose(database, at, late, offered=False)
    with pytest.raises(AlertError, match="ends in the past"), change(database, BEN) as made:
        drafts.edit(made, at, draft.id, 1, late, NOW, offered=True)
    kept = compose(database, at, form(), now=NOW + timedelta(seconds=5))
    with pytest.raises(AlertError, match="ends in the past"):
        approve(database, at, kept, now=NOW + timedelta(hours=7))


def test_two_who_approve_at_once_publish_it_once(database: Database) -> None:
    at = desk()
    draft = compose(database, at, form())
    approve(database, at, draft)
    with pytest.raises(AlertError, match="no draft"):
        approve(database, at, draft, by=CAI)


def test_an_update_stands_in_its_place_and_says_what_changed(database: Database) -> None:
    at = desk()
    first = published(database, at)
    wider = form(area=AreaForm(divisions=("420101",)), colour="red")
    later = NOW + timedelta(minutes=10)
    second = published(database, at, wider, later, number=first.number)
    assert (second.number, second.seq, second.msg_type) == (first.number, 2, "Update")
    with database.session() as session:
        before, after = versions(rows.messages(session, CITY, first.number))
        assert before.row.ended_how == "superseded"
        assert [each.id for each in rows.in_force(session, CITY, later)] == [second.id]
    assert after.alert.referred == (before.alert.key,)
    words = after.say("en")
    assert any("severity" in each.casefold() for each in words)
    assert any("km" in each for each in words)


def test_anybody_takes_it_back_alone_and_it_says_so_to_people(database: Database) -> None:
    at = desk()
    first = published(database, at)
    taken = cancel(database, at, first.number, NOW + timedelta(minutes=1), by=ANN, reason="a slip")
    assert (taken.msg_type, taken.approved_by) == ("Cancel", None)
    alert = rows.read(taken)
    assert alert.referred == (rows.read(first).key,)
    assert alert.note == "a slip"
    assert alert.infos[1].headline == "Taken back: Flooded streets: D420101001"
    assert alert.infos[1].instruction is None
    with database.session() as session:
        assert rows.in_force(session, CITY, NOW + timedelta(minutes=2)) == []
        assert session.get_one(AlertRow, first.id).ended_how == "cancelled"
    with pytest.raises(AlertError, match="in force"):
        cancel(database, at, first.number, NOW + timedelta(minutes=2))
    with pytest.raises(AlertError, match="in force"):
        compose(database, at, form(), NOW + timedelta(minutes=2), number=first.number)


def test_it_ends_by_itself_once(database: Database) -> None:
    at = desk()
    row = published(database, at)
    over = NOW + timedelta(hours=6)
    assert expiry.expire(database, BEN, over - timedelta(seconds=1)) == 0
    assert expiry.expire(database, BEN, over) == 1
    assert expiry.expire(database, BEN, over) == 0
    with database.session() as session:
        assert session.get_one(AlertRow, row.id).ended_how == "expired"
    with pytest.raises(AlertError, match="in force"):
        cancel(database, at, row.number, over)


@pytest.mark.parametrize("status", ["Exercise", "Test"])
def test_what_is_not_actual_says_so_in_every_text(database: Database, status: str) -> None:
    alert = rows.read(published(database, desk(), form(status=status, note="for the new staff")))
    marks = {"Exercise": ("EXERCISE", "演练"), "Test": ("TEST", "测试")}[status]
    chinese, english = alert.infos
    for info, mark in ((english, marks[0]), (chinese, marks[1])):
        texts = (info.headline, info.description, info.instruction, info.event)
        texts += (info.areas[0].description,)
        assert all(mark.casefold() in str(text)[:60].casefold() for text in texts)
    assert alert.note is not None
    assert marks[1] in alert.note


def test_an_actual_alert_holds_no_word_of_an_exercise(database: Database) -> None:
    texts = {"en": Texts(headline="This is a DRILL")}
    with pytest.raises(AlertError, match="drill"):
        compose(database, desk(), form(texts=texts))


def test_an_exercise_never_goes_on_as_something_actual(database: Database) -> None:
    at = desk()
    row = published(database, at, form(status="Exercise"))
    with pytest.raises(AlertError, match="Exercise"):
        compose(database, at, form(), NOW + timedelta(minutes=1), number=row.number)
    with pytest.raises(StoreError), database.writing() as session:
        session.execute(update(AlertEvent).values(status="Actual"))


def test_two_messages_of_one_second_have_names_of_their_own(database: Database) -> None:
    at = desk()
    names = {compose(database, at, form()).identifier for _ in range(13)}
    assert len(names) == 13
    assert "42010041600000_20260718160000_9" in names
    assert "42010041600000_20260718160001" in names


def test_a_cancel_of_an_event_that_never_was_is_refused(database: Database) -> None:
    with pytest.raises(AlertError, match="no alert 7"), change(database, ANN) as made:
        publish.cancel(made, desk(), 7, "x", RING, NOW)
