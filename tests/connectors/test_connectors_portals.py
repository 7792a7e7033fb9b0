"""Portals through the pool: marks kept with batches, outages told once, schedules, wrong packs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from anlan import cities
from anlan.cities.pack import Pack
from anlan.cities.schedule import ask_due
from anlan.cities.work import Work
from anlan.model.errors import SourceError
from anlan.pool import records
from anlan.pool.connectors.settings import defaults
from anlan.pool.marks import down_since
from anlan.store import Workspace
from anlan.store.jobs.tables import DONE, Job
from anlan.store.ledger import Entry
from support.lifts import CONTRACT, pack_in
from support.service import Bad, Query, Reply, Service, serving

NOW = datetime(2026, 3, 20, 8, tzinfo=UTC)
PORTAL = """connector = "http_json"
url = "{url}/lifts"
since = {{ column = "at", parameter = "changed" }}
allow_networks = ["127.0.0.0/8"]
"""


def rows(count: int) -> list[dict[str, object]]:
    return [{"id": f"L{n}", "at": f"2026-03-{n + 1:02}T10:00:00Z", "load": 1} for n in range(count)]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service whose rows are changed by tests; it is asked without waiting long."""
    hasty = {"attempts": 2, "first_wait_seconds": 0.01, "requests_per_second": 1000.0}
    chosen = defaults()
    changed = chosen.model_copy(update={"http": chosen.http.model_copy(update=hasty)})
    monkeypatch.setattr("anlan.pool.connectors.portal.defaults", lambda: changed)
    held = rows(5)

    def speak(_: Service, __: str, query: Query) -> Reply:
        return Reply([row for row in held if str(row["at"]) >= query.get("changed", "")])

    with serving(Service(speak)) as running:
        running.rows = held  # type: ignore[attr-defined]
        yield running


@pytest.fixture
def pack(service: Service, tmp_path: Path) -> Pack:
    return cities.load(pack_in(tmp_path / "pack", PORTAL.format(url=service.url)))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(tmp_path / "home", "liftton")
    yield made
    made.close()


def acts(workspace: Workspace) -> list[str]:
    with workspace.session() as session:
        found = session.scalars(select(Entry.act).order_by(Entry.seq)).all()
    return [act for act in found if act.startswith("source.")]


def test_the_next_reading_asks_only_for_what_is_new(
    service: Service, pack: Pack, workspace: Workspace
) -> None:
    work = Work(pack, workspace)
    [first] = work.ingest(None)
    service.rows.append({"id": "L9", "at": "2026-03-09T10:00:00Z", "load": 2})  # type: ignore[attr-defined]
    [second] = work.ingest(None)
    [third] = work.ingest(None)
    assert (first.counts.new, second.counts.read, second.counts.new) == (5, 2, 1)
    assert service.requests[1][1]["changed"] == "2026-03-05T09:00:00+00:00"
    assert third.counts.new == 0
    assert Work(pack, workspace).ingest(None)[0].already
    assert records.read(workspace, pack.city, "lifts").height == 6


def test_an_interrupted_reading_leaves_the_mark_where_it_was(
    service: Service, pack: Pack, workspace: Workspace
) -> None:
    work = Work(pack, workspace)
    work.ingest(None)
    service.rows.append({"id": "L9", "at": "2026-03-09T10:00:00Z", "load": 2})  # type: ignore[attr-defined]
    service.bad = [Bad(times=9)]
    with pytest.raises(SourceError):
        work.ingest(None)
    service.bad = []
    [done] = work.ingest(None)
    assert done.counts.new == 1


def test_after_a_change_of_rules_all_is_read_again(
    service: Service, pack: Pack, workspace: Workspace
) -> None:
    Work(pack, workspace).ingest(None)
    contract = pack.folder / "lifts.yaml"
    stricter = CONTRACT.replace("name: load, ", "name: load, logicalTypeOptions: {minimum: 1}, ")
    contract.write_text(stricter, encoding="utf-8")
    [done] = Work(cities.load(pack.folder), workspace).ingest(None)
    assert "changed" not in service.requests[-1][1]
    assert (done.counts.read, done.already) == (5, False)


