"""Fetch files from an SFTP server by OpenSSH's own ``sftp``, which most machines have.

No SFTP library for Python has a permissive licence. Protocol: RFC 4251 to 4254 and
draft-ietf-secsh-filexfer-02; what the program takes and says: https://man.openbsd.org/sftp
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from anlan.model.errors import SourceError
from anlan.model.portal import SftpPortal
from anlan.pool.connectors import secrets
from anlan.pool.connectors.base import CHUNK_ROWS, Dropped, Mark, Opened
from anlan.pool.connectors.drop import Landing, from_drop, unread
from anlan.pool.connectors.settings import FetchSettings, SftpSettings, defaults
from anlan.store.outside import InsideError, permitted

PROGRAM = "sftp"
_FOLLOWS = {"", "Connection closed", "Connection closed."}
# Mode, links, owner, group, size, then month, day, time or year, then the name.
_LINE = re.compile(r"-\S+\s+\S+\s+\S+\s+\S+\s+(\d+)\s+(\S+\s+\S+\s+\S+)\s(.+)")
# Letters of any language, digits, and what the program doesn't take for a pattern or a quote.
_NAME = re.compile(r"(?!-)[\w .()+,=@~-]+")


class SftpConnector:
    """Reads files of a server's folder."""

    def __init__(
        self, settings: SftpSettings | None = None, limits: FetchSettings | None = None
    ) -> None:
        self._settings = settings or defaults().sftp
        self._limits = limits or defaults().fetch

    def waiting(self, location: SftpPortal, *, mark: Mark | None = None) -> list[Dropped]:
        """Return the files that wait.

        Raises:
            SourceError: the server is unknown, down, another one, or refuses; there is no program.
        """
        with _session(location, self._settings) as session:
            return unread(location, session.lying(), mark)

    def open(
        self,
        location: SftpPortal,
        dropped: Dropped,
        *,
        chunk_rows: int = CHUNK_ROWS,
        mark: Mark | None = None,
    ) -> Opened:
        """Fetch one of them and open it.

        Raises:
            SourceError: as above; its name is none that can be asked for; it is too large, or
                changes while it is fetched.
        """
        name = f"{location.place}/{dropped.name}"
        if not _NAME.fullmatch(dropped.name):
            raise SourceError("error.source.drop_name", file=name)
        if dropped.size > self._limits.most_bytes:
            raise SourceError("error.source.drop_large", file=name, most=self._limits.most_bytes)
        landing = Landing()
        path = landing.path / dropped.name
        with _session(location, self._settings) as session:
            session.run(f'get "{dropped.name}" "{path}"', path, self._limits.most_bytes)
            lying = list(session.lying())
        if dropped not in lying or path.stat().st_size != dropped.size:
            raise SourceError("error.source.changed", file=name)
        return from_drop(
            location, path, dropped, lying, mark=mark, chunk_rows=chunk_rows, landing=landing
        )


@dataclass(frozen=True)
class _Session:
    """How the program is called for a server; each call is a connection of its own."""

    portal: SftpPortal
    settings: SftpSettings
    command: tuple[str, ...]
    folder: str

    def lying(self) -> Iterator[Dropped]:
        """Yield the plain files of the folder."""
        for line in self.run("ls -ln").splitlines():
            if found := _LINE.fullmatch(line):
                size, version, name = found.groups()
                yield Dropped(name, int(size), version)

    def run(self, what: str, path: Path | None = None, most: int = 0) -> str:
        """Do one thing in the folder; return what was said.

        A file that grows beyond ``most`` bytes while it is fetched is left.
        """
        batch = f'cd "{self.folder}"\n{what}\n'
        # Dates in one language, names as they are.
        surroundings = {**os.environ, "LC_ALL": "C.UTF-8"}
        process = subprocess.Popen(  # noqa: S603
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=surroundings,
        )
        until = time.monotonic() + self.settings.run_seconds
        given: bytes | None = batch.encode()
        while True:
            try:
                said, complained = process.communicate(given, timeout=1)
                break
            except subprocess.TimeoutExpired:
                given = None
                large = path is not None and path.exists() and path.stat().st_size > most
                if large or time.monotonic() > until:
                    process.kill()
                    process.communicate()
                    reason = "more came than was announced" if large else "timed out"
                    raise self._refused(reason) from None
        if process.returncode:
            told = complained.decode("utf-8", errors="replace").split("\n")
            # The cause comes before what follows from it.
            cause = [line.strip() for line in told if line.strip() not in _FOLLOWS]
            raise self._refused(cause[-1] if cause else f"exit code {process.returncode}")
        return said.decode("utf-8", errors="replace")

    def _refused(self, reason: str) -> SourceError:
        return SourceError("error.source.sftp", file=self.portal.place, reason=reason[:200])


@contextmanager
def _session(portal: SftpPortal, settings: SftpSettings) -> Iterator[_Session]:
    """Look the server up, and lay its key and ours where the program reads them."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise SourceError("error.source.sftp_program", file=portal.place)
    parts = urlsplit(portal.url)
    host, port = parts.hostname or "", parts.port or 22
    try:
        address = permitted(host, port, portal.networks)
    except InsideError as error:
        key = "error.source.sftp" if error.unknown else "error.source.portal_inside"
        raise SourceError(key, file=portal.place, reason=error.reason) from error
    folder = unquote(parts.path)
    if '"' in folder or "\\" in folder or not folder.isprintable():
        raise SourceError("error.source.drop_name", file=portal.place)
    with tempfile.TemporaryDirectory(prefix="anlan-") as own:
        known, private = Path(own) / "known_hosts", Path(own) / "key"
        known.write_text(f"{host} {portal.host_key}\n", encoding="utf-8")
        private.touch(mode=0o600)
        private.write_text(secrets.read(portal.key, portal.place) + "\n", encoding="utf-8")
        told = _options(host, known, private, settings)
        target = (
            f"{parts.username}@[{address}]" if ":" in address else f"{parts.username}@{address}"
        )
        command = (program, "-F", "none", "-P", str(port), *told, "-b", "-", target)
        yield _Session(portal, settings, command, folder)


def _options(host: str, known: Path, private: Path, settings: SftpSettings) -> list[str]:
    """Return the program's options: no question, no other key than ours, no other server."""
    options = {
        "BatchMode": "yes",
        "ConnectTimeout": str(settings.connect_seconds),
        "ServerAliveInterval": str(settings.connect_seconds),
        "GlobalKnownHostsFile": "/dev/null",
        "HostKeyAlias": host,
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "IdentityFile": str(private),
        "LogLevel": "ERROR",
        "PreferredAuthentications": "publickey",
        "StrictHostKeyChecking": "yes",
        "UserKnownHostsFile": str(known),
    }
    return [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
