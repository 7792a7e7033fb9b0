"""The READMEs' figures are the measured ones, and what they point at is there."""

import json
import re
import runpy
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh.md")
RESULTS = {
    each["name"]: each
    for each in json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
}
FIGURES = runpy.run_path(str(ROOT / "docs" / "figures.py"))


def text_of(readme):
    return (ROOT / readme).read_text(encoding="utf-8")


def measured_rows(text):
    """Return the cells of each table row whose second cell is a name in code."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    return {row[1].strip("`"): row for row in rows if len(row) == 7 and row[1].startswith("`")}


def agrees(shown, value):
    """Say whether ``value`` rounds to the number that ``shown`` begins with."""
    digits = Decimal(shown.split()[0].replace(",", ""))
    step = digits.normalize() if digits >= 1_000 else digits
    return abs(Decimal(value) - digits) <= Decimal(1).scaleb(step.as_tuple().exponent) / 2


@pytest.mark.parametrize("readme", READMES)
def test_every_result_has_a_row_with_its_figures(readme):
    rows = measured_rows(text_of(readme))
    assert set(rows) == set(RESULTS)
    for name, (_, _, shown, goal, peer, ratio, command) in rows.items():
        result = RESULTS[name]
        assert agrees(shown, result["value"]), f"{readme}, {name}: run python docs/figures.py"
        assert (goal == "–") == (result["limit"] is None)
        if result["limit"] is not None:
            assert Decimal(goal.split()[1].replace(",", "")) == Decimal(str(result["limit"]))
            assert ("missed" in goal) == (not result["holds"])
        if result["peer"]:
            assert agrees(peer, result["peer_value"])
            assert agrees(ratio, result["ratio"])
        assert command.startswith("`make bench ONLY=")


def test_a_drifted_figure_would_be_found():
    assert agrees("310,000 rows/s", 309_620.9)
    assert not agrees("310,000 rows/s", 318_000.0)
    assert agrees("0.745", 0.74452)
    assert not agrees("0.745", 0.7438)


@pytest.mark.parametrize("readme", READMES)
def test_the_figures_command_changes_nothing(readme):
    assert FIGURES["filled"](text_of(readme), RESULTS) == text_of(readme)


@pytest.mark.parametrize("readme", READMES)
def test_links_lead_somewhere(readme):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text_of(readme))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_both_readmes_show_the_same_numbers():
    english, chinese = map(text_of, READMES)
    for row in ("AUC", "within inspector", "days earlier", "found in the first half", "hit rate"):
        line = next(x for x in english.splitlines() if x.startswith(f"| {row}"))
        assert line.split("|", 2)[2] in chinese
