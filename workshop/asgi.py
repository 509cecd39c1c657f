"""The ASGI application: pages by Django, what is the same for everyone before it, the socket beside it."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

from workshop.serving.threads import Threads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
house = Threads(get_asgi_application())

from workshop.hall.porch import Porch  # noqa: E402  needs the apps that were loaded above
from workshop.live.lifespan import lifespan  # noqa: E402
from workshop.live.socket import live  # noqa: E402


async def nowhere(scope: dict, receive, send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 4404})


application = ProtocolTypeRouter(
    {
        "http": Porch(house),
        "websocket": URLRouter([path("live/", live), path("<path:anything>", nowhere)]),  # type: ignore[arg-type]
        "lifespan": lifespan,
    }
)
