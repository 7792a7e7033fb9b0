"""The pages of public alerts: one alert from the alarm desk to its cancel, by two people."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from console_alerts import AlertTown, feed, give
from console_town import HOME
from playwright.sync_api import Locator, Page, expect

from support.members import Member, Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
ALERTS = f"{HOME}/alerts"
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "has_touch": True}
SERIOUS = ("serious", "critical")
# What shows that all of a page is there.
PAGES = {
    "": "[data-part=recent] tbody tr",
    "/compose": "[data-part=texts] textarea",
    "/drafts/{draft}": "[data-part=approve]",
    "/compose?draft={draft}": "[data-part=residents]",
    "/{event}": "article",
}


@pytest.fixture(scope="module")
def town(guarded_home: Path) -> Iterator[AlertTown]:
    """Return the city, of which one community was counted."""
    found = AlertTown(guarded_home)
    with found.counted():
        yield found


@pytest.fixture(scope="module")
def composer(members: Members) -> Member:
    return give(members, members.add("operator", name="Lin Wei"), "alert_composer")


@pytest.fixture(scope="module")
def approver(members: Members) -> Member:
    return give(members, members.add("operator", name="Chen Jing"), "alert_approver")


def part(page: Page, name: str) -> Locator:
    return page.locator(f"[data-part={name}]")


def go(page: Page, path: str) -> None:
    """Go to another page of the console, without loading it anew."""
    # Until the first page stands, a change of the address is not heard of.
    expect(page.locator("main h1").first).to_be_visible()
    page.evaluate("to => { location.hash = to }", f"#/{path}")


def offered(page: Page) -> str:
    """Save what is being composed, look at it, offer it; return the draft's number."""
    page.get_by_role("button", name="Save and look at it").click()
    expect(part(page, "problems")).to_contain_text("Nothing keeps it from being published")
    page.locator("[data-act=offer]").click()
    expect(part(page, "approve")).to_contain_text("somebody other than Lin Wei")
    return page.url.rsplit("/", 1)[1]


def approved(page: Page, draft: str) -> str:
    """Approve a draft as a second person; return the event's number."""
    go(page, f"{ALERTS}/drafts/{draft}")
    page.locator("[data-act=approve]").click()
    expect(page.locator(".said")).to_contain_text("Published")
    found = re.search(r"/alerts/(\d+)\?", page.url)
    assert found
    return found[1]


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """What axe has to say against a page."""
    return [
        (each["id"], [node["html"][:200] for node in each["nodes"][:3]])
        for each in Axe().run(page).response["violations"]
        if each["impact"] in SERIOUS
    ]


def test_console_alert_from_an_alarm_to_its_cancel(
    visit: Visit, town: AlertTown, composer: Member, approver: Member, guarded_url: str
) -> None:
    page = visit(f"{HOME}/watch?alarm={town.flood()}", composer)
    page.get_by_role("link", name="Compose a public alert").click()
    expect(page.get_by_label("Template")).to_have_value("river_flood")
    expect(page.locator("[data-part=circle]")).to_have_count(1)
    expect(part(page, "residents")).to_contain_text("about 4,000 residents inside")
    page.get_by_role("radio", name="ACTUAL").check()
    page.get_by_label("Headline").last.fill("The river rises at the well")
    draft = offered(page)
    expect(page.locator("[data-act=approve]")).to_have_count(0)
    expect(part(page, "why")).to_contain_text("somebody else has to approve it")
    expect(page.locator("[data-lang=en] [data-way=sms]")).to_contain_text("The river rises")
    expect(page.locator("[data-lang=zh] [data-part=aloud]")).to_contain_text("请注意")

    other = visit(ALERTS, approver)
    waiting = part(other, "waiting").locator(f"[data-draft='{draft}']")
    expect(waiting).to_contain_text("for somebody other than Lin Wei")
    waiting.get_by_role("link", name="Look and approve").click()
    expect(other.locator("[data-act=approve]")).to_have_text("Approve and warn the public")
    event = approved(other, draft)
    # As when one comes back to the window: the page looks for news at once.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("It is no draft any more")).to_be_visible()
    assert "The river rises at the well" in [each["title"] for each in feed(guarded_url)]

    go(page, f"{ALERTS}/{event}")
    expect(page.locator("[data-part=state]")).to_have_text("in force")
    page.locator("[data-act=extend]").click()
    later = page.get_by_label("Ends (time of the city)").input_value()
    page.get_by_label("Radius (m)").fill("900")
    expect(part(page, "where")).to_be_visible()
    event_again = approved(other, offered(page))
    assert event_again == event
    expect(other.locator("article")).to_have_count(2)
    expect(other.locator("article").first.locator(".changes")).to_contain_text("km²")
    assert later.replace("T", " ")[11:] in (other.locator(".head .marks").inner_text())
    assert len(feed(guarded_url)) == 1

    go(other, f"{HOME}/map")
    other.get_by_role("button", name="Cancel alert: The river rises at the well").click()
    other.get_by_role("button", name="Cancel the alert now").click()
    expect(part(other, "alerts").get_by_role("status")).to_contain_text("Taken back")
    (gone,) = feed(guarded_url)
    assert gone["title"] == "Taken back: The river rises at the well"
    assert "false alarm" in str(gone["summary"])
    go(other, f"{ALERTS}/{event}")
    expect(other.locator("[data-part=state]")).to_have_text("Taken back")
    expect(other.locator(".acts")).to_have_count(0)


