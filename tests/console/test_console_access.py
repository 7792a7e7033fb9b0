"""Signing in and out, one's own account, and what somebody sees of the console."""

import re
import time
import urllib.request
from collections.abc import Callable
from urllib.error import HTTPError

import pyotp
import pytest
from playwright.sync_api import Page, expect

from anlan.access.settings import settings
from anlan.words import catalogue
from support.members import Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
ANOTHER = "plain kettles wander under maples"
DISTRICT, ITS_NAME = "jiangcheng/990103", "Lanpu District"


def sign_in(page: Page, login: str, password: str) -> None:
    """Type login and password, by the keyboard alone."""
    expect(page.get_by_label("Login")).to_be_focused()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def sign_out(page: Page) -> None:
    """Sign out by the account's menu."""
    page.get_by_role("button", name="Account:").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def answer(url: str, token: str) -> int:
    """Return the status with which the API answers a program."""
    carried = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(url, headers=carried)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request) as told:  # noqa: S310 - our own server
            return int(told.status)
    except HTTPError as refusal:
        with refusal:
            return refusal.code


@pytest.mark.usefixtures("refusals")
def test_access_from_a_one_time_password_to_the_second_factor_and_out(
    visit: Visit, members: Members
) -> None:
    member = members.newcomer("administrator")
    page = visit("me")
    sign_in(page, member.login, member.password)

    # The one-time password lets nobody further than to a password of their own.
    expect(page.get_by_role("status").first).to_contain_text("choose your own")
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("alert")).to_contain_text("too short")
    page.get_by_label("New password").fill(ANOTHER)
    page.get_by_role("button", name="Set the password").click()

    # One comes to the page that was asked for.
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.get_by_role("button", name="Set it up").click()
    picture = page.get_by_role("img", name="QR code")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    totp = pyotp.TOTP(page.locator("code[data-secret]").inner_text())
    page.get_by_label("The code it shows now").fill(totp.now())
    page.get_by_role("button", name="Confirm").click()
    shown = page.locator("ul[data-secret] code")
    expect(shown).to_have_count(settings().totp.recovery_codes)
    codes = shown.all_inner_texts()
    page.emulate_media(media="print")
    expect(page.locator(".on-paper")).to_contain_text(codes[0])
    expect(page.locator(".shell")).to_be_hidden()
    page.emulate_media(media="screen")
    page.reload()
    expect(page.get_by_text("Remove the second factor")).to_be_visible()
    assert codes[0] not in page.content()

    sign_out(page)
    sign_in(page, member.login, ANOTHER)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("The code is wrong")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Account:")).to_be_visible()


def test_access_the_code_of_an_authenticator_lets_in(visit: Visit, members: Members) -> None:
    member = members.add("administrator")
    page = visit("me", member)
    page.get_by_role("button", name="Set it up").click()
    totp = pyotp.TOTP(page.locator("code[data-secret]").inner_text())
    page.get_by_label("The code it shows now").fill(totp.now())
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="I have kept it").click()
    sign_out(page)
    sign_in(page, member.login, member.password)
    expect(page.get_by_label("Code")).to_be_focused()
    # A code is good once, so the one of the next half minute.
    page.keyboard.type(totp.at(int(time.time()) + totp.interval))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Account:")).to_be_visible()


@pytest.mark.usefixtures("refusals")
def test_access_a_wrong_code_while_setting_the_factor_keeps_one_signed_in(
    visit: Visit, members: Members
) -> None:
    page = visit("me", members.add("administrator"))
    page.get_by_role("button", name="Set it up").click()
    page.get_by_label("The code it shows now").fill("000000")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert").filter(has_text="belong to this secret")).to_be_visible()
    expect(page.get_by_label("The code it shows now")).to_be_visible()


@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_access_a_wrong_password_is_told_and_mended(
    visit: Visit, members: Members, locale: str
) -> None:
    lang = locale[:2]
    member = members.add("administrator")
    page = visit("accounts", locale=locale)
    for name, text in (("login", member.login), ("password", "not this one")):
        page.locator(f"[name={name}]").fill(text)
    page.keyboard.press("Enter")
    told = catalogue()["error.access.wrong"][lang].partition("{n}")[0]
    expect(page.get_by_role("alert")).to_contain_text(told)
    assert "console." not in page.locator("body").inner_text()
    page.locator("[name=password]").fill(member.password)
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"#/accounts$"))


def test_access_the_rules_told_are_those_that_hold() -> None:
    rule = settings().password
    for text in catalogue()["console.password.rules"].values():
        assert str(rule.shortest) in text
        assert str(rule.longest) in text


