"""A pack with a typo: named by file, line and key, with the right word beside it."""

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from anlan import cities

SHIPPED = Path(cities.__file__).parent
KEY = re.compile(r"^([a-z_]+) = |[{,] ([a-z_]+) = ")
# Keys of tables whose keys the pack's author chooses.
FREE = re.compile(
    r"^(measures|rename|extract|where|legal_cycle)\b|\.(count_between|extract|measures)\]"
)


def slips(pack: str) -> list[tuple[int, str]]:
    """Return lines and keys of a pack's file, some of each of its tables."""
    found, chosen = [], True
    lines = (SHIPPED / pack / "city.toml").read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        if line.startswith("["):
            chosen = not FREE.search(line)
        if not chosen or line.startswith("#") or FREE.search(line):
            continue
        found += [(number, first or second) for first, second in KEY.findall(line)]
    inside_free = {"en", "zh"}
    found = [each for each in found if len(each[1]) > 2 and each[1] not in inside_free]
    return random.Random(pack).sample(found, 40)  # noqa: S311


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[str], Path]:
    """A function that copies a shipped pack to a folder of the test's own."""

    def made(pack: str) -> Path:
        folder = tmp_path / pack
        shutil.copytree(
            SHIPPED / pack, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__")
        )
        return folder

    return made


def spoil(folder: Path, line: int, old: str, new: str) -> None:
    path = folder / "city.toml"
    lines = path.read_text(encoding="utf-8").split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("pack", "line", "key"),
    [(pack, *slip) for pack in ("chicago", "jiangcheng") for slip in slips(pack)],
)
def test_a_misspelt_key_is_named_with_its_line_and_the_right_one(
    copy: Callable[[str], Path], pack: str, line: int, key: str
) -> None:
    folder = copy(pack)
    wrong = f"{key[:-1]}x"
    spoil(folder, line, f"{key} = ", f"{wrong} = ")
    told = [problem.say("en") for problem in cities.check(folder)]
    # A key of a free table, such as the columns of a condition, is named as what was found there.
    about = [text for text in told if wrong in text]
    assert len(about) == 1, told
    assert "city.toml" in about[0]
    assert f"line {line}," in about[0]
    assert key in about[0]
    assert any(wrong in problem.say("zh") for problem in cities.check(folder))


WORDS = [
    ('department = "health"', 'department = "helth"', "health"),
    ('kind = "food_premises"', 'kind = "food_premise"', "food_premises"),
    ('event_time = "inspection_date"', 'event_time = "inspecton_date"', "inspection_date"),
    ('source = "business_licences"', 'source = "busines_licences"', "business_licences"),
    ('contract = "contracts/weather.yaml"', 'contract = "contracts/wether.yaml"', "weather.yaml"),
    ('level = "district"', 'level = "distrikt"', "district"),
    ('column = "critical_violations"', 'column = "critical_violation"', "critical_violations"),
    ('by = "asset"', 'by = "aset"', "asset"),
    ('zone = "America/Chicago"', 'zone = "America/Chicgo"', "IANA"),
    ("capacity = 0.1", "capacity = 10", "1"),
    ("folds = 6", 'folds = "six"', "folds"),
    ("teams = 6", "teams = 0", "teams"),
]


@pytest.mark.parametrize(("right", "wrong", "help_given"), WORDS)
def test_a_wrong_word_or_value_is_named_with_its_line_and_what_may_stand(
    copy: Callable[[str], Path], right: str, wrong: str, help_given: str
) -> None:
    folder = copy("chicago")
    lines = (folder / "city.toml").read_text(encoding="utf-8").split("\n")
    line = next(number for number, text in enumerate(lines, start=1) if right in text)
    spoil(folder, line, right, wrong)
    told = [problem.say("en") for problem in cities.check(folder)]
    assert any(f"line {line}," in text and help_given in text for text in told), told


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('schemes = ["ls5"]', "'ls5'"),
        ('schemes = ["ls", "lec", "ls4"]', "same factors"),
        ('fields = { mine = ["ls"] }', "mines"),
        ('fields = { mines = ["ls", "ls4"] }', "same factors"),
        ('scheme = ["ls"]', "schemes"),
    ],
)
def test_a_wrong_scheme_of_risks_is_named_with_its_line(
    copy: Callable[[str], Path], table: str, said: str
) -> None:
    folder = copy("chicago")
    path = folder / "city.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n[risks]\n{table}\n", encoding="utf-8")
    line = text.count("\n") + 3
    told = [problem.say("en") for problem in cities.check(folder)]
    assert len(told) == 1
    assert f"line {line}," in told[0]
    assert said in told[0]


@pytest.mark.parametrize("file", ["contracts/weather.yaml", "contracts/food_inspections.yaml"])
def test_a_misspelt_key_of_a_contract_is_named(copy: Callable[[str], Path], file: str) -> None:
    folder = copy("chicago")
    path = folder / file
    text = path.read_text(encoding="utf-8")
    line = text[: text.index("logicalType: date")].count("\n") + 1
    path.write_text(text.replace("logicalType: date", "logicalTyp: date", 1), encoding="utf-8")
    told = [problem.say("en") for problem in cities.check(folder)]
    assert any(
        file in each and f"line {line}" in each and "logicalType" in each for each in told
    ), told


@pytest.mark.parametrize("text", ["name = ", "[[sources", "\x00", "name = 'a'\nname = 'b'"])
def test_a_file_that_is_no_toml_is_told_where(copy: Callable[[str], Path], text: str) -> None:
    folder = copy("chicago")
    (folder / "city.toml").write_text(text, encoding="utf-8")
    (problem,) = cities.check(folder)
    assert "city.toml" in problem.say("en")
    assert re.search(r"line \d+|at end of document", problem.say("en"))


@pytest.mark.parametrize(
    ("to", "near"),
    [("premises.premise_id", "premises.premises_id"), ("premisses.premises_id", "premises.")],
)
def test_a_reference_to_what_is_not_there_is_named(
    copy: Callable[[str], Path], to: str, near: str
) -> None:
    folder = copy("jiangcheng")
    contract = folder / "contracts" / "inspections.yaml"
    text = contract.read_text(encoding="utf-8")
    contract.write_text(text.replace("to: premises.premises_id", f"to: {to}"), encoding="utf-8")
    [problem] = cities.check(folder)
    for lang in ("en", "zh"):
        assert all(part in problem.say(lang) for part in ("inspections.yaml", to, near))


@pytest.mark.parametrize(
    ("key", "wrong", "known"),
    [
        ("kinds", "hazzard", "hazard"),
        ("channels", "hotlin", "hotline"),
        ("classes", "e040", "e0403"),
    ],
)
def test_what_a_routing_rule_is_about_must_be_something(
    copy: Callable[[str], Path], key: str, wrong: str, known: str
) -> None:
    folder = copy("jiangcheng")
    pack = folder / "city.toml"
    text = pack.read_text(encoding="utf-8")
    right = 'when = { classes = ["e9003"] }'
    line = text[: text.index(right)].count("\n") + 1
    pack.write_text(text.replace(right, f'when = {{ {key} = ["{wrong}"] }}'), encoding="utf-8")
    [problem] = cities.check(folder)
    assert f"line {line}," in problem.say("en")
    for lang in ("en", "zh"):
        assert all(part in problem.say(lang) for part in (wrong, known))
