"""By which scheme a sheet is graded: the city's choice, the field's, or what the sheet names."""

from pathlib import Path

import pytest

from anlan.model.risks import Risks
from anlan.risk.register.sheet import Sheet
from anlan.risk.register.sheet import read as read_sheet
from anlan.risk.schemes import shipped

CITY = Risks(schemes=["ls4"], fields={"chemicals": ["ls"]})
LS = {"L": "3", "S": "3"}
LEC = {"L": "3", "E": "6", "C": "7"}


def read(
    folder: Path, scores: dict[str, str], field: str, named: str = "", city: Risks = CITY
) -> Sheet:
    told = {"风险点": "锅炉房", "危险源": "锅炉", "事故类型": "锅炉爆炸", "行业": field} | scores
    told |= {"评价方法": named} if named else {}
    file = folder / "list.csv"
    file.write_text("\n".join([",".join(told), ",".join(told.values())]), "utf-8")
    return read_sheet(file, {"unit": "丙"}, risks=city)


@pytest.mark.parametrize(
    ("scores", "field", "named", "scheme"),
    [
        (LS, "特种设备", "", "ls4"), (LS, "危险化学品", "", "ls"), (LS, "危险化学品", "LS4", "ls4"),
        (LS, "特种设备", "风险矩阵法（LS）", "ls4"), (LS, "特种设备", "风险矩阵法", "ls4"),
        (LEC, "特种设备", "", "lec"), (LEC, "特种设备", "作业条件危险性评价法 LEC", "lec"),
    ],
)  # fmt: skip
def test_the_fields_scheme_goes_before_the_citys(tmp_path, scores, field, named, scheme):
    (point,) = read(tmp_path, scores, field, named).points
    assert point.draft.scheme == scheme
    assert point.draft.by is shipped()[scheme]


def test_a_city_that_says_nothing_has_ours(tmp_path):
    (point,) = read(tmp_path, LS, "特种设备", city=Risks()).points
    assert point.draft.scheme == "ls"


def test_the_cutoffs_are_those_of_the_scheme(tmp_path):
    colours = {
        field: read(tmp_path, LS, field).points[0].draft.grade.inherent_colour
        for field in ("特种设备", "危险化学品")
    }
    assert colours == {"特种设备": 2, "危险化学品": 1}  # nine is orange by ls4, yellow by ls


@pytest.mark.parametrize("named", ["HAZOP", "LS LEC", "ls9"])
def test_a_method_that_is_none_is_refused_with_the_choices(tmp_path, named):
    found = read(tmp_path, LS, "特种设备", named)
    assert not found.points
    (problem,) = found.problems
    assert (problem.row, problem.column) == (2, "评价方法")
    assert f"“{named}” names no scheme" in problem.reason.say()
    assert "ls4" in problem.reason.say("zh")


def test_a_scheme_the_city_names_and_nobody_knows_is_refused(tmp_path):
    found = read(tmp_path, LS, "特种设备", city=Risks(schemes=["ls7"]))
    assert "No scheme is known as “ls7”" in found.problems[0].reason.say()
