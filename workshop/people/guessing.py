"""Guessing join codes is slowed for all, whoever asks; a right code never waits."""

from __future__ import annotations

import asyncio

from django.core.cache import cache

WINDOW = 10  # seconds in which wrong codes are counted
LEAST, MOST = 0.3, 3.0  # seconds a wrong code waits
STEP = 0.05


async def wait_after_wrong_code() -> None:
    await asyncio.sleep(min(MOST, LEAST + STEP * await _wrong_codes()))


async def _wrong_codes() -> int:
    try:
        await cache.aadd("wrong-codes", 0, WINDOW)
        return await cache.aincr("wrong-codes")
    except Exception:  # without a cache the least wait remains
        return 0
