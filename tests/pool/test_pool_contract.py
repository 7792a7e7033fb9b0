"""Contracts: what is read, and how a mistake in one is told."""

import pytest
from pool_town import Town, source

from anlan.model.city import Source
from anlan.model.errors import ContractError
from anlan.pool import contract

MISTAKES = [
    ("required: true}\n      - {name: day", "requird: true}\n      - {name: day", 11, "required"),
    ("logicalType: number}", "logicalType: nubmer}", 17, "number"),
    ("maxLength: 20", "maxLenght: 20", 13, "maxLength"),
    ("maximum: 100", "maximum: many", 19, "a number"),
    ("yyyy-MM-dd", "yyyy-MMM-dd", 12, "MMM"),
    ("metric: invalidValues", "metric: rowCount", 18, "validValues"),
    ("value: drop", "value: dorp", 22, "hash"),
    ("anlan.personal", "anlan.persona", 24, "anlan.personal"),
    ("classification: personal", "classification: public", 23, "personal"),
    ("apiVersion: v3.1.0", "apiVersion: v2.2.2", 2, "v3"),
    ("name: address,", "name: day,", 14, "isn't used"),
    ("name: address, logicalType: string", "name: address, unique: true", 14, "key"),
    ("name: address, logicalType: string", "name: _a", 14, "'_'"),
    (
        "name: address, logicalType: string",
        "name: address, logicalTypeOptions: {pattern: '(?=x)'}",
        14,
        "regular expression",
    ),
]


def load(town: Town) -> contract.Contract:
    return contract.load(town.pack / "visits.yaml", Source.model_validate(source()))


@pytest.mark.parametrize(("old", "new", "line", "told"), MISTAKES)
def test_a_mistake_is_told_with_file_line_and_what_was_meant(
    town: Town, old: str, new: str, line: int, told: str
) -> None:
    town.contract(old, new)
    with pytest.raises(ContractError) as caught:
        load(town)
    sentence = caught.value.say("en")
    assert "visits.yaml" in sentence
    assert told in sentence
    assert abs(caught.value.values["line"] - line) <= 3


def test_broken_yaml_and_missing_files_are_told(town: Town) -> None:
    (town.pack / "visits.yaml").write_text("schema: [", encoding="utf-8")
    with pytest.raises(ContractError, match="YAML"):
        load(town)
    (town.pack / "visits.yaml").unlink()
    with pytest.raises(ContractError, match="does not exist"):
        load(town)


def test_a_column_the_source_speaks_of_must_be_kept(town: Town) -> None:
    town.contract("name: score", "name: points")
    declared = Source.model_validate(source(event_time="score"))
    with pytest.raises(ContractError, match="score"):
        contract.load(town.pack / "visits.yaml", declared)


def test_the_digest_changes_with_a_rule_and_only_then(town: Town) -> None:
    before = load(town).digest
    town.contract("status: active", "status: draft")
    assert load(town).digest == before
    town.contract("maximum: 100", "maximum: 90")
    assert load(town).digest != before


def test_keys_and_event_times_are_always_required(town: Town) -> None:
    agreed = load(town)
    assert agreed.column("id").required
    assert agreed.column("day").required
    assert not agreed.column("address").required
