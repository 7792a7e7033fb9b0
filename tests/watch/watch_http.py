"""A served small town with datastreams, two senders, and people who may and may not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyarrow as pa
from watch_town import AT

from anlan.cities import load
from anlan.model.cause import Cause
from anlan.store.accounts import Grant
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.schema import prepare
from anlan.store.watch import log
from anlan.watch.registry import (
    Client,
    Property,
    Stream,
    Thing,
    WatchRoom,
    any_make,
    make_secret,
    put_clients,
    put_properties,
    put_streams,
    put_things,
)
from support.people import People
from support.serving import serving

PACK = Path(__file__).parents[1] / "cities" / "thirdcity"
CITY = "valbains"
READINGS = f"/api/cities/{CITY}/watch/readings"
ARROW = "application/vnd.apache.arrow.stream"


@dataclass
class Baths:
    """The server, its datastreams by key, and everybody's secrets."""

    url: str
    home: Path
    ids: dict[str, int]
    secrets: dict[str, str]

    def client(self, who: str = "gateway") -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.secrets[who]}"} if who else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60)

    def kept(self) -> list[dict[str, object]]:
        database = Database.in_folder(self.home)
        with database.session() as session:
            found = [one for chunk in log.after(session, CITY, 0, 10_000)
                     for one in chunk.rows.to_pylist()]  # fmt: skip
        database.close()
        return found


def register(home: Path) -> tuple[dict[str, int], dict[str, str]]:
    """Register a thing in each of two districts, and two senders."""
    home.mkdir(parents=True, exist_ok=True)
    database = Database.in_folder(home)
    prepare(database)
    pack = load(str(PACK))
    room = WatchRoom.of(pack.city, pack.divisions(home / CITY / "layers"))
    with change(database, Cause("local:test")) as made:
        any_make(made, room)
        put_properties(made, room, [Property("gas", "Gas")])
        put_things(
            made, room, [Thing("w1", "One", division="Q1"), Thing("w2", "Two", division="Q2")], AT
        )
        put_clients(made, room, [Client("gateway", "hygiene"), Client("other", "hygiene")], AT)
        secrets = {name: make_secret(made, room, name) for name in ("gateway", "other")}
        about = {"property": "gas", "kind": "gas_underground", "client": "gateway"}
        told = put_streams(made, room, [
            Stream("w1/gas", "w1", unit={"symbol": "%VOL"}, **about),
            Stream("w2/gas", "w2", **about),
            Stream("w2/temperature", "w2", "gas", kind="air_temperature", client="other"),
            Stream("w2/state", "w2", "gas", client="gateway", type="OM_CategoryObservation"),
        ], AT)  # fmt: skip
    database.close()
    return dict(told.ids), secrets


@contextmanager
def served(home: Path) -> Iterator[Baths]:
    ids, secrets = register(home)
    people = People(home)
    posts = {
        "program": Grant(role="sensing_program", city=CITY, division="", department=""),
        "part": Grant(role="sensing_program", city=CITY, division=f"{CITY}/Q1", department=""),
        "control": Grant(role="duty_head", city=CITY, division="", department=""),
        "keeper": Grant(role="administrator", city="*", division="", department=""),
        "district": Grant(role="operator", city=CITY, division=f"{CITY}/Q1", department=""),
    }
    for login, grant in posts.items():
        secrets[login] = people.token(people.add(login, grant))
    secrets["nobody"] = people.token(people.add("nobody"))
    with serving() as start:
        yield Baths(start(home, [str(PACK)], door="sign-in"), home, ids, secrets)


def arrow(options: pa.ipc.IpcWriteOptions | None = None, **columns: pa.Array) -> bytes:
    """An Arrow stream of some columns."""
    table = pa.table(columns)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())
