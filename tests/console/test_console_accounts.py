"""Keeping accounts and endpoints: added once, changed by one at a time, secrets shown once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from support.members import Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
ITS_NAME = "Lanpu District"


def add_account(page: Page, login: str, name: str) -> None:
    """Fill the form for a new account and send it."""
    page.get_by_role("link", name="Add an account").click()
    page.get_by_label("Login", exact=True).fill(login)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Add an account").click()


def test_accounts_add_give_a_role_and_take_it(visit: Visit, members: Members) -> None:
    page = visit("accounts", members.add("administrator"))
    add_account(page, "wang.fang", "Wang Fang")
    first = page.locator("input[data-secret]").input_value()
    assert re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){3}", first)
    page.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_role("heading", level=1, name="Wang Fang")).to_be_visible()
    assert first not in page.content()

    panel = page.locator(".beside")
    panel.locator("[name=division]").click()
    panel.locator("[name=division]").fill(ITS_NAME)
    panel.get_by_role("option").filter(has_text=ITS_NAME).first.click()
    panel.locator("[name=department]").select_option(label="Emergency management")
    panel.locator("[name=role]").select_option(label="Operator")
    expect(panel).to_contain_text("Allows: see the city")
    panel.get_by_role("button", name="Give", exact=True).click()
    held = panel.locator("li").filter(has_text="Operator")
    expect(held).to_contain_text(ITS_NAME)
    expect(held).to_contain_text("emergency_management")
    expect(page.locator("tr[aria-selected=true]")).to_contain_text("Operator")

    # The newcomer comes in with the one-time password; what they may do is what was given.
    other = visit("why?permission=plan.read&city=jiangcheng&division=990103")
    other.get_by_label("Login").fill("wang.fang")
    other.get_by_label("Password").fill(first)
    other.keyboard.press("Enter")
    other.get_by_label("New password").fill("plain kettles wander under maples")
    other.keyboard.press("Enter")
    expect(other.locator(".verdict")).to_contain_text("No, they may not")
    other.locator("[name=department]").select_option(label="Emergency management")
    expect(other.locator(".verdict")).to_contain_text("Yes, they may")

    panel.get_by_role("button", name="Take the role Operator").click()
    expect(panel).to_contain_text("No role yet")
    other.reload()
    expect(other.locator(".verdict")).to_contain_text("No, they may not")


@pytest.mark.usefixtures("refusals")
def test_accounts_nobody_raises_themselves(visit: Visit, members: Members) -> None:
    member = members.add("administrator")
    page = visit(f"accounts?sel={member.number}", member)
    expect(page.get_by_role("button", name="Take the role")).to_have_count(0)
    page.locator("[name=role]").select_option(label="Auditor")
    page.locator(".beside").get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="the account is your own")).to_be_visible()


@pytest.mark.usefixtures("refusals")
def test_accounts_of_two_who_change_one_the_second_is_told(visit: Visit, members: Members) -> None:
    account = members.add("operator", "jiangcheng")
    pages = [
        visit(f"accounts?sel={account.number}", members.add("administrator")) for _ in range(2)
    ]
    for page in pages:
        expect(page.locator(".beside h1")).to_have_text("Lin Wei")
    pages[0].locator("[name=account-name]").fill("Lin Weiming")
    pages[0].get_by_role("button", name="Save").click()
    expect(pages[0].locator(".beside h1")).to_have_text("Lin Weiming")
    pages[1].locator("[name=account-name]").fill("Lin Weihong")
    pages[1].get_by_role("button", name="Save").click()
    expect(pages[1].get_by_role("alert").filter(has_text="changed by somebody")).to_be_visible()
    pages[1].get_by_role("button", name="Load again").click()
    expect(pages[1].locator(".beside h1")).to_have_text("Lin Weiming")
    pages[1].locator("[name=account-name]").fill("Lin Weihong")
    pages[1].get_by_role("button", name="Save").click()
    expect(pages[1].locator(".beside h1")).to_have_text("Lin Weihong")


@pytest.mark.usefixtures("refusals")
def test_accounts_sent_again_after_a_lost_answer_add_one(visit: Visit, members: Members) -> None:
    page = visit("accounts", members.add("administrator"))
    keys: list[str] = []

    def lose(route: Route) -> None:
        """Let the server do it, and let its answer get lost on the way."""
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()
        route.abort()

    page.route(
        "**/api/accounts?*", lambda r: lose(r) if r.request.method == "POST" else r.continue_()
    )
    add_account(page, "zhao.lei", "Zhao Lei")
    expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    page.unroute_all()
    with page.expect_request(lambda r: r.method == "POST") as again:
        page.get_by_role("button", name="Add an account").click()
    assert again.value.headers["idempotency-key"] == keys[0]
    expect(page.locator("input[data-secret]")).to_be_visible()
    page.get_by_role("searchbox").fill("zhao.lei")
    expect(page.locator("tbody tr")).to_have_count(1)
    # Another account is another create.
    page.get_by_role("button", name="I have kept it").click()
    with page.expect_request(lambda r: r.method == "POST") as third:
        add_account(page, "zhao.lei", "Zhao Lei the second")
    assert third.value.headers["idempotency-key"] != keys[0]
    expect(page.get_by_role("alert").filter(has_text="already")).to_be_visible()


def test_accounts_reset_shows_a_password_once_and_close_ends_everything(
    visit: Visit, members: Members
) -> None:
    account = members.add("operator", "jiangcheng")
    theirs = visit("jiangcheng/list", account)
    expect(theirs.locator("tbody tr").first).to_be_visible()
    page = visit(f"accounts?sel={account.number}", members.add("administrator"))
    page.get_by_role("button", name="Set a one-time password").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Set a one-time password").click()
    password = page.locator("input[data-secret]").input_value()
    assert len(password) == len("abcd-efgh-ijkl-mnop")
    page.get_by_role("button", name="Close the account").click()
    expect(page.locator(".beside .badge").first).to_have_text("closed")
    theirs.reload()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.usefixtures("refusals")
def test_outbox_add_rest_and_other_topics(visit: Visit, members: Members) -> None:
    page = visit("outbox", members.add("administrator"))
    page.get_by_role("link", name="Add an endpoint").click()
    page.get_by_label("Name", exact=True).fill("duty room")
    page.get_by_label("Address (https)").fill("not an address")
    page.get_by_label("Topics").fill("batch.*, run.plan")
    page.get_by_role("button", name="Add an endpoint").click()
    expect(page.get_by_role("alert").filter(has_text="address")).to_be_visible()
    page.get_by_label("Address (https)").fill("https://example.org/hook")
    page.get_by_role("button", name="Add an endpoint").click()
    secret = page.locator("input[data-secret]").input_value()
    assert len(secret) > len("abcd-efgh-ijkl-mnop")
    page.get_by_role("button", name="I have kept it").click()
    row = page.locator("tbody tr").filter(has_text="duty room")
    expect(row.locator("code")).to_have_text(["batch.*", "run.plan"])
    assert secret not in page.content()
    page.get_by_role("button", name="Let it rest").click()
    expect(row).to_contain_text("resting")
    page.get_by_label("Topics").fill("*")
    page.get_by_role("button", name="Save").click()
    expect(row.locator("code")).to_have_text(["*"])
    page.get_by_role("button", name="Go on").click()
    expect(row).to_contain_text("told")


def test_outbox_what_was_given_up_is_tried_again(visit: Visit, members: Members) -> None:
    members.dead_letter("night desk", "batch:jiangcheng/weather/7")
    page = visit("outbox", members.add("administrator"))
    letter = page.locator("section tbody tr").filter(has_text="night desk")
    expect(letter).to_contain_text("status 503")
    letter.get_by_role("button", name="Try delivery").click()
    expect(letter).to_have_count(0)
    page.get_by_role("button", name="Waiting").click()
    expect(letter).to_contain_text("batch:jiangcheng/weather/7")
