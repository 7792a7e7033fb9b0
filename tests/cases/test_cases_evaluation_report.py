"""The report of a month: as a page, a PDF and a spreadsheet, in both languages."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from cases_evaluation_town import NOW, room

from anlan.cases.evaluation.periods import period
from anlan.cases.evaluation.report import Told, as_report, tell
from anlan.paper import FORMS
from anlan.store.schema import prepare
from support.pdftext import words_of


@pytest.fixture(scope="module", params=["en", "zh"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The report of October 2026."""
    found = room(tmp_path_factory.mktemp("report"))
    prepare(found.columns.database)
    # The copy has no rows behind it here: nothing is new, so it stays.
    (found.columns.folder / "mark.json").write_text(_mark())
    return tell(found, period("2026-10"), request.param, now=NOW)


def _mark() -> str:
    import json

    from anlan.cases.evaluation.columns import SCHEMA

    return json.dumps({"written_at": 1, "columns": list(SCHEMA)})


def test_the_league_of_the_month_is_told_with_ranks_and_changes(told: Told) -> None:
    areas, departments, *posts = told.sections
    assert [line.rank for line in areas.lines] == [1, 2, 3]
    names = [line.title for line in departments.lines]
    assert names in (["Roads", "Water affairs"], ["交通局", "水务局"])
    assert len(posts) == 4
    cell = departments.lines[0].cells[0]
    assert cell.value is not None
    assert cell.changes()[0][0] in "▲▼="
    assert cell.shown("en").endswith("%")


def test_sudden_self_closing_of_an_office_is_told_in_words(told: Told) -> None:
    [flag] = told.sections[0].flags
    assert ("River Bank" in flag) or ("江岸区" in flag)
    assert "p = " in flag


def test_the_page_stands_by_itself_and_says_it_all(told: Told) -> None:
    page = unescape(FORMS["html"](as_report(told)).decode())
    assert not re.search(r"(src|href)=|<script", page)
    for section in told.sections:
        assert section.title in page
        for line in section.lines:
            assert line.title in page
    for one in told.defined:
        assert one.words.of(told.lang) in page


def test_the_paper_can_be_read_as_text(told: Told) -> None:
    words = "".join(words_of(FORMS["pdf"](as_report(told))))
    assert re.sub(r"\s", "", told.title) in re.sub(r"\s", "", words)
    for line in told.sections[0].lines:
        assert re.sub(r"\s", "", line.title) in re.sub(r"\s", "", words)


def test_the_spreadsheet_holds_numbers_and_nothing_that_runs(told: Told) -> None:
    written = FORMS["xlsx"](as_report(told))
    book = openpyxl.load_workbook(BytesIO(written))
    assert len(book.sheetnames) == len(told.sections) + 1
    sheet = book.worksheets[1]
    first = told.sections[1].lines[0]
    assert sheet.cell(2, 2).value == first.title
    assert sheet.cell(2, 4).value == pytest.approx(first.cells[0].value)
    for each in book.worksheets:
        for cells in each.iter_rows():
            assert all(cell.data_type != "f" for cell in cells)
    with ZipFile(BytesIO(written)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_a_month_without_cases_says_so(told: Told, tmp_path: Path) -> None:
    found = room(tmp_path)
    prepare(found.columns.database)
    (found.columns.folder / "mark.json").write_text(_mark())
    empty = as_report(tell(found, period("2001-01"), "en", now=NOW))
    assert "No cases" in FORMS["html"](empty).decode()
    for form in FORMS.values():
        assert form(empty)
