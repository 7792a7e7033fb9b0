"""``watch-mqtt`` in a short form: nothing that is sent is lost, and every press has its alarm."""

import math

import pytest
from benchmarks.watch_mqtt import measure


@pytest.mark.parametrize("each", [(10, 100), (0, 0)], ids=["batches", "singles"])
def test_all_that_is_sent_is_kept_and_raises_its_alarm(each):
    found = measure(1_000, 4, 1_000, each)
    assert found.kept == found.sent > 2_000
    assert math.isfinite(found.alarm_p99)
