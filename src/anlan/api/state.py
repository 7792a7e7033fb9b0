"""What the server knows: packs, workspaces and their latest runs, read again when they change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from getpass import getuser
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select

from anlan.access.accounts import check_grant, division_path
from anlan.access.gate import Gate
from anlan.access.oidc import SignOn, providers
from anlan.access.roles import RoleBook
from anlan.access.secrets import new_secret
from anlan.alerts.board import Board
from anlan.alerts.force import Counts
from anlan.alerts.message import Desk, desk_of
from anlan.api.limits import Limiter
from anlan.cases.evaluation.room import EvaluationRoom
from anlan.cases.live import OpenCases
from anlan.cases.public import PublicRoom
from anlan.cases.room import CaseRoom
from anlan.cities import Pack
from anlan.cities.jobs import Installation
from anlan.cities.work import Work
from anlan.pool.assets.catalogue import Assets
from anlan.pool.divisions import DivisionTree
from anlan.pool.divisions.browse import Browser
from anlan.pool.linking.board import Boards
from anlan.pool.linking.run import Linkage
from anlan.pool.sharing.shelf import Shelf
from anlan.risk.part import Part
from anlan.risk.register.influences import LiveInfluences
from anlan.risk.register.live import LiveRegister
from anlan.risk.register.packing import Packs
from anlan.risk.register.past import Past
from anlan.risk.register.room import RegisterRoom
from anlan.risk.results import Ranking
from anlan.store import Workspace
from anlan.store.accounts import Account
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.runs import Kind, Run, Runs
from anlan.store.schema import prepare
from anlan.watch.alarms.desk import OpenAlarms
from anlan.watch.crowd.latest import Latest
from anlan.watch.fleet.live import LiveFleet
from anlan.watch.intake import Intake
from anlan.watch.registry import Clients, Registry, WatchRoom
from anlan.watch.views.frames import Views
from anlan.words import Language

Door = Literal["local", "sign-in"]
"""Whether the laptop itself is let in without sign-in, or everybody must sign in."""
ACCOUNT = "account:"


@dataclass
class CityState:
    """One city: its pack and the latest results in its workspace."""

    pack: Pack
    home: Path
    database: str | None = None
    address: str = ""
    _seen: dict[tuple[str, Path], Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The city's workspace folder."""
        return self.home / self.pack.city.name

    def run(self, kind: Kind) -> Run | None:
        """Return the latest run of a kind."""
        return Runs(self.folder / "runs").latest(kind)

    def ranking(self) -> Ranking | None:
        """Return the latest ranking, kept in memory until a newer run appears."""
        run = self.run("score")
        return self._once("score", run, lambda r: Ranking.read(r.folder)) if run else None

    def ranking_within(self, divisions: tuple[str, ...]) -> Part | None:
        """Return the latest ranking of the places in some divisions."""
        whole = self.ranking()
        return Part(whole, divisions) if whole else None

    def plan(self) -> dict[str, Any] | None:
        """Return the latest plan as its file holds it."""
        run = self.run("plan")
        return self._once("plan", run, lambda r: r.json("plan.json")) if run else None

    def _once(self, kind: str, run: Run, read: Any) -> Any:
        place = (kind, run.folder)
        if place not in self._seen:
            for stale in [key for key in self._seen if key[0] == kind]:
                self._seen.pop(stale, None)
            self._seen[place] = read(run)
        return self._seen[place]

    @cached_property
    def workspace(self) -> Workspace:
        """The city's workspace."""
        return Workspace(self.home, self.pack.city.name, self.database)

    @cached_property
    def boards(self) -> Boards:
        """What waits on the city's linking desks."""
        work = Work(self.pack, self.workspace)
        kinds = [each.kind for each in self.pack.city.linking]
        return Boards({k: Linkage.of(work.pack.city, work.workspace, work.find, k) for k in kinds})

    @cached_property
    def assets(self) -> Assets:
        """Everything known of the city's assets."""
        work = Work(self.pack, self.workspace)
        return Assets(work.pack.city, work.workspace, work.find)

    @cached_property
    def cases(self) -> CaseRoom:
        """The city's room of cases."""
        find = self.pack.finder(self.folder / "layers")
        return CaseRoom.of(self.pack.city, self.divisions, find)

    @cached_property
    def open_cases(self) -> OpenCases:
        """The city's open cases, kept in memory."""
        return OpenCases(self.workspace.database, self.pack.city.name)

    @cached_property
    def open_alarms(self) -> OpenAlarms:
        """The city's open alarms, kept in memory."""
        return OpenAlarms(self.workspace.database, self.pack.city.name)

    @cached_property
    def register(self) -> RegisterRoom:
        """The city's register of risk points."""
        return RegisterRoom.of(self.pack.city, self.divisions)

    @cached_property
    def risks(self) -> LiveRegister:
        """The city's risk points, kept in memory."""
        return LiveRegister(self.workspace.database, self.pack.city.name, self.register)

    @cached_property
    def fleet(self) -> LiveFleet:
        """The city's devices, kept in memory."""
        return LiveFleet(self.workspace.database, self.pack.city.name)

    @cached_property
    def crowds(self) -> Latest:
        """The latest counts of the city's crowds, kept in memory."""
        return Latest(self.workspace.database, self.pack.city.name)

    @cached_property
    def views(self) -> Views:
        """The city's own models over frames."""
        return Views(self.pack.city, self.pack.finder(self.folder / "layers"))

    @cached_property
    def sensing(self) -> WatchRoom:
        """The city's room of sensing."""
        return WatchRoom.of(self.pack.city, self.divisions)

    @cached_property
    def streams(self) -> Registry:
        """The city's datastreams, kept in memory."""
        return Registry(self.workspace.database, self.pack.city.name)

    @cached_property
    def senders(self) -> Clients:
        """Who may send readings in the city, kept in memory."""
        return Clients(self.workspace.database, self.pack.city.name)

    @cached_property
    def readings(self) -> Intake:
        """Takes readings of the city in; begins when it is first asked for."""
        name = self.pack.city.name
        return Intake(self.workspace.database, name, registry=self.streams).start()

    @cached_property
    def past(self) -> Past:
        """The city's risk points as they were at moments that are over."""
        return Past(self.risks)

    @cached_property
    def influences(self) -> LiveInfluences:
        """What in the city fails with what, kept in memory."""
        return LiveInfluences(self.workspace.database, self.pack.city.name)

    @cached_property
    def packs(self) -> Packs:
        """What maps of the risk points are sent."""
        return Packs()

    @cached_property
    def public(self) -> PublicRoom:
        """The city's public door, whether it is open or not."""
        city = self.pack.city
        basemap = self.pack.find(city.basemap, self.folder / "layers") if city.basemap else None
        return PublicRoom(city.public, city.title, self.cases, basemap)

    @cached_property
    def alert_desk(self) -> Desk:
        """Who warns the city's people.

        Raises:
            AlertError: nobody does.
        """
        return desk_of(self.pack.city, self.divisions)

    @cached_property
    def alert_board(self) -> Board:
        """What the public may read of the city's alerts."""
        return Board(self.workspace.database, self.alert_desk, self.address)

    @cached_property
    def alert_counts(self) -> Counts:
        """What is in force in the city, and who is inside."""
        return Counts(self.alert_desk)

    @cached_property
    def evaluation(self) -> EvaluationRoom:
        """The city's room of evaluation."""
        database = self.workspace.database
        return EvaluationRoom.of(self.pack.city, self.divisions, database, self.folder)

    @cached_property
    def divisions(self) -> DivisionTree:
        """The city's tree of divisions."""
        return self.pack.divisions(self.folder / "layers")

    @cached_property
    def parts(self) -> Browser:
        """The city's tree of divisions as it stands, to be looked through."""
        return Browser(self.divisions)

    @cached_property
    def shelf(self) -> Shelf:
        """What the city gives to others of its pool."""
        return Shelf(self.workspace, self.pack.city, self.pack.finder(self.folder / "layers"))

    @cached_property
    def _division_titles(self) -> dict[str, dict[str, str]]:
        return {
            code: {"en": row["name_en"], "zh": row["name_zh"]}
            for code, row in self.divisions.rows.items()
        }

    def division_path(self, code_or_path: str) -> str:
        """Return a division's path by its code or path; empty for the city itself.

        Raises:
            AccessError: the city has no such division.
        """
        return division_path(self.pack.city, self.divisions.paths, code_or_path)

    def close(self) -> None:
        """Let go of the workspace, if it was opened."""
        if "readings" in self.__dict__:
            self.readings.stop()
        if "assets" in self.__dict__:
            self.assets.close()
        if "workspace" in self.__dict__:
            self.workspace.close()

    def division_names(self, path: str | None, lang: Language) -> list[str]:
        """Return the names along a division path, the largest first."""
        names = self._division_titles
        return [names[code][lang] for code in (path or "").split("/") if code in names]


