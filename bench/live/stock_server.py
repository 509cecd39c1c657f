"""The stock server, as in the tutorial of Channels: a channel for each socket, a group for the room. `stock_server PORT`

It runs under the same uvicorn with the same options, with the pub/sub layer, the fastest of channels_redis. It differs from the
tutorial in two ways, both in its favor: it looks up neither session nor user, and makes no query before accepting a socket.
"""

from __future__ import annotations

import json
import os
import sys

import django
import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

from workshop.web.server import OURS

settings.configure(
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [os.environ["REDIS_URL"]]},
        }
    },
)
django.setup()

ROOM = "00000000-0000-0000-0000-000000000000"


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        self.room_group_name = f"room.{ROOM}"
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, close_code):
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    async def chat_message(self, event):
        told = {"kind": "told", "room": ROOM, "v": event["v"], "what": "entry", "html": event["html"]}
        await self.send(text_data=json.dumps(told))


class PostConsumer(AsyncWebsocketConsumer):
    """For connections that only post. In the tutorial each socket posts and listens; here a post does not come back."""

    async def receive(self, text_data=None, bytes_data=None):
        version = int(text_data.split("~", 2)[1])
        event = {"type": "chat.message", "v": version, "html": f"<li>{text_data}</li>"}
        await self.channel_layer.group_send(f"room.{ROOM}", event)


application = ProtocolTypeRouter(
    {"websocket": URLRouter([path("live/", ChatConsumer.as_asgi()), path("post/", PostConsumer.as_asgi())])}
)

if __name__ == "__main__":
    how = OURS | {"app": application, "ws": "websockets-sansio", "lifespan": "off"}
    uvicorn.run(**how, host="127.0.0.1", port=int(sys.argv[1]), backlog=4096)
