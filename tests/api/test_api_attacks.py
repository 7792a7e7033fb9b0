"""What an attacker tries: refused in a clear sentence, and nothing happens."""

import json
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from api_town import CITY, Town, problem

from anlan.api import protocol
from anlan.api.settings import settings
from support.people import PASSWORD, signed_in
from support.receiver import Receiver
from support.serving import serving

pytestmark = pytest.mark.xdist_group("town")


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def body() -> dict[str, str]:
    return {"login": f"x{uuid.uuid4().hex[:8]}", "name": "X"}


def test_a_session_without_its_csrf_token_changes_nothing(town: Town) -> None:
    with town.session("administrator") as client:
        token = client.headers.pop("X-CSRF-Token")
        for given in ({}, {"X-CSRF-Token": "x"}, {"X-CSRF-Token": token[:-1] + "x"}):
            answer = client.post("/api/accounts", json=body(), headers=key() | given)
            assert (answer.status_code, problem(answer)["code"]) == (403, "access.csrf")
        right = key() | {"X-CSRF-Token": token}
        assert client.post("/api/accounts", json=body(), headers=right).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_sites_page_changes_nothing(town: Town, headers: dict[str, str]) -> None:
    with town.session("administrator") as client:
        answer = client.post("/api/accounts", json=body(), headers=key() | headers)
        sign_in = client.post("/api/session", json={"login": "a", "password": "b"}, headers=headers)
    for refused in (answer, sign_in):
        assert (refused.status_code, problem(refused)["code"]) == (403, "access.cross_site")


def test_a_session_foisted_on_somebody_is_not_theirs(town: Town) -> None:
    with httpx.Client(base_url=town.url) as client:
        client.cookies.set("anlan_session", "chosen-by-the-attacker")
        answer = client.post("/api/session", json={"login": "analyst", "password": PASSWORD})
        assert answer.cookies["anlan_session"] != "chosen-by-the-attacker"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
    with httpx.Client(base_url=town.url) as other:
        other.cookies.set("anlan_session", "chosen-by-the-attacker")
        assert other.get("/api/cities").status_code == 401


def test_trying_passwords_is_slowed_down(town: Town) -> None:
    with serving() as start, httpx.Client(base_url=start(town.home, [], door="sign-in")) as client:
        told = [
            client.post("/api/session", json={"login": "ghost", "password": "x"}).status_code
            for _ in range(25)
        ]
    assert told[0] == 401
    assert told[-1] == 429


@pytest.mark.parametrize(
    "scheme", ["Bearer", "Bearer anlan_x", "Basic YTpi", "bearer x", "Bearer " + "x" * 5000]
)
def test_a_token_that_is_none_is_nobody_also_with_a_good_cookie(town: Town, scheme: str) -> None:
    with town.session("analyst") as client:
        answer = client.get("/api/cities", headers={"Authorization": scheme})
    assert (answer.status_code, problem(answer)["code"]) == (401, "access.expired")


def test_a_token_of_another_installation_opens_nothing(town: Town, tmp_path_factory) -> None:
    home = tmp_path_factory.mktemp("elsewhere")
    with serving() as start, httpx.Client(base_url=start(home, [], door="sign-in")) as client:
        client.headers["Authorization"] = f"Bearer {town.tokens['administrator']}"
        assert client.get("/api/accounts").status_code == 401


def test_the_laptops_own_server_answers_to_its_own_name_only(town: Town, live) -> None:
    url = live(town.home, [CITY])
    port = urlsplit(url).port
    assert httpx.get(f"{url}/api/cities").status_code == 200
    rebound = httpx.get(f"{url}/api/cities", headers={"Host": f"evil.example:{port}"})
    assert (rebound.status_code, problem(rebound)["code"]) == (403, "access.local_only")
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        answer = httpx.get(f"{url}/api/cities", headers={header: "127.0.0.1"})
        assert answer.status_code == 401, "whoever comes by a proxy isn't the laptop"
    assert httpx.post(f"{url}/api/accounts", json=body(), headers=key()).status_code == 403
    csrf = httpx.get(f"{url}/api/session").json()["csrf"]
    mine = httpx.post(f"{url}/api/accounts", json=body(), headers=key() | {"X-CSRF-Token": csrf})
    assert mine.status_code == 201


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.key",
        "/..%2f..%2fanlan.db",
        "/assets/..%5c..%5ckeys.txt",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/assets/%00",
    ],
)
def test_no_path_leads_out_of_the_console(town: Town, path: str) -> None:
    at = urlsplit(town.url)
    with socket.create_connection((at.hostname, at.port)) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    status = int(answer.split(b" ", 2)[1])
    assert status in {200, 400, 404}
    assert b"root:" not in answer
    assert b"SQLite format" not in answer
    if status == 200:
        assert b"<div id=" in answer, "the console's own first page"


INSIDE = (
    "http://localhost:{port}/hook",
    "http://127.0.0.1:{port}/hook",
    "http://[::1]:{port}/hook",
    "http://[::ffff:127.0.0.1]:{port}/hook",
    "http://2130706433:{port}/hook",
    "http://0x7f.1:{port}/hook",
    "http://0.0.0.0:{port}/hook",
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/hook",
)


