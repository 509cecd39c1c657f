from datetime import UTC, datetime, timedelta

from reviews.comments.passes import good_topics

NOON = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_before_any_pillar_there_is_a_pass_too():
    assert good_topics([], now=NOON) == [""]


def test_all_stages_of_a_pillar_have_one_pass():
    assert good_topics([("security", at(0)), ("security", at(15)), ("security", at(40))], now=at(60)) == ["security"]


def test_the_last_pass_stays_good_for_ten_minutes_from_the_new_pillars_first_stage():
    begun = [("security", at(0)), ("reliability", at(60)), ("reliability", at(68))]
    assert good_topics(begun, now=at(69.9)) == ["reliability", "security"]
    assert good_topics(begun, now=at(70)) == ["reliability"]


def test_the_pass_of_the_beginning_stays_good_for_ten_minutes_too():
    assert good_topics([("security", at(0))], now=at(9)) == ["security", ""]


def test_a_pillar_that_comes_again_counts_from_its_return():
    begun = [("security", at(0)), ("reliability", at(60)), ("security", at(120))]
    assert good_topics(begun, now=at(121)) == ["security", "reliability"]
