"""The API fuzzed from its own document, as every role: no fault of ours, answers as declared."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import schemathesis
from api_town import CITY, ROLES, Town
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from anlan.api import create_app

pytestmark = pytest.mark.xdist_group("town")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
PATIENCE_S = 120
"""An answer is waited for so long: the first that needs a kernel waits until it is compiled."""
MANY, FEW = 20, 5
"""Examples of the role that may most, and of each other one."""


def operations() -> list[Any]:
    """Every operation of the API's document."""
    with TemporaryDirectory() as folder:
        document = create_app(Path(folder), []).openapi()
    found = schemathesis.openapi.from_dict(document).get_all_operations()
    return [each.ok() for each in found]


def ask(town: Town, operation: Any, who: str, examples: int) -> None:
    headers = {"Authorization": f"Bearer {town.tokens[who]}"} if who else {}

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy())
    def run(case: schemathesis.Case) -> None:
        if "city" in case.path_parameters:
            case.path_parameters["city"] = CITY
        case.call_and_validate(
            base_url=town.url, headers=headers, checks=CHECKS, timeout=PATIENCE_S
        )

    run()


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_api_keeps_its_word_whatever_an_administrator_asks(operation: Any, town: Town) -> None:
    ask(town, operation, "administrator", MANY)


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_api_keeps_its_word_to_everybody_else(operation: Any, town: Town) -> None:
    for who in (*ROLES, "nobody", ""):
        if who != "administrator":
            ask(town, operation, who, FEW)