def test_an_outage_is_told_once_and_its_end_once(
    service: Service, pack: Pack, workspace: Workspace, tmp_path: Path
) -> None:
    service.bad = [Bad(Reply(status=503), times=6)]
    with capture_logs() as logs:
        for _ in range(3):
            # Each time a new process would open the workspace anew.
            again = Workspace(tmp_path / "home", "liftton")
            with pytest.raises(SourceError, match="stopped answering"):
                Work(pack, again).ingest(None)
            again.close()
        assert down_since(workspace, "lifts") is not None
        Work(pack, workspace).ingest(None)
        Work(pack, workspace).ingest(None)
    told = [each["event"] for each in logs if str(each["event"]).startswith("source_")]
    assert told == ["source_down", "source_back"]
    assert acts(workspace) == ["source.down", "source.back"]
    assert down_since(workspace, "lifts") is None


def test_each_source_that_is_due_gets_one_job(pack: Pack, workspace: Workspace) -> None:
    packs, database = {"liftton": pack}, workspace.database
    assert ask_due(database, packs, NOW) == 1
    assert ask_due(database, packs, NOW + timedelta(hours=5)) == 0, "one that waits is enough"
    with database.writing() as session:
        job = session.scalars(select(Job)).one()
        assert (job.kind, job.arguments) == ("ingest", {"portal": True, "sources": ["lifts"]})
        job.state = DONE
    assert ask_due(database, packs, NOW + timedelta(minutes=14)) == 0
    assert ask_due(database, packs, NOW + timedelta(hours=9)) == 1, "once, not for each time missed"


def test_a_clock_set_back_does_not_stop_the_schedule(pack: Pack, workspace: Workspace) -> None:
    packs, database = {"liftton": pack}, workspace.database
    ask_due(database, packs, NOW + timedelta(days=400))
    with database.writing() as session:
        session.scalars(select(Job)).one().state = DONE
    assert ask_due(database, packs, NOW) == 1


@pytest.mark.parametrize(
    ("portal", "said"),
    [
        ('connector = "arcgiss"\nurl = "https://a.org"', "arcgis"),
        ('connector = "arcgis"\nurll = "https://a.org"', "url"),
        ('connector = "arcgis"\nurl = "https://me:pw@a.org/0"', "secret"),
        ('connector = "arcgis"\nurl = "ftp://a.org/0"', "https://"),
        ('connector = "http_json"\nurl = "https://a.org/?token=abcdefgh"', "secret"),
        (
            'connector = "http_json"\nurl = "https://a.org"\nheaders = {Authorization = "x"}',
            "secret",
        ),
        (
            'connector = "http_json"\nurl = "https://a.org"\nheaders = {X = "Bearer abcdefg"}',
            "secret",
        ),
        ('connector = "database"\nurl = "mysql://u@h/d"\nquery = "q"\npassword = "hush"', "secret"),
        ('connector = "database"\nurl = "mysql://u:p@h/d"\nquery = "q"', "secret"),
        (
            'connector = "http_json"\nurl = "https://a.org"\nallow_networks = ["10.0.0.1/8"]',
            "network",
        ),
        ('connector = "http_json"\nurl = "https://a.org"\npaging = {by = "pages"}', "page"),
        ('connector = "http_json"\nurl = "https://a.org"\npaging = {by = "cursor"}', "at"),
        ('connector = "open311"\nurl = "https://a.org"\nbegin = "yesterday"', "begin"),
    ],
)
def test_a_wrong_portal_is_told_with_its_line(tmp_path: Path, portal: str, said: str) -> None:
    problems = cities.check(pack_in(tmp_path / "pack", portal))
    assert problems
    text = " ".join(each.say("en") for each in problems)
    assert said in text
    assert "line 2" in text
    assert "sources[1].portal" in text
    assert not [
        secret for secret in ("hush", "Bearer a", "abcdefgh", "me:pw", "u:p") if secret in text
    ]
    assert all(each.say("zh") != each.say("en") for each in problems)


def test_a_schedule_without_a_portal_is_told(tmp_path: Path) -> None:
    folder = pack_in(tmp_path / "pack", "")
    text = (folder / "city.toml").read_text("utf-8").replace("[sources.portal]", "")
    (folder / "city.toml").write_text(text, encoding="utf-8")
    assert "no portal to read" in cities.check(folder)[0].say("en")
    (folder / "city.toml").write_text(text.replace("15 min", "often"), encoding="utf-8")
    assert any("15 min" in each.say("en") for each in cities.check(folder))
