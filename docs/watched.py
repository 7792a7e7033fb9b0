"""What the pictures of early warning and of public alerts show; see ``screenshots.py``."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from anlan import cities
from anlan.access import accounts
from anlan.alerts import drafts, publish
from anlan.alerts.alarm import proposed
from anlan.alerts.form import AreaForm
from anlan.alerts.message import desk_of
from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.watch import AlarmRow

AFTER = timedelta(hours=2)
FLOOD = "underpass_close"
CITY = "jiangcheng"
PEOPLE = (("lin.wei", "Lin Wei 林薇"), ("chen.jing", "Chen Jing 陈静"))


@dataclass(frozen=True)
class Shown:
    """An alarm that still stands, an object that was flooded, and a moment some hours after."""

    alarm: int
    object: str
    until: str


def shown_of(home: Path) -> Shown:
    """Return what is shown of the afternoon that was lived through."""
    still = select(AlarmRow.number).where(AlarmRow.closed_at.is_(None)).order_by(AlarmRow.number)
    flood = select(AlarmRow).where(AlarmRow.rule == FLOOD).order_by(AlarmRow.number)
    with Database.in_folder(home).session() as session:
        alarm, flooded = session.scalar(still.limit(1)), session.scalar(flood.limit(1))
        if alarm is None or flooded is None:
            raise SystemExit("the afternoon left no alarm to show")
        until = flooded.raised_at + AFTER
        return Shown(alarm, flooded.object, f"{until:%Y-%m-%dT%H:%M:%SZ}")


def warned(home: Path, alarm: int) -> int:
    """Warn of an alarm, and offer an exercise and an update; return the update's draft."""
    pack = cities.load(CITY)
    desk = desk_of(pack.city, pack.divisions(home / CITY / "layers"))
    database = Database.in_folder(home)
    composer, approver = _people(database)
    now, ring = datetime.now(UTC), Keyring.of(home)
    with change(database, composer) as made:
        form = proposed(made.session, desk, alarm, "Actual", now).form
        first = drafts.compose(made, desk, form, now, offered=True, alarm=alarm)
    with change(database, approver) as made:
        number = publish.approve(made, desk, first.id, first.digest, ring, now).number
    wider = tuple(each.model_copy(update={"metres": 2 * each.metres}) for each in form.area.circles)
    larger = form.model_copy(update={"colour": "red", "area": AreaForm(circles=wider)})
    district = AreaForm(divisions=(desk.atlas.below[""][0],))
    drill = form.model_copy(update={"status": "Exercise", "area": district})
    with change(database, composer) as made:
        drafts.compose(made, desk, drill, now, offered=True)
        draft = drafts.compose(made, desk, larger, now, offered=True, number=number).id
    database.close()
    return draft


def _people(database: Database) -> list[Cause]:
    with change(database, Cause("local:operator")) as made:
        added = (accounts.add(made, *each, accounts.OneTime.new()) for each in PEOPLE)
        return [Cause(f"account:{account.id}") for account in added]
