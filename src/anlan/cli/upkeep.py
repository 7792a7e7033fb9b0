"""The tasks that a server or a worker does again and again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import polars as pl
import structlog

from anlan.access import once, signin
from anlan.alerts.expiry import expire as alerts_over
from anlan.alerts.inbound.follow import Follower
from anlan.alerts.message import desk_of
from anlan.alerts.sending import hand_out
from anlan.cases import photos
from anlan.cases.clock.wall import micros
from anlan.cases.clockwork import Clockwork
from anlan.cases.escalation import keep_pace
from anlan.cases.evaluation.rest import evaluate
from anlan.cases.gathering import Gatherer
from anlan.cases.public import contact
from anlan.cases.reports import reports
from anlan.cases.room import CaseRoom
from anlan.cities import schedule
from anlan.cities.alert_notices import keep_up
from anlan.cities.pack import Pack
from anlan.cities.work import opened
from anlan.cli import options
from anlan.cli.app import Common
from anlan.cli.mail import reading
from anlan.cli.outbox import senders
from anlan.cli.upkeep_alarms import alarm_tasks
from anlan.cli.upkeep_fleet import fleet_tasks
from anlan.model.alerts import Alerts
from anlan.model.cause import Cause
from anlan.pool import promises
from anlan.risk.register import (
    equipment,
    hazards,
    notices,
    patrols,
    renewing,
    reviews,
    sourced,
)
from anlan.risk.register.room import RegisterRoom
from anlan.store import vault
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.jobs.runner import Task
from anlan.store.outbox.courier import Courier
from anlan.store.outbox.deliver import Sender
from anlan.store.outbox.email import Post
from anlan.store.outbox.settings import settings as outbox_settings
from anlan.store.places import Asked, Place, keep, places
from anlan.watch.history.compact import compact
from anlan.watch.history.erase import erase
from anlan.watch.history.held import Place as HistoryPlace
from anlan.watch.history.rollup import roll_up
from anlan.watch.history.sweep import sweep
from anlan.watch.rulebook import drift

CAUSE = Cause("job:upkeep")
_log = structlog.get_logger("anlan.upkeep")


@dataclass(frozen=True)
class Outside:
    """Who outside is told, and by what: where heads of the ledger are kept, mail server, gateway.

    ``url`` is where people reach the server; empty where nobody said.
    """

    asked: Asked = field(default_factory=Asked)
    smtp: str | None = None
    sender: str = options.MAIL_FROM
    allow: tuple[str, ...] = ()
    url: str = ""
    sms: Path | None = None

    @classmethod
    def of(
        cls,
        heads: list[Path] | None,
        webhook: str,
        secret: str,
        tsa: str,
        roots: list[Path] | None,
        smtp: str | None,
        sender: str,
        allow: list[str] | None,
        url: str = "",
        sms: Path | None = None,
    ) -> "Outside":
        """Return it, as the options of a command say it."""
        networks = options.networks(allow or [])
        asked = Asked(tuple(heads or ()), webhook, secret, tsa, tuple(roots or ()), networks)
        return cls(asked, smtp, sender, tuple(allow or ()), url, sms)


NOBODY = Outside()


def tasks(
    here: Common, at: Database, outside: Outside, packs: Mapping[str, Pack]
) -> dict[str, Task]:
    """Return what is to be done again and again, by the names of the schedule.

    Raises:
        StoreError: a key, a mail server, a network or a place for heads that is none.
    """
    post = Post.at(outside.smtp, outside.sender) if outside.smtp else None
    chosen = senders(at, packs, post, list(outside.allow), outside.url, outside.sms)
    kept = places(here.home, outside.asked, spared=True)
    return {
        "outbox": _telling(at, chosen),
        **_alerts(at, here, packs),
        "alerts": lambda: alerts_over(at, CAUSE, datetime.now(UTC)) > 0,
        "anchor": partial(_anchor, at, kept),
        "personal_keys": partial(_expire, at),
        "mail": reading(here, at, post, packs),
        "contacts": partial(_erase, at, packs),
        "sessions": partial(_forget, at),
        "sources": partial(_ask_due, at, packs),
        "promises": partial(_judge, here, packs),
        "joining": _gathering(at, here, packs),
        "photos": partial(_erase_photos, at, packs),
        "escalation": partial(keep_pace, at, _clocks(here, packs)),
        "evaluation": partial(_evaluate, at, packs),
        **_register(at, here, packs),
        **alarm_tasks(at, here, packs),
        **fleet_tasks(at, here, packs, CAUSE),
        **_history(at, here, packs),
    }


def _telling(at: Database, chosen: Mapping[str, Sender]) -> Task:
    """Return what tells the outside; hosts that are slow are waited for while others are told."""
    courier = Courier(at, chosen)

    def tell() -> bool:
        hand_out(at, datetime.now(UTC))
        done = courier.round(patience=outbox_settings().round_seconds)
        return any(done.counts) or courier.flying > 0

    return tell


def _anchor(at: Database, kept: list[Place]) -> bool:
    """Keep the ledger's head; a place that is down is said once, and once when it is back."""
    for each in keep(at, kept, datetime.now(UTC)):
        if each.news:
            told = _log.info if each.error is None else _log.warning
            told("anchor", place=each.place, seq=each.seq, error=str(each.error or ""))
    return False


