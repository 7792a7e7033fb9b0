"""The tasks that keep alarms up with time and with their cases."""

from collections.abc import Mapping
from functools import cache

from anlan.cases.room import CaseRoom
from anlan.cities.pack import Pack
from anlan.cli.app import Common
from anlan.store.database import Database
from anlan.store.jobs.runner import Task
from anlan.watch.alarms import Site, opening, upkeep


def alarm_tasks(at: Database, here: Common, packs: Mapping[str, Pack]) -> dict[str, Task]:
    """Return them, by the names of the schedule."""
    sites = {name: Site(name) for name in packs}

    @cache
    def room(name: str) -> CaseRoom:
        pack, layers = packs[name], here.home / name / "layers"
        return CaseRoom.of(pack.city, pack.divisions(layers), pack.finder(layers))

    @cache
    def follower(name: str) -> opening.Follower:
        return opening.Follower(at, sites[name])

    def look() -> bool:
        """Let alarms come back, be told after all, and be told in groups."""
        for each in sites.values():
            upkeep.look(at, each)
        return False

    def cases() -> bool:
        """Open cases of alarms, and bring outcomes back; return whether more may be to do."""
        there = [name for name in packs if (here.home / name).is_dir()]
        done = sum(opening.open_cases(at, sites[name], room(name)) for name in there)
        return done + sum(follower(name).look() for name in there) > 0

    return {
        "alarm_ladder": lambda: upkeep.keep_pace(at, list(sites.values())),
        "alarms": look,
        "alarm_cases": cases,
    }
