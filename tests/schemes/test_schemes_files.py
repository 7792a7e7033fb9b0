"""A scheme of one's own: what is wrong with its file is said before anything is graded by it."""

from pathlib import Path

import pytest

from anlan.model.errors import RegisterError
from anlan.risk.schemes import read
from anlan.risk.schemes.read import FOLDER

LS = (FOLDER / "ls.toml").read_text("utf-8")


def refusal(folder: Path, text: str) -> str:
    file = folder / "own.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(RegisterError) as refused:
        read(file)
    assert refused.value.say("zh")
    return refused.value.say()


@pytest.mark.parametrize(
    ("was", "written", "said"),
    [
        (
            "at_least = 9\nat_most = 12",
            "at_least = 10\nat_most = 12",
            "value 9 (L 3 × S 3) is in no",
        ),
        ("at_least = 9\nat_most = 12", "at_least = 9\nat_most = 15", "bands of grade 2 and 3"),
        ("at_least = 9\nat_most = 12", "at_least = 9\nbelow = 12", "value 12"),
        ('symbol = "S"', 'symbol = "L"', "letter L stands for two things"),
        ('symbol = "S"', 'symbol = "R"', "letter R stands for two things"),
        ("score = 4", "score = 5", "factor L has the same score twice"),
        ("score = 4", "score = -4", "factors.0.scores.1.score"),
        ('colour = "red"', 'colour = "purple"', "bands.0.colour"),
        ("at_least = 20", "at_leats = 20", "bands.0.at_leats"),
        ("[[bands]]", "[[bands", "can't be read"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_place(tmp_path, was, written, said):
    found = refusal(tmp_path, LS.replace(was, written, 1))
    assert said in found
    assert "own.toml" in found


def test_a_scheme_of_a_city_is_read_as_those_that_ship(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(LS.replace('id = "ls"', 'id = "own"'), "utf-8")
    assert read(file).id == "own"


def test_no_file(tmp_path):
    with pytest.raises(RegisterError, match=r"absent\.toml"):
        read(tmp_path / "absent.toml")