class State:
    """Every city the server shows, and who may see what.

    Args:
        home: the folder of the workspaces.
        packs: names or paths of the cities' packs.
        database: its URL; by default SQLite in the folder.
        door: who is let in without sign-in.
        address: by which people reach the server; providers send them back to it.
        intake: the folder whose folders a job may take files in from.

    Raises:
        AccessError: the file of providers is wrong, or gives a role that isn't there.
    """

    def __init__(
        self,
        home: Path,
        packs: list[str],
        database: str | None = None,
        door: Door = "local",
        address: str = "",
        intake: Path | None = None,
    ) -> None:
        self.home = home
        self.open_to_laptop = door == "local"
        self.user = getuser()
        self.local_secret = new_secret()
        self.installation = Installation.of(home, database, packs, intake)
        self._cities = {
            name: CityState(pack, home, database, address.rstrip("/"))
            for name, pack in self.installation.packs.items()
        }
        home.mkdir(parents=True, exist_ok=True)
        self.database = Database(database) if database else Database.in_folder(home)
        prepare(self.database)
        self.book = RoleBook.of(each.pack.city for each in self._cities.values())
        self.gate = Gate(self.database, self.book)
        self.limiter = Limiter()
        self.address = address.rstrip("/")
        self.providers = {each.name: each for each in providers()}
        for each in self.providers.values():
            for rule in each.grants:
                check_grant(self.book, rule, self.names)

    @property
    def keyring(self) -> Keyring:
        """The installation's keys, read anew: they may be changed while this runs."""
        return Keyring.of(self.home)

    @cached_property
    def sign_on(self) -> SignOn:
        """Signs people in by the providers."""
        return SignOn(self.keyring)

    @property
    def names(self) -> list[str]:
        """The names of the cities, in the order they were named."""
        return list(self._cities)

    def all(self) -> list[CityState]:
        """Return the cities in the order they were named."""
        return list(self._cities.values())

    def city(self, name: str) -> CityState | None:
        """Return one city, or None."""
        return self._cities.get(name)

    def names_of(self, people: Iterable[str]) -> dict[str, str]:
        """Return what the accounts among ``people`` (``account:7``) are called."""
        numbers = {int(who[len(ACCOUNT) :]) for who in people if who.startswith(ACCOUNT)}
        query = select(Account.id, Account.name).where(Account.id.in_(numbers))
        with self.database.session() as session:
            return {f"{ACCOUNT}{number}": name for number, name in session.execute(query)}

    def close(self) -> None:
        """Let go of all connections."""
        self.gate.close()
        self.database.close()
        for each in self._cities.values():
            each.close()
