"""Publishes the lenses and scenarios that are shipped with the product."""

from __future__ import annotations

from reviews.lenses import services as lenses
from reviews.lenses import shipped as shipped_lenses
from reviews.scenarios import services as scenarios
from reviews.scenarios import shipped as shipped_scenarios


def publish() -> None:
    """Publish all shipped lenses and scenarios. Versions that are published already stay unchanged."""
    for slug in shipped_lenses.slugs():
        lenses.publish_shipped(shipped_lenses.read(slug))
    for slug in shipped_scenarios.slugs():
        scenarios.publish(shipped_scenarios.read(slug))
