"""Every text the console asks for is in the catalogue, and the catalogue holds no other."""

import re
from pathlib import Path

from anlan.words import catalogue

WEB = Path(__file__).parents[2] / "web" / "src"
KEY = re.compile(r"console(?:\.(?:[a-z0-9_]+|\$\{[^}]*\}))+")
HOLE = re.compile(r"\\\$\\\{.*?\\\}")


def asked() -> set[str]:
    """Return the keys in the console's sources; a hole stands for anything."""
    sources = [path for path in WEB.rglob("*") if path.suffix in {".vue", ".ts"}]
    return {key for path in sources for key in KEY.findall(path.read_text(encoding="utf-8"))}


def ours() -> set[str]:
    """Return the console's keys in the catalogue."""
    return {key for key in catalogue() if key.startswith("console.")}


def test_console_every_text_asked_for_is_in_the_catalogue() -> None:
    whole = {key for key in asked() if "$" not in key}
    assert whole - ours() == set()


def test_console_catalogue_holds_no_text_that_is_never_asked_for() -> None:
    patterns = [re.compile(HOLE.sub("[a-z0-9_]+", re.escape(key))) for key in asked()]
    idle = {key for key in ours() if not any(pattern.fullmatch(key) for pattern in patterns)}
    assert idle == set()


def test_console_texts_hold_the_same_places_in_both_languages() -> None:
    places = re.compile(r"\{(\w+)\}")
    differing = {
        key
        for key in ours()
        if set(places.findall(catalogue()[key]["en"]))
        != set(places.findall(catalogue()[key]["zh"]))
    }
    assert differing == set()
