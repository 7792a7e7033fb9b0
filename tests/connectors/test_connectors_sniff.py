"""Guessing encoding, delimiter and dates, and saying so."""

import re
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anlan.model.errors import SourceError
from anlan.pool.sniff import (
    DateGuess,
    Guess,
    guess_dates,
    guess_delimiter,
    guess_encoding,
    read_records,
    sniff_settings,
)


def dates_of(*cells: str | None) -> tuple[DateGuess, ...]:
    return guess_dates(["day"], [[cell] for cell in cells])


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("2014-01-31", "YYYY-MM-DD"),
        ("2014-1-3", "YYYY-MM-DD"),
        ("2014/01/31", "YYYY/MM/DD"),
        ("2014.1.31", "YYYY.MM.DD"),
        ("2014年1月31日", "YYYY年MM月DD日"),
        ("20140131", "YYYYMMDD"),
        ("01/31/2014", "MM/DD/YYYY"),
        ("31/01/2014", "DD/MM/YYYY"),
        ("03.04.2014", "DD.MM.YYYY"),
        ("01-31-2014", "MM-DD-YYYY"),
        ("31-1-2014", "DD-MM-YYYY"),
        ("2014-01-31 03:04", "YYYY-MM-DD hh:mm"),
        ("2014-01-31T03:04:05", "YYYY-MM-DDThh:mm:ss"),
        ("2014-01-31T03:04:05.000", "YYYY-MM-DDThh:mm:ss"),
        ("2014-01-31T03:04:05Z", "YYYY-MM-DDThh:mm:ss±zz:zz"),
        ("2014-01-31 03:04:05+08:00", "YYYY-MM-DD hh:mm:ss±zz:zz"),
        ("01/31/2014 12:00:00 AM", "MM/DD/YYYY hh:mm:ss AM/PM"),
        ("1/31/2014 3:04 pm", "MM/DD/YYYY hh:mm AM/PM"),
        ("2014年1月31日 3时4分5秒", "YYYY年MM月DD日 hh时mm分ss秒"),
    ],
)
def test_dates_are_recognised_and_the_parser_reads_them(cell: str, name: str) -> None:
    (guess,) = dates_of(cell, None, "", cell)
    assert (guess.names, guess.ambiguous, guess.share) == ((name,), False, 1.0)
    read = pl.Series([cell])
    parsed = read.str.to_datetime(guess.patterns[0], time_zone="UTC" if "±" in name else None)
    assert parsed.dt.year().to_list() == [2014]


@pytest.mark.parametrize(
    "cells",
    [
        ("",),
        (None,),
        ("114.3055",),
        ("1.2.3",),
        ("02/30/2014",),
        ("2014-13-01",),
        ("13/13/2014",),
        ("12345678",),
        ("2014-01-31 in the morning",),
        ("2014-01-31", "never", "closed"),
    ],
)
def test_what_is_no_date_is_not_guessed(cells: tuple[str | None, ...]) -> None:
    assert dates_of(*cells) == ()


def test_day_and_month_that_could_be_either_are_said_to_be_ambiguous() -> None:
    (guess,) = dates_of("03/04/2014", "05/06/2014")
    assert guess.ambiguous
    assert guess.names == ("MM/DD/YYYY", "DD/MM/YYYY")
    assert "MM/DD/YYYY or DD/MM/YYYY (such as 03/04/2014)" in guess.say("en")
    assert "MM/DD/YYYY 或 DD/MM/YYYY" in guess.say("zh")


def test_one_cell_settles_which_is_the_month() -> None:
    (guess,) = dates_of("03/04/2014", "25/12/2014")
    assert guess.names == ("DD/MM/YYYY",)


def test_a_few_wrong_cells_do_not_hide_a_date() -> None:
    (guess,) = dates_of(*["2014-01-31"] * 19, "unknown")
    assert (guess.names, guess.share) == (("YYYY-MM-DD",), 0.95)


def spelt_out() -> dict[str, re.Pattern[str]]:
    """Return one expression for each form of a date with each form of a clock, whole."""
    settings = sniff_settings()
    return {
        day.name + joint + clock.name: re.compile(day.regex + joint + clock.regex, re.ASCII)
        for day in settings.dates
        for clock in settings.times
        for joint in (" T" if clock.name else [""])
    }


