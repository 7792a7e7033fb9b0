"""The tasks that keep a city's fleet of devices up with what its devices say."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import select

from anlan.cases.room import CaseRoom
from anlan.cities.pack import Pack
from anlan.cli.app import Common
from anlan.model.cause import Cause
from anlan.store.database import Database
from anlan.store.jobs.runner import Task
from anlan.store.watch import WatchFleet
from anlan.watch.fleet import casework, seen
from anlan.watch.fleet.judging import judge
from anlan.watch.fleet.live import LiveFleet


def fleet_tasks(
    at: Database, here: Common, packs: Mapping[str, Pack], cause: Cause
) -> dict[str, Task]:
    """Return what keeps the cities' fleets of devices up with what they say."""
    fleet = cache(lambda name: LiveFleet(at, name))

    @cache
    def cases(name: str) -> CaseRoom:
        pack, layers = packs[name], here.home / name / "layers"
        return CaseRoom.of(pack.city, pack.divisions(layers), pack.finder(layers))

    def there() -> list[str]:
        with at.session() as session:
            return [name for name in session.scalars(select(WatchFleet.city)) if name in packs]

    def heard() -> bool:
        """Note when devices last spoke, by the log of readings; return whether there is more."""
        return any(seen.from_log(at, name) == seen.CHUNKS for name in there())

    def judged() -> bool:
        for name in there():
            judge(at, cause, fleet(name), packs[name].city.zone, datetime.now(UTC))
        return False

    def worked() -> bool:
        for name in there():
            casework.work(at, cause, fleet(name), cases(name), datetime.now(UTC))
        return False

    return {"fleet_seen": heard, "fleet_states": judged, "fleet_cases": worked}
