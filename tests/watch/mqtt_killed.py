"""An intake that is killed when readings are on disk and the broker doesn't know it yet."""

import os
import signal
import sys
from pathlib import Path

from mqtt_town import SETTINGS

from anlan.store.database import Database
from anlan.watch.intake import Intake
from anlan.watch.mqtt.broker import LOGIN, read_login
from anlan.watch.mqtt.link import Broker, Came, Link
from anlan.watch.mqtt.router import Router
from anlan.watch.mqtt.take import Taker
from anlan.watch.registry import Clients


class Killed(Link):
    """A link whose process ends where it would acknowledge."""

    def acknowledge(self, came: Came) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    url, folder, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    database = Database(url)
    router = Router(SETTINGS, SETTINGS.protocols)
    place = Broker("127.0.0.1", port, False, "intake", *read_login(folder / LOGIN))
    taker = Taker(
        Killed(place, router.filters), router, Intake(database, "town").start(),
        Clients(database, "town"), lambda told: None,
    )  # fmt: skip
    taker.run(lambda: False)
