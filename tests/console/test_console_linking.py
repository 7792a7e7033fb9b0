"""The linking desk: two records side by side, why, and a decision by one key."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from anlan import cities
from anlan.cities.work import opened
from anlan.pool.linking.run import Linkage
from support.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
HOME = "jiangcheng"


@pytest.fixture(scope="module")
def linked_url(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The console of a copy of the demo's city whose records were linked."""
    home = tmp_path_factory.mktemp("linked") / "home"
    shutil.copytree(demo_home, home)
    with opened(cities.load(HOME), home) as at:
        Linkage.of(at.pack.city, at.workspace, at.find).link()
    with serving() as start:
        yield start(home, [HOME])


@pytest.fixture
def new_context(
    browsing_at: Callable[[str], Any], linked_url: str
) -> Iterator[Callable[..., BrowserContext]]:
    """What makes contexts of which no page may report a fault."""
    with browsing_at(linked_url) as made:
        yield made


def desk(new_context: Callable[..., BrowserContext], url: str, **settings: Any) -> Page:
    page = new_context(**settings).new_page()
    page.goto(f"{url}/#/{HOME}/linking")
    return page


def waiting(url: str) -> dict[str, Any]:
    answer = httpx.get(f"{url}/api/cities/{HOME}/linking/premises/pairs?limit=1000")
    found: dict[str, Any] = answer.json()
    return found


def test_console_linking_shows_both_records_and_why(
    new_context: Callable[..., BrowserContext], linked_url: str
) -> None:
    first = waiting(linked_url)["items"][0]
    page = desk(new_context, linked_url)
    heads = page.locator(".pair thead th")
    expect(heads).to_have_count(2)
    told = " ".join(heads.all_inner_texts())
    assert first["one"]["key"] in told
    assert first["other"]["key"] in told
    names = page.locator(".pair tbody tr", has_text="Name").locator("td")
    shown = [cell.inner_text() for cell in names.all()]
    assert set(shown) == {first["one"]["name"], first["other"]["name"]}
    for cell, text in zip(names.all(), shown, strict=True):
        same = "".join(cell.locator("span").all_inner_texts())
        assert len(same) < len(text), "what differs is marked"
    expect(page.locator(".waterfall tbody tr").first).to_contain_text("Any two records")
    expect(page.locator(".waterfall tfoot")).to_contain_text("%")


def test_console_linking_decides_by_keyboard_and_goes_on(
    new_context: Callable[..., BrowserContext], linked_url: str
) -> None:
    before = waiting(linked_url)["items"]
    page = desk(new_context, linked_url)
    expect(page.locator(".waiting li").first).to_contain_text(before[0]["one"]["name"])
    expect(page.locator(".pair")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_role("alert").filter(has_text="Say why")).to_be_visible()
    page.keyboard.type("same door, seen 3 May")
    page.keyboard.press("Enter")
    page.keyboard.press("s")
    expect(page.locator(".waiting")).to_contain_text("1 decided now")
    left = [
        (item["one"]["record"], item["other"]["record"]) for item in waiting(linked_url)["items"]
    ]
    assert (before[0]["one"]["record"], before[0]["other"]["record"]) not in left
    expect(page.locator(".pair thead")).to_contain_text(left[0][0].split("/")[1])
    page.keyboard.press("c")
    expect(page.locator(".waiting")).to_contain_text("2 decided now")
    page.keyboard.press("j")
    expect(page.locator(".waiting li").nth(1).locator("button")).to_have_attribute(
        "aria-current", "true"
    )


def test_console_linking_speaks_chinese_on_a_phone(
    new_context: Callable[..., BrowserContext], linked_url: str
) -> None:
    page = desk(new_context, linked_url, locale="zh-CN", viewport={"width": 390, "height": 844})
    expect(page.get_by_role("heading", level=1)).to_have_text("关联核对")
    expect(page.locator(".waterfall tbody tr").first).to_contain_text("任意两条记录")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_console_search_leads_to_everything_known_of_a_place(
    new_context: Callable[..., BrowserContext], linked_url: str
) -> None:
    hits = httpx.get(
        f"{linked_url}/api/cities/{HOME}/assets", params={"q": "便利", "limit": 50}
    ).json()["items"]
    told = [httpx.get(f"{linked_url}/api/cities/{HOME}/assets/{hit['id']}").json() for hit in hits]
    most = max(told, key=lambda each: len(each["sources"]))
    assert len(most["sources"]) > 2
    page = desk(new_context, linked_url)
    expect(page.locator(".pair")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(most["id"])
    expect(page.get_by_role("listbox", name="Places found")).to_contain_text(most["address"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(most["name"])
    expect(page.locator(".golden .chosen")).to_have_count(len(most["fields"]))
    expect(page.locator(".timeline > li")).to_have_count(len(most["records"]))
    page.locator(".timeline summary").first.click()
    first = most["records"][0]["values"][0]
    expect(page.locator(".timeline dl").first).to_contain_text(first["value"])
    page.get_by_role("button", name="Language").click()
    expect(page.get_by_role("heading", name="时间线")).to_be_visible()