@pytest.mark.usefixtures("refusals")
def test_access_an_ended_session_leads_to_sign_in_and_back(visit: Visit, members: Members) -> None:
    member = members.add("administrator")
    page = visit("accounts", member)
    expect(page.locator("tbody tr").first).to_be_visible()
    elsewhere = visit("me", member)
    ends = elsewhere.get_by_role("button", name="End", exact=True)
    ends.first.click()
    expect(ends).to_have_count(0)
    page.get_by_role("searchbox").fill(member.login)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(page, member.login, member.password)
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"#/accounts\?text={member.login}$"))


def in_scope(page: Page, url: str) -> list[str]:
    """Return the places that the API gives to whoever has signed in on the page."""
    told = page.request.get(f"{url}/api/cities/jiangcheng/ranking?limit=1000").json()
    return [item["asset"] for item in told["items"]]


@pytest.mark.usefixtures("refusals")
def test_access_an_operator_of_a_district_sees_that_district_and_no_system(
    visit: Visit, members: Members, guarded_url: str
) -> None:
    page = visit("jiangcheng/list", members.add("operator", "jiangcheng", DISTRICT))
    places = page.locator("tbody tr th")
    expect(places.first).to_be_visible()
    whole = visit("jiangcheng/list", members.add("analyst", "jiangcheng"))
    seen, all_of_them = (in_scope(each, guarded_url) for each in (page, whole))
    assert 0 < len(seen) < len(all_of_them)
    expect(page.locator(".page-head")).to_contain_text(f"{len(seen)} place")
    # Neither by a guessed id: a place of another district is told as one that isn't there.
    other = next(each for each in all_of_them if each not in seen)
    page.goto(page.url.split("?")[0] + f"?sel={other}")
    expect(page.locator(".side-panel [role=alert]")).to_contain_text("Not there")
    page.goto(page.url.split("?")[0] + f"?sel={seen[0]}")
    expect(page.locator("aside .path")).to_contain_text(ITS_NAME)
    links = page.locator("nav.side a").all_inner_texts()
    work = ["Map", "List", "Routes", "Alarms", "Risks", "Cases", "Evaluation"]
    assert [link.strip() for link in links] == [*work, "Data", "Divisions", "Why?"]


@pytest.mark.parametrize(
    "path", ["system", "accounts", "outbox", "jobs", "ledger", "jiangcheng/backtest"]
)
def test_access_a_page_without_permission_says_why(
    visit: Visit, members: Members, path: str
) -> None:
    page = visit(path, members.add("operator", "jiangcheng", DISTRICT))
    expect(page.get_by_role("heading", level=1)).to_have_text("You may not see this page")
    page.get_by_role("link", name="Why not?").click()
    expect(page.locator(".verdict")).to_contain_text("No, they may not")
    expect(page.locator("li.against").first).to_contain_text("operator")


def test_access_somebody_without_a_role_is_told_so(visit: Visit, members: Members) -> None:
    page = visit("", members.add())
    expect(page.get_by_role("status").first).to_contain_text("hold no role yet")
    expect(page.locator("nav.side a")).to_have_count(1)


def test_access_a_token_is_shown_once_works_and_ends(
    visit: Visit, members: Members, guarded_url: str
) -> None:
    page = visit("me", members.add("administrator"))
    page.get_by_role("button", name="Make a token").click()
    page.get_by_label("What it is for").fill("nightly export")
    page.get_by_label("see ranked premises with reasons").check()
    page.get_by_role("button", name="Make it").click()
    secret = page.locator("input[data-secret]").input_value()
    expect(page.locator("input[data-secret]")).to_be_focused()
    assert answer(f"{guarded_url}/api/cities/jiangcheng/ranking", secret) == 200
    assert answer(f"{guarded_url}/api/accounts", secret) == 403

    page.reload()
    expect(page.get_by_text("nightly export")).to_be_visible()
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke the token nightly export").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("No token.")).to_be_visible()
    assert answer(f"{guarded_url}/api/cities/jiangcheng/ranking", secret) == 401


def test_access_the_laptop_itself_needs_no_sign_in(browser_page: Callable[..., Page]) -> None:
    page = browser_page("data")
    page.get_by_role("button", name="Account:").click()
    expect(page.locator("#account-menu")).to_contain_text("this laptop, without sign-in")
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#account-menu")).to_be_hidden()
    expect(page.get_by_role("button", name="Account:")).to_be_focused()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("oidc.unknown", "no account here is yours"),
        ("oidc.state", "Begin again"),
        ("oidc.slow", "(oidc.slow)"),
    ],
)
def test_access_what_a_provider_refused_is_told_in_our_words(
    visit: Visit, code: str, told: str
) -> None:
    page = visit(f"sign-in?refused={code}")
    expect(page.get_by_role("alert").filter(has_text=told)).to_be_visible()
    page.goto(page.url.split("?")[0] + "?refused=Call+555+now")
    expect(page.get_by_role("alert").filter(has_text="555")).to_have_count(0)
