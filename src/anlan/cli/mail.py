"""What reads the cities' mailboxes and writes to residents, as the options of a command say it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import structlog

from anlan.access.settings import settings
from anlan.api.limits import Window
from anlan.cases.mail.intake import Intake
from anlan.cases.mail.letters import Place, ResidentSender
from anlan.cases.public import PublicRoom
from anlan.cases.room import CaseRoom
from anlan.cities.pack import Pack
from anlan.cli.app import Common
from anlan.model.errors import AnlanError
from anlan.store.database import Database
from anlan.store.jobs.runner import Task
from anlan.store.keys import Keyring
from anlan.store.outbox.email import Post

_log = structlog.get_logger("anlan.mail")


def residents(
    here: Common, at: Database, post: Post, packs: Mapping[str, Pack], url: str
) -> ResidentSender:
    """Return what writes to the residents of the cities; the outbox tells it from now on."""
    cities = {name: Place(name, pack.city.title, pack.city.public) for name, pack in packs.items()}
    found = ResidentSender(at, lambda: Keyring.of(here.home), post, cities, url.rstrip("/"))
    found.begin()
    return found


def reading(here: Common, at: Database, post: Post | None, packs: Mapping[str, Pack]) -> Task:
    """Return what reads the mailboxes of the cities whose door is open.

    Where no mail server is named nobody could be answered, so no mail is taken in.
    """
    within, warned = _limits()
    down: set[str] = set()

    @cache
    def room(name: str) -> PublicRoom:
        pack, layers = packs[name], here.home / name / "layers"
        cases = CaseRoom.of(pack.city, pack.divisions(layers), pack.finder(layers))
        basemap = pack.find(pack.city.basemap, layers) if pack.city.basemap else None
        return PublicRoom(pack.city.public, pack.city.title, cases, basemap)

    there = [name for name in packs if (here.home / name).is_dir()]

    @cache
    def intake(name: str) -> Intake | None:
        door = packs[name].city.public
        if post is None or door.mailbox is None or not door.open:
            return None
        others = [room(each) for each in there if each != name]
        ring = lambda: Keyring.of(here.home)  # noqa: E731
        return Intake(at, ring, room(name), door.mailbox, post, others, within, warned)

    def look() -> bool:
        """Read each; one that is down is said once, and once when it is back."""
        more = False
        for name in there:
            try:
                found = intake(name)
                more = (found is not None and found.look()) or more
            except AnlanError as error:
                if name not in down:
                    _log.warning("mail.down", city=name, error=error.key)
                down.add(name)
            else:
                if name in down:
                    _log.info("mail.back", city=name)
                down.discard(name)
        return more

    return look


def _limits() -> tuple[Callable[[str], bool], Callable[[str], bool]]:
    """Return the limits of the public door for an address of e-mail, and how often it is told."""
    chosen = settings()
    own = [Window(rate) for rate in chosen.public_send]
    everybody = [Window(rate) for rate in chosen.public_all]
    warned = Window(replace(chosen.public_send[-1], times=1))

    def within(address: str) -> bool:
        key = address.casefold()
        return all(each.hit(key) for each in own) and all(each.hit("") for each in everybody)

    return within, lambda address: warned.hit(address.casefold())
