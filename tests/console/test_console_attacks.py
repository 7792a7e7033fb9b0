"""Attacks through a real browser: script in every text field, sessions foisted, other origins."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from anlan.api.guard import COOKIE
from support.members import Members
from support.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
IMAGE = "<img src=x onerror=\"document.title='owned'\">"
SCRIPT = "\"><script>document.title='owned'</script>"
BOTH = [pytest.param(IMAGE, id="image"), pytest.param(SCRIPT, id="script")]
ELEMENTS = "document.querySelectorAll('img[src=x], body script:not([src])').length"


def unharmed(page: Page) -> None:
    """Check that nothing that was typed became an element or ran."""
    page.wait_for_load_state("networkidle")
    assert page.evaluate(ELEMENTS) == 0
    assert "owned" not in page.title()


@pytest.mark.parametrize("payload", BOTH)
def test_attack_script_in_the_name_of_an_account(
    visit: Visit, members: Members, payload: str
) -> None:
    member = members.add("operator", "jiangcheng", name=payload)
    admin = members.add("administrator")
    page = visit(f"accounts?sel={member.number}", admin)
    expect(page.locator(".beside h1")).to_have_text(payload)
    expect(page.locator("tr[aria-selected=true] th")).to_contain_text(payload)
    page.get_by_role("button", name="Set a one-time password").click()
    expect(page.get_by_role("dialog")).to_contain_text(payload)
    unharmed(page)
    theirs = visit("me", member)
    expect(theirs.get_by_role("heading", level=1)).to_have_text(payload)
    theirs.get_by_role("button", name="Account:").click()
    expect(theirs.locator("#account-menu")).to_contain_text(payload)
    unharmed(theirs)


@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize("payload", BOTH)
def test_attack_script_typed_into_forms(visit: Visit, members: Members, payload: str) -> None:
    page = visit("accounts", members.add("administrator"))
    page.get_by_role("searchbox").fill(payload)
    expect(page).to_have_url(re.compile("text="))
    unharmed(page)
    page.get_by_role("link", name="Add an account").click()
    page.get_by_label("Login", exact=True).fill(payload)
    page.get_by_label("Name", exact=True).fill(payload)
    page.get_by_role("button", name="Add an account").click()
    expect(page.get_by_role("alert").filter(has_text="can't be a login")).to_contain_text("owned")
    unharmed(page)

    page.goto(page.url.split("#")[0] + "#/me")
    page.get_by_role("button", name="Make a token").click()
    page.get_by_label("What it is for").fill(payload)
    page.get_by_label("see ranked premises with reasons").check()
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".once")).to_contain_text(payload)
    expect(page.locator("li").filter(has_text=payload)).to_be_visible()
    unharmed(page)

    page.goto(page.url.split("#")[0] + "#/outbox?sel=new")
    page.get_by_label("Name", exact=True).fill(payload)
    page.get_by_label("Address (https)").fill(f"https://example.org/{payload}")
    page.get_by_label("Topics").fill(payload)
    page.get_by_role("button", name="Add an endpoint").click()
    expect(page.get_by_role("alert").filter(has_text="topics")).to_be_visible()
    page.get_by_label("Topics").fill("batch.*")
    page.get_by_label("Address (https)").fill("https://example.org/hook")
    page.get_by_role("button", name="Add an endpoint").click()
    expect(page.get_by_role("heading", level=1, name=payload)).to_be_visible()
    expect(page.locator("tbody tr").filter(has_text=payload)).to_be_visible()
    unharmed(page)


@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize("payload", BOTH)
def test_attack_script_in_the_address(visit: Visit, members: Members, payload: str) -> None:
    hostile = quote(payload, safe="")
    admin = members.add("administrator")
    page = visit(f"why?permission={hostile}&city={hostile}&account={hostile}", admin)
    expect(page.get_by_role("alert").filter(has_text="There is no city")).to_contain_text("owned")
    unharmed(page)
    for path in (
        f"{hostile}/map",
        f"jiangcheng/list?text={hostile}&sel={hostile}&division={hostile}",
        f"jiangcheng/map?sel={hostile}&mode={hostile}",
        f"jiangcheng/data?source={hostile}&after={hostile}",
        f"accounts?text={hostile}&after={hostile}&sel={hostile}",
        f"outbox?state={hostile}&after={hostile}&sel={hostile}",
        f"sign-in?next={hostile}&refused={hostile}",
    ):
        page.goto(page.url.split("#")[0] + f"#/{path}")
        unharmed(page)


def test_attack_script_in_the_search(visit: Visit, members: Members) -> None:
    page = visit("jiangcheng/list", members.add("administrator"))
    page.get_by_role("combobox", name="Search").fill(IMAGE)
    expect(page.get_by_role("listbox", name="Places found")).to_contain_text("No place fits")
    unharmed(page)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/sign-in",
    ],
)
def test_attack_sign_in_leads_nowhere_else(
    visit: Visit, members: Members, guarded_url: str, target: str
) -> None:
    page = visit(f"sign-in?next={quote(target, safe='')}", members.add("operator", "jiangcheng"))
    expect(page).to_have_url(re.compile(rf"^{re.escape(guarded_url)}/#/jiangcheng/map"))


def test_attack_a_session_foisted_before_signing_in_is_not_the_one_after(
    visit: Visit, members: Members, guarded_url: str
) -> None:
    member, foisted = members.add("administrator"), "known-to-the-attacker-" + "a" * 21
    page = visit("sign-in")
    page.context.add_cookies([{"name": COOKIE, "value": foisted, "url": guarded_url}])
    page.get_by_label("Login").fill(member.login)
    page.get_by_label("Password").fill(member.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Account:")).to_be_visible()
    [cookie] = [each for each in page.context.cookies() if each["name"] == COOKIE]
    assert cookie["value"] != foisted
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert COOKIE not in page.evaluate("document.cookie")


def test_attack_each_step_has_a_session_of_its_own(visit: Visit, members: Members) -> None:
    member = members.newcomer("administrator")
    page = visit("sign-in")
    secrets: list[str] = []

    def note() -> None:
        secrets.extend(c["value"] for c in page.context.cookies() if c["name"] == COOKIE)

    page.get_by_label("Login").fill(member.login)
    page.get_by_label("Password").fill(member.password)
    page.keyboard.press("Enter")
    expect(page.get_by_label("New password")).to_be_visible()
    note()
    page.get_by_label("New password").fill("plain kettles wander under maples")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Account:")).to_be_visible()
    note()
    assert len(set(secrets)) == 2


HOSTILE = """<!doctype html><title>cats</title>
<form id=form method=post action="{target}/api/accounts" enctype="text/plain">
<input name='{{"login":"mallory","name":"' value='x"}}'></form>
<script>
const told = [];
async function attempt(method, path, type) {{
  const asked = {{ method, mode: "no-cors", credentials: "include" }};
  if (type) {{
    asked.headers = {{ "Content-Type": type }};
    asked.body = '{{"login":"mallory","name":"x"}}';
  }}
  try {{
    told.push((await fetch("{target}" + path, asked)).type);
  }} catch (fault) {{
    told.push("refused");
  }}
}}
async function all() {{
  await attempt("POST", "/api/accounts", "text/plain");
  await attempt("DELETE", "/api/session");
  await attempt("PATCH", "/api/accounts/{account}", "application/json");
  await attempt("POST", "/api/me/tokens", "text/plain");
  return told;
}}
</script>"""


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """Yield what serves a hostile page on another origin of the same machine."""
    pages: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages["/"])

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def serve(html: str) -> str:
        pages["/"] = html.encode()
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    server.shutdown()
    thread.join()
    server.server_close()


def test_attack_another_origins_page_changes_nothing(
    browser: Browser, members: Members, guarded_url: str, elsewhere: Callable[[str], str]
) -> None:
    admin = members.add("administrator")
    victim = members.add("operator", "jiangcheng")
    before = members.version(victim)
    context = browser.new_context()
    secret = members.session(admin)
    context.add_cookies([{"name": COOKIE, "value": secret, "url": guarded_url}])
    statuses: dict[str, int] = {}
    context.on(
        "response",
        lambda told: statuses.update({f"{told.request.method} {told.url}": told.status}),
    )
    page = context.new_page()
    page.goto(elsewhere(HOSTILE.format(target=guarded_url, account=victim.number)))
    page.evaluate("all()")
    page.evaluate("document.getElementById('form').submit()")
    page.wait_for_url(f"{guarded_url}/api/accounts")
    # The browser sends the cookie along (another port is the same site), and it helps nothing.
    refused = {key: status for key, status in statuses.items() if guarded_url in key}
    assert set(refused.values()) <= {403, 405}
    assert 403 in refused.values()
    mine = context.new_page()
    mine.goto(f"{guarded_url}/#/accounts?text=mallory")
    expect(mine.get_by_role("status").filter(has_text="No account fits")).to_be_visible()
    mine.goto(f"{guarded_url}/#/me")
    expect(mine.get_by_text("No token.")).to_be_visible()
    assert members.version(victim) == before
    context.close()


def test_attack_no_page_may_frame_the_console(
    browser: Browser, guarded_url: str, elsewhere: Callable[[str], str]
) -> None:
    page = browser.new_page()
    page.goto(elsewhere(f"<!doctype html><iframe src='{guarded_url}/'></iframe>"))
    page.wait_for_load_state("networkidle")
    frames = [frame for frame in page.frames if frame is not page.main_frame]
    assert all("Anlan" not in frame.content() for frame in frames)
    page.close()


@pytest.mark.usefixtures("refusals")
def test_attack_a_token_of_another_window_is_fetched_anew(visit: Visit, members: Members) -> None:
    member = members.add("administrator")
    page = visit("me", member)
    expect(page.get_by_text("No token.")).to_be_visible()
    # Signed in again in another window of the same browser: another session, another token.
    other = page.context.new_page()
    other.goto(page.url.split("#")[0] + "#/me")
    other.get_by_label("Present password").fill(PASSWORD)
    other.get_by_label("New password").fill("plain kettles wander under maples")
    other.get_by_role("button", name="Set the password").click()
    expect(other.get_by_text("The password is changed")).to_be_visible()
    page.get_by_role("button", name="Make a token").click()
    page.get_by_label("What it is for").fill("export")
    page.get_by_label("see ranked premises with reasons").check()
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("input[data-secret]")).to_be_visible()
