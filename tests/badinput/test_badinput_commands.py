"""A wrong word on the command line: told in a sentence that says which words there are."""

from pathlib import Path

import pytest
from badinput_city import CITY, anlan, half_written

PREMISES_BAD = ("quarantine", "list", CITY, "--source", "premises")
WRONG = {
    "city": (("ingest", "jiangchen", "--data", "."), 1, "no city pack jiangchen"),
    "source to take in": (
        ("ingest", CITY, "--data", ".", "--source", "premisses"), 1,
        "has no source premisses. Its sources: premises, inspections",
    ),
    "source to replay": (
        ("quarantine", "replay", CITY, "--source", "wether"), 1, "has no source wether",
    ),
    "source to list": (("quarantine", "list", CITY, "--source", "x"), 1, "has no source x"),
    "target": (
        ("score", CITY, "--target", "fire"), 1, "has no target fire. Its targets: fire_food_safety",
    ),
    "row": (("quarantine", "show", CITY, "9-99"), 1, "No row in quarantine has the id 9-99"),
    "day": (("score", CITY, "--as-of", "2026-02-30"), 1, "2026-02-30"),
    "folder of data": (("ingest", CITY, "--data", "nowhere"), 1, "The folder nowhere"),
    "mends": (
        ("quarantine", "replay", CITY, "--source", "premises", "--mend", "none.csv"), 1,
        "none.csv cannot be used: No such file",
    ),
    "out without source": (
        ("quarantine", "list", CITY, "--out", "x.csv"), 2, "name it with --source",
    ),
    "place of an export": (
        (*PREMISES_BAD, "--out", "/dev/null/x.csv"), 1, "/dev/null/x.csv cannot be written: Not a",
    ),
    "place of a pack": (("city", "new", "/dev/null/town"), 1, "cannot be written: Not a directory"),
    "place of files": (
        ("generate", "/dev/null/files", "--scale", "0.001"), 1,
        "cannot be written: Not a directory",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_word_is_told_with_those_that_are_right(
    clean_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    words, code, told = WRONG[what]
    done = anlan(clean_home, *words)
    assert told in done.said
    assert done.code == code
    assert not half_written(clean_home)
    assert not list(tmp_path.iterdir())
