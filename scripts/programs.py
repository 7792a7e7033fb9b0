"""Make sure the programs that some tests drive are there, or say plainly which tests won't run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
POSTGRES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


def browser() -> str | None:
    """Return the path of a Chromium on this machine."""
    return os.environ.get("ANLAN_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def postgres() -> str | None:
    """Return the folder of the newest PostgreSQL's programs on this machine."""
    if named := os.environ.get("ANLAN_POSTGRES_BIN"):
        return named
    found = [path for place in POSTGRES for path in Path("/").glob(place[1:])]
    on_path = shutil.which("initdb")
    found += [Path(on_path).resolve().parent] if on_path else []
    complete = [path for path in found if (path / "initdb").exists()]
    return str(max(complete, key=_version)) if complete else None


def mariadb() -> str | None:
    """Return the path of a MariaDB server on this machine."""
    named = os.environ.get("ANLAN_MARIADB")
    return named or shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def sshd() -> str | None:
    """Return the path of an OpenSSH server on this machine."""
    named = os.environ.get("ANLAN_SSHD")
    return named or shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def mosquitto() -> str | None:
    """Return the path of a Mosquitto broker on this machine."""
    named = os.environ.get("ANLAN_MOSQUITTO")
    return named or shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _version(folder: Path) -> int:
    return int("".join(filter(str.isdigit, folder.parent.name)) or 0)


class Program(NamedTuple):
    """What is needed, how it is found, Debian's packages of it, how to name one, who needs it."""

    name: str
    find: Callable[[], str | None]
    packages: tuple[str, ...]
    variable: str
    tests: str


PROGRAMS = (
    Program(
        "Chromium",
        browser,
        ("chromium", "fonts-noto-cjk"),
        "ANLAN_CHROMIUM",
        "tests of the console",
    ),
    Program("PostgreSQL", postgres, ("postgresql",), "ANLAN_POSTGRES_BIN", "PostgreSQL's tests"),
    Program("OpenSSH", sshd, ("openssh-server",), "ANLAN_SSHD", "tests of SFTP"),
    Program("MariaDB", mariadb, ("mariadb-server",), "ANLAN_MARIADB", "MariaDB's tests"),
    Program("Mosquitto", mosquitto, ("mosquitto",), "ANLAN_MOSQUITTO", "tests of MQTT"),
)


def main() -> None:
    """Install what is missing by Debian's package manager when root; else only say it."""
    missing = [program for program in PROGRAMS if not program.find()]
    packages = [package for program in missing for package in program.packages]
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", *packages]):
            subprocess.run(  # noqa: S603
                ["apt-get", *command],  # noqa: S607
                env=environment,
                check=False,
                stdout=subprocess.DEVNULL,
            )
    for program in PROGRAMS:
        if found := program.find():
            print(f"{program.name}: {found}")
            continue
        print(
            f"{program.name}: none found and none could be installed (it takes root and apt-get): "
            f"the {program.tests} will be skipped. Install it or set {program.variable}.",
            file=sys.stderr,
        )


if __name__ == "__main__":
    main()
