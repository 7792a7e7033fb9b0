"""Starter packs: every field has one, all that they name is there, and a wrong one is refused."""

import re
from pathlib import Path

import pytest

from anlan.model.errors import RegisterError
from anlan.risk.living import rules
from anlan.risk.packs import pack, packs, read
from anlan.risk.packs.read import FOLDER
from anlan.risk.register import kinds
from anlan.risk.register.clauses import of_field
from anlan.risk.register.sheet.settings import settings

FIELDS = tuple(kinds().fields)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def texts(told: object) -> list[dict[str, str]]:
    """Return every text in both languages that lies in what a pack declares."""
    if isinstance(told, dict):
        here = [told] if {"en", "zh"} <= told.keys() else []
        return here + [text for each in told.values() for text in texts(each)]
    return [text for each in told for text in texts(each)] if isinstance(told, list | tuple) else []


def test_each_of_the_ten_fields_has_its_pack_in_their_order():
    assert len(FIELDS) == 10
    assert tuple(packs()) == FIELDS
    assert {each.stem for each in FOLDER.glob("*.toml")} == set(FIELDS)


@pytest.mark.parametrize("field", FIELDS)
def test_a_pack_has_kinds_of_all_types_checklists_both_sheets_and_clauses(field):
    found = packs()[field]
    assert {each.type for each in found.kinds} == set(kinds().types)
    assert found.checklists
    assert found.jha
    assert found.scl
    assert found.cycles
    assert found.source
    assert of_field(field)
    assert any(item.clause for each in found.checklists for item in each.items)


@pytest.mark.parametrize("field", FIELDS)
def test_every_text_is_in_both_languages(field):
    told = texts(packs()[field].model_dump())
    assert len(told) > 50
    for each in told:
        assert each["en"].strip()
        assert not CHINESE.search(each["en"]), each
        assert CHINESE.search(each["zh"]), each


@pytest.mark.parametrize("field", FIELDS)
def test_a_pack_names_only_the_facts_that_move_its_points_and_a_scheme_that_sheets_lead_to(field):
    found = packs()[field]
    for each in found.modifiers:
        assert not rules().of(each).fields or field in rules().of(each).fields
    assert found.scheme in settings().schemes.values()


def changed(folder: Path, old: str, new: str, field: str = "construction") -> Path:
    """Write a pack with one thing changed, and return where it is."""
    text = (FOLDER / f"{field}.toml").read_text("utf-8")
    assert old in text
    file = folder / "mine.toml"
    file.write_text(text.replace(old, new, 1), "utf-8")
    return file


@pytest.mark.parametrize(
    ("old", "new", "key", "value"),
    [
        ('field = "construction"', 'field = "space"', "field", "space"),
        ('scheme = "lec"', 'scheme = "guess"', "scheme", "guess"),
        ('"storm"', '"meteor"', "modifiers", "meteor"),
        ('"storm"', '"heat"', "modifiers", "heat"),  # it doesn't move points of this field
        ('"crane_yearly"', '"crane_hourly"', "cycles", "crane_hourly"),
        ('type = "place"', 'type = "mood"', "kinds.pit.type", "mood"),
        ('event = "10"', 'event = "99"', "jha.excavation.steps.1.event", "99"),
        ("measures.engineering", "measures.hope", "jha.excavation.steps.1.measures", "hope"),
        ('clause = "pit"', 'clause = "moat"', "checklists.daily.clause", "moat"),
        ('kind = "excavation"', 'kind = "pit"', "jha", "pit"),
        ('kind = "tower_crane"', 'kind = "lifting"', "scl", "lifting"),
    ],
)
def test_what_is_not_there_is_refused_with_file_key_and_value(tmp_path, old, new, key, value):
    with pytest.raises(RegisterError) as refused:
        read(changed(tmp_path, old, new))
    told = refused.value.say()
    assert f"mine.toml: `{key}` names {value}, " in told
    assert value in refused.value.say("zh")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "edge"', 'id = "pit"', "`kinds` names pit twice"),
        ('"storm"', '"season"', "`modifiers` names season twice"),
        ("source =", "sauce =", "`source` isn't as it must be declared"),
        ('event = "10"', "event = 10", "`jha.0.steps.0.event` isn't as it must be declared"),
        ("[[jha]]", "[[jha]", "mine.toml can't be read"),
    ],
)
def test_a_pack_of_another_shape_is_refused_with_its_key(tmp_path, old, new, said):
    with pytest.raises(RegisterError) as refused:
        read(changed(tmp_path, old, new))
    assert said in refused.value.say()


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(RegisterError, match=r"none\.toml can't be read"):
        read(tmp_path / "none.toml")


@pytest.mark.parametrize("name", ["construction", "建筑施工", "Construction"])
def test_a_pack_is_found_by_id_or_by_name(name):
    assert pack(name).field == "construction"


def test_an_unknown_field_is_refused_with_the_known_ones():
    with pytest.raises(RegisterError, match="space") as refused:
        pack("space")
    assert "food_and_drugs" in refused.value.say()
