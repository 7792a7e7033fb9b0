"""Publish a message: approved by a second person, or a cancel, which anybody on duty may give.

All of it is one transaction: the message, what it ends, to whom it goes, and its entry in the
ledger. What is sent outside follows from that, however often the server stops meanwhile.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from anlan import cap
from anlan.alerts import drafts, rows
from anlan.alerts.area import Placed
from anlan.alerts.channels import address_all
from anlan.alerts.form import Form
from anlan.alerts.message import Desk, digest, infos, marked, texts
from anlan.alerts.signer import signer
from anlan.model.errors import AlertError
from anlan.store.alerts import AlertDraft, AlertEvent, AlertRow
from anlan.store.alerts.tables import CANCELLED, DRAFT, PUBLISHED, SUPERSEDED
from anlan.store.change import Change
from anlan.store.keys import Keyring
from anlan.words import say

SHOWN = timedelta(hours=24)
"""So long people are told that an alert was taken back."""


def approve(
    made: Change, desk: Desk, number: int, seen: str, ring: Keyring, now: datetime
) -> AlertRow:
    """Approve a draft, and publish it.

    Args:
        made: the transaction; whose it is, is the second person.
        desk: the city's.
        number: of the draft.
        seen: the digest of the message that was looked at.
        ring: the installation's keys.
        now: the moment it is sent.

    Raises:
        AlertError: there is no such draft, it wasn't offered, it is another than was looked at;
            the person has composed or changed it; something is wrong with it by now.
    """
    row = rows.draft(made.session, desk.city.name, number, hold=True)
    if row.offered_at is None:
        raise AlertError("error.alerts.not_offered", number=number)
    who = made.entries.cause.who
    if who in {row.composed_by, row.edited_by, *row.editors}:
        raise AlertError("error.alerts.second_person")
    found = drafts.reopened(made.session, desk, row, now)
    if seen != row.digest or digest(found.alert) != row.digest:
        raise AlertError("error.alerts.digest", number=number)
    drafts.refuse_broken(found)
    return _publish(made, desk, row, found.alert, found.area, ring, now, approved_by=who)


def cancel(
    made: Change, desk: Desk, number: int, reason: str, ring: Keyring, now: datetime
) -> AlertRow:
    """Take back all that is in force of an event, at once and by one person.

    Raises:
        AlertError: there is no such event, or nothing of it is in force.
    """
    session, city, who = made.session, desk.city.name, made.entries.cause.who
    rows.event(session, city, number, hold=True)
    last = rows.messages(session, city, number)[-1]
    before = session.get_one(AlertDraft, last.draft_id)
    form = Form.model_validate(before.form)
    area = desk.atlas.placed(form.area)
    chain = drafts.chain(session, city, number, now)
    name = drafts.free(session, desk, now)
    note = marked(form.status, desk.languages[0], reason, long=True)
    alert = cap.cancel(
        chain, identifier=name, sent=_second(now, desk), note=note,
        infos=_cancelled(desk, form, area, reason, now),
    )  # fmt: skip
    row = AlertDraft(
        city=city, number=number, identifier=name, status=form.status, msg_type="Cancel",
        template=form.template, alarm=before.alarm, division=area.division,
        form=before.form | {"note": reason}, document=cap.canonical(alert).decode(),
        digest=digest(alert), composed_by=who, edited_by=who, editors=[who], made_at=now,
        changed_at=now, offered_at=now, state=DRAFT, version=1,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _publish(made, desk, row, alert, area, ring, now, approved_by=None)


def _publish(
    made: Change,
    desk: Desk,
    draft: AlertDraft,
    alert: cap.Alert,
    area: Placed,
    ring: Keyring,
    now: datetime,
    *,
    approved_by: str | None,
) -> AlertRow:
    """Write a message, end those in whose place it stands, say to whom it goes."""
    session, sent = made.session, _second(now, desk)
    alert = replace(alert, sent=cap.wire(sent))
    document = signer(made, desk, ring, now).sign(cap.write(alert))
    number, seq = _event(made, draft, now)
    _end_before(made, draft.city, number, alert, sent)
    row = AlertRow(
        city=draft.city, number=number, seq=seq, draft_id=draft.id, identifier=alert.identifier,
        status=alert.status, msg_type=alert.msg_type, template=draft.template,
        colour=str(draft.form["colour"]), division=area.division, places=list(area.places),
        headlines=headlines(desk, alert), document=document.decode(), digest=draft.digest,
        composed_by=draft.composed_by, edited_by=draft.edited_by, approved_by=approved_by,
        sent_at=sent, expires_at=alert.expires_at, ended_at=None, ended_how="", entry=None,
    )  # fmt: skip
    draft.state, draft.number = PUBLISHED, number
    draft.version += 1
    session.add(row)
    session.flush()
    told = address_all(session, row)
    subject = f"{rows.subject(row.city, number)}/{seq}"
    after = {
        "type": row.msg_type, "status": row.status, "identifier": row.identifier,
        "headline": row.headlines.get("en") or next(iter(row.headlines.values()), ""),
        "digest": row.digest, "composed_by": row.composed_by, "channels": told,
    }  # fmt: skip
    made.record(subject, f"alert{rows.SUFFIXES[row.status]}.published", None, after)
    return row


def headlines(desk: Desk, alert: cap.Alert) -> dict[str, str]:
    """Return a message's headlines by language."""
    return {
        lang: info.headline or info.event
        for lang, info in zip(desk.languages, alert.infos, strict=False)
    }


def _event(made: Change, draft: AlertDraft, now: datetime) -> tuple[int, int]:
    """Return the number of a draft's event, made where it is the first, and the message's place."""
    if draft.number is None:
        made.session.add(
            AlertEvent(
                city=draft.city, number=draft.id, status=draft.status,
                template=draft.template, opened_at=now,
            )
        )  # fmt: skip
        made.session.flush()
        return draft.id, 1
    rows.event(made.session, draft.city, draft.number, hold=True)
    return draft.number, len(rows.messages(made.session, draft.city, draft.number)) + 1


def _end_before(made: Change, city: str, number: int, alert: cap.Alert, sent: datetime) -> None:
    """End what of an event is in force."""
    if alert.msg_type == "Alert":
        return
    how = CANCELLED if alert.msg_type == "Cancel" else SUPERSEDED
    for each in rows.messages(made.session, city, number):
        if each.ended_at is None:
            each.ended_at, each.ended_how = sent, how
    made.session.flush()


def _cancelled(
    desk: Desk, form: Form, area: Placed, reason: str, now: datetime
) -> Sequence[cap.Info]:
    """Return what people are told of a cancel, in each language."""
    expires = cap.wire(_second(now + SHOWN, desk))
    found = []
    for lang, info in zip(desk.languages, infos(desk, form, area), strict=True):
        headline = say("alerts.cancel.headline", lang, headline=texts(form, area, lang).headline)
        text = say("alerts.cancel.text", lang, reason=reason)
        found.append(
            replace(
                info, urgency="Past", certainty="Unlikely", response_types=("AllClear",),
                onset=None, expires=expires, instruction=None,
                headline=marked(form.status, lang, headline, long=False),
                description=marked(form.status, lang, text, long=True),
            )
        )  # fmt: skip
    return found


def _second(now: datetime, desk: Desk) -> datetime:
    """Return a moment in the city's time, to the second, as messages have it."""
    return now.astimezone(ZoneInfo(desk.city.zone)).replace(microsecond=0)
