"""What a department typed is shown on the terminal as it stands: it can't break or steer it."""

from pathlib import Path

import pytest
from badinput_city import CITY, anlan, cell, rewrite

TYPED = {
    1: "[/red]",
    2: "[link=http://x]here[/link]",
    3: ":warning:",
    4: "a\x1b]0;owned\x07b",
}
SHOWN = {**TYPED, 4: "a\ufffd]0;owned\ufffdb"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_values_are_told_as_typed(data: Path, tmp_path: Path, lang: str) -> None:
    for row, typed in TYPED.items():
        rewrite(data / "premises.csv.gz", cell(row, "kind", typed))
    home = tmp_path / "home"
    took = anlan(home, "ingest", CITY, "--data", data, "--source", "premises", lang=lang)
    assert took.code == 0
    told = anlan(home, "quarantine", "list", CITY, "--source", "premises", lang=lang)
    assert told.code == 0, told.said
    for shown in SHOWN.values():
        assert shown in told.said
    assert "\x1b" not in told.said
    one = anlan(home, "quarantine", "show", CITY, "1-4", lang=lang)
    assert SHOWN[4] in one.said
    assert "\x1b" not in one.said
