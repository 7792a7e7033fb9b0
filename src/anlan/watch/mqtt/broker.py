"""Write what Mosquitto needs: who may connect, who may publish where, and how it is set up.

A sender logs in by its name and the secret that it was given once, and may publish only where its
own name is in the topic, and on the topics of datastreams that are its own. No wildcard is ever
written for publishing but below a sender's own name.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from anlan.model.errors import WatchError
from anlan.store.database import Database
from anlan.store.watch import WatchClient, WatchLogin, WatchStream
from anlan.watch.mqtt import homeassistant, sensorthings
from anlan.watch.mqtt.homeassistant.config import settings as discovery
from anlan.watch.mqtt.limits import limits
from anlan.watch.mqtt.router import Router
from anlan.watch.mqtt.settings import Settings
from anlan.watch.mqtt.sparkplug.schema import settings as nodes
from anlan.watch.mqtt.topics import LONGEST, Pattern, plain
from anlan.watch.registry.logins import login_form

PASSWORDS, ACL, CONF, LOGIN = "passwords", "acl", "mosquitto.conf", "intake.login"
INTAKE = "anlan-intake"
_NO_LEVEL = "/+#$: \t\0"


@dataclass(frozen=True)
class Listening:
    """Where the broker listens.

    Attributes:
        port: by TLS, with ``cert`` and ``key``.
        own: a port of this machine alone without TLS, for an intake beside it; None for none.
    """

    port: int
    cert: Path
    key: Path
    own: int | None = None


@dataclass(frozen=True)
class Written:
    """Who can connect, and the names of those who can't: no secret, or no name for a topic."""

    senders: int
    without_secret: tuple[str, ...]
    no_level: tuple[str, ...]


def write(
    database: Database, city: str, settings: Settings, listening: Listening, out: Path
) -> Written:
    """Write the broker's files into a folder.

    Raises:
        WatchError: the folder can't be written to, or certificate or key aren't there.
    """
    for file in (listening.cert, listening.key):
        if not file.is_file():
            raise WatchError("error.mqtt.ca", file=file, reason=os.strerror(2))
    senders = _senders(database, city)
    good = {name for name, (form, _) in senders.items() if form and _is_level(name)}
    passwords = [f"{name}:{senders[name][0]}" for name in sorted(good)]
    rules = [line for name in sorted(good) for line in _rules(settings, name, senders[name][1])]
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "data").mkdir(exist_ok=True)
        intake = f"{INTAKE}:{login_form(_login(out / LOGIN))}"
        _put(out / PASSWORDS, [*passwords, intake])
        _put(out / ACL, [*_intake(settings), *rules])
        _put(out / CONF, _conf(listening, out.resolve()))
    except OSError as error:
        raise WatchError("error.mqtt.out", folder=out, reason=error.strerror) from error
    return Written(
        len(good),
        tuple(sorted(name for name, (form, _) in senders.items() if not form)),
        tuple(sorted(name for name in senders if not _is_level(name))),
    )


def _senders(database: Database, city: str) -> dict[str, tuple[str | None, list[int]]]:
    """Return each sender's login and the numbers of its datastreams, by its name."""
    one, stream = WatchClient, WatchStream
    logins = select(one.name, WatchLogin.form).outerjoin(WatchLogin)
    logins = logins.where(one.city == city, one.retired_at.is_(None))
    owned = select(one.name, stream.id).join(one, one.id == stream.client_id)
    owned = owned.where(stream.city == city, stream.retired_at.is_(None), one.retired_at.is_(None))
    with database.session() as session:
        found: dict[str, tuple[str | None, list[int]]] = {
            name: (form, []) for name, form in session.execute(logins)
        }
        for name, number in session.execute(owned.order_by(stream.id)):
            found[name][1].append(number)
    return found


