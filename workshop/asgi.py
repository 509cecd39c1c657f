"""The ASGI application: static files, what is the same for everyone, the pages by Django, and the socket beside them."""

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
django.setup(set_prefix=False)

from workshop.hall.porch import Porch  # noqa: E402  what follows needs the apps that were loaded above
from workshop.live.lifespan import lifespan  # noqa: E402
from workshop.live.socket import live  # noqa: E402
from workshop.serving.pages import Pages  # noqa: E402
from workshop.serving.static import with_static_files  # noqa: E402
from workshop.serving.threads import Threads  # noqa: E402


async def nowhere(scope: dict, receive, send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 4404})


application = with_static_files(
    ProtocolTypeRouter(
        {
            "http": Porch(Threads(Pages())),
            "websocket": URLRouter([path("live/", live), path("<path:anything>", nowhere)]),  # type: ignore[arg-type]
            "lifespan": lifespan,
        }
    )
)
