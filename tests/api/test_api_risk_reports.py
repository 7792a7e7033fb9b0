"""The month's report by HTTP: figures, files, and who may have them."""

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from api_town import CITY, Town, problem
from test_api_risk import body, put

pytestmark = pytest.mark.xdist_group("town")
HOME = f"/api/cities/{CITY}/risk/reports"


def month() -> str:
    return f"{datetime.now(UTC).astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m}"


def test_the_figures_of_this_month_have_a_new_point_at_once(town: Town) -> None:
    with town.client("analyst") as client:
        before = client.get(f"{HOME}/{month()}").json()
        put(town, body(town.mine))
        after = client.get(f"{HOME}/{month()}").json()
    assert after["total"]["points"] == before["total"]["points"] + 1
    assert (after["over"], after["level"]) == (False, "district")
    names = {each["name"] for group in after["groups"] for each in group["figures"]}
    assert names == set(after["total"]) == set(after["before"])
    for row in after["rows"]:
        assert set(row["values"]) == names
    assert sum(row["values"]["points"] for row in after["rows"]) == after["total"]["points"]


@pytest.mark.parametrize("form", ["csv", "html", "pdf", "xlsx"])
def test_each_form_is_a_file_in_the_language_asked_for(town: Town, form: str) -> None:
    with town.client("analyst") as client:
        answer = client.get(f"{HOME}/{month()}.{form}", params={"lang": "zh", "level": "street"})
    assert answer.status_code == 200
    name = f"{CITY}-risk-{month()}-zh.{form}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert book.worksheets[0]["A1"].value == "区划"
    elif form == "pdf":
        assert answer.content.startswith(b"%PDF")
    else:
        assert "一般隐患整改率" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("2026-13", 422), ("2999-01", 422), ("2026-Q1", 422), ("2026-10.docx", 422),
        ("2026-01?level=planet", 422), ("2026-01?nothing=1", 422),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(town: Town, path: str, status: int) -> None:
    with town.client("analyst") as client:
        assert client.get(f"{HOME}/{path}").status_code == status


def test_who_sees_a_part_of_the_city_has_no_report_of_all(town: Town) -> None:
    with town.client("operator") as client:
        answer = client.get(f"{HOME}/{month()}")
    assert (answer.status_code, problem(answer)["code"]) == (403, "access.whole_city")
