"""Open311 by clients that others wrote, against the command ``anlan serve``, over HTTP."""

import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import polars as pl
import pytest
from cases_hall import CITY, grids
from civicbot import Endpoint, HttpError, HttpTransport, Open311Client
from civicbot.http import RateLimiter
from georeport import GeoReport

from anlan.cities.pack import folder_of
from anlan.model.portal import Open311Portal
from anlan.pool.connectors.open311 import Open311Connector
from anlan.store.accounts import Grant
from support.people import People

BATCH = "e0101"
GUIDE = Path(__file__).parents[2] / "docs" / "howto" / "open311.md"


@dataclass(frozen=True)
class Served:
    """Where it is served, a program's key there, and a place in the city."""

    url: str
    key: str
    place: tuple[float, float]
    grid: str


@pytest.fixture(scope="module")
def served(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The command as a process of its own, on a pack of which one class is answered by a token."""
    folder = tmp_path_factory.mktemp("served")
    home, pack = folder / "home", folder / "pack"
    shutil.copytree(demo_home, home)
    shutil.copytree(folder_of(CITY), pack)
    file = pack / "city.toml"
    told = file.read_text(encoding="utf-8")
    file.write_text(told.replace("[public]\n", f'[public]\ntokens = ["{BATCH}"]\n'), "utf-8")
    people = People(home)
    key = people.token(people.add("relay", Grant(role="operator", city=CITY)), "case.report")
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    command = ["--home", str(home), "serve", str(pack), "--port", str(port), "--sign-in"]
    process = subprocess.Popen([sys.executable, "-m", "anlan", *command])
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        grid, place, _ = grids(home)[0]
        yield Served(f"{url}/open311/v2", key, place, grid)
    finally:
        process.terminate()
        process.wait(60)


def wait_for(url: str) -> None:
    for _ in range(600):
        try:
            httpx.get(f"{url}/health")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return


def civic(served: Served) -> Open311Client:
    endpoint = Endpoint("anlan", "Anlan", served.url, write=True)
    return Open311Client(endpoint, HttpTransport(rate_limiter=RateLimiter(0.0)), CITY)


def test_a_client_discovers_lists_posts_and_fetches(served: Served) -> None:
    discovery = httpx.get(f"{served.url}/discovery.json").json()
    assert discovery["endpoints"][0]["url"] == served.url
    client, (lon, lat) = civic(served), served.place
    services = {each["service_code"]: each for each in client.list_services()}
    assert services["c0102"]["metadata"]
    words = f"井盖破损 {uuid4().hex}"
    prepared = client.create_request(
        "c0102",
        dry_run=False,
        confirm="SEND",
        api_key=served.key,
        validate_remote=True,
        lat=lat,
        lng=lon,
        description=words,
        email="li@mail.example",
        attributes={"cover_state": "broken"},
    )
    number = prepared.response[0]["service_request_id"]
    one = client.get_request(number)
    assert one is not None
    assert (one["status"], one["service_name"]) == ("open", services["c0102"]["service_name"])
    assert (one["lat"], one["long"]) == pytest.approx((lat, lon))
    assert number in {each["service_request_id"] for each in client.list_requests(status="open")}
    assert client.list_requests(service_request_ids=[number]) == [one]


def test_a_clients_errors_are_told(served: Served) -> None:
    client, (lon, lat) = civic(served), served.place
    with pytest.raises(HttpError) as caught:
        client.create_request(
            "c0118", dry_run=False, confirm="SEND", api_key="wrong", lat=lat, lng=lon
        )
    assert caught.value.status == 403
    assert "api_key" in caught.value.body
    with pytest.raises(HttpError) as caught:
        client.get_request("none")
    assert caught.value.status == 404


def test_a_batch_service_gives_a_token_that_becomes_a_number(served: Served) -> None:
    client, (lon, lat) = civic(served), served.place
    services = {each["service_code"]: each for each in client.list_services()}
    assert services[BATCH]["type"] == "batch"
    prepared = client.create_request(
        BATCH, dry_run=False, confirm="SEND", api_key=served.key, lat=lat, lng=lon,
        description=uuid4().hex,
    )  # fmt: skip
    taken = prepared.response[0]
    assert "service_request_id" not in taken
    known = client.get_token(taken["token"])[0]
    assert known["token"] == taken["token"]
    assert client.get_request(known["service_request_id"])["service_code"] == BATCH


@pytest.mark.parametrize("fmt", ["json", "xml"])
def test_another_client_reads_both_formats(served: Served, fmt: str) -> None:
    lon, lat = served.place
    told = {"api_key": served.key, "service_code": "c0118", "lat": lat, "long": lon}
    numbers = []
    for _ in range(2):
        data = told | {"description": uuid4().hex}
        answer = httpx.post(f"{served.url}/requests.json", data=data, timeout=30)
        numbers.append(answer.json()[0]["service_request_id"])
    client = GeoReport(served.url, jurisdiction=CITY, output_format=fmt)
    services = client.get_service_list()
    assert "c0118" in {each["service_code"] for each in services}
    assert client.get_service_definition("c0102")["service_code"] == "c0102"
    found = client.get_service_requests(service_request_id=",".join(numbers))
    assert {each["service_request_id"] for each in found} == set(numbers)
    assert client.get_service_request(numbers[0])["status"] == "open"


def test_our_own_connector_reads_what_we_serve(served: Served) -> None:
    lon, lat = served.place
    told = {"api_key": served.key, "service_code": "c0120", "lat": lat, "long": lon}
    answer = httpx.post(f"{served.url}/requests.json", data=told, timeout=30)
    number = answer.json()[0]["service_request_id"]
    portal = Open311Portal(
        connector="open311",
        url=served.url,
        jurisdiction=CITY,
        begin=f"{datetime.now(UTC) - timedelta(days=100):%Y-%m-%d}",
        allow_networks=["127.0.0.0/8"],
    )
    frame = pl.concat([chunk.frame for chunk in Open311Connector().open(portal).chunks])
    assert number in frame["service_request_id"]
    assert frame["service_request_id"].is_unique().all()


def test_the_commands_of_the_guide_do_what_they_say(served: Served) -> None:
    """Each ``curl`` of the guide as it stands there, but for the address, the key and a number."""
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine; the guide's commands need it")
    blocks = re.findall(r"```bash\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    commands = [
        shlex.split(line)
        for block in blocks
        for line in block.replace("\\\n", " ").splitlines()
        if line.startswith("curl ")
    ]
    assert len(commands) >= 7
    number = ""
    for command in commands:
        told = [
            word.replace("https://anlan.example/open311/v2", served.url)
            .replace("anlan_…", served.key)
            .replace("4201002026063000001", number)
            for word in command
        ]
        done = subprocess.run(
            [*told, "--silent", "--fail"], check=True, capture_output=True, text=True, timeout=60
        )
        address = next(word for word in told if word.startswith(served.url)).partition("?")[0]
        if address.endswith(".xml"):
            assert ET.fromstring(done.stdout).tag  # noqa: S314 - our own server wrote it
            continue
        answer = json.loads(done.stdout)
        if "--data-urlencode" in command:
            number = answer[0]["service_request_id"]
    assert number