def _expire(at: Database) -> bool:
    vault.expire(at, CAUSE)
    return False


def _erase(at: Database, packs: Mapping[str, Pack]) -> bool:
    """Erase what residents left to be reached by, where its time is over."""
    for name, pack in packs.items():
        contact.expire(at, CAUSE, name, pack.city.public.contact_days)
    return False


def _erase_photos(at: Database, packs: Mapping[str, Pack]) -> bool:
    for name, pack in packs.items():
        photos.erase(at, CAUSE, name, pack.city.photos.keep_days)
    return False


def _ask_due(at: Database, packs: Mapping[str, Pack]) -> bool:
    schedule.ask_due(at, packs)
    return False


def _judge(here: Common, packs: Mapping[str, Pack]) -> bool:
    """Look whether the sources keep their promises; each breach, and its end, is told once."""
    for name, pack in packs.items():
        if (here.home / name).is_dir():
            with opened(pack, here.home, here.database, CAUSE) as at:
                for _ in promises.check_all(at.workspace, pack.city):
                    pass
    return False


def _clocks(here: Common, packs: Mapping[str, Pack]) -> dict[str, Callable[[], Clockwork]]:
    """Return what gives each city's clocks; they are worked out when they are first needed."""

    def of(name: str, pack: Pack) -> Callable[[], Clockwork]:
        layers = here.home / name / "layers"
        return cache(lambda: Clockwork.of(pack.city, pack.finder(layers)))

    return {name: of(name, pack) for name, pack in packs.items()}


def _gathering(at: Database, here: Common, packs: Mapping[str, Pack]) -> Task:
    """Return what joins the new cases of the cities; each keeps its reports of late in memory."""

    @cache
    def of(name: str) -> Gatherer:
        pack, layers = packs[name], here.home / name / "layers"
        room = CaseRoom.of(pack.city, pack.divisions(layers), pack.finder(layers))

        def pooled() -> pl.DataFrame:
            with opened(pack, here.home, here.database, CAUSE) as place:
                return reports(place.workspace, pack.city)

        return Gatherer(at, room, pooled)

    def look() -> bool:
        looked = [of(name).look() for name in packs if (here.home / name).is_dir()]
        return any(looked)

    return look


