"""Tests that share what takes long to make run in one process, where it is made once."""

import os

import pytest


@pytest.fixture(scope="module")
def shared() -> object:
    """What a module makes for its tests."""
    return object()


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="there is one process only")
def test_a_module_with_something_of_its_own_goes_to_one_process(
    shared: object, request: pytest.FixtureRequest
) -> None:
    assert shared
    assert request.node.nodeid.endswith("@tests/test_groups.py")
