"""How a file was read is told where it was guessed: on the command line and by the server."""

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from use_town import CITY, DATA, PACK, anlan

from anlan.pool.sniff import DateGuess, Guess

BATHS = "Read as UTF-8 text, cells split by semicolons. Dates in “ouvert_le” are written DD/MM/YYYY"
ISO = DateGuess("day", ("YYYY-MM-DD hh:mm:ss",), ("%Y-%m-%d %H:%M:%S%.f",), "2026-03-31 09:00", 1.0)
EITHER = DateGuess("day", ("MM/DD/YYYY", "DD/MM/YYYY"), ("%m/%d/%Y", "%d/%m/%Y"), "03/04/2014", 1.0)


def test_each_file_is_said_to_be_read_as_it_was_guessed(taken_in: tuple[Path, str]) -> None:
    said = taken_in[1]
    assert f"bains.csv: {BATHS} (such as 23/05/2018)." in said
    assert said.count("Read as UTF-8 text") == len(list(DATA.glob("*.csv")))


def test_the_guess_is_told_in_chinese_and_again_when_nothing_is_new(
    taken_in: tuple[Path, str],
) -> None:
    done = anlan(taken_in[0], "ingest", PACK, "--data", DATA, "--source", "baths", lang="zh")
    assert done.code == 0
    assert "bains.csv：按 UTF-8 编码读取，单元格以分号分隔。“ouvert_le”列的日期写作" in done.said


def test_another_encoding_is_said(taken_in: tuple[Path, str], tmp_path: Path) -> None:
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    text = (data / "bains.csv").read_text(encoding="utf-8").replace("Hammam", "浴场浴场浴场")
    (data / "bains.csv").write_bytes(text.encode("gb18030"))
    home = shutil.copytree(taken_in[0], tmp_path / "home")
    done = anlan(home, "ingest", PACK, "--data", data, "--source", "baths")
    assert done.code == 0, done.said
    assert "bains.csv: Read as GB18030 text" in done.said


@pytest.mark.parametrize(
    ("guess", "plain"),
    [
        (Guess("utf-8", False, ",", (ISO,)), True),
        (Guess("utf-8"), True),
        (Guess("utf-8", True, ","), False),
        (Guess("gb18030", False, ","), False),
        (Guess("utf-8", False, ";"), False),
        (Guess("utf-8", False, ",", (ISO, EITHER)), False),
    ],
)
def test_only_what_nobody_would_doubt_goes_unsaid(guess: Guess, plain: bool) -> None:
    assert guess.plain is plain


def test_the_server_tells_how_each_source_was_read(
    home: Path, live: Callable[[Path, list[str]], str]
) -> None:
    with httpx.Client(base_url=live(home, [str(PACK)])) as client:
        sources = client.get(f"/api/cities/{CITY}/overview").json()["sources"]
    told = {source["name"]: source["guess"] for source in sources}
    assert told["baths"].startswith(BATHS)
    assert told["checks"].endswith("are written DD/MM/YYYY (such as 02/01/2023).")


def test_no_cell_about_a_person_is_shown_as_an_example() -> None:
    born = DateGuess("born", ("YYYY.MM.DD",), ("%Y.%m.%d",), "1970.01.01", 1.0)
    guess = Guess("utf-8", False, ",", (ISO, born))
    assert "1970" not in guess.of(["day"]).say("en")
    assert guess.of(["day"]).dates == (ISO,)
