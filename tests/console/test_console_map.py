"""The map page: list, map and panel speak of the same place."""

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
ROW, CHOSEN = ".priority [role=option]", ".priority [aria-selected=true]"
TOP, SIDE, FOOT = 40, 24, 64
"""The room the map leaves around the city, and for the legend below it, in pixels."""


def ready(page: Page) -> Page:
    page.locator(".canvas[data-idle]").wait_for()
    return page


def test_console_opens_with_the_first_of_the_list(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    first = ask("ranking?limit=1")["items"][0]
    page = ready(browser_page())
    expect(page.locator(CHOSEN)).to_contain_text(first["name"])
    expect(page.locator("aside h1")).to_have_text(first["name"])
    expect(page.locator(".city-map")).to_have_attribute("data-selected", first["asset"])


def test_console_selection_in_the_list_moves_map_panel_and_address(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    third = ask("ranking?limit=3")["items"][2]
    page = ready(browser_page())
    page.locator(ROW).nth(2).click()
    expect(page.locator(".city-map")).to_have_attribute("data-selected", third["asset"])
    expect(page.locator("aside h1")).to_have_text(third["name"])
    expect(page).to_have_url(re.compile(re.escape(f"sel={third['asset']}")))


def test_console_a_link_shows_what_its_sender_saw(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    far = ask("ranking?limit=1&offset=30")["items"][0]
    page = ready(browser_page(f"map?sel={far['asset']}"))
    expect(page.locator("aside h1")).to_have_text(far["name"])
    expect(page.locator(CHOSEN)).to_be_in_viewport()


def test_console_list_is_walked_by_arrow_keys(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    items = ask("ranking?limit=4")["items"]
    page = ready(browser_page(f"map?sel={items[0]['asset']}"))
    expect(page.locator(CHOSEN)).to_be_visible()
    page.locator(".priority [role=listbox]").focus()
    for item in items[1:]:
        page.keyboard.press("ArrowDown")
        expect(page.locator(".city-map")).to_have_attribute("data-selected", item["asset"])


def test_console_legend_filters_the_list(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    red = ask("ranking?grade=red&limit=1")
    page = ready(browser_page())
    for grade in ("orange", "yellow", "blue"):
        page.locator(f".legend [data-grade={grade}]").click()
        expect(page.locator(f".legend [data-grade={grade}]")).to_have_attribute(
            "aria-pressed", "false"
        )
    expect(page.locator(".priority header")).to_contain_text(f"/ {red['total']:,}")
    expect(page).to_have_url(re.compile("grade=red"))


def test_console_map_shows_cells_and_points(browser_page: Callable[..., Page]) -> None:
    page = ready(browser_page())
    for mode in ("Cells", "Points"):
        page.get_by_role("button", name=mode, exact=True).click()
        expect(page.locator(".city-map")).to_have_attribute("data-mode", mode.lower())


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Return x, y on the unit square of Web Mercator."""
    y = math.asinh(math.tan(math.radians(lat))) / math.pi
    return (lon + 180) / 360, (1 - y) / 2


def pixel(page: Page, places: dict[str, list[float]], place: dict[str, Any]) -> tuple[float, float]:
    """Return where the place stands on a map that shows all places."""
    box = page.locator(".city-map").bounding_box()
    assert box is not None
    west, north = mercator(min(places["lon"]), max(places["lat"]))
    east, south = mercator(max(places["lon"]), min(places["lat"]))
    wide, high = box["width"] - 2 * SIDE, box["height"] - TOP - SIDE - FOOT
    scale = min(wide / (east - west), high / (south - north))
    x, y = mercator(place["lon"], place["lat"])
    centre = box["x"] + box["width"] / 2, box["y"] + TOP + high / 2
    return centre[0] + scale * (x - (west + east) / 2), centre[1] + scale * (
        y - (north + south) / 2
    )


def test_console_a_click_on_the_map_chooses_the_place(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    items = ask("ranking?limit=200")["items"]
    place = max(items[1:40], key=lambda item: nearest(item, items))
    page = ready(browser_page(f"map?sel={items[0]['asset']}&route=none&grade={place['grade']}"))
    expect(page.locator(".city-map")).to_have_attribute("data-selected", items[0]["asset"])
    page.mouse.click(*pixel(page, ask("premises"), place))
    expect(page.locator("aside h1")).to_have_text(place["name"])


def nearest(item: dict[str, Any], items: list[dict[str, Any]]) -> float:
    """Return how far the nearest other place is, in degrees."""
    return min(
        math.hypot(item["lon"] - other["lon"], item["lat"] - other["lat"])
        for other in items
        if other["asset"] != item["asset"]
    )


def test_console_search_finds_and_opens(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    item = ask("ranking?limit=1&offset=5")["items"][0]
    page = ready(browser_page())
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search for a place")).to_be_focused()
    page.keyboard.type(item["asset"])
    expect(page.get_by_role("listbox", name="Places found")).to_contain_text(item["name"])
    page.keyboard.press("Enter")
    expect(page.locator("aside h1")).to_have_text(item["name"])


def test_console_figures_open_their_definitions(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    figure = ask("overview")["figures"][0]
    page = ready(browser_page())
    page.locator(".strip .figure").first.focus()
    expect(page.locator(".bubble")).to_have_text(figure["definition"])
    page.keyboard.press("Escape")
    expect(page.locator(".bubble")).to_have_count(0)
