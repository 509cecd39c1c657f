"""This process's connection to the channel layer (Redis): the groups it has joined, and the messages it receives."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from uuid import UUID

from channels.layers import get_channel_layer

from workshop.live.log_redaction import without_messages

log = logging.getLogger(__name__)

CONTROL_GROUP = "control"  # what every process hears: changed rights and presence
TIMEOUT = 2.0  # seconds for one command
TRY_AGAIN_AFTER = 1.0  # seconds after a failure to receive


def group_name(room_id: UUID, language: str) -> str:
    return f"room.{room_id}.{language}"


class LayerConnection:
    """One channel that receives the messages of many groups. What is lost while Redis is unavailable, the heartbeat makes good."""

    def __init__(self) -> None:
        self._layer = get_channel_layer()
        self._channel = ""
        self._has_channel = asyncio.Event()
        self._groups: set[str] = set()

    async def messages(self) -> AsyncIterator[dict]:
        """All messages from now on, those of the control group among them. Never ends."""
        while True:
            try:
                if not self._channel:
                    self._channel = await self._layer.new_channel()
                    self._has_channel.set()
                    await self.join(CONTROL_GROUP)
                message = await self._layer.receive(self._channel)
            except Exception as error:
                log.error("The channel layer cannot be read", exc_info=without_messages(error))
                await asyncio.sleep(TRY_AGAIN_AFTER)
                continue
            yield message

    async def join(self, group: str) -> None:
        """Join a group, unless it has been joined. Logs a failure; the next heartbeat tries again."""
        if group in self._groups:
            return
        try:
            await asyncio.wait_for(self._join(group), TIMEOUT)
            self._groups.add(group)
        except TimeoutError:
            log.warning("The channel layer did not answer in time, and a group was not joined")
        except Exception as error:
            log.error("A group of the channel layer was not joined", exc_info=without_messages(error))

    async def join_all(self, groups: Iterable[str]) -> None:
        """Join the control group and these."""
        for group in (CONTROL_GROUP, *groups):
            await self.join(group)

    async def leave(self, group: str) -> None:
        self._groups.discard(group)
        if self._channel:
            await asyncio.wait_for(self._layer.group_discard(group, self._channel), TIMEOUT)

    async def send(self, group: str, message: dict) -> None:
        await self._layer.group_send(group, message)

    async def _join(self, group: str) -> None:
        await self._has_channel.wait()
        await self._layer.group_add(group, self._channel)
