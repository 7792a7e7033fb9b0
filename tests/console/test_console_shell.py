"""What holds on every page: language, theme, keyboard, phone, and nothing from elsewhere."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

ROW = ".priority [role=option]"
PAGES = ("map", "list", "routes", "cases", "backtest", "data")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
HEIGHTS = "links => links.map(link => link.getBoundingClientRect().height)"
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def go(page: Page, path: str) -> None:
    """Go to another page of the console and wait until it has what it shows."""
    page.locator(f"nav.side a[href*='/{path}']").click()
    page.locator(f"nav.side a[aria-current][href*='/{path}']").wait_for()
    expect(page.locator(".note .lines")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_console_every_page_opens_without_a_fault(
    browser_page: Callable[..., Page], locale: str
) -> None:
    page = browser_page("data", locale=locale)
    for path in PAGES:
        go(page, path)
        expect(page.locator("main")).not_to_be_empty()
        expect(page.get_by_role("alert")).to_have_count(0)
        assert "console." not in page.locator("body").inner_text()


@pytest.mark.parametrize("size", [(390, 844), (720, 450)], ids=["phone", "twice the size"])
def test_console_fits_a_small_screen(
    browser_page: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = browser_page("data", viewport={"width": size[0], "height": size[1]}, has_touch=True)
    for path in PAGES:
        go(page, path)
        assert page.evaluate(OVERFLOW) is False
        heights = page.locator("nav.side a").evaluate_all(HEIGHTS)
        assert min(heights) >= 48


def test_console_switches_language_and_remembers_it(browser_page: Callable[..., Page]) -> None:
    page = browser_page("list")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ranked premises")
    page.get_by_role("button", name="Language").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("风险排序名单")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("风险排序名单")


def test_console_texts_of_the_server_follow_the_language(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    verdict = ask("backtest?lang=zh")["verdict"]["text"]
    page = browser_page("backtest", locale="zh-CN")
    expect(page.locator(".verdict")).to_contain_text(verdict)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_console_follows_the_theme_of_the_system(
    browser_page: Callable[..., Page], scheme: str
) -> None:
    page = browser_page("data", color_scheme=scheme)
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)


def test_console_theme_is_chosen_and_the_map_follows(browser_page: Callable[..., Page]) -> None:
    page = browser_page("map", color_scheme="light")
    page.locator(".canvas[data-idle]").wait_for()
    button = page.get_by_role("button", name="Theme")
    button.click()
    button.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".city-map")).to_have_css("background-color", "rgb(18, 24, 29)")


def test_console_is_walked_by_tab_alone(browser_page: Callable[..., Page]) -> None:
    page = browser_page("data")
    page.get_by_role("heading", level=1).wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_console_pages_keep_the_selection(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    item = ask("ranking?limit=1&offset=2")["items"][0]
    page = browser_page(f"map?sel={item['asset']}")
    expect(page.locator("aside h1")).to_have_text(item["name"])
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="List").click()
    expect(page).to_have_url(re.compile("/list"))
    expect(page.locator("tr[aria-selected=true]")).to_contain_text(item["name"])
    expect(page.locator("aside h1")).to_have_text(item["name"])


def test_console_phone_route_puts_the_next_stop_on_top(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    stops = next(team for team in ask("plan")["teams"] if len(team["stops"]) > 1)["stops"]
    team = next(t["team"] for t in ask("plan")["teams"] if t["stops"] == stops)
    page = browser_page(f"routes?team={team}", **PHONE)
    expect(page.locator(".next")).to_have_attribute("data-asset", stops[0]["asset"])
    act = page.get_by_role("button", name="Done, next stop")
    box = act.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    act.click()
    expect(page.locator(".next")).to_have_attribute("data-asset", stops[1]["asset"])
    page.reload()
    expect(page.locator(".next")).to_have_attribute("data-asset", stops[1]["asset"])
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".next")).to_have_attribute("data-asset", stops[0]["asset"])


def test_console_phone_sheet_holds_list_then_panel(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    first = ask("ranking?limit=1")["items"][0]
    page = browser_page("map", **PHONE)
    page.locator(ROW).first.click()
    expect(page.locator(".sheet aside h1")).to_have_text(first["name"])
    page.get_by_role("button", name="Close").click()
    expect(page.locator(ROW).first).to_be_visible()
