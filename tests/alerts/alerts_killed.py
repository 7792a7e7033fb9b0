"""A server that approves a message and is then killed: says ``ready`` at a moment, and waits."""

import sys
import threading

from alerts_desk import BEN, CITY, NOW, RING, desk

from anlan.alerts import publish, rows
from anlan.alerts.sending import hand_out
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.outbox.deliver import claim
from anlan.store.outbox.settings import settings


def main() -> None:
    url, draft, moment = sys.argv[1:]
    database = Database(url)
    with change(database, BEN) as made:
        seen = rows.draft(made.session, CITY, int(draft)).digest
        publish.approve(made, desk(), int(draft), seen, RING, NOW)
    if moment != "approved":
        hand_out(database, NOW)
    if moment == "claimed":
        (taken,) = claim(database, NOW, settings(), 10)
        assert taken.endpoint.kind == "alert_webhook"
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
