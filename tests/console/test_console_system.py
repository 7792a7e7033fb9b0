"""The pages of the installation: they open everywhere, tell the truth, and keep one's place."""

import re
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, expect

from anlan.api.system import Health
from support.members import Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
PAGES = ("accounts", "accounts?sel=new", "why", "outbox", "outbox?sel=new", "system", "me")
LATER = ("jobs", "jobs?sel=new", "ledger")
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
HEIGHTS = "links => links.map(link => link.getBoundingClientRect().height)"
IMAGE = "<img src=x onerror=\"document.title='owned'\">"


@pytest.fixture
def has(guarded_url: str) -> Callable[[str], None]:
    """Return what skips a test whose part of the API isn't there."""

    def check(path: str) -> None:
        try:
            with urllib.request.urlopen(f"{guarded_url}/api/{path}"):  # noqa: S310 - our own server
                return
        except HTTPError as refusal:
            with refusal:
                if refusal.code == 404:
                    pytest.skip(f"the API has no {path}")

    return check


def walk(page: Page, paths: tuple[str, ...]) -> None:
    """Open page after page; each has what it shows, and fits the screen."""
    for path in paths:
        page.evaluate(f"location.hash = '#/{path}'")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        expect(page.locator(".note .lines")).to_have_count(0)
        assert [text for text in page.get_by_role("alert").all_inner_texts() if text] == []
        assert "console." not in page.locator("body").inner_text()
        assert page.evaluate(OVERFLOW) is False


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_system_every_page_opens_without_a_fault(
    visit: Visit, members: Members, locale: str, shape: dict[str, Any]
) -> None:
    page = visit("system", members.add("administrator"), locale=locale, **shape)
    walk(page, PAGES)


@pytest.mark.parametrize("path", LATER)
@pytest.mark.parametrize("shape", [{}, PHONE], ids=["desk", "phone"])
def test_system_jobs_and_ledger_open_without_a_fault(
    visit: Visit, members: Members, has: Callable[[str], None], path: str, shape: dict[str, Any]
) -> None:
    has(path.split("?", maxsplit=1)[0])
    walk(visit("system", members.add("administrator"), **shape), (path,))


def test_system_phone_reaches_every_page_by_thumb(visit: Visit, members: Members) -> None:
    page = visit("jiangcheng/data", members.add("administrator"), **PHONE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="Account:").click()
    links = page.locator("#account-menu a")
    assert min(links.evaluate_all(HEIGHTS)) >= 48
    page.locator("#account-menu").get_by_role("link", name="System").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("System health")
    bar = page.locator("nav.side a")
    assert min(bar.evaluate_all(HEIGHTS)) >= 48
    bar.filter(has_text="Accounts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts and roles")


def test_system_tells_what_the_api_says_and_defines_each_number(
    visit: Visit, members: Members, guarded_url: str
) -> None:
    page = visit("system", members.add("administrator"))
    said = page.request.get(f"{guarded_url}/api/system").json()
    for check in said["checks"]:
        expect(page.locator(f"[data-check={check['name']}]")).to_contain_text(check["text"])
    numbers = page.locator("[data-number]")
    shown = numbers.evaluate_all("all => all.map(each => each.dataset.number)")
    assert set(shown) == set(Health.model_fields) - {"ready", "checks"}
    expect(page.locator("[data-number=version] .value")).to_have_text(said["version"])
    for at in range(len(shown)):
        numbers.nth(at).focus()
        expect(page.locator(".bubble")).not_to_be_empty()


def test_system_why_page_is_a_link_that_shows_what_its_sender_saw(
    visit: Visit, members: Members
) -> None:
    operator = members.add("operator", "jiangcheng")
    page = visit("why", members.add("administrator"))
    page.get_by_label("Who (login)").fill(operator.login)
    page.get_by_label("What").select_option(label="see quarantined rows")
    page.locator("[name=city]").select_option(label="Jiangcheng (synthetic)")
    expect(page.locator(".verdict")).to_contain_text("No, they may not")
    expect(page.locator(".answer")).to_contain_text(operator.login)
    page.reload()
    expect(page.locator(".answer")).to_contain_text(f"{operator.login}: see quarantined rows")
    expect(page.get_by_label("Who (login)")).to_have_value(operator.login)


def test_system_panels_are_opened_and_left_by_keyboard(visit: Visit, members: Members) -> None:
    member = members.add("operator", "jiangcheng")
    page = visit(f"accounts?text={member.login}", members.add("administrator"))
    link = page.locator("tbody th a")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".beside")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".beside")).to_have_count(0)
    expect(link).to_be_focused()


def test_system_quarantine_turns_pages_by_cursor(
    browser_page: Callable[..., Page], ask: Callable[[str], Any]
) -> None:
    first = ask("quarantine?limit=50")
    if first["next"] is None:
        pytest.skip("the demo's quarantine fits one page")
    second = ask(f"quarantine?limit=50&cursor={first['next']}")["items"]
    page = browser_page("data")
    cells = page.locator("section table").last.locator("tbody tr")
    expect(cells).to_have_count(50)
    page.get_by_role("button", name="Next").click()
    expect(cells).to_have_count(len(second))
    expect(page.locator(".pager")).to_contain_text("Page 2")
    expect(cells.first).to_contain_text(second[0]["text"])
    page.get_by_role("button", name="Back").click()
    expect(page.locator(".pager")).to_contain_text("Page 1")
    expect(cells.first).to_contain_text(first["items"][0]["text"])


def test_ledger_tells_a_subjects_history_in_words(
    visit: Visit, members: Members, has: Callable[[str], None]
) -> None:
    has("ledger")
    member = members.add("operator", "jiangcheng")
    page = visit(f"ledger?subject=account:{member.number}", members.add("administrator"))
    entries = page.locator(".line li")
    expect(entries.first).to_contain_text("Was given the role operator in jiangcheng")
    expect(entries.last).to_contain_text("Added the account")
    page.get_by_role("button", name="List").click()
    row = page.locator("tbody").first
    expect(row).to_contain_text("Was given the role")
    row.get_by_role("button").click()
    expect(row).to_contain_text("hash")
    expect(page.locator(".state")).to_contain_text("entries")


@pytest.mark.usefixtures("refusals")
def test_jobs_are_asked_for_seen_and_cancelled(
    visit: Visit, members: Members, has: Callable[[str], None]
) -> None:
    has("jobs")
    page = visit("jobs", members.add("administrator"))
    page.get_by_role("link", name="Start a job").click()
    page.get_by_label("What is to be done").select_option(label="Take in files")
    page.get_by_label("Folder within the intake").fill(IMAGE)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="owned")).to_contain_text(IMAGE)
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    page.get_by_label("What is to be done").select_option(label="Plan the routes")
    page.get_by_label("Teams").fill("3")
    page.get_by_role("button", name="Start", exact=True).click()
    row = page.locator("tr[aria-selected=true]")
    expect(row).to_contain_text("waiting")
    page.locator(".beside").get_by_role("button", name="Cancel the job").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the job").click()
    expect(row).to_contain_text("cancelled")
    expect(page).to_have_url(re.compile(r"sel=\d+"))
    assert "owned" not in page.title()
