"""The residents' page of alerts in a real Chromium: on any phone, known to nobody."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from resident_town import CITY, EAST, WEST, WarningTown

from support.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "locale": "en-GB"}
FRESH_S = 1.0
"""The page is kept for less than this."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, WarningTown]]:
    """Yield the address of a city with an alert in each district, and one that was taken back."""
    home = tmp_path_factory.mktemp("warned") / "home"
    town = WarningTown(home)
    town.take_back(town.publish("990102", "fire", colour="yellow"), "The fire is out.")
    town.publish("990101", "toxic_cloud", colour="red")
    town.publish("990102", "power_cut", colour="blue")
    with serving() as start:
        yield start(home, [CITY], "sign-in"), town
    town.close()


@pytest.fixture
def contexts(
    warned: tuple[str, WarningTown], browsing_at: Callable[[str], Any]
) -> Iterator[Callable[..., BrowserContext]]:
    with browsing_at(warned[0]) as new_context:
        yield lambda **settings: new_context(**PHONE | settings)


@pytest.fixture
def read(
    warned: tuple[str, WarningTown], contexts: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    """Return what opens the page on a phone, perhaps of somebody at a place."""

    def open_page(
        rest: str = "", at: tuple[float, float] | None = None, accuracy: float = 20, **more: Any
    ) -> Page:
        context = contexts(**more)
        if at is not None:
            context.grant_permissions(["geolocation"])
            where = {"longitude": at[0], "latitude": at[1], "accuracy": accuracy}
            context.set_geolocation(where)
        page = context.new_page()
        page.goto(f"{warned[0]}/alerts/{CITY}{rest}")
        return page

    return open_page


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what is against WCAG 2.2 A and AA on a page, as far as a program can tell."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in found.response["violations"]
    ]


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_alerts_page_keeps_to_wcag_aa_in_its_reader_s_language(
    read: Callable[..., Page], locale: str, scheme: str
) -> None:
    page = read(locale=locale, color_scheme=scheme, at=WEST)
    expect(page.locator("article")).to_have_count(2)
    page.locator("summary").click()
    assert violations(page) == []
    page.locator("#here").click()
    expect(page.locator("article:visible")).to_have_count(1)
    assert violations(page) == []
    assert page.locator("html").get_attribute("lang") == ("en" if locale == "en-GB" else "zh-Hans")
    assert "alert.page" not in page.locator("body").inner_text()
    bands = page.locator(".band").evaluate_all(
        "all => all.map(each => getComputedStyle(each).backgroundImage)"
    )
    assert len(set(bands)) == 2, "the grades differ by more than their colour"
    page.goto(page.url.replace(CITY, "nowhere"))
    assert violations(page) == []


def test_alerts_page_needs_no_script(read: Callable[..., Page]) -> None:
    page = read(java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "2 alerts are in force: Jiangcheng (synthetic)"
    )
    expect(page.locator("article").first).to_contain_text("Go inside, close windows and doors")
    expect(page.locator("#clear")).to_contain_text("Taken back: Large fire: East Bank")
    expect(page.get_by_role("button")).to_have_count(0)
    page.locator("summary").click()
    page.get_by_role("link", name="East Bank", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 alert is in force: East Bank")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("东岸区：1 条预警生效中")
    page.get_by_role("link", name="江城（合成数据）").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 条预警生效中")
    page.get_by_role("link", name="刷新查看").click()
    expect(page.locator("article")).to_have_count(2)


def test_alerts_page_by_keyboard_alone(read: Callable[..., Page]) -> None:
    page = read(at=EAST)

    def reach(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.activeElement.textContent.trim()")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", "one sees where one is"
            if focused == name:
                return
        raise AssertionError(f"{name} can't be reached")

    reach("Only what concerns one place")
    page.keyboard.press("Enter")
    reach("Where I am now")
    page.keyboard.press("Enter")
    expect(page.locator("article:visible")).to_have_count(1)
    expect(page.locator("#here")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("article:visible")).to_have_count(2)
    reach("A part of Jiangcheng (synthetic)")
    page.keyboard.press("Enter")
    reach("West Bank")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 alert is in force: West Bank")


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_alerts_page_fits_a_small_phone_and_large_letters(
    read: Callable[..., Page], locale: str
) -> None:
    small = read(viewport={"width": 320, "height": 568}, locale=locale)
    small.locator("summary").click()
    assert sideways(small) <= 0
    small.add_style_tag(content="html { font-size: 200%; }")
    assert sideways(small) <= 0
    targets = small.locator("button, summary, a").evaluate_all(
        "all => all.filter(each => each.offsetParent)"
        ".map(each => each.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    )
    assert min(targets) >= 24
    # Zoom halves the screen's width in the page's own pixels.
    zoomed = read(viewport={"width": 640, "height": 450}, device_scale_factor=2, locale=locale)
    assert sideways(zoomed) <= 0


def test_alerts_page_finds_what_concerns_a_place_and_the_place_stays_on_the_phone(
    read: Callable[..., Page],
) -> None:
    page = read(at=WEST)
    asked: list[tuple[str, str | None]] = []
    page.context.on("request", lambda each: asked.append((each.url, each.post_data)))
    page.get_by_role("button", name="Where I am now").click()
    expect(page.locator("#said")).to_contain_text("Shown is what holds where you are")
    expect(page.locator("article:visible")).to_have_count(1)
    expect(page.locator("article:visible")).to_contain_text("Toxic gas: West Bank")
    page.get_by_role("button", name="Show all again").click()
    expect(page.locator("article:visible")).to_have_count(2)
    assert [url.partition("/api/")[2] for url, _ in asked] == [
        f"public/cities/{CITY}/alerts?lang=en"
    ]
    assert not [body for _, body in asked if body]


def test_alerts_page_hides_nothing_where_the_phone_is_unsure(read: Callable[..., Page]) -> None:
    elsewhere = read(at=(115.0, 31.0))
    elsewhere.get_by_role("button", name="Where I am now").click()
    expect(elsewhere.locator("#said")).to_contain_text("None of the alerts in force")
    expect(elsewhere.locator("article:visible")).to_have_count(0)
    rough = read(at=(114.195, 30.1), accuracy=800)
    rough.get_by_role("button", name="Where I am now").click()
    expect(rough.locator("#said")).to_contain_text("Shown is what holds where you are")
    expect(rough.locator("article:visible")).to_have_count(2)
    silent = read()
    silent.get_by_role("button", name="Where I am now").click()
    expect(silent.locator("#said")).to_contain_text("may not tell your position")
    expect(silent.locator("article:visible")).to_have_count(2)


@pytest.mark.usefixtures("refusals")
def test_alerts_page_looks_again_by_itself_and_says_when_it_can_t(
    read: Callable[..., Page], warned: tuple[str, WarningTown]
) -> None:
    page = read("/990101002", at=WEST)
    page.locator("#here").focus()
    row = warned[1].publish("990101002", "landslide", colour="orange")
    time.sleep(FRESH_S)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#said")).to_have_text("The alerts have changed.")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 alerts are in force: Ferry Street")
    expect(page.locator("#here")).to_be_focused()
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#said")).to_contain_text("There is no connection")
    expect(page.locator("article")).to_have_count(2)
    page.context.set_offline(False)
    warned[1].take_back(row, "The slope holds.")
    time.sleep(FRESH_S)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#clear")).to_contain_text("The slope holds.")
    expect(page.locator("article")).to_have_count(1)


def test_alerts_page_leaves_nothing_behind(
    read: Callable[..., Page], warned: tuple[str, WarningTown]
) -> None:
    page = read()
    expect(page.locator("article")).to_have_count(2)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
