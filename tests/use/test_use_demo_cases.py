"""``anlan demo cases``: a day of reports by every channel, through all seven steps, to the end."""

import os
import subprocess
import sys

from sqlalchemy import func, select

from anlan.cases.flow import workflow
from anlan.store.cases import CaseListing, CaseMove, CaseRow
from anlan.store.database import Database
from anlan.store.verify import verify


def test_use_a_day_of_cases_runs_to_its_end_by_one_command(tmp_path):
    command = [sys.executable, "-m", "anlan", "--home", str(tmp_path), "demo", "cases"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=900, check=False,
        env=os.environ | {"COLUMNS": "120"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    home = tmp_path / "cases"
    database = Database.in_folder(home)
    with database.session() as session:
        channels = set(session.scalars(select(CaseRow.channel).distinct()))
        acts = set(session.scalars(select(CaseMove.act).distinct()))
        steps = {workflow().states[each].step for each in
                 session.scalars(select(CaseMove.to_state).distinct())}  # fmt: skip
        left = session.scalar(select(func.count()).where(CaseRow.ended_at.is_(None)))
        listed = session.scalars(select(CaseListing)).all()
        highest = session.scalar(select(func.max(CaseRow.raised)))
        joined = session.scalar(select(func.count()).where(CaseRow.state == "merged"))
    assert channels == set(workflow().channels)
    assert steps == {1, 2, 3, 4, 5, 6, 7}
    assert acts >= {
        "file.gather", "handle.return", "dispatch.redirect", "supervise.grant_extension",
        "supervise.suspend", "handle.resume", "dispatch.split", "check.fail", "supervise.raise",
        "supervise.list", "supervise.delist", "close.close", "close.call_back", "evaluate.score",
    }  # fmt: skip
    assert left == 0
    assert listed
    assert all(each.delisted_at for each in listed)
    assert highest == 4
    assert joined >= 10
    assert verify(database).fault is None
    database.close()
    reports = {each.suffix for each in (home / "reports").iterdir()}
    assert reports == {".html", ".pdf", ".xlsx"}
    again = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert again.returncode == 0, again.stderr[-2000:]