def _is_level(name: str) -> bool:
    """Return whether a name can stand for one level of a topic, and in the broker's files."""
    fits = not any(each in name for each in _NO_LEVEL) and name.isprintable()
    return bool(name) and fits and plain(name) and name != INTAKE


def _rules(settings: Settings, name: str, streams: Iterable[int]) -> Iterator[str]:
    """Return what a sender may do."""
    yield f"user {name}"
    wanted = [mapping.topic for mapping in settings.json_]
    if settings.sensorthings:
        numbered = [one for one in sensorthings.Decoder().patterns if "client" not in one.names]
        wanted += [one.text for one in sensorthings.Decoder().patterns if "client" in one.names]
        for one in numbered:
            yield from (f"topic write {one.filled(id=str(number))}" for number in streams)
    if settings.sparkplug:
        wanted += nodes().topics
        yield f"topic read {Pattern(nodes().command).filled(client=name)}"
        host = settings.sparkplug.host
        yield f"topic read {Pattern(nodes().state).filled(host=host)}"
    if settings.homeassistant:
        wanted += [one.text for one in homeassistant.Decoder().patterns]
        yield f"topic write {discovery().state.replace('{client}', name)}#"
    for text in sorted(set(wanted)):
        yield f"topic write {Pattern(text).filled(client=name)}"


def _intake(settings: Settings) -> Iterator[str]:
    """Return what our intake may do: read all that is taken, and answer nodes."""
    yield f"user {INTAKE}"
    yield from (f"topic read {one}" for one in Router(settings, settings.protocols).filters)
    if settings.homeassistant:
        yield f"topic read {discovery().state.replace('{client}', '+')}#"
    if settings.sparkplug:
        yield f"topic write {Pattern(nodes().command).filled()}"
        host = settings.sparkplug.host
        yield f"topic write {Pattern(nodes().state).filled(host=host)}"


def _login(file: Path) -> str:
    """Return the intake's own secret; made once and kept beside the broker's files."""
    if file.exists():
        return read_login(file)[1]
    secret = secrets.token_urlsafe(32)
    _put(file, [f"{INTAKE}:{secret}"])
    return secret


def read_login(file: Path) -> tuple[str, str]:
    """Return name and secret of a file that holds ``name:secret``.

    Raises:
        WatchError: it can't be read, or holds something else.
    """
    try:
        name, _, secret = file.read_text(encoding="utf-8").strip().partition(":")
    except (OSError, UnicodeDecodeError) as error:
        raise WatchError("error.mqtt.login", file=file) from error
    if not name or not secret:
        raise WatchError("error.mqtt.login", file=file)
    return name, secret


def _conf(listening: Listening, out: Path) -> Iterator[str]:
    """Return how the broker is set up."""
    bounds = limits()
    yield from (
        f"listener {listening.port}",
        f"certfile {listening.cert.resolve()}",
        f"keyfile {listening.key.resolve()}",
    )
    if listening.own is not None:
        yield f"listener {listening.own} 127.0.0.1"
    yield from (
        "allow_anonymous false",
        f"password_file {out / PASSWORDS}",
        f"acl_file {out / ACL}",
        # What waits for us, while we are away or behind, is kept and not thrown away.
        "persistence true",
        f"persistence_location {out / 'data'}/",
        "autosave_interval 10",
        f"persistent_client_expiration {max(bounds.session_s // 86_400, 1)}d",
        f"max_inflight_messages {bounds.unacknowledged}",
        "max_queued_messages 0",
        # Who sends a longer one is cut off.
        f"max_packet_size {bounds.payload_bytes + LONGEST + 1_024}",
        "set_tcp_nodelay true",
        "log_dest stderr",
        "log_type error",
        "log_type warning",
        "log_type notice",
        "connection_messages false",
    )


def _put(file: Path, lines: Iterable[str]) -> None:
    """Write a file that only we may read, whole or not at all."""
    fresh = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as sink:
        sink.writelines(f"{line}\n" for line in lines)
    fresh.replace(file)
