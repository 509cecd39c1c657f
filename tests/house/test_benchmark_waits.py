"""The benchmark's pages wait as long as the product's: it reads the numbers from the scripts, where they have to be found."""

from bench.live import scripts


def test_what_a_page_waits_is_found_in_its_scripts():
    assert scripts.graces().keys() >= {"subscribed", "behind", "beat"}
    assert all(0 <= least <= most <= 60 for least, most in [*scripts.graces().values(), scripts.led_after()])
    assert scripts.patience() > 1
