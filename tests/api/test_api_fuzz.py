"""The API fuzzed from its own document: no fault of the server, every answer as declared."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from anlan.api import create_app
from support.serving import serving

pytestmark = pytest.mark.xdist_group("console")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def address(demo_home: Path) -> Iterator[str]:
    """The address of a server that shows a city that was worked through."""
    with serving() as start:
        yield start(demo_home, ["jiangcheng"]).rstrip("/")


def operations() -> list[Any]:
    """Every operation of the API's document."""
    with TemporaryDirectory() as folder:
        document = create_app(Path(folder), []).openapi()
    found = schemathesis.openapi.from_dict(document).get_all_operations()
    return [each.ok() for each in found]


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_api_keeps_its_word_whatever_it_is_asked(operation: Any, address: str) -> None:
    @settings(
        max_examples=30,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case) -> None:
        if "city" in case.path_parameters:
            case.path_parameters["city"] = "jiangcheng"
        case.call_and_validate(base_url=address, checks=CHECKS)

    ask()


@pytest.mark.parametrize("path", ["overview", "plan", "ranking", "backtest", "quarantine"])
def test_api_knows_no_city_it_was_not_given(address: str, path: str) -> None:
    answer = httpx.get(f"{address}/api/cities/..%2f..%2fetc/{path}")
    assert answer.status_code == 404


def test_api_refuses_what_it_does_not_know(address: str) -> None:
    answer = httpx.get(f"{address}/api/cities/jiangcheng/plan", params={"langs": "zh"})
    assert answer.status_code == 422
    assert "langs" in answer.text