def test_console_exercise_cannot_be_mistaken(
    visit: Visit, town: AlertTown, composer: Member, approver: Member, guarded_url: str
) -> None:
    draft = town.draft(composer)
    page = visit(f"{ALERTS}/drafts/{draft}", approver)
    banner = page.locator(".banner[data-status=Exercise]").locator("visible=true")
    expect(banner).to_contain_text("EXERCISE")
    expect(page.locator(".bubble").first).to_contain_text("演练")
    expect(page.locator("[data-act=approve]")).to_have_text("Approve the exercise")
    approved(page, str(draft))
    expect(banner).to_contain_text("Nothing has happened")
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-status=Exercise]")).to_be_visible()
    assert serious(page) == []
    dialog.get_by_role("button", name="Keep it").click()
    go(page, ALERTS)
    expect(banner).to_contain_text("1 in force now")
    assert not [each for each in feed(guarded_url) if "EXERCISE" in each["title"]]
    assert feed(guarded_url, status="exercise")
    part(page, "force").get_by_role("button", name="Cancel alert").click()
    page.keyboard.press("Enter")
    expect(part(page, "force")).to_contain_text("Nothing is in force")


@pytest.mark.usefixtures("refusals")
def test_console_composer_tells_what_is_wrong_beside_its_field(
    visit: Visit, town: AlertTown, composer: Member
) -> None:
    page = visit(f"{ALERTS}/compose?alarm={town.flood(1)}", composer)
    expect(page.get_by_text("Not chosen yet")).to_be_visible()
    page.get_by_role("radio", name="ACTUAL").check()
    headline = page.get_by_label("Headline").last
    headline.fill("A drill at the river")
    past = datetime.now(UTC) - timedelta(days=1)
    page.get_by_label("Ends (time of the city)").fill(f"{past:%Y-%m-%dT%H:%M}")
    page.get_by_label("Longitude").fill("30.5")
    page.get_by_label("Latitude").fill("89")
    page.route("**/alerts/drafts?*", lambda route: route.abort())
    page.locator("[data-act=save]").click()
    expect(page.locator(".foot").get_by_role("alert")).not_to_be_empty()
    expect(page.get_by_text("Nothing you typed is lost")).to_be_visible()
    page.unroute_all()
    page.reload()
    expect(headline).to_have_value("A drill at the river")
    expect(page.get_by_text("it is back")).to_be_visible()
    page.locator("[data-act=save]").click()
    expect(page.locator(".said")).to_contain_text("keep it from being published")
    expect(part(page, "texts")).to_contain_text("must not say “drill”")
    expect(part(page, "what")).to_contain_text("It ends in the past")
    expect(part(page, "where")).to_contain_text("lies outside the city")
    page.get_by_role("button", name="Save and look at it").click()
    expect(page.locator("[data-act=offer]")).to_be_disabled()
    expect(part(page, "problems")).to_contain_text("choose a later end")


