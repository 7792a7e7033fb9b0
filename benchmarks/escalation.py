"""``escalation``: 100,000 cases due at one second, raised once each, with their ledger entries.

The cases stand in a database as the desk leaves them; one worker raises them, as it does in a
running installation, until nothing is due. Afterwards each must have the rung once, and the ledger
must verify. The second on which they are due is that on which the clock is started.
"""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from anlan import cities
from anlan.cases.clockwork import Clockwork
from anlan.cases.escalation import escalate
from anlan.cases.ladder import ladder
from anlan.model.cause import Cause
from anlan.store.cases import CaseRow, CaseRung
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.schema import prepare
from anlan.store.verify import verify
from benchmarks.result import Result
from benchmarks.servers import postgres

NAME = "escalation"
CITY = "jiangcheng"
MANY = 100_000


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure seconds from the moment all are due to the last commit, on each database."""
    many = MANY // 20 if quick else MANY
    pack = cities.load(CITY)
    clocks = Clockwork.of(pack.city, pack.finder())
    with postgres() as server, tempfile.TemporaryDirectory() as name:
        urls = {"": f"sqlite:///{name}/anlan.db"} | (
            {"-postgresql": server.url()} if server else {}
        )
        for suffix, url in urls.items():
            seconds, wrong = _measure(Database(url), clocks, many)
            size = f"{many:,} cases; {wrong} not raised exactly once"
            limit = 60 if not wrong else 0
            yield Result(f"escalation{suffix}", seconds, "s", limit, size=size)


def _measure(database: Database, clocks: Clockwork, many: int) -> tuple[float, int]:
    """Return the seconds it took, and how many cases were not raised exactly once."""
    prepare(database)
    due = datetime.now(UTC).replace(microsecond=0)
    _fill(database, due, many)
    began = time.perf_counter()
    while escalate(database, CITY, clocks, due):
        pass
    seconds = time.perf_counter() - began
    with database.session() as session:
        times = select(func.count()).select_from(CaseRung).group_by(CaseRung.case_id)
        once = sum(count == 1 for count in session.scalars(times))
    sound = verify(database).fault is None
    database.close()
    return seconds, many - once if sound else many


def _fill(database: Database, due: datetime, many: int) -> None:
    """Put cases there whose handling is due, the reminder of each long given."""
    opened = due - timedelta(hours=4)
    order = ladder().first(near=False)
    with change(database, Cause("bench")) as made:
        for first in range(0, many, 10_000):
            rows = [
                {"city": CITY, "number": f"990100{n:013d}", "kind": "event", "class_code": "e0102",
                 "title": "rubbish", "text": "", "state": "in_progress", "step": 4,
                 "division": f"jiangcheng/9901{n % 16 + 1:02d}", "channel": "hotline",
                 "department": ("sanitation", "gas", "water_affairs")[n % 3],
                 "opened_at": opened, "known_at": opened, "due_at": due, "inbox_at": due,
                 "next_at": due, "rung": order, "due_seq": 5, "moves": 5, "version": 6,
                 "seen": True}
                for n in range(first, min(first + 10_000, many))
            ]  # fmt: skip
            for at in range(0, len(rows), 1000):
                made.session.execute(insert(CaseRow).values(rows[at : at + 1000]))
