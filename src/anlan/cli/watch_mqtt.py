"""``anlan watch mqtt``, ``broker``, ``gb26875``, ``proposed``: readings from devices' networks."""

import asyncio
import signal
import socket
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from anlan.api.settings import settings
from anlan.cities import load
from anlan.cities.pack import Pack
from anlan.cli import options
from anlan.cli.app import common, words
from anlan.cli.work import columns, database
from anlan.model.errors import WatchError
from anlan.watch.gb26875.server import Centre
from anlan.watch.intake import Intake
from anlan.watch.mqtt import wire
from anlan.watch.mqtt.broker import Listening, read_login
from anlan.watch.mqtt.broker import write as write_files
from anlan.watch.mqtt.link import Broker, Link, Will
from anlan.watch.mqtt.propose import confirm, propose, proposed
from anlan.watch.mqtt.router import Router
from anlan.watch.mqtt.settings import FILE, KEEPING, Settings, read
from anlan.watch.mqtt.sparkplug.decoder import host_state
from anlan.watch.mqtt.take import Taker
from anlan.watch.registry import Clients, WatchRoom


class Version(StrEnum):
    """A version of MQTT."""

    FIVE = "5"
    THREE = "3.1.1"


WIRE = {Version.FIVE: wire.FIVE, Version.THREE: wire.THREE}
Takes = Annotated[Path | None, typer.Option("--takes", help=words("option.mqtt_takes"))]


def broker(
    city: options.City,
    out: Annotated[Path, typer.Option(help=words("option.mqtt_out"))],
    cert: Annotated[Path, typer.Option(help=words("option.mqtt_cert"))],
    key: Annotated[Path, typer.Option(help=words("option.mqtt_key"))],
    port: Annotated[int, typer.Option(help=words("option.mqtt_port"))] = 8883,
    own: Annotated[int | None, typer.Option(help=words("option.mqtt_own"))] = None,
    takes: Takes = None,
) -> None:
    """Write what Mosquitto needs."""
    here, pack = common(), load(city)
    with database() as opened:
        listening = Listening(port, cert, key, own)
        made = write_files(opened, pack.city.name, _settings(pack, takes), listening, out)
    here.tell("watch.broker", n=made.senders, folder=out)
    if made.without_secret:
        here.tell("watch.broker_no_secret", names=", ".join(made.without_secret[:20]))
    if made.no_level:
        here.tell("watch.broker_no_level", names=", ".join(made.no_level[:20]))


def mqtt(
    city: options.City,
    broker: Annotated[str, typer.Option(help=words("option.mqtt_broker"))],
    login: Annotated[Path | None, typer.Option(help=words("option.mqtt_login"))] = None,
    ca: Annotated[Path | None, typer.Option(help=words("option.mqtt_ca"))] = None,
    client_id: Annotated[str, typer.Option(help=words("option.mqtt_client"))] = "",
    share: Annotated[str, typer.Option(help=words("option.mqtt_share"))] = "",
    only: Annotated[list[str] | None, typer.Option(help=words("option.mqtt_only"))] = None,
    version: Annotated[Version, typer.Option(help=words("option.mqtt_version"))] = Version.FIVE,
    takes: Takes = None,
) -> None:
    """Take readings from a broker until stopped."""
    here, pack = common(), load(city)
    name, given = pack.city.name, _settings(pack, takes)
    protocols = _protocols(name, given, only or [], share)
    place, user = Broker.place(broker), read_login(login) if login else ("", "")
    client = client_id or f"anlan-{name}-{socket.gethostname() if share else 'intake'}"
    router = Router(given, protocols)
    will = None
    if given.sparkplug is not None and "sparkplug" in protocols:
        will = Will(*host_state(given.sparkplug.host))
    link = Link(Broker(*place, client, *user, ca, share, WIRE[version]), router.filters, will)
    with database(settings().database_seconds) as opened:
        intake = Intake(opened, name).start()
        auto = given.homeassistant is not None and given.homeassistant.new == "auto"
        room = _room(pack)
        taker = Taker(
            link, router, intake, Clients(opened, name),
            lambda told: propose(opened, room, told, auto),
        )  # fmt: skip
        here.tell("watch.mqtt", city=name, broker=broker, protocols=", ".join(protocols))
        try:
            taker.run(_asked_to_end().is_set)
        finally:
            intake.stop()
            link.stop()
        here.tell("watch.mqtt_ended", n=taker.counts.messages, readings=taker.counts.readings)


def gb26875(
    city: options.City,
    host: Annotated[str, typer.Option(help=words("option.gb26875_host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=words("option.gb26875_port"))] = 26875,
) -> None:
    """Answer transmitters of fire alarms until stopped."""
    here, pack = common(), load(city)
    name = pack.city.name
    with database(settings().database_seconds) as opened:
        intake = Intake(opened, name).start()
        centre = Centre(intake, Clients(opened, name), ZoneInfo(pack.city.zone))
        try:
            asyncio.run(_serve(centre, host, port, lambda: here.tell(
                "watch.gb26875", city=name, host=host, port=port)))  # fmt: skip
        finally:
            intake.stop()


async def _serve(centre: Centre, host: str, port: int, told: Callable[[], None]) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, ended.set)
    try:
        server = await centre.serve(host, port)
    except OSError as error:
        raise WatchError("error.gb26875.port", host=host, port=port, reason=error) from error
    async with server:
        told()
        await ended.wait()


def waiting(
    city: options.City,
    yes: Annotated[
        list[str] | None, typer.Option("--confirm", help=words("option.confirm"))
    ] = None,
) -> None:
    """List the datastreams that devices proposed, or confirm some."""
    here, pack = common(), load(city)
    with database() as opened:
        if yes:
            many = confirm(opened, _room(pack), yes, here.cause)
            here.tell("watch.confirmed", n=many)
            return
        table = columns(here, "stream", "kind", "name")
        for each in proposed(opened, pack.city.name):
            table.add_row(each.key, each.kind or "–", each.name)
    here.console.print(table)


def _protocols(city: str, given: Settings, only: list[str], share: str) -> tuple[str, ...]:
    """Return the protocols that this intake takes."""
    for each in only:
        if each not in given.protocols:
            known = ", ".join(given.protocols)
            raise WatchError("error.mqtt.protocol", city=city, protocol=each, known=known)
    found = tuple(each for each in given.protocols if not only or each in only)
    for each in found:
        if share and each in KEEPING:
            raise WatchError("error.mqtt.keeping", protocol=each)
    return found


def _settings(pack: Pack, takes: Path | None) -> Settings:
    return read(takes or pack.folder / FILE)


def _room(pack: Pack) -> WatchRoom:
    return WatchRoom(pack.city.name, {}, frozenset(each.name for each in pack.city.departments))


def _asked_to_end() -> Event:
    """Return what is set when somebody or the system asks this process to end."""
    ended = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    return ended
