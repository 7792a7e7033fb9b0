"""The division browser and the chooser: by tree, by search, by keyboard."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from support.members import Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
CITY = "jiangcheng"


def test_console_the_tree_is_opened_branch_by_branch(visit: Any, members: Members) -> None:
    page = visit(f"{CITY}/divisions", members.add("operator", CITY))
    tree = page.get_by_role("navigation", name="Divisions")
    expect(tree.locator(".pick")).to_have_count(1)
    tree.locator(".twist[aria-expanded]").first.click()
    expect(tree.locator(".pick")).to_have_count(17)
    tree.get_by_role("button", name="Lanpu District", exact=True).click()
    expect(page).to_have_url(re.compile("division=990103"))
    expect(page.locator(".one h2").first).to_have_text("Lanpu District")
    expect(page.locator("[data-part=history] tbody tr")).to_have_count(1)
    expect(page.locator("[data-part=counts]")).to_contain_text("Grid")
    expect(page.get_by_role("region", name="Map of the division")).to_be_visible()
    shapes = page.locator(".map[data-shapes]")
    expect(shapes).to_have_attribute("data-ready", "true")
    expect(shapes).to_have_attribute("data-shapes", re.compile(r"[2-9]"))
    page.get_by_role("link", name="Its places in the list").click()
    expect(page).to_have_url(re.compile(r"/list\?division=990103"))


def test_console_a_link_opens_the_way_to_its_division(visit: Any, members: Members) -> None:
    page = visit(f"{CITY}/divisions?division=990103", members.add("operator", CITY))
    here = page.locator(".pick[aria-current=true]")
    expect(here).to_have_text("Lanpu District")
    expect(page.locator("input[name=find]")).to_have_value(re.compile("Lanpu"))


def test_console_a_division_is_chosen_by_keyboard_from_what_a_search_finds(
    visit: Any, members: Members
) -> None:
    page = visit(f"{CITY}/divisions", members.add("operator", CITY))
    field = page.get_by_role("combobox", name="Find by name or code")
    field.click()
    field.press_sequentially("lanpu", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Lanpu District")
    field.press("Enter")
    expect(page).to_have_url(re.compile("division=990103"))
    expect(options).to_have_count(0)
    field.click()
    field.fill("no such place anywhere")
    expect(page.locator(".list").get_by_role("status")).to_contain_text("No division fits")
    field.press("Escape")
    expect(page).to_have_url(re.compile("division=990103"))


def test_console_the_chooser_goes_down_the_tree(visit: Any, members: Members) -> None:
    page = visit("why?permission=plan.read&city=jiangcheng", members.add("administrator"))
    field = page.get_by_role("combobox", name="Division")
    field.click()
    options = page.locator(".chooser [role=option]")
    expect(options).to_have_count(2)
    page.get_by_role("button", name="What lies below Jiangcheng").click()
    expect(options).to_have_count(17)
    page.get_by_role("button", name="What lies below Lanpu District").click()
    expect(options.first).to_have_text("All of Lanpu District")
    options.nth(1).click()
    expect(page).to_have_url(re.compile(r"division=990103\d+"))
    expect(field).to_have_value(re.compile("Lanpu District / "))


def test_console_divisions_are_told_in_chinese(visit: Any, members: Members) -> None:
    page = visit(f"{CITY}/divisions?division=990103", members.add("operator", CITY), locale="zh-CN")
    expect(page.get_by_role("heading", name="名称与有效期")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("行政区划")
