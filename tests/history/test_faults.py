"""What is thrown: everything, in an order that the seed decides, and nothing after the end."""

from __future__ import annotations

from random import Random

from tests.history.faults import UNITS, WEATHER, schedule


def test_however_short_a_play_each_unit_is_killed_and_frozen_and_each_weather_comes():
    thrown = {(fault.what, fault.whom) for fault in schedule(Random(1), 30)}
    assert thrown == {
        *((what, unit) for what in ("kill", "freeze") for unit in UNITS),
        *((weather, "the network") for weather in WEATHER),
    }


def test_the_same_seed_throws_the_same():
    assert schedule(Random("7"), 60) == schedule(Random("7"), 60)
    assert schedule(Random("7"), 60) != schedule(Random("8"), 60)


def test_of_the_units_one_at_a_time_is_broken_and_none_after_the_end():
    faults = [fault for fault in schedule(Random(1), 240, restarts=10) if fault.what not in WEATHER]
    assert sum(fault.what == "restart" for fault in faults) == 20
    for fault, following in zip(faults, [*faults[1:], None], strict=True):
        assert fault.at + fault.lasts < (following.at if following else 240)
