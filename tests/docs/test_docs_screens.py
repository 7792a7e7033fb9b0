"""Every page of the console has its pictures, and the page of screens shows them all."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROUTER = (ROOT / "web" / "src" / "router.ts").read_text("utf-8")
SCREENS = (ROOT / "docs" / "screens.md").read_text("utf-8")
PICTURES = ROOT / "docs" / "images" / "screens"
# What a picture must measure: width and height of a desk's screen and of a phone's.
SIZES = {"light": (1440, 900), "dark": (1440, 900), "phone": (390, 844)}
PAGES = re.findall(r'path: "/:city/[^"]+", name: "(\w+)"', ROUTER)


def measures(file: Path) -> tuple[int, int]:
    """Return width and height as the PNG's head says."""
    head = file.read_bytes()[:24]
    assert head.startswith(b"\x89PNG"), f"{file.name} isn't a PNG"
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def test_docs_screens_knows_the_pages() -> None:
    assert {"map", "list", "routes", "backtest", "data"} <= set(PAGES)


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("page", PAGES)
def test_docs_screens_every_page_has_its_picture(page: str, shape: str) -> None:
    name = f"{page}-{shape}.png"
    assert measures(PICTURES / name) == SIZES[shape]
    assert f"(images/screens/{name})" in SCREENS


def test_docs_screens_shows_every_picture_and_no_other() -> None:
    shown = set(re.findall(r"\(images/screens/([^)]+)\)", SCREENS))
    assert shown == {file.name for file in PICTURES.glob("*.png")}