@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize("theirs", [True, False])
def test_console_composer_tells_when_somebody_else_has_saved_the_draft(
    visit: Visit, town: AlertTown, composer: Member, *, theirs: bool
) -> None:
    draft = town.draft(composer)
    page = visit(f"{ALERTS}/compose?draft={draft}", composer)
    headline = page.get_by_label("Headline").last
    headline.fill("What I typed")
    town.changed(draft, composer, colour="red")
    page.locator("[data-act=save]").click()
    page.get_by_role("button", name="Load again").click()
    expect(page.locator(".kept")).to_contain_text("Somebody else has saved this draft")
    expect(page.locator(".kept")).to_be_in_viewport()
    expect(headline).to_have_value("What I typed")
    if theirs:
        page.get_by_role("button", name="Take theirs").click()
        expect(headline).not_to_have_value("What I typed")
        expect(page.locator(".kept")).to_have_count(0)
    page.locator("[data-act=save]").click()
    expect(page.locator(".said")).to_be_visible()
    expect(page.locator(".kept")).to_have_count(0)
    kept = town.form_of(draft)
    assert (kept.colour == "red", "What I typed" in str(kept.texts)) == (theirs, not theirs)


@pytest.mark.usefixtures("refusals")
def test_console_approves_only_what_was_looked_at(
    visit: Visit, town: AlertTown, composer: Member, approver: Member
) -> None:
    draft = town.draft(composer)
    page = visit(f"{ALERTS}/drafts/{draft}", approver)
    approve = page.locator("[data-act=approve]")
    expect(approve).to_be_enabled()
    town.changed(draft, composer, colour="red")
    approve.click()
    expect(part(page, "approve")).to_contain_text("Somebody has changed it since you looked")
    expect(approve).to_be_disabled()
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(".head .red")).to_be_visible()
    approved(page, str(draft))


def test_console_area_is_drawn_by_keyboard(visit: Visit, town: AlertTown, composer: Member) -> None:
    page = visit(f"{ALERTS}/compose", composer)
    page.locator("[data-tool=draw]").press("Enter")
    middle = page.get_by_role("button", name="Take the middle of the map")
    page.locator(".canvas[data-idle]").wait_for()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        middle.press("Enter")
        page.locator(".maplibregl-canvas").press(key)
        page.wait_for_timeout(400)
    page.locator("[data-tool=finish]").press("Enter")
    expect(page.get_by_text("Drawing of 3 corners")).to_be_visible()
    expect(page.get_by_role("complementary")).to_contain_text("km²")
    page.get_by_role("combobox", name="Add a division").fill(town.desk.atlas.below[""][0])
    page.locator(".chooser").get_by_role("option").first.click()
    expect(page.locator("[data-part=division]")).to_have_count(1)
    page.locator("[data-tool=sector]").click()
    page.get_by_label("Wind from").fill("90")
    expect(page.locator("[data-part=sector]")).to_have_count(1)


def test_console_alerts_are_accessible(
    visit: Visit, town: AlertTown, composer: Member, approver: Member
) -> None:
    draft, event = town.draft(composer), town.event(composer, approver)
    page = visit(ALERTS, composer)
    for path, there in PAGES.items():
        go(page, ALERTS + path.format(draft=draft, event=event))
        expect(page.locator(there).first).to_be_visible()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (path, scheme, serious(page)) == (path, scheme, [])


def test_console_alerts_fit_a_phone(
    visit: Visit, town: AlertTown, composer: Member, approver: Member
) -> None:
    event = town.event(composer, approver, status="Test", area={"divisions": [HOME]})
    page = visit(ALERTS, composer, **PHONE)
    for path, there in PAGES.items():
        go(page, ALERTS + path.format(draft=town.draft(composer), event=event))
        expect(page.locator(there).first).to_be_visible()
        wide = page.locator("main .page").first
        assert wide.evaluate("each => each.scrollWidth - each.clientWidth") == 0, path
