"""Mend quarantine in the console: open a row, mend it, or set it aside, always with a reason."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from support.members import Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
CITY = "jiangcheng"


def test_console_a_row_is_mended_and_leaves_quarantine(visit: Any, members: Members) -> None:
    member = members.add("data_steward", CITY)
    page = visit(f"{CITY}/data?source=premises&rule=not_integer", member)
    rows = page.locator("tr[data-row]")
    expect(rows.first).to_contain_text("floor_area_m2")
    number = rows.count()
    first = rows.first.get_attribute("data-row")
    rows.first.get_by_role("link").click()
    panel = page.locator(".beside")
    expect(panel.get_by_role("heading", level=1)).to_contain_text("Row")
    expect(panel.locator(".wrong").first).to_contain_text("floor_area_m2")
    go = panel.get_by_role("button", name="Mend and check")
    expect(go).to_be_disabled()
    field = panel.locator("input[name=cell-floor_area_m2]")
    field.fill("large")
    panel.get_by_label("Why").fill("asked the licence office")
    go.click()
    expect(panel.get_by_role("alert").first).to_contain_text("large")
    field.fill("85")
    go.click()
    expect(page.get_by_role("status").first).to_contain_text("1 row mended")
    expect(panel).to_have_count(0)
    expect(page.locator(f'tr[data-row="{first}"]')).to_have_count(0)
    expect(rows).to_have_count(number - 1)


def test_console_a_row_is_set_aside_only_for_a_reason(visit: Any, members: Members) -> None:
    member = members.add("data_steward", CITY)
    page = visit(f"{CITY}/data?source=premises&rule=position_zero", member)
    row = page.locator("tr[data-row]").first
    which = row.get_attribute("data-row")
    row.get_by_role("link").click()
    panel = page.locator(".beside")
    aside = panel.get_by_role("button", name="Set aside")
    expect(aside).to_be_disabled()
    panel.get_by_label("Why").fill("nobody knows where it was")
    aside.click()
    page.get_by_role("dialog").get_by_role("button", name="Set aside").click()
    expect(page.get_by_role("status").first).to_contain_text("1 row set aside")
    expect(page.locator(f'tr[data-row="{which}"]')).to_have_count(0)


def test_console_who_may_only_read_mends_nothing(visit: Any, members: Members) -> None:
    page = visit(f"{CITY}/data?source=hotline", members.add("analyst", CITY))
    page.locator("tr[data-row]").first.get_by_role("link").click()
    panel = page.locator(".beside")
    expect(panel.locator("code").first).to_be_visible()
    expect(panel.locator("em").first).to_contain_text("not shown")
    expect(panel.locator("input, textarea")).to_have_count(0)
    expect(page.get_by_role("button", name="Check all again")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page).not_to_have_url(re.compile("row="))
