"""The page of a source: promised and done, loads, quarantine by rule."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from support.members import Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
CITY = "jiangcheng"


def test_console_a_source_says_what_it_promised_and_did(visit: Any, members: Members) -> None:
    page = visit(f"{CITY}/data", members.add("analyst", CITY))
    page.get_by_role("link", name="Hotline").first.click()
    expect(page).to_have_url(re.compile(r"/data/hotline"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("otline")
    promises = page.locator("[data-part=promises] tbody tr")
    expect(promises).to_have_count(3)
    expect(promises.filter(has_text="地址")).to_contain_text("95.0 %")
    expect(page.locator("[data-part=promises] .badge.good")).to_have_count(3)
    expect(page.locator("[data-part=days] tbody tr")).to_have_count(1)
    expect(page.locator("[data-part=loads] tbody tr").first).to_be_visible()
    page.locator("[data-part=quarantine] tbody button").first.click()
    expect(page).to_have_url(re.compile(r"data\?source=hotline&rule="))


def test_console_a_source_is_told_in_chinese(visit: Any, members: Members) -> None:
    page = visit(f"{CITY}/data/inspections", members.add("analyst", CITY), locale="zh-CN")
    expect(page.get_by_role("heading", name="承诺与履行")).to_be_visible()
    expect(page.locator("[data-part=warned]")).to_contain_text("premises.premises_id")
