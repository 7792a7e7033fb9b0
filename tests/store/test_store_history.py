"""What was done to a subject, in order and in words."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta, timezone
from pathlib import Path
from string import Formatter

import pytest

from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import entries, history
from anlan.words import LANGUAGES, catalogue
from support.receiver import Receiver
from support.time_authority import TimeAuthority

SRC = Path(__file__).parents[2] / "src" / "anlan"


def test_a_subjects_history_is_told_in_words_and_order(database: Database) -> None:
    counts = {"read": 9, "new": 8, "updated": 0, "unchanged": 0, "quarantined": 1}
    with change(database, Cause("local:ann", why="monthly")) as made:
        made.record("batch:town/visits/1", "batch.opened", after={"file": "a.csv"})
        made.record("batch:town/other/2", "batch.opened", after={"file": "b.csv"})
        made.record("batch:town/visits/1", "batch.closed", after=counts)
    told = list(history(database, "batch:town/visits"))
    assert [each.act for each in told] == ["batch.opened", "batch.closed"]
    assert told[0].say("en") == "Began to take in a.csv."
    assert "9" in told[1].say("zh")
    assert told[0].why == "monthly"
    assert [each.seq for each in history(database, "batch:town/visits", limit=1)] == [3]


def test_a_name_with_wildcards_finds_only_itself(database: Database) -> None:
    with change(database, Cause("local:ann")) as made:
        made.record("batch:town/a", "batch.opened", after={"file": "a"})
    assert list(history(database, "batch:t_wn")) == []
    assert list(history(database, "%")) == []


def acts_in_the_code() -> Iterator[tuple[str, ast.expr]]:
    """Yield every act that is given to a ``record`` of a change, with where it stands."""
    for path in SRC.rglob("*.py"):
        if path == SRC / "store" / "change.py":  # hands on what it is given
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if named and node.func.attr == "record" and len(node.args) > 1:
                choices = node.args[1]
                both = isinstance(choices, ast.IfExp)
                for act in (choices.body, choices.orelse) if both else (choices,):
                    yield f"{path.name}:{node.lineno}", act


def has_text(act: ast.expr) -> bool:
    """Return whether an act has its sentence; one put together, whether any of its kind has."""
    if isinstance(act, ast.Constant):
        return f"ledger.{act.value}" in catalogue()
    assert isinstance(act, ast.JoinedStr), "an act is written where it is recorded"
    (kind, *_) = act.values
    assert isinstance(kind, ast.Constant)
    return any(key.startswith(f"ledger.{kind.value}") for key in catalogue())


def test_every_act_in_the_code_has_its_sentence() -> None:
    acts = list(acts_in_the_code())
    known = {act.value for _, act in acts if isinstance(act, ast.Constant)}
    assert {"batch.opened", "batch.closed", "contract.agreed", "endpoint.added"} <= known
    assert [where for where, act in acts if not has_text(act)] == []


@pytest.mark.parametrize("key", [key for key in catalogue() if key.startswith("ledger.")])
def test_both_languages_tell_the_same_facts(key: str) -> None:
    # A fact that is words has a form in each language, such as a rule's name.
    places = [
        {
            name.removesuffix(f"_{lang}")
            for _, name, _, _ in Formatter().parse(catalogue()[key][lang])
            if name
        }
        for lang in LANGUAGES
    ]
    assert places[0] == places[1]
    assert catalogue()[key]["zh"]


def test_what_changed_for_whom_and_why_is_told(database: Database) -> None:
    cause = Cause("account:1", "account:2", why='moved to "north"')
    with change(database, cause) as made:
        before = {"role": "viewer", "division": "", "same": 1, "list": [1]}
        made.record("account:7", "no.such.act", before, {"role": "editor", "same": 1, "list": []})
    (told,) = history(database, "account:7")
    assert told.say() == "no.such.act"
    assert told.details() == [
        "list: [1] → []",
        "role: viewer → editor",
        "On behalf of account:2.",
        'Why: moved to "north"',
    ]
    assert told.details("zh")[-1] == '原因：moved to "north"'


def test_an_act_that_told_other_facts_is_still_told(database: Database) -> None:
    with change(database, Cause("local:ann")) as made:
        made.record("batch:town/1", "batch.closed", after={"rows": 1})
    assert next(history(database, "batch:town/1")).say() == "batch.closed"


@pytest.fixture
def paged(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A ledger of thirty entries, of which only the last ten count as near."""
    monkeypatch.setattr("anlan.store.history.NEAR", 10)
    for number in range(30):
        with change(database, Cause(f"account:{number % 3}")) as made:
            kind = "case" if number % 2 else "batch"
            made.record(f"{kind}:t_wn/{number}", f"{kind}.closed", after={"n": number})
    return database


def test_the_whole_ledger_is_paged_through_newest_first(paged: Database) -> None:
    seen: list[int] = []
    before = None
    while page := entries(paged, before=before, limit=7):
        seen += [each.seq for each in page]
        before = seen[-1]
    assert seen == list(range(30, 0, -1))


