"""Starter packs in the console: the ten fields to read, and their sheets to fetch."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from anlan.risk.packs import packs
from anlan.risk.register import kinds
from anlan.risk.register.clauses import of_field
from support.members import Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
HOME = "jiangcheng"
PHONE = {"width": 390, "height": 844}


def test_console_packs_of_the_ten_fields_are_read(visit: Visit, members: Members) -> None:
    page = visit(f"{HOME}/risks", members.add("analyst"))
    page.get_by_role("link", name="Starter packs").click()
    fields = page.locator("[data-field]")
    expect(fields).to_have_text([each.en for each in kinds().fields.values()])
    expect(page.locator("[data-pack=fire]")).to_be_visible()
    page.locator("[data-field=construction]").click()
    shown = page.locator("[data-pack=construction]")
    expect(shown.get_by_role("heading", level=2).first).to_have_text("Construction")
    pack = packs()["construction"]
    checklist = shown.locator("[data-checklist=daily]")
    expect(checklist.get_by_role("listitem").first).to_be_hidden()
    checklist.locator("summary").click()
    expect(checklist.get_by_role("listitem")).to_have_count(len(pack.checklists[0].items))
    expect(checklist).to_contain_text("clause to look up")
    pit = shown.locator("[data-jha=excavation]")
    pit.locator("summary").click()
    expect(pit.locator("tbody tr")).to_have_count(len(pack.jha[0].steps))
    expect(pit).to_contain_text("Watch the pit")
    crane = shown.locator("[data-scl=tower_crane]")
    crane.locator("summary").click()
    expect(crane).to_contain_text("moment, load, height, slewing limiters work")
    expect(shown.locator("[data-clause]")).to_have_count(len(of_field("construction")))
    expect(shown).to_contain_text("concluded by a person")


def test_console_packs_sheet_is_fetched_as_a_workbook(
    visit: Visit, members: Members, tmp_path: Path
) -> None:
    page = visit(f"{HOME}/risks/packs?field=mines", members.add("analyst"))
    for name, file, sheet in [
        ("JHA sheet (XLSX)", "mines-jha-en.xlsx", "JHA"),
        ("SCL sheet (XLSX)", "mines-scl-en.xlsx", "SCL"),
        ("Checklists (XLSX)", "mines-checklist-en.xlsx", "1 Round of an underground mine"),
    ]:
        with page.expect_download() as fetched:
            page.get_by_role("link", name=name).click()
        assert fetched.value.suggested_filename == file
        fetched.value.save_as(tmp_path / file)
        assert load_workbook(tmp_path / file).sheetnames[0] == sheet


def test_console_packs_field_that_is_not_there_is_said(
    visit: Visit, members: Members, refusals: None
) -> None:
    page = visit(f"{HOME}/risks/packs?field=space", members.add("analyst"))
    expect(page.get_by_role("alert")).to_contain_text("No field is known as “space”")
    page.locator("[data-field=fire]").click()
    expect(page.locator("[data-pack=fire]")).to_be_visible()


def test_console_packs_are_read_on_a_phone_and_in_chinese(visit: Visit, members: Members) -> None:
    page = visit(
        f"{HOME}/risks/packs?field=food_and_drugs",
        members.add("analyst"),
        locale="zh-CN",
        viewport=PHONE,
    )
    expect(page.locator("[data-pack=food_and_drugs]")).to_contain_text("作业活动风险分析")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