def _register(at: Database, here: Common, packs: Mapping[str, Pack]) -> dict[str, Task]:
    """Return what keeps the cities' registers of risks up with cases and with time."""

    @cache
    def room(name: str) -> RegisterRoom:
        return RegisterRoom.of(packs[name].city, packs[name].divisions(here.home / name / "layers"))

    @cache
    def follower(name: str) -> hazards.Follower:
        return hazards.Follower(at, room(name))

    def there() -> list[str]:
        return [name for name in packs if (here.home / name).is_dir()]

    def follow() -> bool:
        for name in there():
            follower(name).look(CAUSE, datetime.now(UTC))
        return False

    def fade() -> bool:
        for name in there():
            hazards.fading(at, CAUSE, room(name), datetime.now(UTC))
        return False

    def weigh() -> bool:
        for name in there():
            with change(at, CAUSE) as made:
                equipment.overdue(made, room(name), datetime.now(UTC))
        return False

    def patrolled() -> bool:
        """Let overdue patrols weigh, some of them; return whether there are more."""
        for name in there():
            with at.session() as session:
                waiting = patrols.waiting(session, room(name), datetime.now(UTC))
            if waiting:
                with change(at, CAUSE) as made:
                    patrols.overdue(made, room(name), datetime.now(UTC))
                return True
        return False

    def drifted() -> bool:
        """Open the cases of alarm rules that do worse in life than their certificates say."""
        for name in there():
            with at.session() as session:
                some = drift.any_on(session, name)
            if not some:
                continue
            with change(at, CAUSE) as made:
                drift.look(made, cases(name), datetime.now(UTC))
        return False

    @cache
    def cases(name: str) -> CaseRoom:
        pack, layers = packs[name], here.home / name / "layers"
        return CaseRoom.of(pack.city, room(name).tree, pack.finder(layers))

    def reviewed() -> bool:
        """Open the cases of reviews that are due, some of them; return whether there are more."""
        for name in there():
            with at.session() as session:
                waiting = reviews.waiting(session, name, datetime.now(UTC))
            if waiting:
                with change(at, CAUSE) as made:
                    reviews.open_due(made, cases(name), name, datetime.now(UTC))
                return True
        return False

    def noticed() -> bool:
        """Tell the seasons that have begun, and what stands to points that are new."""
        for name in there():
            now = datetime.now(UTC)
            with change(at, CAUSE) as made:
                ids = notices.seasons(made, room(name), now)
                ids += notices.catch_up(made, room(name), now)
            renewing.renew_all(at, CAUSE, room(name), ids, now)
        return False

    def from_sources() -> bool:
        """Tell the departments' records that are notices."""
        for name in there():
            if packs[name].city.notices:
                with opened(packs[name], here.home, here.database, CAUSE) as place:
                    now = datetime.now(UTC)
                    sourced.tell_records(place.workspace, room(name), CAUSE, now)
        return False

    return {
        "hazards": follow,
        "fading": fade,
        "overdue": weigh,
        "patrols": patrolled,
        "reviews": reviewed,
        "rule_drift": drifted,
        "notices": noticed,
        "notice_sources": from_sources,
    }


def _alerts(at: Database, here: Common, packs: Mapping[str, Pack]) -> dict[str, Task]:
    """Return what follows other authorities' alerts, and lets them move risk points by rule."""

    @cache
    def follower(name: str) -> Follower:
        pack, layers = packs[name], here.home / name / "layers"
        desk = desk_of(pack.city, pack.divisions(layers))
        return Follower(at, desk, pack.finder(layers), CAUSE)

    @cache
    def room(name: str) -> RegisterRoom:
        return RegisterRoom.of(packs[name].city, packs[name].divisions(here.home / name / "layers"))

    def warned() -> list[tuple[str, Alerts]]:
        declared = ((name, pack.city.alerts) for name, pack in packs.items())
        return [(name, each) for name, each in declared if each and (here.home / name).is_dir()]

    def ask() -> bool:
        for name, each in warned():
            if each.feeds:
                follower(name).look(datetime.now(UTC), wait=False)
        return False

    def move() -> bool:
        for name, each in warned():
            keep_up(at, room(name), each, CAUSE, datetime.now(UTC))
        return False

    return {"alert_feeds": ask, "alert_notices": move}


def _history(at: Database, here: Common, packs: Mapping[str, Pack]) -> dict[str, Task]:
    """Return what keeps the cities' readings: into files of days, rolled up, erased in the end."""

    def places() -> list[HistoryPlace]:
        return [HistoryPlace(at, here.home, name) for name in packs if (here.home / name).is_dir()]

    def keep() -> bool:
        """Move a part of each city's log; return whether there is more."""
        more = False
        for place in places():
            now = micros(datetime.now(UTC))
            done = compact(place, now)
            more |= (done is not None and done.more) or roll_up(place, now)
        return more

    def let_go() -> bool:
        more = False
        for place in places():
            now = micros(datetime.now(UTC))
            more |= erase(place, CAUSE, now).more
            sweep(place, now)
        return more

    return {"history": keep, "retention": let_go}


def _evaluate(at: Database, packs: Mapping[str, Pack]) -> bool:
    """Evaluate a batch of each city's cases whose term is over; return whether more may be."""
    return sum(evaluate(at, city) for city in packs) > 0


def _forget(at: Database) -> bool:
    """Forget sessions that have ended, and answers that nobody will ask for again."""
    signin.sweep(at)
    once.sweep(at)
    return False
