"""The guide's blocks are the third pack: what the guide says is what a test runs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "howto" / "add-a-city.md").read_text(encoding="utf-8")
PACK = ROOT / "tests" / "cities" / "thirdcity"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)\n```$", GUIDE, flags=re.DOTALL | re.MULTILINE)


def blocks(language):
    return [text for kind, text in BLOCKS if kind == language]


def lines(text):
    return [line for line in text.splitlines() if line.strip()]


def test_the_guide_holds_the_whole_city_in_order():
    written = lines("\n".join(blocks("toml")))
    assert written == lines((PACK / "city.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("contract", sorted((PACK / "contracts").iterdir()), ids=lambda p: p.name)
def test_the_guide_holds_each_contract(contract):
    assert contract.read_text(encoding="utf-8").strip("\n") in blocks("yaml")


def test_the_guide_holds_the_divisions_and_nothing_else():
    assert [(PACK / "divisions.csv").read_text(encoding="utf-8").strip("\n")] == blocks("text")
    assert len(blocks("yaml")) == len(list((PACK / "contracts").iterdir()))
    assert {kind for kind, _ in BLOCKS} == {"toml", "yaml", "text", "sh"}


def test_the_first_rows_shown_are_the_first_rows_of_the_files():
    for name in ("bains.csv", "controles_2020.csv"):
        with (PACK / "data" / name).open(encoding="utf-8") as file:
            for row in (next(file), next(file)):
                assert f"`{row.strip()}`" in GUIDE
