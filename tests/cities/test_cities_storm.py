"""The stormy afternoon tells what it is to tell, and the same each time."""

import json
from collections import defaultdict
from functools import cache

import numpy as np

from anlan.cities.jiangcheng.storm import NONSENSE, STEP, Spot, Storm, settings

SEED = 1


def storm(seed: int = SEED) -> Storm:
    chance = np.random.default_rng(0)
    places = chance.uniform((114.2, 30.5), (114.5, 30.7), (300, 2))
    spots = [
        Spot(f"g{n}", f"42/4201/c{n // 8}", float(lon), float(lat))
        for n, (lon, lat) in enumerate(places)
    ]
    return Storm(spots, seed)


@cache
def told() -> dict[str, list[tuple[float, float]]]:
    """Return the minutes and values that each instrument tells."""
    story, found = storm(), defaultdict(list)
    for second in range(0, story.seconds, STEP):
        for each in story.read(second):
            found[each.key].append((each.second / 60, each.value))
    return found


def most(start: str) -> float:
    return max(value for key, all_ in told().items() if key.startswith(start) for _, value in all_)


def test_the_same_seed_tells_the_same_and_another_does_not() -> None:
    def hour(seed: int) -> str:
        story = storm(seed)
        read = [list(story.read(second)) for second in range(0, 3600, STEP)]
        return json.dumps(read, default=vars)

    assert hour(1) == hour(1) != hour(2)


def test_everything_that_an_alarm_can_come_of_happens() -> None:
    fallen = [sum(value for _, value in told()[f"rain-{n:03d}"]) for n in range(1, 25)]
    assert max(fallen) > 100  # millimetres in three hours: a red signal
    assert most("underpass") > 27
    assert most("well") > 2.5
    assert most("crowd-001-crowd_density") > 4
    assert max(value for _, value in told()["tower-03-07-heat"]) > 65
    assert 0.1 < max(value for _, value in told()["tower-05-12-smoke"]) < 0.3


def test_the_dinner_that_burns_makes_smoke_and_no_heat() -> None:
    assert max(value for _, value in told()["tower-05-12-heat"]) < 30


def test_what_needs_the_mains_is_silent_while_its_area_has_no_power() -> None:
    story, cut = storm(), settings()["power"]
    dark = [one for one in story.instruments if one.mains and one.spot.area in story.dark]
    assert dark
    for each in dark:
        minutes = np.array([minute for minute, _ in told()[each.key]])
        assert not ((minutes >= cut["from"]) & (minutes < cut["until"])).any()
        assert (minutes < cut["from"]).any()
        assert (minutes >= cut["until"]).any()
    feeders = [one.key for one in story.instruments if one.kind == "power"]
    out = [key for key in feeders if max(value for _, value in told()[key])]
    assert len(out) == cut["feeders"]


def test_a_program_that_sends_nonsense_sends_it_for_a_while_only() -> None:
    values = [value for _, value in told()["street-001"]]
    assert 0 < values.count(NONSENSE) < 10
    assert all(value == NONSENSE or value >= 0 for value in values)
