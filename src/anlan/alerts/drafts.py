"""Compose a message: begun, changed, offered to a second person, or thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan import cap
from anlan.alerts import rows
from anlan.alerts.area import Placed
from anlan.alerts.form import Form
from anlan.alerts.message import Desk, Wrong, build, checked, digest, identifiers, wrong
from anlan.alerts.preview import too_long
from anlan.alerts.settings import template
from anlan.cap.errors import CapError
from anlan.model.errors import AlertError
from anlan.store.alerts import AlertDraft
from anlan.store.alerts.tables import DISCARDED, DRAFT
from anlan.store.change import Change
from anlan.words import Language


@dataclass(frozen=True)
class Composed:
    """A message that was composed, with all that is wrong with it."""

    desk: Desk
    form: Form
    area: Placed
    alert: cap.Alert
    now: datetime

    @cached_property
    def problems(self) -> tuple[cap.Problem, ...]:
        """What CAP's rules say."""
        return checked(self.desk, self.alert, self.now)

    @cached_property
    def wrong(self) -> tuple[Wrong, ...]:
        """What else is wrong."""
        found = wrong(self.desk, self.form, self.area, self.now)
        return (*found, *too_long(self.desk, self.form, self.area))

    @property
    def broken(self) -> bool:
        """Whether it can't be published as it is."""
        return bool(self.wrong) or any(each.level == "error" for each in self.problems)


def composed(
    desk: Desk, form: Form, identifier: str, now: datetime, chain: Sequence[cap.Alert] = ()
) -> Composed:
    """Return the message of a form.

    Raises:
        AlertError: its template or its area can't be understood.
    """
    template(form.template)
    try:
        area = desk.atlas.placed(form.area)
        alert = build(desk, form, area, identifier, chain)
        cap.write(alert)
    except CapError as error:
        raise AlertError("error.alerts.area", reason=error) from error
    return Composed(desk, form, area, alert, now)


def chain(session: Session, city: str, number: int | None, now: datetime) -> list[cap.Alert]:
    """Return the messages of an event; none where there is no event yet.

    Raises:
        AlertError: nothing of the event is in force any more.
    """
    if number is None:
        return []
    found = rows.messages(session, city, number)
    if not any(rows.runs(each, now) for each in found):
        raise AlertError("error.alerts.over", number=number)
    return [rows.read(each) for each in found]


def compose(
    made: Change,
    desk: Desk,
    form: Form,
    now: datetime,
    *,
    offered: bool = False,
    number: int | None = None,
    alarm: int | None = None,
) -> AlertDraft:
    """Begin a message, of a new event or (``number``) in place of an event's last one.

    Raises:
        AlertError: the form can't be understood; the event isn't there, is over, or has another
            status; it is offered and something is wrong with it.
    """
    session, city = made.session, desk.city.name
    before = chain(session, city, number, now)
    _check_status(before, form)
    found = composed(desk, form, free(session, desk, now), now, before)
    _check_offer(found, offered)
    who = made.entries.cause.who
    row = AlertDraft(
        city=city, number=number, identifier=found.alert.identifier, status=form.status,
        msg_type=found.alert.msg_type, template=form.template, alarm=alarm,
        division=found.area.division, form=form.model_dump(mode="json"),
        document=cap.canonical(found.alert).decode(), digest=digest(found.alert),
        composed_by=who, edited_by=who, editors=[who], made_at=now, changed_at=now,
        offered_at=now if offered else None, state=DRAFT, version=1,
    )  # fmt: skip
    session.add(row)
    session.flush()
    told = _told(row) | {"alarm": alarm}
    made.record(rows.draft_subject(city, row.id), "alert_draft.composed", after=told)
    return row


def edit(
    made: Change, desk: Desk, number: int, version: int, form: Form, now: datetime, *, offered: bool
) -> AlertDraft:
    """Change a draft; whoever does can't approve it any more.

    Raises:
        AlertError: as by :func:`compose`; or somebody changed it meanwhile.
    """
    row = rows.draft(made.session, desk.city.name, number, hold=True)
    if row.version != version:
        raise AlertError("error.alerts.changed", number=number)
    before = chain(made.session, desk.city.name, row.number, now)
    _check_status(before, form)
    found = composed(desk, form, row.identifier, now, before)
    _check_offer(found, offered)
    who, old = made.entries.cause.who, _told(row)
    row.status, row.template = form.status, form.template
    row.division, row.form = found.area.division, form.model_dump(mode="json")
    row.document, row.digest = cap.canonical(found.alert).decode(), digest(found.alert)
    row.edited_by, row.changed_at = who, now
    row.editors = list(dict.fromkeys([*row.editors, who]))
    row.offered_at = now if offered else None
    row.version += 1
    subject = rows.draft_subject(row.city, row.id)
    made.record(subject, "alert_draft.edited", old, _told(row))
    return row


def discard(made: Change, desk: Desk, number: int, version: int) -> None:
    """Throw a draft away; that it was there stays in the ledger.

    Raises:
        AlertError: there is none, or somebody changed it meanwhile.
    """
    row = rows.draft(made.session, desk.city.name, number, hold=True)
    if row.version != version:
        raise AlertError("error.alerts.changed", number=number)
    row.state = DISCARDED
    row.version += 1
    subject = rows.draft_subject(row.city, row.id)
    made.record(subject, "alert_draft.discarded", None, {"status": row.status})


def reopened(session: Session, desk: Desk, row: AlertDraft, now: datetime) -> Composed:
    """Return what a draft says now, with what is wrong with it now.

    Raises:
        AlertError: its area or event isn't what it was any more.
    """
    before = chain(session, desk.city.name, row.number, now)
    return composed(desk, Form.model_validate(row.form), row.identifier, now, before)


def _check_status(before: Sequence[cap.Alert], form: Form) -> None:
    """Refuse to go on with an exercise as something actual, or the other way."""
    if before and before[-1].status != form.status:
        raise AlertError("error.alerts.status", found=form.status, expected=before[-1].status)


def _check_offer(found: Composed, offered: bool) -> None:
    if offered:
        refuse_broken(found)


def refuse_broken(found: Composed) -> None:
    """Refuse a message that has errors.

    Raises:
        AlertError: it has; all of them are told.
    """
    if found.broken:
        raise AlertError("error.alerts.broken", problems=Problems(found))


@dataclass(frozen=True)
class Problems:
    """All that keeps a message from being published, in words."""

    of: Composed

    def say(self, lang: Language = "en") -> str:
        """Return it, each on its own."""
        errors = [each for each in self.of.problems if each.level == "error"]
        told = [each.say(lang) for each in self.of.wrong]
        return " ".join([*told, *(f"{each.say(lang)} {each.mend(lang)}" for each in errors)])


def free(session: Session, desk: Desk, now: datetime) -> str:
    """Return a name that no message has."""
    for name in identifiers(desk, now):
        taken = select(func.count()).where(
            AlertDraft.city == desk.city.name, AlertDraft.identifier == name
        )
        if not session.scalar(taken):
            return name
    raise AlertError("error.alerts.busy")


def _told(row: AlertDraft) -> dict[str, object]:
    return {
        "status": row.status,
        "template": row.template,
        "division": row.division,
        "digest": row.digest,
        "offered": row.offered_at is not None,
    }