def test_a_webhook_never_reaches_a_host_inside(town: Town) -> None:
    receiver = Receiver()
    with town.session("administrator") as client:
        made = [
            client.post(
                "/api/outbox/endpoints",
                json={
                    "name": f"inside {n}",
                    "kind": "webhook",
                    "address": each.format(port=receiver.server.server_port),
                    "topics": ["account.*"],
                },
                headers=key(),
            )
            for n, each in enumerate(INSIDE)
        ]
        numbers = [answer.json()["id"] for answer in made if answer.status_code == 201]
        assert all(answer.status_code in {201, 422} for answer in made)
        assert client.post("/api/accounts", json=body(), headers=key()).status_code == 201
        command = ["--home", str(town.home), "outbox", "deliver", "--once"]
        subprocess.run([sys.executable, "-m", "anlan", *command], check=True, timeout=120)
        params = {"state": "waiting", "limit": 200}
        waiting = client.get("/api/outbox/deliveries", params=params).json()["items"]
        for number in numbers:
            version = client.get(f"/api/outbox/endpoints/{number}").headers["ETag"]
            still = {"json": {"active": False}, "headers": key() | {"If-Match": version}}
            assert client.patch(f"/api/outbox/endpoints/{number}", **still).status_code == 200
    receiver.stop()
    assert receiver.got == []
    errors = {each["endpoint"]: each["error"] for each in waiting}
    told = [error for name, error in errors.items() if name.startswith("inside ")]
    assert len(told) == len(numbers) >= 5
    assert all("inside" in error or "no such host" in error for error in told)


def test_too_much_and_too_long_are_refused(town: Town) -> None:
    with town.client("administrator") as client:
        large = client.post("/api/accounts", content=b"x" * 1_100_000, headers=key())
        piece = iter([b"x" * 100_000] * 11)
        chunked = client.post("/api/accounts", content=piece, headers=key())
        long = client.get(f"/api/cities/{CITY}/ranking", params={"q": "x" * 9000})
        deep = client.post("/api/accounts", content=b"[" * 100_000, headers=key())
    assert (large.status_code, problem(large)["code"]) == (413, "http.large")
    assert chunked.status_code == 413
    assert long.status_code == 414
    assert deep.status_code == 422


def test_a_refusal_arrives_though_the_body_came_after_it(town: Town) -> None:
    at = urlsplit(town.url)
    body = b"x" * 100_000
    head = f"POST /api/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    with socket.create_connection((at.hostname, at.port)) as client:
        client.settimeout(10)
        client.sendall(head.encode() + b"Origin: https://evil.example\r\n\r\n")
        told = client.recv(4096)
        assert told.startswith(b"HTTP/1.1 403 ")
        # Were the connection closed already, this would be answered by a reset.
        client.sendall(body[:50_000])
        time.sleep(0.2)
        client.sendall(body[50_000:])
        while more := client.recv(4096):
            told += more
    assert b"access.cross_site" in told


def test_slow_clients_hold_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings()
    hasty = replace(given, request=replace(given.request, head_seconds=0.5))
    monkeypatch.setattr(protocol, "settings", lambda: hasty)
    at = urlsplit(town.url)
    with socket.create_connection((at.hostname, at.port)) as silent:
        silent.settimeout(10)
        started = time.monotonic()
        assert silent.recv(1) == b""
        assert time.monotonic() - started < 5
    with socket.create_connection((at.hostname, at.port)) as trickling:
        trickling.settimeout(10)
        try:
            for letter in b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"a" * 100:
                trickling.sendall(bytes([letter]))
                time.sleep(0.05)
            ended = trickling.recv(1) == b""
        except OSError:
            ended = True
    assert ended


@contextmanager
def apart(
    town: Town, log: Path, *more: str
) -> Iterator[tuple[httpx.Client, "subprocess.Popen[bytes]"]]:
    """Yield a client of a server in a process of its own, with that process."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    command = ["--home", str(town.home), "serve", CITY, "--port", str(port), "--sign-in", *more]
    with log.open("w") as file:
        program = [sys.executable, "-m", "anlan", *command]
        server = subprocess.Popen(program, stdout=file, stderr=file)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                wait_for(client)
                yield client, server
        finally:
            server.terminate()
            server.wait(timeout=30)


def test_who_never_takes_an_answer_keeps_no_server_from_its_end(town: Town, tmp_path: Path) -> None:
    asked = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    with apart(town, tmp_path / "log") as (client, server):
        at = client.base_url
        with socket.create_connection((at.host, at.port)) as idle:
            idle.sendall(asked * 500)
            time.sleep(2)  # until the server waits for the answers to be taken
            server.terminate()
            server.wait(timeout=settings().stop_seconds + 15)


RESIDENTS = ("/report/", "/api/public/cities", "/open311/v2/services.json")


def test_nothing_secret_is_in_the_log(town: Town, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with apart(town, log, "--log", "debug") as (client, _):
        signed_in(client, "analyst")
        secret = client.cookies["anlan_session"]
        client.get(f"/api/cities/{CITY}/ranking", params={"q": "somebody's name"})
        bearer = {"Authorization": f"Bearer {town.tokens['analyst']}"}
        client.get("/api/cities", headers=bearer)
        for path in RESIDENTS:
            client.get(path)
    said = log.read_text()
    told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert {"/api/session", "/api/cities/{city}/ranking"} <= {each.get("route") for each in told}
    assert all(each["request"] for each in told)
    of = {each["client"] for each in told if each.get("route", "").startswith("/api/cities")}
    assert of == {"127.0.0.1"}
    strangers = [each for each in told if not each.get("route", "/api/").startswith("/api/")]
    strangers += [each for each in told if each.get("route", "").startswith("/api/public/")]
    assert len(strangers) >= len(RESIDENTS)
    assert {each["client"] for each in strangers} == {"-"}
    for hidden in (secret, PASSWORD, "somebody", town.tokens["analyst"]):
        assert hidden not in said


def wait_for(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            client.get("/health")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server didn't come up")


def test_every_answer_has_the_headers_that_guard_a_page(town: Town) -> None:
    for path in ("/", "/health", "/api/cities", "/nowhere", f"/api/cities/{CITY}/plan.html"):
        answer = httpx.get(f"{town.url}{path}")
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "server" not in answer.headers