NUMBERS = st.integers(0, 2100).flatmap(
    lambda n: st.sampled_from([str(n), f"{n:02}", f"{n:04}", f"{n}"[:2]])
)
DATE_LIKE = st.tuples(
    NUMBERS, st.sampled_from(["-", "/", ".", "年", ""]), NUMBERS,
    st.sampled_from(["-", "/", ".", "月", ""]), NUMBERS, st.sampled_from(["", "日", " ", "T"]),
    st.sampled_from(["", "9:05", "09:05:07", "09:05:07.5+08:00", "9:05 PM", "9时5分7秒", "x"]),
).map("".join)  # fmt: skip


@given(DATE_LIKE)
@example("2025-07-01 09:05:07+08:00")
@example("01/02/2025T9:05 PM")
def test_the_forms_of_a_cell_are_those_whose_whole_expression_fits(cell: str) -> None:
    forms = [name for name, each in spelt_out().items() if exists(each.fullmatch(cell))]
    found = dates_of(cell)
    assert list(found[0].names if found else ()) == (forms if len(cell) <= 40 else [])


def exists(day: re.Match[str] | None) -> bool:
    try:
        return bool(day and date(int(day["y"]), int(day["m"]), int(day["d"])))
    except ValueError:
        return False


@given(st.dates(min_value=date(1900, 1, 1)))
def test_the_right_format_is_always_among_those_guessed(day: date) -> None:
    for pattern in ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%Y年%m月%d日"):
        (guess,) = dates_of(day.strftime(pattern))
        parsed = [datetime.strptime(guess.example, known).date() for known in guess.patterns]
        assert day in parsed


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain", ("utf-8", False)),
        ("面馆".encode(), ("utf-8", False)),
        ("面馆".encode()[:-1], ("utf-8", False)),
        ("面馆".encode("utf-8-sig"), ("utf-8", True)),
        ("面馆".encode("gb18030"), ("gb18030", False)),
        ("面馆“好”—１２".encode("gb18030")[:-1], ("gb18030", False)),
        ("面馆".encode("utf-16"), ("utf-16", True)),
    ],
)
def test_encodings_are_recognised(data: bytes, expected: tuple[str, bool]) -> None:
    assert guess_encoding([(0, data)], "f") == expected


def test_a_later_piece_decides_too() -> None:
    assert guess_encoding([(0, b"plain"), (900, "面馆".encode("gbk"))], "f")[0] == "gb18030"


BIG5 = "臺北市餐廳衛生檢查結果，中正區忠孝東路一段，不合格項目：食品未覆蓋，限期改善後複查合格。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("é la carte", "latin-1"),
        ("“noodles” – €", "cp1252"),
        ("ЛЕНИН, мир", "cp1251"),
        ("белая ночь над рекой " * 5, "koi8-r"),
        (BIG5, "big5"),
    ],
)
def test_other_encodings_are_refused_with_the_place(text: str, encoding: str) -> None:
    with pytest.raises(SourceError, match="byte at offset 8") as caught:
        guess_encoding([(0, b"id,name\n" + text.encode(encoding))], "f.csv")
    assert "f.csv" in caught.value.say("zh")


def test_the_delimiter_that_fits_most_rows_wins() -> None:
    assert guess_delimiter("a;b\n1,5;2,5\n3;4\n") == ";"
    assert guess_delimiter("a\tb,c\n1\t2,3\n") in "\t,"
    assert guess_delimiter("one column\nonly\n") == ","


def test_reading_stops_at_a_cell_too_long_for_a_sample() -> None:
    assert read_records('a,b\n1,2\n3,"' + "x" * 200_000, ",", 10) == [["a", "b"], ["1", "2"]]


def test_a_guess_speaks_both_languages() -> None:
    guess = Guess("utf-8", True, "\t", dates_of("2014-01-31"))
    assert guess.say("en") == (
        "Read as UTF-8 with a byte order mark text, cells split by tabs. "
        "Dates in “day” are written YYYY-MM-DD (such as 2014-01-31)."
    )
    assert guess.say("zh") == (
        "按 UTF-8（带字节顺序标记） 编码读取，单元格以制表符分隔。"
        "“day”列的日期写作 YYYY-MM-DD（例如 2014-01-31）。"
    )
    assert Guess("gb18030").say("en") == "Read as GB18030 text."
