"""A draft's form from an open alarm: what, where and how bad, for somebody to look over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.alerts.form import AreaForm, Circle, Form
from anlan.alerts.message import Desk
from anlan.alerts.settings import Colour, Status, template_of_kind
from anlan.model.errors import AlertError
from anlan.store.watch.alarms import AlarmRow

COLOURS: dict[str, Colour] = {
    "red": "red", "orange": "orange", "yellow": "yellow", "blue": "blue",
}  # fmt: skip


@dataclass(frozen=True)
class Proposed:
    """What an alarm proposes."""

    alarm: int
    form: Form


def proposed(session: Session, desk: Desk, number: int, status: Status, now: datetime) -> Proposed:
    """Return the form that an open alarm proposes; a circle around it, else its division.

    Raises:
        AlertError: there is no such alarm open.
    """
    query = select(AlarmRow).where(
        AlarmRow.city == desk.city.name, AlarmRow.number == number, AlarmRow.closed_at.is_(None)
    )
    row = session.scalar(query)
    if row is None:
        raise AlertError("error.alerts.no_alarm", number=number)
    model = template_of_kind(row.kind)
    area = AreaForm(divisions=(row.division,))
    if row.lon is not None and row.lat is not None:
        area = AreaForm(circles=(Circle(lon=row.lon, lat=row.lat, metres=model.metres),))
    form = Form(
        template=model.name,
        status=status,
        colour=COLOURS.get(row.colour, "yellow"),
        area=area,
        expires=(now + timedelta(hours=model.hours)).replace(microsecond=0),
    )
    return Proposed(number, form)
