"""What was done to a subject, in order and in words."""

import re
import subprocess
import sys
from pathlib import Path

from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import history
from anlan.words import catalogue

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


def test_every_act_in_the_code_has_its_sentence() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in SRC.rglob("*.py"))
    acts = set(re.findall(r'\.record\(\s*[^"]*?(?:f"[^"]*"|[^,"]+),\s*"([a-z_.]+)"', sources))
    assert {"batch.opened", "batch.closed", "contract.agreed"} <= acts
    assert {act for act in acts if f"ledger.{act}" not in catalogue()} == set()


def anlan(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "anlan", "--home", str(home), *arguments],
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
