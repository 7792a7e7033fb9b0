"""The examples in the docstrings are true."""

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "anlan.model.csvsafe",
        "anlan.plan.draw",
        "anlan.plan.export",
        "anlan.plan.premises",
        "anlan.plan.routes",
        "anlan.plan.travel",
    ],
)
def test_examples_hold(name):
    result = doctest.testmod(import_module(name))
    assert result.failed == 0 < result.attempted
