"""What is wrong in a pack's [[linking]] is told with file, line and key."""

import shutil
from pathlib import Path

import pytest

from anlan import cities


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "premises"\nlink_from', 'kind = "premise"\nlink_from', "linking[1].kind"),
        ('name = "registered_name"', 'name = "registred_name"', "linking[1].sources[2].name"),
        (
            'source = "shopfronts"\nname',
            'source = "shopfront"\nname',
            "linking[1].sources[4].source",
        ),
        ('aliases = "aliases.csv"', 'aliases = "alias.csv"', "linking[1].aliases"),
        ("link_from = 0.9", "link_from = 9", "linking[1].link_from"),
        ('field = "trade"', 'field = "traid"', "linking[1].comparisons[5].field"),
        ('{ same = ["road", "number"] }', '{ same = ["rode"] }', "linking[1].blocking[1].same[1]"),
        ("recall = 0.5", "recal = 0.5", "linking[1].training"),
    ],
)
def test_a_wrong_word_is_named_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    source = Path(cities.__file__).parent / "jiangcheng"
    folder = Path(
        shutil.copytree(
            source, tmp_path / "pack", ignore=shutil.ignore_patterns("*.py", "__pycache__")
        )
    )
    file = folder / "city.toml"
    text = file.read_text(encoding="utf-8")
    begin = text.index("[[linking]]")
    assert old in text[begin:]
    file.write_text(text[:begin] + text[begin:].replace(old, new, 1), encoding="utf-8")
    (problem, *_) = cities.check(folder)
    changed = new.split("\n", maxsplit=1)[0]
    line = (
        1
        + [n for n, each in enumerate(file.read_text("utf-8").splitlines()) if changed in each][-1]
    )
    assert told in problem.say("en")
    assert f"line {line}," in problem.say("en")
    assert problem.say("zh") != problem.say("en")
