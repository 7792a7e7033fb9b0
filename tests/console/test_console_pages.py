"""The other pages: list, routes, back-test, data."""

import re
from collections.abc import Callable
from typing import Any, Protocol

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


class Watched(Protocol):
    """What the page said."""

    faults: list[str]


def test_console_list_is_read_by_keyboard(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    items = ask("ranking?limit=3")["items"]
    page = browser_page("list")
    page.locator("tbody tr").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("aside h1")).to_have_text(items[2]["name"])
    page.keyboard.press("Escape")
    expect(page.locator("aside")).to_have_count(0)


def test_console_list_filters_by_text(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    item = ask("ranking?limit=1&offset=7")["items"][0]
    page = browser_page("list")
    page.get_by_role("searchbox", name="Filter by name").fill(item["asset"])
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(item["name"])
    expect(page).to_have_url(re.compile("text="))


def test_console_list_sorts_by_name(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    item = ask("ranking?limit=1&sort=name")["items"][0]
    page = browser_page("list")
    page.get_by_role("button", name="Place").click()
    expect(page.locator("tbody tr").first).to_contain_text(item["name"])


def test_console_list_turns_pages(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    item = ask("ranking?limit=1&offset=50")["items"][0]
    page = browser_page("list")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("tbody tr").first).to_have_attribute("data-asset", item["asset"])


def test_console_list_says_when_nothing_fits(browser_page: Callable[..., Page]) -> None:
    page = browser_page("list?text=no-such-place-anywhere")
    expect(page.get_by_role("status")).to_contain_text("No place fits")


def test_console_routes_show_every_team_and_mark_the_random_visits(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    teams = ask("plan")["teams"]
    random = sum(stop["random"] for team in teams for stop in team["stops"])
    page = browser_page("routes")
    expect(page.locator(".card")).to_have_count(len(teams))
    expect(page.locator(".card li")).to_have_count(sum(len(team["stops"]) for team in teams))
    expect(page.locator(".card .dice")).to_have_count(random)


def test_console_routes_give_their_exports(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    exports = ask("plan")["exports"]
    page = browser_page("routes")
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", exports["csv"])
    expect(page.get_by_role("link", name="GPX")).to_have_attribute("href", exports["gpx"])
    for link in exports.values():
        assert page.request.get(page.url.split("/#")[0] + link).ok


def test_console_backtest_tells_the_verdict_first(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    report = ask("backtest?lang=en")
    page = browser_page("backtest")
    expect(page.locator(".verdict")).to_contain_text(report["verdict"]["text"])
    expect(page.locator("table").first.locator("tbody tr")).to_have_count(len(report["methods"]))
    expect(page.locator(".chart svg")).to_have_count(2)


def test_console_backtest_changes_the_measure(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    metric = ask("backtest?lang=en")["metrics"][1]
    page = browser_page("backtest")
    page.get_by_role("button", name=metric["label"], exact=True).click()
    expect(page.locator("table").first.locator("thead")).to_contain_text(metric["label"])
    expect(page.locator(".chooser p")).to_contain_text(metric["definition"])


def test_console_data_lists_sources_and_quarantine(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    sources = ask("overview?lang=en")["sources"]
    page = browser_page("data")
    rows = page.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(len(sources))
    expect(rows.first).to_contain_text(sources[0]["title"])
    expect(page.get_by_role("heading", name="Quarantine")).to_be_visible()


def test_console_unknown_city_is_said(browser_page: Callable[..., Page]) -> None:
    page = browser_page("data")
    page.get_by_role("heading", level=1).wait_for()
    page.evaluate("location.hash = '#/atlantis/map'")
    said = page.get_by_role("status").filter(has_text="no city named atlantis")
    expect(said.first).to_be_visible()


def test_console_says_when_the_server_is_gone(
    browser_page: Callable[..., Page], watched: Watched
) -> None:
    page = browser_page("data")
    page.get_by_role("heading", name="Quarantine").wait_for()
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("link", name="List").click()
    expect(page.get_by_role("alert").first).to_contain_text("cannot be reached")
    page.unroute_all()
    page.get_by_role("button", name="Try again").first.click()
    expect(page.locator("tbody tr").first).to_be_visible()
    watched.faults.clear()  # Chromium tells of each request that was cut off