FILTERS: list[tuple[dict[str, str], Callable[[int], bool]]] = [
    ({"who": "account:2"}, lambda n: n % 3 == 2),
    ({"act": "case.closed"}, lambda n: n % 2 == 1),
    ({"act": "case.*"}, lambda n: n % 2 == 1),
    ({"subject": "case:t_wn/"}, lambda n: n % 2 == 1),
    ({"subject": "case:t_wn/1"}, lambda n: n == 1 or (n % 2 == 1 and 10 <= n < 20)),
    ({"subject": "case:town"}, lambda n: False),
    ({"subject": "%"}, lambda n: False),
    ({"subject": "CASE:"}, lambda n: False),
    ({"act": "%.*"}, lambda n: False),
    ({"who": "account:1", "act": "batch.*", "subject": "batch:"}, lambda n: n % 6 == 4),
    ({"who": "' OR 1=1 --"}, lambda n: False),
]


@pytest.mark.parametrize(("asked", "holds"), FILTERS, ids=[str(asked) for asked, _ in FILTERS])
def test_a_page_holds_what_was_asked_for(
    paged: Database, asked: dict[str, str], holds: Callable[[int], bool]
) -> None:
    expected = [n + 1 for n in reversed(range(30)) if holds(n)]
    assert [each.seq for each in entries(paged, **asked)] == expected
    assert [each.seq for each in entries(paged, **asked, limit=2)] == expected[:2]
    assert [each.seq for each in entries(paged, **asked, before=15)] == [
        seq for seq in expected if seq < 15
    ]


def test_a_page_begins_at_a_moment(paged: Database) -> None:
    tenth = next(each for each in entries(paged) if each.seq == 10)
    since = tenth.moment.astimezone(timezone(timedelta(hours=8)))
    assert [each.seq for each in entries(paged, since=since)] == list(range(30, 9, -1))


def anlan(home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        env=os.environ | settings,
        args=[sys.executable, "-m", "anlan", "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_command_line_anchors_verifies_and_names_the_first_bad_entry(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    database = Database.in_folder(home)
    assert anlan(home, "ledger", "verify").returncode == 0
    for number in range(3):
        with change(database, Cause("local:ann")) as made:
            made.record(f"city:{number}", "catalogue.adopted", after={"batches": number})
    assert "entry 3" in anlan(home, "ledger", "anchor").stdout
    whole = anlan(home, "ledger", "verify")
    assert (whole.returncode, "3 entries" in whole.stdout) == (0, True)
    assert "2 batches" in anlan(home, "ledger", "history", "city:2").stdout
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE ledger SET who = 'nobody' WHERE seq = 2")
    database.close()
    broken = anlan(home, "ledger", "verify")
    assert broken.returncode == 1
    assert "from entry 2 on" in broken.stdout
    assert "第 2 条" in anlan(home, "--lang", "zh", "ledger", "verify").stdout
    read = json.loads(anlan(home, "ledger", "verify", "--json").stdout)
    assert (read["whole"], read["first_untrusted"], read["fault"]) == (False, 2, "changed")
    assert "entry 2" in read["sentence"]


def test_the_command_line_anchors_everywhere_and_verifies_by_several_files(
    tmp_path: Path, receiver: Receiver, authority: TimeAuthority
) -> None:
    home, one, two = tmp_path / "home", tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    home.mkdir()
    outside = {
        "ANLAN_ANCHORS": f"{one}{os.pathsep}{two}",
        "ANLAN_ANCHOR_WEBHOOK": receiver.url,
        "ANLAN_ANCHOR_SECRET": "0123456789abcdef01234567",
        "ANLAN_ANCHOR_TSA": authority.url,
        "ANLAN_ANCHOR_TSA_ROOTS": str(authority.ca),
        "ANLAN_ALLOW_NETWORKS": "127.0.0.0/8",
    }
    done = anlan(home, "ledger", "anchor", **outside)
    assert (done.returncode, done.stdout.count("Kept the head")) == (0, 4)
    assert outside["ANLAN_ANCHOR_SECRET"] not in done.stdout
    assert len(receiver.got) == 1
    read = json.loads(anlan(home, "ledger", "verify", "--json", **outside).stdout)
    assert read["whole"]
    assert [each["by"] for each in read["stamps"]] == ["CN=City notary"]
    assert "CN=City notary" in anlan(home, "ledger", "verify", **outside).stdout
    unchecked = anlan(home, "ledger", "verify", "--heads", str(one))
    assert "1 head has a time stamp that was not checked" in " ".join(unchecked.stdout.split())
    receiver.answers = [500]
    refused = anlan(home, "ledger", "anchor", **outside)
    assert (refused.returncode, refused.stdout.count("Kept the head")) == (1, 3)
    assert "500" in refused.stdout
    two.unlink()
    gone = anlan(home, "ledger", "verify", **outside)
    assert (gone.returncode, "two.jsonl" in "".join(gone.stderr.split())) == (1, True)
