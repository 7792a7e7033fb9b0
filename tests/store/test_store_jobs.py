"""Two never do one job: leases, fences, lanes, kills; on both databases."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jobs_worker import CITIES, chosen, note_in, noted
from sqlalchemy import text

from anlan.model.cause import Cause
from anlan.model.errors import SourceError, StoreError
from anlan.store import Workspace
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import history
from anlan.store.jobs import queue, upkeep, work
from anlan.store.jobs.context import JobContext
from anlan.store.jobs.failure import sentence
from anlan.store.jobs.runner import Runner
from anlan.store.jobs.settings import settings
from anlan.store.jobs.tables import CANCELLED, DONE, FAILED, RUNNING, WAITING, Upkeep
from anlan.store.jobs.work import LostError, Taken
from anlan.store.verify import verify

ANN = Cause("local:ann")
WORKER = Path(__file__).with_name("jobs_worker.py")
Open = Callable[[], Database]


def ask(database: Database, city: str = "a", kind: str = "note", **arguments: Any) -> int:
    with change(database, ANN) as made:
        return queue.ask(made, kind, city, arguments)


def take(database: Database, worker: str = "w", now: datetime | None = None) -> Taken | None:
    return work.take(database, worker, ["note"], CITIES, now)


def taken(database: Database, worker: str = "w", now: datetime | None = None) -> Taken:
    found = take(database, worker, now)
    assert found is not None
    return found


def later(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def acts(database: Database, number: int) -> list[str]:
    return [told.say() for told in history(database, queue.subject(number))]


def test_a_job_is_asked_for_taken_and_done(database: Database) -> None:
    number = ask(database, seconds=0)
    found = taken(database)
    assert (found.id, found.fence, found.arguments) == (number, 1, {"seconds": 0})
    assert found.cause == Cause(f"job:{number}", for_whom="local:ann", origin="w")
    work.beat(database, found, 0.4)
    assert queue.get(database, number).progress == 0.4
    work.finish(database, found, {"run": "r1"})
    job = queue.get(database, number)
    assert (job.state, job.result, job.progress, job.leased_until) == (DONE, {"run": "r1"}, 1, None)
    assert take(database) is None
    assert acts(database, number) == [
        "Asked for a job: note, for a.",
        "Began a job: note, for a (w).",
        "Did a job: note, for a.",
    ]
    assert verify(database).entries == 3, "no heartbeat is in the ledger"


def test_jobs_of_a_lane_come_one_after_the_other_and_other_lanes_dont_wait(
    database: Database,
) -> None:
    first, second, other = ask(database, "a"), ask(database, "a"), ask(database, "b")
    at_first, at_other = taken(database), taken(database)
    assert (at_first.id, at_other.id) == (first, other)
    assert take(database) is None
    work.finish(database, at_first, {})
    assert taken(database).id == second


def test_what_isnt_due_or_isnt_for_this_worker_stays(database: Database) -> None:
    with change(database, ANN) as made:
        queue.ask(made, "note", "a", {}, later(60))
    ask(database, "elsewhere")
    ask(database, "b", kind="other")
    assert take(database) is None
    assert taken(database, now=later(61)).city == "a"


def test_the_database_itself_refuses_a_second_running_job_of_a_lane(database: Database) -> None:
    ask(database), ask(database)
    taken(database)
    with pytest.raises(StoreError), database.writing() as session:
        session.execute(text("UPDATE jobs SET state = 'running'"))


def test_a_job_whose_lease_ended_goes_to_the_next_and_the_fence_keeps_the_old_one_out(
    database: Database, url: str, tmp_path: Path
) -> None:
    number = ask(database)
    slow = taken(database, "slow")
    assert take(database, "early") is None
    quick = taken(database, "quick", later(settings().lease_seconds + 1))
    assert (quick.id, quick.fence, slow.fence) == (number, 2, 1)
    context = JobContext(slow, threading.Event())
    workspace = Workspace(tmp_path, "a", url, slow.cause, context.guard)
    before = verify(database)
    with pytest.raises(LostError), workspace.change() as change:
        change.record("thing:1", "thing.spoilt")
    workspace.close()
    for step in (
        lambda: work.beat(database, slow, 0.9),
        lambda: work.finish(database, slow, {}),
        lambda: work.fail(database, slow, SourceError("error.job.pair", found="x")),
        lambda: work.hand_back(database, slow),
    ):
        with pytest.raises(LostError):
            step()
    assert verify(database) == before
    work.finish(database, quick, {})
    assert queue.get(database, number).state == DONE


def test_a_heartbeat_puts_off_the_end_of_the_lease(database: Database) -> None:
    ask(database)
    mine = taken(database)
    lease = settings().lease_seconds
    work.beat(database, mine, 0.1, later(lease - 1))
    assert take(database, now=later(lease + 1)) is None
    assert take(database, now=later(2 * lease)) is not None


def test_a_job_that_never_comes_to_an_end_fails_and_frees_its_lane(database: Database) -> None:
    number, after = ask(database), ask(database)
    wait = settings().lease_seconds + 1
    for n in range(settings().most_takes):
        assert taken(database, f"w{n}", later(n * wait)).id == number
    assert taken(database, "w9", later(settings().most_takes * wait)).id == after
    job = queue.get(database, number)
    assert job.state == FAILED
    assert "3 times" in sentence(job.error)
    assert "w2" in sentence(job.error, "zh")


def test_a_job_handed_back_waits_for_the_next_and_its_taking_doesnt_count(
    database: Database,
) -> None:
    number = ask(database)
    for n in range(settings().most_takes + 2):
        work.hand_back(database, taken(database, f"w{n}"))
    assert queue.get(database, number).state == WAITING
    assert taken(database).id == number


@pytest.mark.parametrize("running", [False, True])
def test_a_cancelled_job_is_left_and_its_lane_is_free(database: Database, running: bool) -> None:
    number, after = ask(database), ask(database)
    held = taken(database) if running else None
    queue.cancel(database, ANN, number)
    if held:
        with pytest.raises(LostError):
            work.finish(database, held, {})
    assert queue.get(database, number).state == CANCELLED
    assert taken(database).id == after
    with pytest.raises(StoreError, match="has ended already"):
        queue.cancel(database, ANN, number)
    with pytest.raises(StoreError, match="no job 99"):
        queue.cancel(database, ANN, 99)


def test_jobs_are_listed_newest_first_page_by_page(database: Database) -> None:
    numbers = [ask(database, "a" if n % 2 else "b") for n in range(7)]
    seen: list[int] = []
    while page := queue.listing(database, before=seen[-1] if seen else None, limit=3):
        seen += [job.id for job in page]
    assert seen == numbers[::-1]
    assert [job.id for job in queue.listing(database, ["a"])] == numbers[1::2][::-1]
    queue.cancel(database, ANN, numbers[0])
    assert [job.id for job in queue.listing(database, state=CANCELLED)] == numbers[:1]
    with pytest.raises(StoreError, match="anlan job list"):
        queue.get(database, 99)


def alone_in_their_lanes(lines: list[dict[str, Any]]) -> bool:
    """Return whether no two jobs of a lane were at work at once."""
    lanes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in sorted(lines, key=lambda each: each["at"]):
        lanes[line["lane"]].append(line)
    return all(
        (a["job"], a["what"], b["what"]) == (b["job"], "begin", "end")
        for lane in lanes.values()
        for a, b in list(pairwise(lane))[::2]
    )


def test_threads_do_each_job_once_and_no_two_of_a_lane(opened: Open, tmp_path: Path) -> None:
    first = opened()
    numbers = [ask(first, CITIES[n % 3], seconds=0.01) for n in range(24)]
    file = tmp_path / "noted"
    kinds = {"note": note_in(file)}
    runners = [Runner(opened(), kinds, CITIES, {}, chosen()) for _ in range(5)]
    for runner in runners:
        runner.start()
    until = time.monotonic() + 60
    while queue.listing(first, state=WAITING) or queue.listing(first, state=RUNNING):
        assert time.monotonic() < until
        time.sleep(0.05)
    for runner in runners:
        runner.stop()
    done = Counter(line["job"] for line in noted(file) if line["what"] == "end")
    assert done == dict.fromkeys(numbers, 1)
    assert alone_in_their_lanes(noted(file))
    assert {job.fence for job in queue.listing(first)} == {1}
    assert verify(first).fault is None


def start(url: str, file: Path, lease: float, *more: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, str(WORKER), url, str(file), str(lease), *more])


def test_processes_do_each_job_once_and_no_two_of_a_lane(
    database: Database, url: str, tmp_path: Path
) -> None:
    numbers = [ask(database, CITIES[n % 3], seconds=0.03) for n in range(30)]
    file = tmp_path / "noted"
    workers = [start(url, file, 60.0, "drain") for _ in range(3)]
    assert [worker.wait(timeout=90) for worker in workers] == [0, 0, 0]
    done = Counter(line["job"] for line in noted(file) if line["what"] == "end")
    assert done == dict.fromkeys(numbers, 1)
    assert alone_in_their_lanes(noted(file))
    assert {job.state for job in queue.listing(database)} == {DONE}
    assert verify(database).fault is None


def test_when_a_worker_is_killed_another_takes_its_job_over(
    database: Database, url: str, tmp_path: Path
) -> None:
    number = ask(database, seconds=1.5)
    file = tmp_path / "noted"
    killed = start(url, file, 2.0)
    until = time.monotonic() + 60
    while not noted(file):
        assert time.monotonic() < until
        time.sleep(0.02)
    other = start(url, file, 2.0)
    time.sleep(0.5)
    assert len(noted(file)) == 1, "the job is the first one's"
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    until = time.monotonic() + 30
    while queue.get(database, number).state != DONE:
        assert time.monotonic() < until
        time.sleep(0.05)
    other.kill()
    other.wait()
    whats = [(line["what"], line["worker"] == other.pid) for line in noted(file)]
    assert whats == [("begin", False), ("begin", True), ("end", True)]
    assert queue.get(database, number).fence == 2
    assert verify(database).fault is None


def runner_of(database: Database, do: Callable[[JobContext], dict[str, Any]]) -> Runner:
    return Runner(database, {"note": do}, CITIES, {}, chosen(lease=1.0))


def test_a_job_that_hears_it_is_handed_back_when_its_worker_stops(database: Database) -> None:
    begun = threading.Event()

    def heeding(at: JobContext) -> dict[str, Any]:
        begun.set()
        while True:
            at.progress(0.3)
            time.sleep(0.01)

    number = ask(database)
    with runner_of(database, heeding).running():
        assert begun.wait(10)
    job = queue.get(database, number)
    assert (job.state, job.takes) == (WAITING, 0)
    assert acts(database, number)[-1] == "Put a job back in the queue: note."


def test_a_job_that_doesnt_hear_it_is_handed_back_and_can_do_nothing_more(
    database: Database,
) -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def unheeding(at: JobContext) -> dict[str, Any]:
        begun.set()
        go_on.wait(30)
        ended.set()
        return {"by": "the deaf"}

    number = ask(database)
    with runner_of(database, unheeding).running():
        assert begun.wait(10)
    assert queue.get(database, number).state == WAITING
    go_on.set()
    assert ended.wait(10)
    time.sleep(0.3)
    assert queue.get(database, number).state == WAITING


def test_a_job_that_lost_its_lease_stops_at_its_next_word(database: Database) -> None:
    number = ask(database)
    ends: list[str] = []

    def long(at: JobContext) -> dict[str, Any]:
        queue.cancel(database, ANN, number)
        try:
            while True:
                at.progress(0.3)
                time.sleep(0.01)
        except LostError as error:
            ends.append(error.key)
            raise

    assert runner_of(database, long).drain() == 1
    assert ends == ["error.job.lost"]
    assert queue.get(database, number).state == CANCELLED


def test_what_goes_away_by_itself_is_tried_again_and_anything_else_fails_at_once(
    database: Database,
) -> None:
    tries: list[int] = []

    def busy(at: JobContext) -> dict[str, Any]:
        tries.append(at.taken.takes)
        raise StoreError("error.store.busy", folder="a", process=7)

    number = ask(database)
    runner = runner_of(database, busy)
    until = time.monotonic() + 20
    while queue.get(database, number).state != FAILED and time.monotonic() < until:
        runner.drain()
        time.sleep(0.05)
    assert tries == [1, 2, 3]
    assert "process 7" in sentence(queue.get(database, number).error)

    def faulty(at: JobContext) -> dict[str, Any]:
        raise ValueError("the name of a person")

    number = ask(database)
    runner_of(database, faulty).drain()
    job = queue.get(database, number)
    assert job.state == FAILED
    assert "ValueError" in sentence(job.error)
    assert "person" not in job.error
    assert acts(database, number)[-1] == "A job failed: note, for a (error.job.fault)."


def test_a_failure_reads_in_both_languages(database: Database) -> None:
    def wrong(at: JobContext) -> dict[str, Any]:
        raise SourceError("error.job.folder_or_portal")

    number = ask(database)
    runner_of(database, wrong).drain()
    error = queue.get(database, number).error
    assert sentence(error) == SourceError("error.job.folder_or_portal").say("en")
    assert sentence(error, "zh") == SourceError("error.job.folder_or_portal").say("zh")


def test_upkeep_is_done_by_one_at_a_time_again_and_again(opened: Open) -> None:
    at_work: list[str] = []
    overlaps: list[int] = []
    rounds: list[float] = []

    def sweep() -> bool:
        at_work.append("x")
        overlaps.append(len(at_work))
        time.sleep(0.05)
        at_work.pop()
        rounds.append(time.monotonic())
        return False

    tasks = {"sweep": sweep}
    runners = [Runner(opened(), {}, (), tasks, chosen()) for _ in range(3)]
    for runner in runners:
        runner.start()
    time.sleep(2)
    for runner in runners:
        runner.stop()
    assert set(overlaps) == {1}
    assert 3 <= len(rounds) <= 8, "every fifth of a second, whoever does it"


def test_upkeep_of_a_worker_that_died_is_taken_up_and_more_to_do_is_done_at_once(
    database: Database,
) -> None:
    now = datetime.now(UTC)
    assert upkeep.claim(database, "slow", "dead", now, 60)
    assert not upkeep.claim(database, "slow", "other", now, 60)
    assert upkeep.claim(database, "slow", "other", now + timedelta(seconds=61), 60)
    upkeep.release(database, "slow", "dead", now + timedelta(days=9))
    with database.session() as session:
        assert session.get_one(Upkeep, "slow").worker == "other"
    upkeep.release(database, "slow", "other", now)
    left = [True, True, False]
    runner = Runner(database, {}, (), {"slow": lambda: left.pop(0)}, chosen())
    runner.drain()
    assert left == []
    runner.drain()


def test_a_task_that_breaks_is_tried_again_when_it_is_due(database: Database) -> None:
    count: list[int] = []

    def broken() -> bool:
        count.append(1)
        raise ZeroDivisionError

    with Runner(database, {}, (), {"sweep": broken}, chosen()).running():
        time.sleep(1.2)
    assert 2 <= len(count) <= 6
