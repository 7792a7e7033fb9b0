"""The page of evaluation: a league, a figure that opens its cases, an appeal and its decision."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from anlan import cities
from anlan.cases.flow import Move
from anlan.cases.report import Report
from anlan.cases.room import CaseRoom
from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from support.members import Members
from support.people import CAUSE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
HOME = "jiangcheng"
PAGE = f"{HOME}/evaluation?object=department"
EVIDENCE = {"evidence": ["photo-1"]}
ACTS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("file.accept", "acceptor", "account:901", {}),
    ("file.file", "duty_head", "account:902", {}),
    ("dispatch.send", "dispatcher", "account:903", {"department": "gas"}),
    ("handle.receive", "handler", "account:904", {}),
    ("handle.start", "handler", "account:904", {}),
    ("handle.finish", "handler", "account:904", EVIDENCE),
    ("check.ask", "acceptor", "account:901", {}),
    ("check.pass", "collector", "account:905", EVIDENCE),
    ("close.close", "duty_head", "account:902", {}),
)


def closed(home: Path, title: str) -> str:
    """Let a problem be reported and solved by the gas company; return its number."""
    layers, pack = home / HOME / "layers", cities.load(HOME)
    tree = pack.divisions(layers)
    room = CaseRoom.of(pack.city, tree, pack.finder(layers))
    place = tree.paths[sorted(each.code for each in tree.standing("grid"))[0]]
    database, now = Database.in_folder(home), datetime.now(UTC)
    told = Report("event", "collector", title, now, now, class_code="e0403", division=place)
    with change(database, CAUSE) as made:
        opened = room.open(made, room.placed(told))
    version = opened.version
    for act, role, who, fields in ACTS:
        with change(database, Cause(who)) as made:
            by = Move(act, who, role, datetime.now(UTC), "gas", fields)
            version = room.move(made, opened.number, by, version).version
    database.close()
    return opened.number


def test_console_a_figure_opens_its_cases_and_can_be_contested(
    visit: Visit, members: Members, guarded_home: Path
) -> None:
    number = closed(guarded_home, "燃气井盖松动")
    page = visit(PAGE, members.add("handler", department="gas"))
    row = page.locator("[data-office=gas]")
    expect(row).to_be_visible()
    solved = row.locator("button.figure").nth(_column(page, "Problems solved"))
    solved.click()
    beside = page.locator(".beside")
    expect(beside.get_by_role("heading", level=1)).to_contain_text("Problems solved")
    expect(beside).to_contain_text("verified")
    line = beside.locator(".behind li", has_text=number)
    expect(line).to_contain_text("燃气井盖松动")
    line.get_by_role("button", name="Contest").click()
    line.get_by_label("Why it shouldn't count").fill("not ours")
    line.get_by_role("button", name="Send the appeal").click()
    expect(beside.get_by_role("heading", level=1)).to_have_text("Appeals")
    expect(beside.locator("li", has_text=number)).to_contain_text("open")

    page = visit(PAGE, members.add("administrator"))
    page.get_by_role("button", name="Appeals").click()
    asked = page.locator(".beside li", has_text=number)
    asked.get_by_label("Answer").fill("it is so")
    asked.get_by_role("button", name="Take the case out").click()
    expect(asked).to_contain_text("accepted")


def _column(page: Page, title: str) -> int:
    names = page.locator(".league thead th").all_inner_texts()
    return next(n for n, name in enumerate(names) if title in name) - 4


def test_console_evaluation_is_told_in_chinese_and_gives_its_report(
    visit: Visit, members: Members, guarded_home: Path
) -> None:
    closed(guarded_home, "燃气井盖缺失")
    page = visit(f"{HOME}/evaluation", members.add("administrator"), locale="zh-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text("评价")
    expect(page.locator("tr[data-office]").first).to_be_visible()
    expect(page.locator(".page")).to_contain_text("不评价个人")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").click()
    file = waiting.value.path()
    assert file.read_bytes().startswith(b"%PDF")
    assert "-zh.pdf" in waiting.value.suggested_filename


def test_console_a_scope_without_cases_says_so(visit: Visit, members: Members) -> None:
    page = visit(f"{PAGE}&month=2001-01", members.add("administrator"))
    expect(page.get_by_text("No case falls in this period")).to_be_visible()
